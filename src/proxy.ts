import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Reads the addresses or networks of reverse proxies, separated by commas; undefined where one cannot be read. */
export function toProxies(said: string): BlockList | undefined {
  const proxies = new BlockList();
  for (const part of said.split(',')) {
    const [, address = '', bits] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(part.trim()) ?? [];
    const family = familyOf(address);
    const most = family === 'ipv4' ? 32 : 128;
    const prefix = Number(bits ?? most);
    // A network of every address (`/0`) would make every client's `X-Forwarded-For` believed.
    if (family === undefined || prefix < 1 || prefix > most) return undefined;
    proxies.addSubnet(address, prefix, family);
  }
  return proxies;
}

/**
 * The client's address: the other end of the connection; where that is one of these proxies, the right-most address of
 * `X-Forwarded-For` that is not a proxy. Without a trusted proxy that header is ignored.
 */
export function callerOf({ socket, headers }: IncomingMessage, proxies: BlockList): string {
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(bare);
  let caller = socket.remoteAddress ?? '';
  while (isOne(caller, proxies)) {
    const before = hops.pop();
    if (before === undefined || familyOf(before) === undefined) break;
    caller = before;
  }
  return caller;
}

/**
 * The part of an address that identifies one customer of a network. In IPv6 that is the first 64 bits, because the customer
 * chooses the rest.
 */
export function householdOf(address: string): string {
  // An IPv4 address may be written within IPv6: `::ffff:192.0.2.1`.
  if (familyOf(address) !== 'ipv6' || address.includes('.')) return address;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const between = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...between, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Removes the port that some proxies write: `192.0.2.1:5000`, `[2001:db8::1]:5000`. */
function bare(hop: string): string {
  const [, six, four] = /^\s*(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?\s*$/.exec(hop) ?? [];
  return six ?? four ?? hop.trim();
}

function isOne(address: string, proxies: BlockList): boolean {
  const family = familyOf(address);
  return family !== undefined && proxies.check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)];
}
