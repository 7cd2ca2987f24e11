import type { LocalCloud } from './connector.ts';
import type { LocalTeams } from './visitor.ts';

/** Teams in front of Candour as a process of its own, which was started for development: nothing is signed. */
export function unsigned(peer: LocalCloud, port: number): LocalTeams {
  const url = `http://127.0.0.1:${port}/api/messages`;
  const post: LocalTeams['post'] = async (activity) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(activity) });
    return { status: response.status, body: await response.text() };
  };
  return { peer, url, post } as unknown as LocalTeams;
}
