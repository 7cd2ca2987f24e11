import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAdapters } from '../adapters/index.ts';
import { commands as words } from '../src/cli/help.ts';
import { keys } from '../src/config.ts';
import { CLAUSES, RULES } from '../src/core/rules/clauses.ts';
import { LIMITS } from '../src/core/talk/view.ts';
import { RECOMMENDED, TESTED } from '../src/node.js';
import { readMigrations } from '../src/store/migrations.ts';
import { commands } from './support/platforms.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

/** First cells of the table under a heading. */
function firstCells(heading: string): string[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line))
    .slice(1)
    .map((line) => line.split('|')[1]?.trim() ?? '');
}

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

describe('the documents match the house', () => {
  it('README names every verb, and no other', () => {
    const named = firstCells('The verbs').map((cell) => cell.replaceAll('`', ''));
    expect([...named].sort()).toEqual(commands.map((command) => command.name).sort());
  });

  it('README names every rule, in order', () => {
    expect(firstCells('Who may be key person')).toEqual(Object.keys(RULES));
  });

  it('README names every clause, in order, with a verb that there is', () => {
    expect(firstCells('The policy, clause by clause')).toEqual(Object.keys(CLAUSES));
    const section = readme.split(/^## /m).find((part) => part.startsWith('The policy, clause')) ?? '';
    const verbs = [...section.matchAll(/\| `(\w+)` \|$/gm)].map((match) => match[1] ?? '');
    expect(verbs).toHaveLength(Object.keys(CLAUSES).length);
    for (const verb of verbs) expect(commands.map((command) => command.name)).toContain(verb);
  });

  it('every place on the map exists', () => {
    const places = firstCells('The map').map((cell) => cell.replaceAll('`', ''));
    expect(places.length).toBeGreaterThan(8);
    for (const place of places) expect(existsSync(join(root, place)), place).toBe(true);
  });

  it('every room of the core is on the map', () => {
    const places = firstCells('The map').map((cell) => cell.replaceAll('`', ''));
    const rooms = readdirSync(join(root, 'src/core'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(rooms.map(({ name }) => `src/core/${name}/`).filter((room) => !places.includes(room))).toEqual([]);
  });

  it('the map names the verbs of each room', () => {
    for (const row of readme.split('\n')) {
      const [, room = '', says = ''] = /^\| `(src\/core\/\w+)\/` \| (.*) \|$/.exec(row) ?? [];
      if (room === '') continue;
      const verbs = files(room).flatMap((file) => /(\w+)\.verb\.ts$/.exec(file)?.[1] ?? []);
      const named = [...says.matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? '');
      expect(named.sort(), `README, The map: ${room}/`).toEqual(verbs.sort());
    }
  });

  it('.gitignore leaves out what `say … mydata` saves here', () => {
    expect(read('.gitignore').split('\n')).toContain('candour-my-data-*.zip');
  });

  it('.env.example explains every key that is read, and no other', async () => {
    const explained = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(
      (match) => match[1] ?? '',
    );
    const platforms = await loadAdapters();
    const readKeys = [...keys, ...platforms.flatMap((adapter) => adapter.keys)].map((key) => key.name);
    expect([...new Set(explained)].sort()).toEqual([...new Set(readKeys)].sort());
  });

  it('README names every word of the command line', () => {
    for (const name of Object.keys(words)) expect(readme, name).toContain(name.split(' ')[0] ?? name);
  });

  it('what says on which Node it runs says the same everywhere', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const ranges = TESTED.map(({ major, minor }) => `^${major}.${minor}.0`);
    expect(engines.node).toBe(ranges.join(' || '));
    const lock = JSON.parse(read('package-lock.json')) as { packages: { '': { engines: unknown } } };
    expect(lock.packages[''].engines).toEqual(engines);
    expect(read('.nvmrc').trim()).toBe(`${RECOMMENDED}`);
    const images = [...read('deploy/Dockerfile').matchAll(/^ARG \w+=node:(\d+)/gm)].map((match) => match[1]);
    expect(images).toEqual([`${RECOMMENDED}`, `${RECOMMENDED}`]);
    const [oldest] = TESTED;
    for (const document of ['README.md', 'CONTRIBUTING.md', 'docs/deployment.md']) {
      expect(read(document), document).toContain(`${oldest?.major}.${oldest?.minor}`);
      expect(read(document), document).toMatch(new RegExp(`\\b${RECOMMENDED}\\b`));
    }
  });

  it('decision records are numbered without a gap and carry a date and a status', () => {
    const records = readdirSync(join(root, 'docs/decisions')).sort();
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, at) => at + 1));
    for (const name of records)
      expect(read(`docs/decisions/${name}`), name).toMatch(
        /^# \d+\. .+\n\n\d{4}-\d{2}-\d{2} · (accepted|superseded)/,
      );
  });
});

describe('what we write ourselves fits everywhere', () => {
  it.each(commands.map((command) => [command.name, command] as const))('%s', (_, command) => {
    expect(command.title.length).toBeLessThanOrEqual(LIMITS.formTitle);
    expect((command.submit ?? '').length).toBeLessThanOrEqual(LIMITS.submit);
    for (const field of Object.values(command.fields))
      expect(field.label.length).toBeLessThanOrEqual(LIMITS.label);
  });
});

/** The migrations that a release from 1.0.0 on has had, by their checksums. Those of a release are added with its tag. */
const RELEASED: Readonly<Record<string, string>> = {
  '0001_register.sql': '7abe7748f984f2612a30739db9de4c4a37087eef42fd2ef2f37d1fdad3aee321',
};

describe('every file in its room', () => {
  it('a verb has a file of its name, and no file is a verb that is not in the list', () => {
    const named = files('src/core').flatMap((file) => /([a-z]+)\.verb\.ts$/.exec(file)?.[1] ?? []);
    expect(named.sort()).toEqual(commands.map((command) => command.name).sort());
  });

  it('no file of the core, the import or the store names a platform', async () => {
    const names = (await loadAdapters()).flatMap(({ name, title }) => [name, title]);
    const naming = new RegExp(names.join('|'), 'i');
    const all = ['src/core', 'src/import', 'src/store'].flatMap(files);
    expect(names).toEqual(['slack', 'Slack', 'teams', 'Teams']);
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter((file) => naming.test(read(file)))).toEqual([]);
  });

  it('nothing that the core says tells anybody what to type: a window has no place for it, but buttons', () => {
    const verbs = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]).join('|');
    const told = new RegExp(`\\b[Tt]ype (${verbs})\\b`);
    const faults = files('src/core').filter((file) => told.test(read(file)));
    expect(faults).toEqual([]);
  });

  it('every migration is plain SQL, numbered in order', () => {
    const names = readdirSync(join(root, 'migrations')).sort();
    expect(
      names.every((name, at) => name.startsWith(String(at + 1).padStart(4, '0')) && name.endsWith('.sql')),
    ).toBe(true);
    for (const name of names) expect(statSync(join(root, 'migrations', name)).size).toBeGreaterThan(0);
  });

  it('a migration that a release has had is as it was then', () => {
    const now = readMigrations(join(root, 'migrations')).map(({ name, checksum }) => [name, checksum]);
    expect(Object.fromEntries(now)).toMatchObject(RELEASED);
    const { version } = JSON.parse(read('package.json')) as { version: string };
    if (!version.startsWith('0.')) expect(Object.keys(RELEASED)).toContain('0001_register.sql');
  });
});
