import { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';

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
];

/** The part of a client that the library keeps to itself. */
interface Piped {
  client: { pipeline: { removePolicy(named: { name: string }): unknown } };
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
          const { pipeline } = (made as unknown as Piped).client;
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
