import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultsOfCall, faultsOfMessage } from './blockkit.ts';

export interface Call {
  method: string;
  fields: URLSearchParams;
  /** The token that was used. */
  token: string;
}

type Answer = Record<string, unknown>;

/**
 * Slack's Web API on this machine, as far as a test needs it: it answers, keeps what it was asked, and holds every call to
 * Slack's limits. `on` replaces an answer.
 */
export async function openApi() {
  const calls: Call[] = [];
  const faults: string[] = [];
  /** What was uploaded, oldest first. */
  const uploads: Uint8Array[] = [];
  /** The files that are held, by their paths, and which of them were fetched with which token. */
  const held = new Map<string, (response: ServerResponse) => void>();
  const fetched: { path: string; token: string }[] = [];
  const answers = new Map<string, (fields: URLSearchParams) => Answer | Promise<Answer>>();
  let waiting: (() => void)[] = [];
  let down = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (down) return void request.socket.destroy();
    const raw = Buffer.concat(chunks);
    const words = raw.toString();
    const path = new URL(request.url ?? '/', 'http://here').pathname;
    if (path === '/upload') {
      const form = await new Response(raw, {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData();
      for (const part of form.values())
        if (typeof part !== 'string') uploads.push(new Uint8Array(await part.arrayBuffer()));
      response.end('OK');
      return;
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (path.startsWith('/files-pri/')) {
      fetched.push({ path, token });
      held.get(path)?.(response);
      if (!held.has(path)) response.writeHead(404).end();
      return;
    }
    const method = path.replace(/^\/(api\/)?/, '');
    const fields = path === '/response' ? new URLSearchParams({ body: words }) : new URLSearchParams(words);
    calls.push({ method, fields, token });
    faults.push(
      ...(path === '/response' ? faultsOfMessage(JSON.parse(words)) : faultsOfCall(method, fields)).map(
        (fault) => `${method}: ${fault}`,
      ),
    );
    const given =
      (await answers.get(method)?.(fields)) ?? usual(method, fields, `http://${request.headers.host}/upload`);
    const {
      status = 200,
      headers = {},
      ...body
    } = given as { status?: number; headers?: Record<string, string> };
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
    for (const wake of waiting.splice(0)) wake();
  }

  const server = createServer(
    (request, response) => void answer(request, response).catch(() => request.socket.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/`,
    responseUrl: `http://127.0.0.1:${port}/response`,
    calls,
    faults,
    uploads,
    fetched,
    /** Holds a file. Returns the address at which it is fetched. */
    hold(name: string, give: Uint8Array | ((response: ServerResponse) => void)): string {
      const path = `/files-pri/T1-F1/download/${name}`;
      held.set(path, typeof give === 'function' ? give : (response) => void response.end(give));
      return `http://127.0.0.1:${port}${path}`;
    },
    on(method: string, give: Answer | ((fields: URLSearchParams) => Answer | Promise<Answer>)) {
      answers.set(method, typeof give === 'function' ? give : () => give);
    },
    off: (method: string) => answers.delete(method),
    setDown: (value: boolean) => {
      down = value;
    },
    of: (method: string) => calls.filter((call) => call.method === method),
    /** Waits until a call is there that fits. */
    async until(fits: () => boolean, within = 3000): Promise<void> {
      const end = Date.now() + within;
      while (!fits()) {
        if (Date.now() > end)
          throw new Error(
            `nothing like it was called; there was: ${calls.map(({ method }) => method).join(', ')}`,
          );
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          setTimeout(resolve, 50);
        });
      }
      waiting = [];
    },
    /** The first call after so many of one of these methods. */
    async next(after: number, methods: readonly string[], within = 3000): Promise<Call> {
      const end = Date.now() + within;
      for (;;) {
        const found = calls.slice(after).find((call) => methods.includes(call.method));
        if (found) return found;
        if (Date.now() > end) throw new Error(`none of ${methods.join(', ')} was called`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Api = Awaited<ReturnType<typeof openApi>>;

/** The flags that Slack gives of every member. */
export const FLAGS = {
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
};

/** A member of the workspace as Slack tells of them, with every flag. */
export function slackUser(
  id: string | null | undefined,
  email: string | undefined,
  looks: Record<string, unknown> = {},
): Record<string, unknown> {
  return { id, team_id: 'T1', ...FLAGS, profile: { email }, ...looks };
}

let posted = 0;

function usual(method: string, fields: URLSearchParams, upload: string): Answer {
  switch (method) {
    case 'files.getUploadURLExternal':
      return { ok: true, upload_url: upload, file_id: 'F1' };
    case 'auth.test':
      return { ok: true, team_id: 'T1', team: 'Willowmere', user_id: 'UBOT', bot_id: 'B1' };
    case 'users.info':
      return {
        ok: true,
        user: slackUser(fields.get('user'), `${fields.get('user')?.slice(1).toLowerCase()}@elm.test`),
      };
    case 'users.list':
      return { ok: true, members: [], response_metadata: { next_cursor: '' } };
    case 'conversations.open':
      return { ok: true, channel: { id: `D${fields.get('users')}` } };
    case 'chat.postMessage':
      posted += 1;
      return { ok: true, ts: `1.${posted}`, channel: fields.get('channel') };
    case 'chat.update':
      return { ok: true, ts: fields.get('ts'), channel: fields.get('channel') };
    default:
      return { ok: true };
  }
}
