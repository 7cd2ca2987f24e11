import type { Page } from 'playwright-core';
import type { Platform } from '../../src/core/platform.ts';
import type { Input } from '../../src/core/talk/view.ts';
import { createUploads } from '../../src/given.ts';
import type { Theme } from './browser.ts';
import { type Demo, openDemo } from './demo.ts';
import { platformNames } from './platforms.ts';
import { slackUser } from './slack/api.ts';
import { drawSurfaces } from './slack/draw.ts';
import { sendEvent } from './slack/requests.ts';
import { openRoom } from './slack/room.ts';
import { drawCards } from './teams/draw.ts';
import { activityFrom, openTeams, somebody, visit } from './teams/visitor.ts';

/** What somebody has before them, as the platform was sent it. */
export type Screen = (page: Page, theme: Theme, width: number) => Promise<void>;

/** Somebody at a platform. Everything refers to what was shown last. */
interface Seat {
  /** Home, or My page. */
  home(): Promise<Screen>;
  /** What greeted them when they first came. */
  greeting(): Screen;
  type(words: string): Promise<Screen>;
  press(label: string): Promise<Screen>;
  answer(answers: Input): Promise<Screen>;
  turn(): Promise<Screen>;
  /** The last message that came unasked, as it stands now. */
  message(): Screen;
}

/** A platform, and the seats at it. */
export interface Hall {
  platform: Platform;
  seat(name: string): Promise<Seat>;
  close(): Promise<void>;
}

/** Slack, as its clients draw it. */
export async function inSlack(demo: Demo): Promise<Hall> {
  const room = await openRoom({ app: demo.app, store: demo.store });
  const emails = new Map<string, string>();
  room.api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(fields.get('user'), emails.get(fields.get('user') ?? '')),
  }));
  const drawn =
    (view: unknown): Screen =>
    (page, theme) =>
      drawSurfaces(page, [{ view: view as never }], theme);
  return {
    platform: room.platform,
    async seat(name) {
      const id = `USEAT${emails.size + 1}`;
      emails.set(id, (await demo.person(name)).email ?? '');
      const client = room.client(id);
      const shown = (screen: typeof client.screen): Screen => {
        const { view, text, kind, errors, values } = { ...screen };
        return kind === 'modal'
          ? (page, theme) => drawSurfaces(page, [{ view, errors, values: { ...values } }], theme)
          : drawn({ text, blocks: view.blocks });
      };
      const sent = () =>
        room.api.calls.filter(({ method, fields }) =>
          method === 'chat.postMessage' ? fields.get('channel') === `D${id}` : false,
        );
      const messageOf = (fields: URLSearchParams | undefined) =>
        drawn({ text: fields?.get('text'), blocks: JSON.parse(fields?.get('blocks') ?? '[]') });
      async function home(): Promise<Screen> {
        const before = room.api.calls.length;
        const event = { type: 'app_home_opened', user: id, channel: `D${id}`, tab: 'home', event_ts: '1' };
        await sendEvent(room.url, event);
        const { fields } = await room.api.next(before, ['views.publish']);
        const view = JSON.parse(fields.get('view') ?? 'null');
        client.see(view, 'message');
        return drawn(view);
      }
      await home();
      await room.api.until(() => sent().length > 0);
      return {
        home,
        greeting: () => messageOf(sent()[0]?.fields),
        type: async (words) => shown(await client.type(words)),
        press: async (label) => shown(await client.press(label)),
        async answer(answers) {
          await client.fill(answers);
          return shown(await client.submit());
        },
        turn: async () => shown(await client.turn()),
        message() {
          const updated = room.api
            .of('chat.update')
            .findLast(({ fields }) => fields.get('channel') === `D${id}`);
          return messageOf((updated ?? sent().at(-1))?.fields);
        },
      };
    },
    close: room.close,
  };
}

/** Teams, as its clients draw it. */
export async function inTeams(demo: Demo): Promise<Hall> {
  const teams = await openTeams({ app: demo.app, store: demo.store });
  let seats = 0;
  const drawn =
    (card: unknown): Screen =>
    (page, theme, width) =>
      drawCards(page, [card], theme, width);
  return {
    platform: teams.platform,
    async seat(name) {
      seats += 1;
      const who = somebody(`seat${seats}`, 900 + seats);
      teams.peer.roster.set(who.id, { email: (await demo.person(name)).email ?? '', userRole: 'user' });
      const visitor = visit(teams, who);
      const cards = () =>
        teams.peer.calls.flatMap(({ path, body }) => {
          const content = body?.attachments?.[0]?.content;
          const isHere = path.startsWith(`/v3/conversations/${who.chat}/activities`);
          return isHere && content?.type === 'AdaptiveCard' ? [content] : [];
        });
      const shown = (): Screen => drawn(visitor.last().card?.json);
      const after = async (done: Promise<unknown>) => {
        await done;
        return shown();
      };
      await visitor.see(
        activityFrom(teams, who, { type: 'installationUpdate', action: 'add', text: undefined }),
      );
      const [greeting] = cards();
      return {
        home: () => after(visitor.type('me')),
        greeting: () => drawn(greeting),
        type: (words) => after(visitor.type(words)),
        press: (label) => after(visitor.press(label)),
        answer: (answers) => after(visitor.answer(answers)),
        turn: () => after(visitor.turn()),
        message: () => drawn(cards().at(-1)),
      };
    },
    close: teams.close,
  };
}

const ZOE = 'Zoë Adeyemi';
const MAEVE = "Maeve O'Sullivan";
const RUTH = 'Ruth Hallam';
const COLIN = 'Colin Threadgold';
const TOM = 'Tom Ridley';
const ELLIS = 'Ellis Farrow';
const KAROLINA = 'Karolina Nowak';

/** What people see most, in the order of one morning: each screen by the name of its picture. */
async function morning(demo: Demo, { platform, seat }: Hall): Promise<Record<string, Screen>> {
  const [zoe, maeve, ruth, colin, tom, ellis] = [
    await seat(ZOE),
    await seat(MAEVE),
    await seat(RUTH),
    await seat(COLIN),
    await seat(TOM),
    await seat(ELLIS),
  ];
  const screens: Record<string, Screen> = {};
  screens['first-contact'] = zoe.greeting();
  screens['home-practitioner'] = await zoe.home();
  screens['declare-form'] = await zoe.press('Declare');
  screens['declare-wrong'] = await zoe.answer({ who: 'Laura Ashdown', kind: 'friend', since: '31/02/2019' });
  screens['declare-receipt'] = await zoe.answer({ since: '2019' });
  await demo.say(TOM, 'declare "Kofi\'s mum" neighbour since=2020');
  await demo.tick('2026-11-23T10:02:00Z', platform);
  screens.alert = maeve.message();
  screens['home-officer'] = await maeve.home();
  screens.inbox = await maeve.type('inbox');
  screens['decide-form'] = await maeve.press('Open D-1');
  screens['decide-receipt'] = await maeve.answer({ outcome: 'noted' });
  await demo.say(MAEVE, 'decide D-2 not_personal', { outcome: 'not_personal' });
  await demo.tick('2026-11-23T10:05:00Z', platform);
  screens.settled = maeve.message();
  screens['acknowledge-form'] = await tom.type('acknowledge');
  screens.policy = await tom.type('policy');
  await ellis.home();
  screens['sign-form'] = await ellis.press('Sign');
  screens['sign-receipt'] = await ellis.answer({ full_name: ELLIS });
  screens['may-i-accept'] = await tom.type('connect "Alice Mortimer" facebook');
  screens.help = await tom.type('help');
  screens.contacts = await tom.type('contacts "Ivy Mortimer"');
  screens.declarations = await zoe.type('declarations');
  screens['home-manager'] = await ruth.home();
  screens['keyperson-list'] = await ruth.type('keyperson');
  await demo.say(KAROLINA, 'declare "Fiona McBride" friend since=2019', { kind: 'friend' });
  screens.keyperson = await ruth.type('keyperson "Callum McBride"');
  screens['assign-refused'] = await ruth.type(`assign "Callum McBride" "${KAROLINA}"`);
  screens.outstanding = await ruth.type('outstanding');
  // The same in each chat once it was given, which each does in its own way.
  screens.upload = await ruth.type(`upload file="${await handed(demo, RUTH)}"`);
  screens['home-admin'] = await colin.home();
  await demo.tick('2026-11-23T12:20:00Z', platform);
  screens['message-joined'] = ruth.message();
  return screens;
}

/** A list of children as a manager may have it. */
const LIST = `Child's name,Start date,Mum,Dad,Date of birth
Otto Vane,2026-11-30,Wanda Vane,Peter Vane,2023-01-02
Callum McBride,2026-11-02,Fiona McBride,,2022-12-11
`;

/** Gives the list in somebody's name. The handle by which it waits. */
async function handed(demo: Demo, who: string): Promise<string> {
  const file = { name: 'Our register.csv', read: async () => new TextEncoder().encode(LIST) };
  const invocation = { command: 'upload', input: {}, files: [file] };
  const shown = await demo.app.run(await demo.identity(who), invocation);
  const handle = shown.kind === 'form' && shown.inputs.find(({ name }) => name === 'file')?.value;
  if (typeof handle !== 'string') throw new Error('the list was not taken in');
  return handle;
}

/** Plays the morning on a demo of its own, and gives what was seen of it, to be drawn. */
export async function playMorning(enter: (demo: Demo) => Promise<Hall>): Promise<Record<string, Screen>> {
  const demo = await openDemo(createUploads(platformNames));
  const hall = await enter(demo);
  const screens = await morning(demo, hall);
  await hall.close();
  await demo.close();
  return screens;
}
