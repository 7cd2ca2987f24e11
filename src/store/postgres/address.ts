/** A database on a server: what stands before the hosts, the hosts, the database, the options. A path never begins so. */
const ADDRESS = /^(postgres(?:ql)?:\/\/(?:[^\s/?#@]*@)?)([^\s/?#@]*)\/([^\s/?#@]+)(?:\?(\S*))?$/;
/** A host in front of the database: its name or its number, that of IPv6 in brackets, and its port. */
const HOST = /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::(\d+))?$/i;

/** Whether CANDOUR_DATABASE names a server. */
export const isServer = (database: string) => /^postgres(?:ql)?:\/\//i.test(database);

/** Whether an address can be parsed: in a password `/`, `@`, `?` and `#` are written as `%2F` and so on. */
export const isAddress = (database: string) => hostsOf(database) !== undefined;

/** A host with its port, or the folder of its socket; a port that is not given is PostgreSQL's own. */
interface Host {
  name: string;
  port: string | undefined;
}

/** The hosts of an address, in their order; undefined where it cannot be parsed. */
function hostsOf(url: string): Host[] | undefined {
  const [, , inFront = '', database, options] = ADDRESS.exec(url) ?? [];
  if (database === undefined) return undefined;
  const given = new URLSearchParams(options);
  const ports = given.get('port')?.split(',') ?? [];
  const hosts = (given.get('host')?.split(',').map(toHost) ?? inFront.split(',').map(parseHost)).map(
    ({ name, port }, at) => ({ name, port: (ports.length > 1 ? ports[at] : ports[0]) ?? port }),
  );
  const isThisMachine = inFront === '' && hosts.length === 1;
  const isWhole =
    (ports.length < 2 || ports.length === hosts.length) &&
    hosts.every(({ name, port }) => (name !== '' || isThisMachine) && (port === undefined || isPort(port)));
  return isWhole ? hosts : undefined;
}

const toHost = (name: string): Host => ({ name, port: undefined });

function parseHost(text: string): Host {
  const [, number, name = '', port] = HOST.exec(text) ?? [];
  return { name: number ?? decoded(name), port };
}

const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;

/**
 * The addresses of its hosts, one each and in their order: the driver takes one host at a time. Several are separated by
 * commas, as for PostgreSQL's own programmes: `//one:5432,two/name`, or `?host=/folder,/other` for sockets.
 */
export function addressesOf(url: string): string[] {
  const hosts = hostsOf(url) ?? [];
  if (hosts.length < 2) return [url];
  const [, before = '', , database = '', options] = ADDRESS.exec(url) ?? [];
  const addresses = hosts.map(({ name, port }) => {
    const own = new URLSearchParams(options);
    own.set('host', name);
    if (port !== undefined) own.set('port', port);
    return `${before}/${database}?${own}`;
  });
  return [...new Set(addresses)];
}

/** What people read behind “the database”: its name and hosts, without user and password. */
export const toName = (url: string) => `${decoded(ADDRESS.exec(url)?.[3] ?? '')} on ${toHosts(url)}`;

/** The names of its hosts. */
export const toHosts = (url: string) =>
  (hostsOf(url) ?? [])
    .map(({ name, port }) => `${name || 'this machine'}${port === undefined ? '' : `:${port}`}`)
    .join(', ');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The password of an address, as written and decoded: neither may be logged. */
export function passwordsIn(url: string): string[] {
  const [, inFront = ''] = /^\w+:\/\/[^:@/?#]*:([^@/?#]*)@/.exec(url) ?? [];
  const [, behind = ''] = /[?&]password=([^&#]*)/.exec(url) ?? [];
  return [inFront, behind].flatMap((said) => (said === '' ? [] : [said, decoded(said)]));
}
