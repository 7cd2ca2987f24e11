import type { TurnContext } from 'botbuilder';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bind, KeepingAdapter } from '../../../adapters/teams/adapter.ts';
import { httpClient, within } from '../../../adapters/teams/connector.ts';
import { APP_ID, type LocalCloud, openLocalCloud, TENANT } from '../../support/teams/connector.ts';

let peer: LocalCloud;
beforeAll(async () => {
  peer = await openLocalCloud();
});
afterAll(() => peer.close());

function adapter(): KeepingAdapter {
  const id = { MicrosoftAppId: APP_ID, ...peer.cloud.addresses };
  return new KeepingAdapter(id, peer.cloud.credentials, undefined, { httpClient });
}

/** The client that an activity from this address is answered with, and the status; undefined where nobody may answer. */
async function clientOf(library: KeepingAdapter, serviceUrl: string, token: string) {
  let client: unknown;
  let code: number | undefined;
  const answered = {
    header: () => undefined,
    status: (status: number) => {
      code = status;
      return answered;
    },
    send: () => answered,
    end: () => undefined,
  };
  const body = {
    type: 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:zoe' },
    recipient: { id: `28:${APP_ID}` },
    conversation: { id: 'a:zoe', tenantId: TENANT },
  };
  const request = { method: 'POST', headers: { authorization: `Bearer ${token}` }, body };
  await library.process(request as never, answered as never, async (context: TurnContext) => {
    client = context.turnState.get(library.ConnectorClientKey);
  });
  return { client, code };
}

it('one client is kept for each address, for what comes in and for messages of the bot’s own', async () => {
  const library = adapter();
  const first = await clientOf(library, peer.url, await peer.token());
  const again = await clientOf(library, peer.url, await peer.token());
  const elsewhere = `${peer.url}elsewhere/`;
  const other = await clientOf(library, elsewhere, await peer.token({ serviceurl: elsewhere }));
  expect([first.code, again.code, other.code]).toEqual([200, 200, 200]);
  expect(first.client).toBeDefined();
  expect(again.client).toBe(first.client);
  expect(other.client).toBeDefined();
  expect(other.client).not.toBe(first.client);
  let own: unknown[] = [];
  for (const _ of [1, 2]) {
    const reference = { channelId: 'msteams', serviceUrl: peer.url, conversation: { id: 'a:zoe' } };
    await library.continueConversationAsync(APP_ID, reference as never, async (context) => {
      own = [...own, context.turnState.get(library.ConnectorClientKey)];
    });
  }
  expect(own[0]).toBeDefined();
  expect(own[1]).toBe(own[0]);
});

it('a client sends, signs and reads, and does nothing else around a request', async () => {
  const { client } = await clientOf(adapter(), peer.url, await peer.token());
  const { pipeline } = (client as { client: { pipeline: { getOrderedPolicies(): { name: string }[] } } })
    .client;
  expect(pipeline.getOrderedPolicies().map(({ name }) => name)).toEqual([
    'serializationPolicy',
    'userAgentPolicy',
    'setClientRequestIdPolicy',
    'ServiceClientContext_RequestPolicyFactories',
    'ServiceClientContext_Credentials_SignRequest',
    'deserializationPolicy',
  ]);
});

it('giving up ends the request that is under way, and lets none begin, in that turn alone', async () => {
  const library = adapter();
  const reference = { channelId: 'msteams', serviceUrl: peer.url, conversation: { id: 'a:zoe' } };
  const turn = (work: (context: TurnContext) => Promise<unknown>) =>
    library.continueConversationAsync(APP_ID, reference as never, async (context) => {
      await work(context);
    });
  const outcomes: unknown[] = [];
  const before = peer.calls.length;
  peer.fates.push({ fate: 'hang' });
  await turn(async (context) => {
    let sent: Promise<unknown> | undefined;
    const late = within(100, (signal) => {
      bind(context, signal);
      sent = context.sendActivity('one');
      return sent;
    });
    outcomes.push(...(await Promise.allSettled([late])));
    outcomes.push(...(await Promise.allSettled([sent, context.sendActivity('two')])));
    // A second limit in the same turn is the one that holds.
    await within(5000, (signal) => {
      bind(context, signal);
      return context.sendActivity('three');
    });
  });
  await turn((context) => context.sendActivity('four'));
  const fault = expect.objectContaining({
    status: 'rejected',
    reason: expect.objectContaining({ reason: 'timeout' }),
  });
  expect(outcomes).toEqual([fault, fault, fault]);
  expect(peer.calls.slice(before).map(({ body }) => body.text)).toEqual(['one', 'three', 'four']);
});

it('a client that is kept lets nobody in whose token is not good', async () => {
  const library = adapter();
  expect((await clientOf(library, peer.url, await peer.token())).code).toBe(200);
  const forged = await peer.token({}, { key: 'unknown' });
  const strange = await peer.token({ aud: '99999999-2222-4333-8444-555555555555' });
  for (const token of [forged, strange, '']) {
    const { client, code } = await clientOf(library, peer.url, token);
    expect(client).toBeUndefined();
    expect(code).not.toBe(200);
  }
});
