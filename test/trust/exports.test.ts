import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { importFolder } from '../../src/import/index.ts';
import { isSealed, openBytes, sealBytes } from '../../src/store/sealed.ts';
import { platformNames } from '../support/platforms.ts';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';
import { openTestStore } from '../support/store.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const VERIFIER = join(import.meta.dirname, '../../scripts/verify-audit.js');
const KEY = randomBytes(32);
const env = { CANDOUR_KEY: KEY.toString('base64') };
const other = { CANDOUR_KEY: randomBytes(32).toString('base64') };
/** Surnames, an address, a heading, a word of the policy. */
const NAMES = /Hallam|Nowak|Reed|Ashdown|willowmere|families\.test|key_person|confidential|quokka/i;

let fresh: Workplace;
let work: Workplace;
/** Of what Karolina declares. */
let reference: string;
beforeAll(async () => {
  fresh = await openWorkplace();
  const imported = await fresh.candour(['import', DEMO, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
  const said = ['declare', 'Fiona McBride', 'kind=friend', 'since=2019', 'note=quokka'];
  const declared = await fresh.candour([
    'say',
    '--as',
    'Karolina Nowak',
    '--at',
    '2026-11-23T10:00:00Z',
    ...said,
  ]);
  reference = /D-\d{4}/.exec(declared.stdout)?.[0] ?? '';
});
afterAll(() => fresh.close());
beforeEach(async () => {
  work = await openWorkplace(fresh);
});
afterEach(() => work.close());

const at = (name: string) => join(work.folder, name);
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
const textsIn = (folder: string) => filesIn(folder).map((file) => readFileSync(file, 'utf8'));

async function exported(args: readonly string[], given = {}) {
  const ended = await work.candour(args, { env: given });
  expect(ended.code, ended.stderr).toBe(0);
  return ended.stdout;
}

describe('a setting that is exported with a key', () => {
  it('shows nobody a name, and comes back whole, into its own database and into an empty one', async () => {
    expect(await exported(['export-setting', at('sealed')], env)).toContain('encrypted with CANDOUR_KEY');
    const files = filesIn(at('sealed'));
    expect(files.length).toBe(filesIn(DEMO).length);
    for (const folder of ['sealed', 'sealed/policies']) expect(statSync(at(folder)).mode & 0o777).toBe(0o700);
    for (const file of files) {
      expect(file).toMatch(/\.(json|csv|md)\.sealed$/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file).toString('latin1')).not.toMatch(NAMES);
    }
    const again = await work.candour(['import', at('sealed')], { env });
    expect(again.stdout, again.stderr).toContain('Nothing changed.');
    const elsewhere = { ...env, CANDOUR_DATABASE: at('elsewhere.db') };
    expect((await work.candour(['import', at('sealed')], { env: elsewhere })).code).toBe(0);
    await exported(['export-setting', at('here'), '--plain'], env);
    await exported(['export-setting', at('there'), '--plain'], elsewhere);
    expect(textsIn(at('there'))).toEqual(textsIn(at('here')));
    expect(textsIn(at('here')).join()).toMatch(NAMES);
  });

  it.each([
    ['without a key', {}, /people\.csv\.sealed:1:1: This is encrypted\. Set CANDOUR_KEY/],
    ['with another', other, /people\.csv\.sealed:1:1: .*another CANDOUR_KEY, or it is damaged/],
  ])('is not read %s, and each file is named', async (_, given, words) => {
    await exported(['export-setting', at('sealed')], env);
    const before = readFileSync(work.database);
    const refused = await work.candour(['import', at('sealed')], { env: given });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(words);
    expect(refused.stderr.match(/\.sealed:1:1/g)).toHaveLength(filesIn(DEMO).length);
    expect(readFileSync(work.database).equals(before)).toBe(true);
  });

  it('can be written readable all the same, and is said to be', async () => {
    const plain = await exported(['export-setting', at('plain'), '--plain'], env);
    expect(plain).toMatch(/unencrypted, as --plain asks, although there is a CANDOUR_KEY/);
    const keyless = await exported(['export-setting', at('keyless')]);
    expect(keyless).toContain('unencrypted: whoever holds it can read everything');
    expect(textsIn(at('keyless'))).toEqual(textsIn(at('plain')));
  });

  it('is known by its bytes too, whatever it was renamed to', async () => {
    await exported(['export-setting', at('sealed')], env);
    for (const file of filesIn(at('sealed'))) renameSync(file, file.replace(/\.sealed$/, ''));
    expect((await work.candour(['import', at('sealed')])).stderr).toContain(
      'people.csv:1:1: This is encrypted',
    );
    expect((await work.candour(['import', at('sealed')], { env })).stdout).toContain('Nothing changed.');
  });

  it('is read only where a name has one file', async () => {
    await exported(['export-setting', at('sealed')], env);
    copyFileSync(join(DEMO, 'people.csv'), join(at('sealed'), 'people.csv'));
    const refused = await work.candour(['import', at('sealed')], { env });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('people.csv:1:1: people.csv.sealed lies beside it: please keep one of the two'),
    ]);
  });

  it('is refused where one of its files can be read, which anybody may have put there', async () => {
    await exported(['export-setting', at('sealed')], env);
    rmSync(at('sealed/people.csv.sealed'));
    const people = readFileSync(join(DEMO, 'people.csv'), 'utf8');
    const mallory = 'P99,Mallory Ashe,mallory@willowmere.test,staff;manager;dso,,2020-01-06,,yes,,';
    writeFileSync(at('sealed/people.csv'), `${people.trimEnd()}\n${mallory}\n`);
    const before = readFileSync(work.database);
    const refused = await work.candour(['import', at('sealed')], { env });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('people.csv:1:1: This file is not encrypted, and others beside it are'),
    ]);
    expect(readFileSync(work.database).equals(before)).toBe(true);
  });

  it('is refused when a byte of any file was changed, wherever it is, and nothing is written', async () => {
    await exported(['export-setting', at('sealed')], env);
    const { store, close } = await openTestStore();
    const now = new Date('2026-11-23T10:00:00Z');
    const calendar = createCalendar();
    const opening = { isSealed, open: (bytes: Uint8Array) => openBytes(bytes, KEY) };
    const bring = (dir: string) => importFolder({ store, calendar, platformNames, now, dir, seal: opening });
    for (const file of filesIn(at('sealed'))) {
      const whole = readFileSync(file);
      for (const place of [0, 15, 16, 31, 32, whole.length >> 1, whole.length - 1]) {
        const changed = Buffer.from(whole);
        changed[place] = (changed[place] ?? 0) ^ 1;
        writeFileSync(file, changed);
        const { faults, written } = await bring(at('sealed'));
        expect(faults).toContainEqual(expect.stringMatching(/\.sealed:1:1: This cannot be opened\. Either/));
        expect(written).toBe(false);
      }
      writeFileSync(file, whole.subarray(0, whole.length - 17));
      expect((await bring(at('sealed'))).faults).not.toEqual([]);
      writeFileSync(file, whole);
    }
    expect((await bring(at('sealed'))).faults).toEqual([]);
    await close();
  });

  it('may lie beside others, of which some can be read', async () => {
    await exported(['export-setting', at('both/one')], env);
    cpSync(DEMO, at('both/two'), { recursive: true });
    const setting = readFileSync(at('both/two/setting.json'), 'utf8').replace(/"willow"/, '"oak"');
    writeFileSync(at('both/two/setting.json'), setting);
    const both = { ...env, CANDOUR_DATABASE: at('both.db') };
    const brought = await work.candour(['import', at('both')], { env: both });
    expect(brought.code, brought.stderr).toBe(0);
    expect(brought.stdout).toMatch(/\(willow\)[\s\S]*\(oak\)/);
  });
});

it('a backup that anybody could have written is restored with a word about it, where there is a key', async () => {
  await exported(['backup', at('plain.bak')]);
  await exported(['backup', at('sealed.bak')], env);
  const word = 'It was not encrypted, although there is a CANDOUR_KEY';
  expect(await exported(['restore', at('plain.bak'), '--force'], env)).toContain(word);
  expect(await exported(['restore', at('sealed.bak'), '--force'], env)).not.toContain(word);
  expect(await exported(['restore', at('plain.bak'), '--force'])).not.toContain(word);
});

describe('an audit trail that is exported with its payloads and a key', () => {
  const alone = async (file: string) => {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [VERIFIER, file], { env: {} });
      return { code: 0, said: stdout };
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string };
      return { code, said: stderr };
    }
  };

  it('shows nobody a name, and verifies with the key', async () => {
    const told = await exported(['audit', 'export', '--payloads', at('trail')], env);
    expect(told).toContain('encrypted with CANDOUR_KEY');
    expect(told).toContain('npx candour audit verify');
    expect(readFileSync(at('trail')).toString('latin1')).not.toMatch(NAMES);
    expect(statSync(at('trail')).mode & 0o777).toBe(0o600);
    // No database is needed for it.
    const given = { ...env, CANDOUR_DATABASE: at('none.db') };
    const sound = await work.candour(['audit', 'verify', at('trail')], { env: given });
    expect([sound.code, sound.stdout]).toEqual([0, expect.stringContaining('The export is sound')]);
    expect((await work.candour(['audit', 'export', '--payloads', at('trail')], { env })).code).toBe(1);
    await exported(['audit', 'export', '--payloads', '--plain', at('plain')], env);
    const lines = (file: Buffer) => file.toString().replace(/"made_at":"[^"]+"/, '');
    expect(lines(openBytes(readFileSync(at('trail')), KEY))).toBe(lines(readFileSync(at('plain'))));
  });

  it('verifies with whatever ends a line elsewhere', async () => {
    const terms = 'terms=We say hello.\u2028We nod.';
    const at10 = ['--at', '2026-11-23T10:00:00Z'];
    const draft = ['--answer', `ref=${reference}`, '--answer', terms, 'boundary'];
    const said = ['say', '--as', "Maeve O'Sullivan", ...at10, ...draft];
    expect((await work.candour(said)).code).toBe(3);
    await exported(said);
    await exported(['audit', 'export', '--payloads', '--plain', at('plain')], env);
    expect(readFileSync(at('plain'), 'utf8')).toContain('\u2028');
    await exported(['audit', 'export', '--payloads', at('trail')], env);
    expect(await exported(['audit', 'verify', at('trail')], env)).toContain('The export is sound');
  });

  it('is not opened without the key, with another, or changed, and the file is named', async () => {
    await exported(['audit', 'export', '--payloads', at('trail')], env);
    const verify = async (given: Record<string, string>) => {
      const { code, stderr } = await work.candour(['audit', 'verify', at('trail')], { env: given });
      expect(code).toBe(1);
      return stderr;
    };
    expect(await verify({})).toMatch(/trail is encrypted\. Set CANDOUR_KEY/);
    expect(await verify(other)).toMatch(/trail cannot be opened\. .*another CANDOUR_KEY/);
    const bytes = readFileSync(at('trail'));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(at('trail'), bytes);
    expect(await verify(env)).toContain('cannot be opened');
  });

  it('whose rows were changed before it was sealed is found to be, at their line', async () => {
    await exported(['audit', 'export', '--payloads', '--plain', at('plain')], env);
    const lines = readFileSync(at('plain'), 'utf8').replace(/"action":"[a-z]/, '"action":"Z');
    writeFileSync(at('trail'), await sealBytes(Buffer.from(lines), KEY));
    const { code, stderr } = await work.candour(['audit', 'verify', at('trail')], { env });
    expect([code, stderr]).toEqual([1, expect.stringContaining('Line 2 is the first bad one')]);
  });

  it('is not checked by the stand-alone verifier, which says what to do', async () => {
    await exported(['audit', 'export', '--payloads', at('trail')], env);
    const { code, said } = await alone(at('trail'));
    expect(code).toBe(1);
    expect(said).toMatch(/encrypted, so nothing was checked[\s\S]*npx candour audit verify[\s\S]*--plain/);
  });

  it('is for anybody to check where it holds no names, or readable ones are asked for', async () => {
    await exported(['audit', 'export', at('bare')], env);
    expect(readFileSync(at('bare'), 'utf8')).not.toMatch(NAMES);
    expect((await alone(at('bare'))).code).toBe(0);
    const told = await exported(['audit', 'export', '--payloads', '--plain', at('plain')], env);
    expect(told).toMatch(/unencrypted, as --plain asks/);
    expect((await alone(at('plain'))).code).toBe(0);
  });

  it('is not printed by mistake', async () => {
    const refused = await work.candour(['audit', 'export', '--payloads'], { env });
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/wants a FILE, which is encrypted; or add --plain/);
    expect(await exported(['audit', 'export', '--payloads', '--plain'], env)).toContain('quokka');
    expect(await exported(['audit', 'export', '--payloads'])).toContain('quokka');
  });
});

it('a person’s own data is readable, for they have no key', async () => {
  await exported(['export', '--person', 'Karolina Nowak', '--to', at('hers.zip')], env);
  const bytes = readFileSync(at('hers.zip'));
  expect(isSealed(bytes)).toBe(false);
  expect(bytes.toString('latin1', 0, 2)).toBe('PK');
});
