import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'undici';
import { faultsOfAnswer, faultsOfCall, faultsOfMessage } from './blockkit.ts';
import { forward, withFlags } from './forward.ts';
import { SECRET } from './requests.ts';

const BINARY = join(
  import.meta.dirname,
  '../../../scripts/peers/node_modules/local-slack-linux-x64/bin/local-slack',
);
const RELAY = join(import.meta.dirname, 'relay.js');
const APP = 'A01APP';
const BOT = 'U0BOT';
const REQUEST_PORT = 4999;

// biome-ignore lint/suspicious/noExplicitAny: Slack's payloads, as deep as they come.
type Thing = Record<string, any>;

interface Given {
  mode: 'socket' | 'events';
  /** Slack user ids and their addresses. */
  users: Record<string, string>;
}

const TOKENS = {
  SLACK_BOT_TOKEN: 'xoxb-test-token',
  SLACK_APP_TOKEN: 'xapp-test-token',
  SLACK_SIGNING_SECRET: SECRET,
} as const;

/**
 * A real local Slack server. Everything between it and Candour passes here, and is held to Slack's limits; people are moved
 * through the server's own web interface.
 */
export async function openWorkspace({ mode, users }: Given) {
  if (!existsSync(BINARY))
    throw new Error('The local Slack is not installed: npm ci --prefix scripts/peers --ignore-scripts');
  const folder = await mkdtemp(join(tmpdir(), 'slack-'));
  const config = join(folder, 'config.json');
  const faults: string[] = [];
  const calls: { method: string; fields: URLSearchParams }[] = [];
  /** What Slack sent to Candour over HTTP. */
  const sent: string[] = [];
  let candour: number | undefined;
  let slack: ChildProcess | undefined;

  const front = createServer(
    (asked, response) =>
      void forward(asked, response, { socketPath: join(folder, 'in.sock') }, check, withFlags),
  );
  front.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    const there = connect(join(folder, 'in.sock'));
    const lines = [`GET ${asked.url} HTTP/1.1`];
    for (let i = 0; i < asked.rawHeaders.length; i += 2)
      lines.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
    there.write(`${lines.join('\r\n')}\r\n\r\n`);
    there.write(head);
    socket.pipe(there).pipe(socket);
    const end = () => {
      socket.destroy();
      there.destroy();
    };
    socket.on('error', end).on('close', end);
    there.on('error', end).on('close', end);
  });
  const port = await listen(front, 0);
  const back = createServer((asked, response) => {
    if (candour === undefined) return void response.writeHead(502).end();
    const keep = (_: string, body: string) => void sent.push(decodeURIComponent(body.replaceAll('+', ' ')));
    void forward(asked, response, { host: '127.0.0.1', port: candour }, keep, (_, body) => {
      if (body !== '') faults.push(...faultsOfAnswer(JSON.parse(body)).map((fault) => `answer: ${fault}`));
      return body;
    });
  });
  await new Promise<void>((resolve) => back.listen(join(folder, 'out.sock'), resolve));

  function check(path: string, body: string): void {
    if (path.startsWith('/api/')) {
      const method = path.slice('/api/'.length);
      const fields = new URLSearchParams(body);
      calls.push({ method, fields });
      faults.push(...faultsOfCall(method, fields).map((fault) => `${method}: ${fault}`));
    }
    if (path.startsWith('/_hooks/'))
      faults.push(...faultsOfMessage(JSON.parse(body)).map((fault) => `response_url: ${fault}`));
  }

  await writeFile(
    config,
    JSON.stringify({
      workspace: { name: 'Willowmere', domain: 'willowmere', teamId: 'T01TEST' },
      app: {
        appId: APP,
        botUserId: BOT,
        botName: 'candour',
        botToken: TOKENS.SLACK_BOT_TOKEN,
        appToken: TOKENS.SLACK_APP_TOKEN,
        signingSecret: SECRET,
        mode,
        requestUrl: `http://127.0.0.1:${REQUEST_PORT}/slack/events`,
      },
      users: Object.entries(users).map(([id, email]) => ({
        id,
        name: id.toLowerCase(),
        real_name: id,
        email,
      })),
      channels: [{ id: 'C01GEN', name: 'general', members: [...Object.keys(users), BOT] }],
    }),
  );

  async function start(): Promise<void> {
    const args = [RELAY, BINARY, config, folder, String(port), String(REQUEST_PORT)];
    await rm(join(folder, 'in.sock'), { force: true });
    // A network of its own, as root or, where that is allowed, as anybody.
    const alone =
      'unshare -n true 2>/dev/null && way=-n || way=-rn; exec unshare $way sh -c \'ip link set lo up; exec "$0" "$@"\' "$@"';
    slack = spawn('sh', ['-c', alone, 'sh', process.execPath, ...args], { stdio: 'ignore' });
    const end = Date.now() + 15_000;
    while (!(await isUp(port))) {
      if (Date.now() > end) throw new Error('the local Slack does not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function stop(): Promise<void> {
    if (!slack || slack.exitCode !== null) return;
    const ended = new Promise((resolve) => slack?.once('exit', resolve));
    slack.kill('SIGTERM');
    await ended;
  }

  await start();
  return {
    env: { ...TOKENS, SLACK_API_URL: `http://127.0.0.1:${port}/api/` },
    port,
    faults,
    calls,
    start,
    stop,
    /** Where Candour answers Slack's requests; needed over HTTP only. */
    leadTo(where: number) {
      candour = where;
    },
    delivered: (kind: string) => sent.filter((body) => body.includes(kind)),
    people: () => openPeople(port),
    async close() {
      await stop();
      for (const server of [front, back]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

async function isUp(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/_control/state`)).ok;
  } catch {
    return false;
  }
}

/** The people of the workspace, all at one keyboard: the server keeps a single stack of modals. */
async function openPeople(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ui`);
  const state: {
    messages: Thing[];
    modal: Thing | undefined;
    errors: Record<string, string> | undefined;
    homes: Record<string, Thing>;
    dms: Record<string, string>;
  } = {
    messages: [],
    modal: undefined,
    errors: undefined,
    homes: {},
    dms: {},
  };
  let changed = 0;
  socket.addEventListener('message', ({ data }) => {
    const told = JSON.parse(String(data)) as Thing;
    changed += 1;
    if (told.t === 'init') {
      state.messages = Object.values(told.state.messages ?? {}).flat() as Thing[];
      for (const channel of told.state.channels) keepDm(channel);
    }
    if (told.t === 'message') state.messages.push(told.message);
    if (told.t === 'channel') keepDm(told.channel);
    if (told.t === 'view') {
      state.modal = told.stack?.at(-1);
      state.errors = undefined;
    }
    if (told.t === 'view_errors') state.errors = told.errors;
    if (told.t === 'home') state.homes[told.user] = told.view;
  });
  const keepDm = (channel: Thing) => {
    const user = channel.is_im && channel.members.find((each: string) => each !== BOT);
    if (user) state.dms[user] = channel.id;
  };
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });

  async function until<T>(what: string, find: () => T | undefined | false, within = 8000): Promise<T> {
    const end = Date.now() + within;
    for (;;) {
      const found = find();
      if (found) return found;
      if (Date.now() > end) throw new Error(`${what} did not come`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const send = (told: Thing) => socket.send(JSON.stringify(told));

  /** Does something, and waits for the modal or the message it leads to. */
  async function after(what: string, user: string, act: () => void): Promise<Thing> {
    const before = { modal: state.modal, errors: state.errors, count: state.messages.length };
    act();
    return until(what, () => {
      if (state.errors && state.errors !== before.errors) return { errors: state.errors, ...state.modal };
      if (state.modal && state.modal !== before.modal) return state.modal;
      return state.messages
        .slice(before.count)
        .find(
          (message) =>
            message.user === BOT && (message.ephemeral_to === user || message.channel === state.dms[user]),
        );
    });
  }

  return {
    state,
    until,
    get changed() {
      return changed;
    },
    command: (user: string, text: string) =>
      after(`an answer to ${text}`, user, () =>
        send({ t: 'slash_command', appId: APP, channel: 'C01GEN', user, command: '/candour', text }),
      ),
    say: (user: string, text: string) =>
      after(`an answer to ${text}`, user, () =>
        send({ t: 'post_message', channel: state.dms[user] ?? user, user, text }),
      ),
    home: async (user: string) => {
      const before = state.homes[user];
      send({ t: 'open_home', appId: APP, user });
      return until(`the Home of ${user}`, () => state.homes[user] !== before && state.homes[user]);
    },
    dms: (user: string) =>
      state.messages.filter(
        (message) => message.channel === state.dms[user] && message.user === BOT && !message.ephemeral_to,
      ),
    press: (user: string, shown: Thing, label: string) => {
      const button = (shown.blocks ?? [])
        .flatMap((block: Thing) => (block.type === 'actions' ? block.elements : []))
        .find((each: Thing) => each.text.text === label);
      if (!button) throw new Error(`no button “${label}”`);
      return after(`what “${label}” leads to`, user, () =>
        send({
          t: 'block_action',
          appId: APP,
          channel: shown.channel ?? state.dms[user] ?? 'C01GEN',
          messageTs: shown.ts,
          user,
          action: {
            type: 'button',
            action_id: button.action_id,
            block_id: 'b',
            value: button.value,
            text: button.text,
          },
        }),
      );
    },
    /** Fills in the form that is open, by question, and sends it; several times where that is what happens. */
    submit: (user: string, answers: Record<string, string | string[]>, times = 1) =>
      after('what the form leads to', user, () => {
        const values = valuesOf(state.modal ?? {}, answers);
        for (let i = 0; i < times; i++) send({ t: 'view_submit', user, values });
      }),
    close: () => socket.close(),
  };
}

export type People = Awaited<ReturnType<typeof openPeople>>;

function valuesOf(modal: Thing, answers: Record<string, string | string[]>): Thing {
  const values: Thing = {};
  for (const { type, block_id, element } of modal.blocks ?? []) {
    if (type !== 'input') continue;
    const name = block_id.split('~')[0];
    const given = answers[name];
    const wanted = Array.isArray(given) ? given : given === undefined ? [] : [given];
    const options = (element.options ?? []).filter((each: Thing) => wanted.includes(each.value));
    const typed = given === undefined ? element.initial_value : String(given);
    const answer: Record<string, Thing> = {
      plain_text_input: { value: typed ?? null },
      datepicker: { selected_date: given ?? element.initial_date ?? null },
      file_input: { files: [] },
      checkboxes: { selected_options: given === undefined ? (element.initial_options ?? []) : options },
      external_select: {
        selected_option:
          given === undefined
            ? (element.initial_option ?? null)
            : { value: String(given), text: { type: 'plain_text', text: String(given) } },
      },
    };
    values[block_id] = {
      [element.action_id]: {
        type: element.type,
        ...(answer[element.type] ?? { selected_option: options[0] ?? element.initial_option ?? null }),
      },
    };
  }
  return values;
}
