import { describe, expect, it } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import { table, text, type View, view } from '../../../src/core/talk/view.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { aPerson, aSetting } from '../../store/fixture.ts';
import { explain, put } from '../../support/put.ts';
import { faultsOfView } from '../../support/slack/blockkit.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { sendEvent } from '../../support/slack/requests.ts';
import { openRoom } from '../../support/slack/room.ts';
import { openTestStore } from '../../support/store.ts';

const openHome = (url: string, user: string, at = new Date()) =>
  sendEvent(
    url,
    { type: 'app_home_opened', user, channel: 'D1', tab: 'home', event_ts: '1' },
    { timestamp: Math.floor(at.getTime() / 1000) },
  );

/** Home as it is published, of somebody with so many settings whose parts are as given. */
async function homeOf(settings: number, parts: Record<string, View>) {
  const { app } = createExhibition();
  const places = Array.from({ length: settings }, (_, i) => ({ setting: `s${i}`, person: 'p' }));
  const choices = places.map(({ setting }) => ({ value: setting, label: setting }));
  const shown: App = {
    ...app,
    identify: async (account) => ({ account, memberships: places }),
    run: async (_, { command, input }) =>
      settings > 1 && input.setting === undefined
        ? {
            kind: 'form',
            command,
            title: 'Which setting?',
            submit: 'Go on',
            inputs: [
              { name: 'setting', label: 'Setting', widget: { kind: 'choice', choices }, required: true },
            ],
          }
        : (parts[command] ?? { ...view('That could not be done', text('Not for you.')), refused: true }),
  };
  const room = await openRoom({ app: shown });
  await openHome(room.url, 'U1');
  const call = await room.api.next(0, ['views.publish']);
  await room.close();
  return JSON.parse(call.fields.get('view') ?? 'null') as { blocks: { type: string }[] };
}

const page = (rows: number) =>
  view(
    'My page',
    table(
      ['Case'],
      Array.from({ length: rows }, (_, i) => [`D-${i}`]),
    ),
  );

describe('Home', () => {
  it('is a person’s own page, and nothing else', async () => {
    const home = await homeOf(1, { me: page(3), inbox: view('My cases', text('D-9')) });
    expect(faultsOfView(home)).toEqual([]);
    expect(wordsOf({ view: home })).toContain('My page');
    expect(wordsOf({ view: home })).not.toContain('D-9');
  });

  it.each([2, 3, 4, 9, 150])('holds %i settings, and hides none', async (count) => {
    const home = await homeOf(count, { me: page(30) });
    expect(faultsOfView(home)).toEqual([]);
    const settings = new Set(
      home.blocks
        .flatMap((block) =>
          block.type === 'actions' && 'elements' in block ? (block.elements as { value: string }[]) : [],
        )
        .map(({ value }) => JSON.parse(value).i.setting),
    );
    const shown = home.blocks.filter(({ type }) => type === 'header').length;
    expect(shown).toBeGreaterThan(1);
    for (let i = shown; i < count; i++) expect(settings.has(`s${i}`), `setting ${i}`).toBe(true);
  });
});

/** A register with so many people, whose accounts are U0, U1 and so on. */
async function openRegister(count: number) {
  const { store, close } = await openTestStore();
  const setting = aSetting();
  const people = Array.from({ length: count }, (_, i) => aPerson(setting.id, `Person ${i}`, ['staff']));
  await store.write([], (register) => register.settings.save(setting));
  await store.write([setting.id], async (register) => {
    for (const [i, person] of people.entries()) {
      await put(register, { people: [person] });
      await register.accounts.bind({
        platform: 'slack',
        tenant: 'T1',
        user: `U${i}`,
        setting: setting.id,
        person: person.id,
        lastUsedAt: new Date(),
      });
      await explain(register, setting.id);
    }
  });
  return { store, close, setting: setting.id, ids: people.map(({ id }) => id) };
}

/** Whose Home was published, after so many publications. */
const publishedAfter = ({ api }: Awaited<ReturnType<typeof openRoom>>, count: number) =>
  api
    .of('views.publish')
    .slice(count)
    .map(({ fields }) => fields.get('user_id') ?? '');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('Many changes at once', () => {
  it.each([
    ['one process', 1, { least: 20, most: 28 }],
    ['each of three', 3, { least: 7, most: 11 }],
  ])(
    'become no more publications of %s than Slack takes, one a person, none of which anybody asked for',
    async (_, processes, few) => {
      const { app, received } = createExhibition();
      const { store, close, setting, ids } = await openRegister(60);
      const room = await openRoom({ app, store, processes });
      const looking = Array.from({ length: 50 }, (_, i) => `U${i}`);
      for (const user of looking) await openHome(room.url, user);
      await expect.poll(() => room.api.of('views.publish').length, { timeout: 5000 }).toBe(50);
      expect(received.splice(0).filter(({ isUnasked }) => isUnasked)).toEqual([]);
      for (let i = 0; i < 3; i++) await room.platform.refresh?.(setting, ids);
      await pause(2500);
      const published = publishedAfter(room, 50);
      // Whoever has not opened theirs is not looking at it.
      expect(looking).toEqual(expect.arrayContaining(published));
      expect(published.length).toBeGreaterThanOrEqual(few.least);
      expect(published.length).toBeLessThan(few.most);
      expect(new Set(published).size).toBe(published.length);
      expect(received.filter(({ isUnasked }) => !isUnasked)).toEqual([]);
      await room.close();
      await close();
    },
  );
});

describe('Whose Home was opened', () => {
  it('every process of the register knows, also one that begins later', async () => {
    const { app } = createExhibition();
    const { store, close, setting, ids } = await openRegister(2);
    const one = await openRoom({ app, store });
    await openHome(one.url, 'U0');
    await one.api.next(0, ['views.publish']);
    await one.close();
    const other = await openRoom({ app, store });
    await other.platform.refresh?.(setting, ids);
    await other.api.next(0, ['views.publish']);
    await pause(500);
    expect(publishedAfter(other, 0)).toEqual(['U0']);
    await other.close();
    await close();
  });

  it('is forgotten after a month, but for an account that has ended: what its tab shows must go', async () => {
    const { app } = createExhibition();
    const { store, close, setting, ids } = await openRegister(3);
    let now = new Date('2026-11-02T09:00:00Z');
    const room = await openRoom({ app, store, clock: () => now });
    for (const user of ['U0', 'U1']) await openHome(room.url, user, now);
    await expect.poll(() => room.api.of('views.publish').length, { timeout: 5000 }).toBe(2);
    now = new Date('2026-12-14T09:00:00Z');
    await openHome(room.url, 'U2', now);
    await expect.poll(() => room.api.of('views.publish').length, { timeout: 5000 }).toBe(3);
    await store.write([setting], async (register) => {
      const [ended] = await register.accounts.known({ platform: 'slack', tenant: 'T1', user: 'U1' });
      if (ended) await register.accounts.save({ ...ended, state: 'gone' });
      await explain(register, setting);
    });
    await room.platform.refresh?.(setting, ids);
    await expect.poll(() => publishedAfter(room, 3).sort(), { timeout: 5000 }).toEqual(['U1', 'U2']);
    await room.close();
    await close();
  });

  it('is written once a day, and before the tab is drawn', async () => {
    const { app } = createExhibition();
    const { store, close } = await openRegister(1);
    const openings: Date[] = [];
    const counting: typeof store = {
      ...store,
      write: (settings, work) =>
        store.write(settings, (register) => {
          const openHome: typeof register.accounts.openHome = (account, at) => {
            openings.push(at);
            return register.accounts.openHome(account, at);
          };
          const accounts = { ...register.accounts, openHome };
          return work(Object.create(register, { accounts: { value: accounts } }));
        }),
    };
    let now = new Date('2026-11-02T09:00:00Z');
    const room = await openRoom({ app, store: counting, clock: () => now });
    room.api.on('views.publish', () => {
      expect(openings.length).toBeGreaterThan(0);
      return { ok: true };
    });
    const open = async (at: string, published: number) => {
      now = new Date(at);
      await openHome(room.url, 'U0', now);
      await expect.poll(() => room.api.of('views.publish').length, { timeout: 5000 }).toBe(published);
    };
    await open('2026-11-02T09:00:00Z', 1);
    await open('2026-11-02T17:00:00Z', 2);
    await open('2026-11-03T09:00:00Z', 3);
    const days = new Set(openings.map((at) => at.toISOString()));
    expect(days).toEqual(new Set(['2026-11-02T09:00:00.000Z', '2026-11-03T09:00:00.000Z']));
    await room.close();
    await close();
  });
});
