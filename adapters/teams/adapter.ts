import { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import type { TurnContext } from 'botbuilder';

/** How many addresses a client is kept for: Teams has one for each region, or each tenant. */
const MOST = 64;

/**
 * What the library's pipeline does around a request, and ours never needs: `connector.ts` makes one attempt by itself, follows
 * nothing, asks for nothing compressed, and sends JSON alone.
 */
const UNUSED = [
  'decompressResponsePolicy',
  'defaultRetryPolicy',
  'formDataPolicy',
  'logPolicy',
  'multipartPolicy',
  'proxyPolicy',
  'redirectPolicy',
  'tracingPolicy',
  'wrapAbortSignalLikePolicy',
];

/** The parts of a client that the library keeps to itself. */
interface Client {
  client: { pipeline: { removePolicy(named: { name: string }): unknown } };
  conversations: object;
  sendOperationRequest(given: { options?: object }, ...more: unknown[]): Promise<unknown>;
}

/** From now on the signal ends the requests of this turn: an AsyncLocalStorage would slow every promise of the process. */
export function bind(context: TurnContext, signal: AbortSignal): void {
  const { adapter, turnState } = context as { adapter: TeamsAdapter } & TurnContext;
  const kept = turnState.get<Client>(adapter.ConnectorClientKey);
  const client: Client = Object.create(kept, {
    sendOperationRequest: {
      value: (given: { options?: object }, ...more: unknown[]) =>
        kept.sendOperationRequest({ ...given, options: { abortSignal: signal, ...given.options } }, ...more),
    },
  });
  client.conversations = Object.create(kept.conversations, { client: { value: client } });
  turnState.set(adapter.ConnectorClientKey, client);
}

/**
 * The library's adapter, which by itself makes two HTTP clients for every activity, of fifteen policies each: half of what a turn
 * costs in it. Here they are kept for each app and address. Whoever sends is authenticated each time all the same.
 */
export class KeepingAdapter extends TeamsAdapter {
  constructor(...given: ConstructorParameters<typeof TeamsAdapter>) {
    super(...given);
    const library = this.botFrameworkAuthentication;
    type Library = typeof library;
    type Claims = Parameters<Library['createConnectorFactory']>[0];
    type Factory = ReturnType<Library['createConnectorFactory']>;
    const authenticate = library.authenticateRequest.bind(library);
    const factoryFor = library.createConnectorFactory.bind(library);
    const signInFor = library.createUserTokenClient.bind(library);
    const connectors = keeper<Awaited<ReturnType<Factory['create']>>>();
    const signIns = keeper<Awaited<ReturnType<Library['createUserTokenClient']>>>();

    const keeping = (claims: Claims, factory: Factory): Factory => ({
      create: (serviceUrl, audience) =>
        connectors([...appOf(claims), audience, serviceUrl], async () => {
          const made = await factory.create(serviceUrl, audience);
          const { pipeline } = (made as unknown as Client).client;
          for (const name of UNUSED) pipeline.removePolicy({ name });
          return made;
        }),
    });
    library.authenticateRequest = async (activity, header) => {
      const result = await authenticate(activity, header);
      const { claimsIdentity, connectorFactory } = result;
      return connectorFactory
        ? { ...result, connectorFactory: keeping(claimsIdentity, connectorFactory) }
        : result;
    };
    library.createConnectorFactory = (claims) => keeping(claims, factoryFor(claims));
    // For people who sign in to something else: nobody does.
    library.createUserTokenClient = (claims) => signIns(appOf(claims), () => signInFor(claims));

    function appOf(claims: Claims): (string | null)[] {
      return [claims.getClaimValue('aud'), claims.getClaimValue('appid')];
    }
  }
}

/** What was made before under the same key, or what `make` makes; a failure is not kept. */
function keeper<T>() {
  const kept = new Map<string, T>();
  return async (parts: readonly (string | null | undefined)[], make: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(parts);
    const before = kept.get(key);
    if (before !== undefined) return before;
    const made = await make();
    if (kept.size === MOST) kept.clear();
    kept.set(key, made);
    return made;
  };
}
