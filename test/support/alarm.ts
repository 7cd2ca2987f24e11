import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What CANDOUR_ALERT_URL leads to, on this machine: keeps what is posted there, and answers as it is told. */
export async function openAlarm() {
  const posted: Record<string, unknown>[] = [];
  let answer: (response: ServerResponse) => void = (response) => void response.writeHead(204).end();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (words: string) => {
      body += words;
    });
    request.on('end', () => {
      posted.push({ method: request.method, path: request.url, ...JSON.parse(body) });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook?token=quokka`,
    posted,
    answer(by: (response: ServerResponse) => void) {
      answer = by;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Alarm = Awaited<ReturnType<typeof openAlarm>>;
