import { afterAll, beforeAll, expect, it } from 'vitest';
import { within } from '../../../adapters/teams/connector.ts';
import { createLibrary, type Turn } from '../../../adapters/teams/library.ts';
import { APP_ID, type LocalCloud, openLocalCloud, TENANT } from '../../support/teams/connector.ts';

let peer: LocalCloud;
beforeAll(async () => {
  peer = await openLocalCloud();
});
afterAll(() => peer.close());

const open = () => createLibrary({ MicrosoftAppId: APP_ID }, peer.cloud);
const words = (text: string) => ({ type: 'message', text });

async function post(
  library: ReturnType<typeof open>,
  take: (turn: Turn) => Promise<undefined>,
  token?: string,
  serviceUrl = peer.url,
) {
  const body = {
    type: 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:zoe' },
    recipient: { id: `28:${APP_ID}` },
    conversation: { id: 'a:zoe', tenantId: TENANT },
  };
  return library.receive(
    { headers: { authorization: `Bearer ${token ?? (await peer.token())}` }, body },
    take,
  );
}

/** What each came to: `sent`, or the fault's reason. */
async function outcomes(...sent: (Promise<unknown> | undefined)[]): Promise<string[]> {
  const settled = await Promise.allSettled(sent);
  return settled.map((each) => (each.status === 'fulfilled' ? 'sent' : each.reason.reason));
}

it.each([
  ['an answer', false],
  ['a message of the bot’s own', true],
])(
  'giving up on %s ends the request that is under way, lets none begin, and holds for nothing else',
  async (_, own) => {
    const library = open();
    const chat = {
      platform: 'teams',
      tenant: TENANT,
      user: 'zoe',
      id: 'a:zoe',
      serviceUrl: peer.url,
      bot: `28:${APP_ID}`,
      usedAt: new Date(),
    };
    const before = peer.calls.length;
    peer.fates.push({ fate: 'hang', when: ({ body }) => body?.text === 'one' });
    const seen: string[] = [];
    await post(library, async (turn) => {
      const to = own ? chat : turn;
      let one: Promise<unknown> | undefined;
      let ended: AbortSignal | undefined;
      const late = within(100, (signal) => {
        ended = signal;
        one = library.send(to, words('one'), signal);
        return one;
      });
      seen.push(...(await outcomes(late)), ...(await outcomes(one)));
      seen.push(
        ...(await outcomes(within(5000, () => library.send(to, words('two'), ended as AbortSignal)))),
      );
      seen.push(...(await outcomes(within(5000, (signal) => library.send(to, words('three'), signal)))));
      return undefined;
    });
    expect(seen).toEqual(['timeout', 'timeout', 'timeout', 'sent']);
    expect(peer.calls.slice(before).map(({ body }) => body.text)).toEqual(['one', 'three']);
  },
);

it('one client is kept for each address', async () => {
  const library = open();
  const seen: Turn[] = [];
  const take = async (turn: Turn) => {
    seen.push(turn);
    return undefined;
  };
  await post(library, take);
  await post(library, take);
  const elsewhere = `${peer.url}elsewhere/`;
  await post(library, take, await peer.token({ serviceurl: elsewhere }), elsewhere);
  expect(seen[1]?.connector).toBe(seen[0]?.connector);
  expect(seen[2]?.connector).not.toBe(seen[0]?.connector);
});

it('an error of the handler is thrown on, and the library prints none of it', async () => {
  const fault = new Error('the secret words of somebody');
  await expect(post(open(), () => Promise.reject(fault))).rejects.toBe(fault);
});

it('a request with a bad token is refused, whoever was let in before', async () => {
  const library = open();
  const taken: Turn[] = [];
  const take = async (turn: Turn) => {
    taken.push(turn);
    return undefined;
  };
  expect(await post(library, take)).toEqual({ status: 200 });
  for (const token of [
    await peer.token({}, { key: 'unknown' }),
    await peer.token({ aud: '99999999-2222-4333-8444-555555555555' }),
    '',
  ])
    expect(await post(library, take, token)).toEqual({ status: 401 });
  expect(taken).toHaveLength(1);
});
