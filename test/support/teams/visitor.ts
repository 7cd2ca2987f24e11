import { listen } from '../../../adapters/teams/listen.ts';
import type { App } from '../../../src/core/app.ts';
import type { Log, Platform } from '../../../src/core/platform.ts';
import type { Store } from '../../../src/core/store.ts';
import type { Input } from '../../../src/core/talk/view.ts';
import { startHttp } from '../../../src/http.ts';
import type { Shown, Visitor } from '../../contract/platforms.ts';
import { type CardSeen, readCard } from './card.ts';
import { APP_ID, type Call, type LocalCloud, openLocalCloud, TENANT } from './connector.ts';

export interface Line {
  level: string;
  facts: Record<string, unknown>;
  message: string;
}

export interface LocalTeams {
  peer: LocalCloud;
  platform: Platform;
  /** Where the bot listens. */
  url: string;
  logged: Line[];
  /** Posts an activity, signed as Teams would, and gives the status. */
  post(activity: Record<string, unknown>, header?: string | null): Promise<{ status: number; body: string }>;
  close(): Promise<void>;
}

/** The adapter under a real web server, with Microsoft's cloud beside it on loopback. */
export async function openTeams(given: {
  app: App;
  store: Store;
  clock?: () => Date;
  env?: Record<string, string>;
}): Promise<LocalTeams> {
  const peer = await openLocalCloud();
  const logged: Line[] = [];
  const note =
    (level: string): Log['info'] =>
    (facts, message) => {
      logged.push({ level, facts, message });
    };
  const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const env = {
    TEAMS_APP_ID: APP_ID,
    TEAMS_APP_PASSWORD: 'a password',
    TEAMS_TENANT_ID: TENANT,
    ...given.env,
  };
  const config = { version: '0.1.0', host: '127.0.0.1', port: 0, processes: 1, publicUrl: undefined };
  const { app, store, clock = () => new Date() } = given;
  const platform = await listen({ app, store, env, log, clock, config }, peer.cloud);
  const routes = platform.routes ?? [];
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes,
    readiness: async () => ({ isReady: true, words: [] }),
    log,
  });
  await platform.start();
  const url = `http://127.0.0.1:${http.port}/api/messages`;
  return {
    peer,
    platform,
    url,
    logged,
    async post(activity, header) {
      const authorization = header === undefined ? `Bearer ${await peer.token()}` : header;
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
        body: JSON.stringify(activity),
      });
      return { status: response.status, body: await response.text() };
    },
    async close() {
      await platform.stop();
      await http.stop(0);
      await peer.close();
    },
  };
}

let activities = 0;

/** Somebody with an account in the tenant. */
export interface Somebody {
  /** `29:…`, as Teams names them to the bot. */
  id: string;
  aad: string;
  chat: string;
}

export function somebody(name: string, number: number): Somebody {
  const aad = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return { id: `29:${name}`, aad, chat: `a:${name}` };
}

/** An activity as Teams sends it from a personal chat. */
export function activityFrom(
  teams: LocalTeams,
  who: Somebody,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  activities += 1;
  return {
    type: 'message',
    id: `activity-${activities}`,
    timestamp: new Date(1_760_000_000_000 + activities * 1000).toISOString(),
    channelId: 'msteams',
    serviceUrl: teams.peer.url,
    from: { id: who.id, name: 'Somebody', aadObjectId: who.aad },
    recipient: { id: `28:${APP_ID}`, name: 'Candour' },
    conversation: { id: who.chat, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web' }],
    locale: 'en-GB',
    textFormat: 'plain',
    ...more,
  };
}

/** What was sent into, or redrawn in, this person's chat. */
export function sentTo(teams: LocalTeams, who: Somebody): Call[] {
  return teams.peer.calls.filter(
    ({ path, method }) => path.startsWith(`/v3/conversations/${who.chat}/activities`) && method !== 'GET',
  );
}

export interface TeamsVisitor extends Visitor {
  who: Somebody;
  /** The card that is in front of the person, and the id of the message that holds it. */
  last(): { card: CardSeen | undefined; id: string | undefined; words: string };
  /** Answers or presses, and gives the activity that does it, unsent. */
  pressing(label: string, answers?: Input): Record<string, unknown>;
  /** Typed words, unsent. */
  saying(words: string): Record<string, unknown>;
  see(activity: Record<string, unknown>): Promise<Shown>;
  /** Turns to the last card that stands in the chat, asked for or not; gives the labels of its buttons. */
  openLast(): string[];
}

/** A person at a Teams client that understands what our cards hold. */
export function visit(teams: LocalTeams, who: Somebody): TeamsVisitor {
  let card: CardSeen | undefined;
  let id: string | undefined;
  let words = '';
  const visitor: TeamsVisitor = {
    who,
    last: () => ({ card, id, words }),
    async see(activity) {
      const before = teams.peer.calls.length;
      const { status } = await teams.post(activity);
      if (status !== 200) throw new Error(`the bot answered ${status}`);
      for (const call of teams.peer.calls.slice(before)) {
        if (!call.path.startsWith(`/v3/conversations/${who.chat}/activities`)) continue;
        // What is drawn again elsewhere in the chat is not in front of the person.
        const redrawn = call.method === 'PUT' ? call.path.split('/').at(-1) : undefined;
        if (redrawn !== undefined && redrawn !== activity.replyToId) continue;
        const [attachment] = call.body.attachments ?? [];
        if (/file\.(consent|info)$/.test(attachment?.contentType ?? '')) continue;
        const content = attachment?.content;
        card = content === undefined ? undefined : readCard(content);
        words = card ? card.words : call.body.text;
        id = redrawn ?? call.id;
      }
      const file = await accepted(teams, who, before);
      return {
        ...(file ? { file } : {}),
        words,
        fields: card?.fields ?? [],
        buttons:
          card?.actions.map(({ title }) => title).filter((title) => !/^(Back|Read on|Cancel)$/.test(title)) ??
          [],
        more: card?.actions.some(({ title }) => title === 'Read on') ?? false,
      };
    },
    pressing(label, answers = {}) {
      if (!card) throw new Error('there is no card');
      return activityFrom(teams, who, {
        value: card.press(label, answers),
        replyToId: id,
        textFormat: undefined,
      });
    },
    openLast() {
      const call = sentTo(teams, who).findLast(({ body }) => body.attachments?.[0]?.content?.body);
      if (!call) throw new Error('there is no card in the chat');
      card = readCard(call.body.attachments[0].content);
      words = card.words;
      id = call.id;
      return card.actions.map(({ title }) => title);
    },
    saying: (said) => activityFrom(teams, who, { text: said }),
    type: (said) => visitor.see(visitor.saying(said)),
    press: async (label) => visitor.see(visitor.pressing(label)),
    turn: () => visitor.press('Read on'),
    answer: async (answers) => visitor.see(visitor.pressing(card?.submit ?? '', answers)),
    close: async () => undefined,
  };
  return visitor;
}

/** A file that was offered meanwhile, which the person allows into a OneDrive of the connector's own. */
async function accepted(teams: LocalTeams, who: Somebody, since: number) {
  const asked = teams.peer.calls
    .slice(since)
    .find(
      ({ path, body }) =>
        path.startsWith(`/v3/conversations/${who.chat}/`) &&
        /file\.consent$/.test(body?.attachments?.[0]?.contentType ?? ''),
    );
  if (!asked) return undefined;
  const { name, content } = asked.body.attachments[0];
  await teams.post(
    consent(teams, who, {
      action: 'accept',
      context: content.acceptContext,
      uploadInfo: upload(teams, name),
    }),
  );
  const put = teams.peer.calls.slice(since).find(({ path }) => path.includes('/onedrive/'));
  return put && { name: name as string, bytes: new Uint8Array(put.bytes) };
}

/** The answer to the question whether a file may be put into one's OneDrive. */
export function consent(
  teams: LocalTeams,
  who: Somebody,
  value: Record<string, unknown>,
): Record<string, unknown> {
  return activityFrom(teams, who, { type: 'invoke', name: 'fileConsent/invoke', replyToId: 'asked', value });
}

/** The connector takes what is put anywhere under its activities: enough of a OneDrive. */
export function upload(teams: LocalTeams, name: string): Record<string, string> {
  return {
    uploadUrl: `${teams.peer.url}v3/conversations/onedrive/activities/upload`,
    contentUrl: `https://elm.sharepoint.test/${name}`,
    name,
    uniqueId: 'u-1',
    fileType: 'txt',
  };
}
