import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retainSetting } from '../../src/core/records/retain.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';

const VERIFIER = join(import.meta.dirname, '../../scripts/verify-audit.js');
const NOTE = 'quokka-eighteen';

let elm: TestSetting;
let folder: string;
let lines: string[];
let bare: string[];

beforeAll(async () => {
  elm = await openSetting();
  await elm.view('Zoë Adeyemi', `declare "Joanne Blackwell" friend since=2019 note=${NOTE}`);
  await elm.view("Maeve O'Sullivan", 'case D-1');
  await elm.view('Tom Ridley', `declare "Sarah Reed" friend since=2019 note=${NOTE}-kept`);
  // Rosie Blackwell left in July 2026: D-1 goes, with the payloads of its events; D-2 stays.
  const setting = await elm.read((register, id) => register.settings.byId(id));
  if (!setting) throw new Error('no Elm');
  const now = new Date('2029-08-01T12:00:00.000Z');
  await retainSetting({ store: elm.store, now }, setting, 'operator');
  lines = await Readable.from(elm.store.trail({ payloads: true, now })).toArray();
  bare = await Readable.from(elm.store.trail({ payloads: false, now })).toArray();
  folder = mkdtempSync(join(tmpdir(), 'candour-evidence-'));
  copyFileSync(VERIFIER, join(folder, 'verify-audit.mjs'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await elm.close();
});

async function verify(given: readonly string[]) {
  const { verifyLines } = (await import(VERIFIER)) as {
    verifyLines(
      lines: AsyncIterable<string>,
    ): Promise<{ kind: 'sound'; rows: number } | { kind: 'broken'; line: number; reason: string }>;
  };
  return verifyLines(
    (async function* () {
      yield* given;
    })(),
  );
}

/** Plain Node in a folder that holds the verifier and the export, and nothing of Candour. */
async function alone(given: readonly string[]) {
  const file = join(folder, 'export.jsonl');
  writeFileSync(file, `${given.join('\n')}\n`);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['verify-audit.mjs', file], {
      cwd: folder,
      env: {},
    });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, said: stderr };
  }
}

/** The line with one of its properties changed; `line` counts from 1. */
function changed(line: number, change: Record<string, unknown>): string[] {
  return lines.map((text, at) =>
    at + 1 === line ? JSON.stringify({ ...JSON.parse(text), ...change }) : text,
  );
}

const rowAt = (line: number) => JSON.parse(lines[line - 1] ?? '') as Record<string, unknown>;
const lineOf = (action: string) => lines.findIndex((line) => line.includes(`"action":"${action}"`)) + 1;

describe('an exported audit trail', () => {
  it('is verified by Node alone, without a database or Candour, and its heads are printed to be compared', async () => {
    const { code, said } = await alone(lines);
    expect(code, said).toBe(0);
    const head = await elm.read((register, id) => register.audit.head(id));
    expect(said).toContain(`${elm.id} ${head.seq} ${head.hash}`);
    expect(said).toContain(`rows ${head.seq}`);
  });

  it('holds payloads only where they are asked for, and never erased ones', () => {
    expect(bare.join('\n')).not.toMatch(/quokka|payload"|Sarah|Reed|friend/);
    expect(lines.join('\n')).toContain(`${NOTE}-kept`);
    expect(lines.join('\n')).not.toMatch(/Blackwell|quokka-eighteen"/);
    expect(lineOf('audit.erased')).toBeGreaterThan(0);
  });

  it('verifies without its payloads, too', async () => {
    expect(await verify(bare)).toMatchObject({ kind: 'sound' });
  });

  it.each([
    ['an action', () => changed(4, { action: 'nothing.happened' }), 4],
    ['an actor', () => changed(4, { actor: 'somebody else' }), 4],
    ['an instant', () => changed(4, { at: '2020-01-01T00:00:00.000Z' }), 4],
    ['a hash', () => changed(4, { hash: '0'.repeat(64) }), 4],
    [
      'what somebody wrote',
      () => changed(payloadLine(), { payload: '{"note":"nothing"}' }),
      () => payloadLine(),
    ],
    ['the head', () => changed(lines.length, { hash: '0'.repeat(64) }), () => lines.length],
  ])('%s that is changed is found at its line', async (_, tamper, at) => {
    const found = await alone(tamper());
    expect(found.code).toBe(1);
    expect(found.said).toContain(`Line ${typeof at === 'number' ? at : at()} is the first bad one`);
  });

  const payloadLine = () => lines.findIndex((line) => line.includes(`${NOTE}-kept`)) + 1;

  it('a row that is changed together with its hash no longer leads to the next', async () => {
    const { action: _, ...row } = rowAt(4);
    const { actor, at, digest, prev, seq, subject } = row;
    const action = 'nothing.happened';
    const hash = createHash('sha256')
      .update(JSON.stringify({ action, actor, at, digest, prev, seq, subject }))
      .digest('hex');
    expect(await verify(changed(4, { action, hash }))).toMatchObject({ kind: 'broken', line: 5 });
  });

  it('a payload that is taken away without an erasure is found at its line', async () => {
    const { payload: _, salt: __, ...rest } = rowAt(payloadLine());
    const tampered = lines.map((line, at) => (at + 1 === payloadLine() ? JSON.stringify(rest) : line));
    expect(await verify(tampered)).toMatchObject({ kind: 'broken', line: payloadLine() });
  });

  it('an erasure that is taken away leaves what it erased unexplained', async () => {
    const at = lineOf('audit.erased');
    const erased = lines.findIndex((line) => line.includes(`"seq":${rowAt(at).subject},`)) + 1;
    expect(rowAt(erased).payload).toBeUndefined();
    const found = await verify(lines.toSpliced(at - 1, 1));
    expect(found).toMatchObject({ kind: 'broken' });
    expect([erased, at]).toContain('line' in found && found.line);
  });

  it.each([
    ['the last rows', () => lines.toSpliced(-3, 2)],
    ['the head', () => lines.slice(0, -1)],
    ['the first line', () => lines.slice(1)],
    ['everything', () => []],
  ])('%s cannot be cut away unseen', async (_, cut) => {
    expect(await verify(cut())).toMatchObject({ kind: 'broken' });
  });

  it('any change to any line is found, at that line or the next', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        fc.constantFrom('drop', 'double', 'swap', 'letter'),
        async (a, b, how) => {
          // The first line says what the file is; only its rows and heads are evidence.
          const at = 1 + (a % (lines.length - 1));
          const line = lines[at] ?? '';
          const other = 1 + (b % (lines.length - 1));
          const letters = [...line.matchAll(/(?<=":"?)[0-9a-z]/g)];
          const letter = letters[b % letters.length]?.index ?? 0;
          const tampered = {
            drop: () => lines.toSpliced(at, 1),
            double: () => lines.toSpliced(at, 0, line),
            swap: () => lines.with(at, lines[other] ?? '').with(other, line),
            letter: () =>
              lines.with(
                at,
                `${line.slice(0, letter)}${line[letter] === '7' ? '8' : '7'}${line.slice(letter + 1)}`,
              ),
          }[how]();
          fc.pre(tampered.join('\n') !== lines.join('\n'));
          const found = await verify(tampered);
          const first = tampered.findIndex((each, index) => each !== lines[index]);
          expect(found).toMatchObject({ kind: 'broken' });
          // A setting's id that is no more the same is seen where the chain should have ended.
          if (found.kind === 'broken')
            expect(found.line).toBeLessThanOrEqual((first === -1 ? lines.length : first + 1) + 1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('a first line that takes back that there are payloads is found', async () => {
    const says = JSON.stringify({ ...rowAt(1), payloads: false });
    const tampered = changed(payloadLine(), { payload: '{"note":"nothing"}' }).with(0, says);
    const first = lines.findIndex((line, at) => at > 0 && line.includes('"payload":')) + 1;
    expect(await verify(tampered)).toMatchObject({ kind: 'broken', line: first });
  });

  it('is the same with the line ends of Windows', async () => {
    expect(await verify(lines.map((line) => `${line}\r`))).toMatchObject({ kind: 'sound' });
  });

  it.each([
    ['something of its own', (line: string) => line.replace('{', '{"note":"approved",')],
    ['the same twice', (line: string) => line.replace('{', '{"payload":"{}",')],
    ['the same twice, under an escape', (line: string) => line.replace('{', '{"acti\\u006fn":"x",')],
  ])('a row that says %s is found at its line', async (_, tamper) => {
    const at = payloadLine();
    expect(await verify(lines.with(at - 1, tamper(lines[at - 1] ?? '')))).toMatchObject({
      kind: 'broken',
      line: at,
    });
  });

  it('a file that is none is told as such', async () => {
    expect((await alone(['{"kind":"shopping"}'])).said).toContain('Line 1');
    expect((await alone(['Dear Sir'])).said).toContain('Line 1');
    expect((await alone([JSON.stringify({ kind: 'candour-audit', version: 2 })])).said).toContain(
      'later version',
    );
  });
});

it('the verifier imports nothing but what Node brings', () => {
  const imports = [...readFileSync(VERIFIER, 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  expect(imports.every((name) => name?.startsWith('node:'))).toBe(true);
  expect(statSync(VERIFIER).size).toBeLessThan(12_000);
});
