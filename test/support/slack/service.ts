import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../process.ts';
import type { Workspace } from './workspace.ts';

/** Slack's people, by the addresses of the demo's register. */
export const PEOPLE = {
  U01RUTH: 'ruth.hallam@willowmere.test',
  U02MAEVE: 'maeve.osullivan@willowmere.test',
  U03ZOE: 'zoe.adeyemi@willowmere.test',
  U04TOM: 'tom.ridley@willowmere.test',
  U05NOBODY: 'nobody@elsewhere.test',
  U06AMINA: 'amina.yusuf@willowmere.test',
} as const;

/** A setting like the demo's, imported as an administrator would, where it is noon now: alerts do not go out at night. */
export async function openSettingFolder(
  change: (file: string, text: string) => string = (_, text) => text,
): Promise<Workplace> {
  const workplace = await openWorkplace();
  const folder = join(workplace.folder, 'willow');
  await cp(DEMO, folder, { recursive: true });
  for (const file of ['setting.json', 'people.csv', 'children.csv']) {
    const text = await readFile(join(folder, file), 'utf8');
    await writeFile(
      join(folder, file),
      change(file, file === 'setting.json' ? whereAlertsLeave(text) : text),
    );
  }
  const { code, stdout, stderr } = await workplace.candour(['import', folder]);
  if (code !== 0) throw new Error(`the setting is not imported: ${stdout} ${stderr}`);
  return workplace;
}

/** Places without summer time, eleven hours behind UTC to twelve ahead. */
const PLACES = [
  ...['Pacific/Pago_Pago', 'Pacific/Honolulu', 'Pacific/Gambier', 'Pacific/Pitcairn', 'America/Phoenix'],
  ...['America/Costa_Rica', 'America/Panama', 'America/Puerto_Rico', 'America/Bahia', 'America/Noronha'],
  ...['Atlantic/Cape_Verde', 'Africa/Abidjan', 'Africa/Lagos', 'Africa/Maputo', 'Africa/Nairobi'],
  ...['Asia/Dubai', 'Asia/Tashkent', 'Asia/Thimphu', 'Asia/Bangkok', 'Asia/Singapore', 'Asia/Tokyo'],
  ...['Australia/Brisbane', 'Pacific/Guadalcanal', 'Pacific/Tarawa'],
];

/** A setting where it is noon, and closed for so long that every day counts: alerts leave whenever this runs. */
export function whereAlertsLeave(setting: string): string {
  const closures = [{ from: '2020-01-01', to: '2099-12-31', why: 'a slip of the pen' }];
  return JSON.stringify({ ...JSON.parse(setting), timezone: zoneOfNoon(), closures }, null, 2);
}

function zoneOfNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return PLACES[ahead + 11] ?? 'Africa/Abidjan';
}

/** Candour as a process of its own, serving the local Slack. */
export async function serve(workplace: Workplace, workspace: Workspace, mode: 'socket' | 'events') {
  const port = await freePort();
  const { SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, ...both } = workspace.env;
  const candour = await launch(workplace, port, {
    ...both,
    ...(mode === 'socket' ? { SLACK_APP_TOKEN } : { SLACK_SIGNING_SECRET }),
  });
  workspace.leadTo(port);
  return candour;
}

/** Starts the programme as built, and waits until it says that it has started. */
export async function launch(workplace: Workplace, port: number, given: Record<string, string>) {
  const env = { ...given, CANDOUR_PORT: String(port), CANDOUR_LOG: 'info' };
  const child = workplace.launch({ env });
  const ended = untilEnd(child);
  let said = '';
  child.stderr?.on('data', (words: Buffer) => {
    said += words;
  });
  const end = Date.now() + 20_000;
  while (!said.includes('"started"')) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`Candour does not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    env,
    port,
    ended,
    /** What it has logged so far. */
    said: () => said,
    /** Asks it to stop, and waits until it has. */
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
