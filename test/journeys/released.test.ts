import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(import.meta.dirname, '../upgrades');
const releases = readdirSync(KEPT).filter((name) => name.endsWith('.db.gz'));

it('every release from 1.0.0 on has left a database', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  if (!version.startsWith('0.')) expect(releases).toContain(`${version}.db.gz`);
});

describe.each(releases)('the database of %s', (name) => {
  let work: Workplace;
  let file: string;
  const candour = (...args: string[]) => work.candour(args, { env: { CANDOUR_DATABASE: work.database } });
  const say = (who: string, words: string) =>
    candour('say', '--as', who, '--at', '2026-12-10T10:00:00Z', words);

  beforeEach(async () => {
    work = await openWorkplace();
    file = join(work.folder, 'kept.db');
    writeFileSync(file, gunzipSync(readFileSync(join(KEPT, name))), { mode: 0o600 });
  });
  afterEach(() => work.close());

  it('is brought up to date, answers as it did, and is written to', async () => {
    writeFileSync(work.database, readFileSync(file), { mode: 0o600 });
    expect(await candour('migrate')).toMatchObject({ code: 0, stderr: '' });
    // A friend of the mother, who asked to end it: that blocks until the officer has closed it.
    const answer = await say('Ruth Hallam', 'keyperson "Callum McBride"');
    expect(answer.stdout).toMatch(/Karolina Nowak +No +K4 /);
    expect(answer.stdout).toMatch(/Maeve O'Sullivan +Yes /);
    const declared = await say('Tom Ridley', 'declare "Laura Ashdown" kind=neighbour since=2020');
    expect([declared.code, declared.stdout]).toEqual([0, expect.stringMatching(/^Declared: D-\d{4}/)]);
    const verified = await candour('audit', 'verify');
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('sound')]);
  });

  it('is restored as a backup', async () => {
    const tried = await candour('restore', file, '--check');
    expect([tried.code, tried.stdout]).toEqual([0, expect.stringContaining('This backup can be restored.')]);
    expect((await candour('restore', file, '--force')).code).toBe(0);
    expect((await candour('migrate')).code).toBe(0);
    expect((await candour('audit', 'verify')).code).toBe(0);
    expect(existsSync(work.database)).toBe(true);
  });
});
