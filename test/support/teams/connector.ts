import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { Cloud } from '../../../adapters/teams/library.ts';

export const APP_ID = '11111111-2222-4333-8444-555555555555';
export const TENANT = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const ISSUER = 'https://api.botframework.com';

/** What the bot asked of the connector, in order. */
export interface Call {
  method: string;
  path: string;
  /** What was sent, for a message an activity. */
  // biome-ignore lint/suspicious/noExplicitAny: activities are read field by field
  body: any;
  /** As it came: what a file holds is not always text. */
  bytes: Uint8Array;
  authorization: string | undefined;
  /** The id of the message, once it was taken. */
  id?: string | undefined;
}

/** How the connector treats the next requests: a status, `hang` (takes it and never answers), `drop` (cuts the line). */
export type Fate =
  | { status: number; code?: string; headers?: Record<string, string> }
  | 'hang'
  | 'drop'
  /** Does what was asked, and then cuts the line: the reply is lost. */
  | 'lose';

export interface Member {
  email?: string;
  userPrincipalName?: string;
  userRole?: string | undefined;
  /** The tenant of the registration, unless it is said, even as undefined. */
  tenantId?: string | undefined;
  aadObjectId?: string;
}

export interface LocalCloud {
  url: string;
  cloud: Cloud;
  calls: Call[];
  /** Everyone in the roster, by the id that Teams gives them. */
  roster: Map<string, Member>;
  /** Taken one by one, where `when` fits the request. */
  fates: { fate: Fate; when?: (call: Call) => boolean }[];
  /** What lies in somebody's OneDrive, by path: how it is handed out. */
  drive: Map<string, (response: ServerResponse) => void>;
  /** What signing in at Microsoft ends with, as long as that stands here. */
  signIn: { fault: Error | undefined };
  token(claims?: Record<string, unknown>, options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
}

interface TokenOptions {
  /** Which key signs: endorsed for Teams, endorsed for another channel, or one nobody publishes. */
  key?: 'teams' | 'webchat' | 'unknown';
  expires?: number;
  alg?: 'RS256' | 'none';
}

/** The parts of Microsoft's cloud that the bot speaks with, on loopback: signing keys, and a Bot Connector with a roster. */
export async function openLocalCloud(): Promise<LocalCloud> {
  const keys = {
    teams: await generateKeyPair('RS256'),
    webchat: await generateKeyPair('RS256'),
    unknown: await generateKeyPair('RS256'),
  };
  const published = await Promise.all(
    (['teams', 'webchat'] as const).map(async (kid) => ({
      ...(await exportJWK(keys[kid].publicKey)),
      kid,
      alg: 'RS256',
      use: 'sig',
      endorsements: [kid === 'teams' ? 'msteams' : 'webchat'],
    })),
  );
  const calls: Call[] = [];
  const roster = new Map<string, Member>();
  const fates: LocalCloud['fates'] = [];
  const drive: LocalCloud['drive'] = new Map();
  const signIn: LocalCloud['signIn'] = { fault: undefined };
  let count = 0;
  const server = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url ?? '/');
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    };
    if (path === '/openid') return answer(200, { issuer: ISSUER, jwks_uri: `${url}keys` });
    if (path === '/keys') return answer(200, { keys: published });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const said = bytes.toString('utf8');
    const call: Call = {
      method: request.method ?? '',
      path,
      body:
        said === '' ? undefined : request.headers['content-type']?.includes('json') ? JSON.parse(said) : said,
      bytes,
      authorization: request.headers.authorization,
    };
    calls.push(call);
    const at = fates.findIndex(({ when }) => when === undefined || when(call));
    const [next] = at === -1 ? [] : fates.splice(at, 1);
    const fate = next?.fate;
    if (fate === 'hang') return;
    if (fate === 'drop' || fate === 'lose') {
      request.socket.destroy();
      return;
    }
    if (fate) {
      const { status, code = 'Fault', headers = {} } = fate;
      return answer(status, { error: { code, message: 'quoting <what was sent>' } }, headers);
    }
    const file = drive.get(path);
    if (file) return file(response);
    const member = /^\/v3\/conversations\/[^/]+\/members\/([^/]+)$/.exec(path)?.[1];
    if (member !== undefined) {
      const found = roster.get(member);
      return found
        ? answer(200, { id: member, name: 'Somebody', tenantId: TENANT, ...found })
        : answer(404, { error: { code: 'MemberNotFoundInConversation' } });
    }
    if (path === '/v3/conversations') return answer(201, { id: `opened:${call.body.members[0].id}` });
    if (/^\/v3\/conversations\/[^/]+\/activities(\/[^/]+)?$/.test(path)) {
      count += 1;
      const id = call.method === 'PUT' ? path.split('/').at(-1) : `sent-${count}`;
      call.id = id;
      return answer(call.method === 'PUT' ? 200 : 201, { id });
    }
    return answer(404, { error: { code: 'NotFound' } });
  }

  /** Says who the bot is without asking Microsoft. The library's own factory decides all else. */
  class Credentials extends ConfigurationServiceClientCredentialFactory {
    override async createCredentials(): Promise<never> {
      return {
        signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
          if (signIn.fault) throw signIn.fault;
          request.headers.set('authorization', 'Bearer the-bot');
          return request;
        },
      } as never;
    }
  }

  return {
    url,
    calls,
    roster,
    fates,
    drive,
    signIn,
    cloud: {
      serviceUrl: url,
      drive: new URL(url).origin,
      addresses: {
        ToBotFromChannelOpenIdMetadataUrl: `${url}openid`,
        ToBotFromChannelTokenIssuer: ISSUER,
        ToBotFromEmulatorOpenIdMetadataUrl: `${url}openid`,
        ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${TENANT}`,
        ToChannelFromBotOAuthScope: ISSUER,
        OAuthUrl: 'https://api.botframework.com',
      },
      credentials: new Credentials({
        MicrosoftAppId: APP_ID,
        MicrosoftAppPassword: 'a password',
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppTenantId: TENANT,
      }),
    },
    async token(claims = {}, { key = 'teams', expires = 3600, alg = 'RS256' } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: ISSUER,
        aud: APP_ID,
        serviceurl: url,
        iat: now - 60,
        nbf: now - 60,
        exp: now + expires,
        ...claims,
      };
      if (alg === 'none') return new UnsecuredJWT(payload).encode();
      return new SignJWT(payload)
        .setProtectedHeader({ alg, kid: key, typ: 'JWT' })
        .sign(keys[key].privateKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
