import { readFileSync } from 'node:fs';
import { strToU8 } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../../src/core/identifier.ts';
import { importDocument } from '../../../src/import/document/index.ts';
import type { Answers } from '../../../src/import/document/understand.ts';
import { docx } from '../../support/docx.ts';
import { CHAIR } from '../../support/elm.ts';
import { MONDAY, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const POLICY = docx([
  { words: 'Social media and relationships', style: 'Title' },
  { words: 'Who may', style: 'heading 1' },
  { words: 'Staff must never post photographs.', bullet: 0 },
  'This policy was adopted at a meeting on 1 May 2026.',
]);
const ANSWERS: Answers = { code: 'social-media', version: '1.9', adoption: 'out' };
const take = (
  bytes: Uint8Array,
  answers: Answers = ANSWERS,
  more: { dryRun?: boolean; setting?: string; file?: string } = {},
) =>
  importDocument({
    store: elm.store,
    now: MONDAY,
    file: 'folder/policy.docx',
    setting: undefined,
    bytes,
    answers,
    ...more,
  });
const versions = () =>
  elm.read(async (register, setting) =>
    (await register.policies.versions(setting, 'social-media')).map(
      ({ version, state }) => `${version} ${state}`,
    ),
  );

it('a document becomes a draft, which the chair adopts and everybody reads', async () => {
  const report = await take(POLICY);
  expect(report.faults).toEqual([]);
  expect(report.changes).toEqual([
    'policy.docx: social-media 1.9 “Social media and relationships” is new, as a draft.',
    expect.stringMatching(/^policy\.docx: beside social-media 1\.0, which is in force: /),
  ]);
  expect(report.summary).toEqual([
    'Nothing is adopted yet. The chair reads what differs, and adopts it: adopt social-media',
  ]);
  expect(await versions()).toEqual(['1.9 draft', '1.0 adopted']);
  await elm.view(CHAIR, 'adopt social-media material');
  expect(words(await elm.view(CHAIR, 'policy social-media'))).toContain('Staff must never post photographs.');
  expect(await elm.audited('policy.imported')).toBe(1);
});

it('the same document again changes nothing; another text changes the draft', async () => {
  await take(POLICY);
  const again = await take(POLICY);
  expect([again.changes, again.summary]).toEqual([[], ['Nothing changes: this draft is here already.']]);
  const changed = await take(
    strToU8('Nobody must post.'),
    { ...ANSWERS, title: 'Social media' },
    { file: 'p.txt' },
  );
  expect(changed.changes[0]).toContain('was changed, and is still a draft');
  expect(await versions()).toEqual(['1.9 draft', '1.0 adopted']);
});

it('asks before it writes, and writes nothing in a dry run', async () => {
  const asked = await take(POLICY, {});
  expect(asked.questions.map(({ name }) => name)).toEqual(['code', 'version', 'adoption']);
  const dry = await take(POLICY, ANSWERS, { dryRun: true });
  expect(dry.changes).toHaveLength(2);
  expect(await versions()).toEqual(['1.0 adopted']);
});

it('never undoes an adoption: another text under an adopted version is a fault', async () => {
  const report = await take(POLICY, { ...ANSWERS, version: '1.0' });
  expect(report.faults).toEqual([
    'policy.docx: social-media 1.0 was adopted on 25 Mar 2019, and this is not the text that was: please give a changed text a new version.',
  ]);
  expect(await versions()).toEqual(['1.0 adopted']);
  expect(await elm.audited('policy.imported')).toBe(0);
});

it('front matter answers, keeps its statements, and adopts nothing', async () => {
  const md =
    '---\ncode: social-media\ntitle: T\nversion: 2\nadopted_on: 2026-09-01\nstatements:\n  - id: A1\n    text: I see.\n---\nText.\n';
  const report = await take(strToU8(md), {}, { file: 'policy.md' });
  expect(report.notes.join('\n')).toContain('That it was adopted is passed over');
  expect(await versions()).toEqual(['2 draft', '1.0 adopted']);
  const [draft] = await elm.read((register, setting) => register.policies.versions(setting, 'social-media'));
  expect(draft?.statements).toEqual([{ id: 'A1', text: 'I see.' }]);
  const faulty = await take(strToU8('---\ncode: [\n---\nText.'), {}, { file: 'policy.md' });
  expect(faulty.faults[0]).toMatch(/^policy\.md:/);
});

it.each<[string, Uint8Array, RegExp]>([
  ['empty text', strToU8(' \n'), /no text in it/],
  ['a character that is none', strToU8('a\u0007b'), /cannot be kept \(U\+0007\)/],
  ['a book', strToU8('word '.repeat(50_000)), /200000 at most/],
])('refuses %s', async (_, bytes, fault) => {
  expect((await take(bytes, ANSWERS, { file: 'p.txt' })).faults[0]).toMatch(fault);
});

it('asks for which setting, where the database holds several, and says which there are', async () => {
  await elm.store.write([], async (register) => {
    const [setting] = await register.settings.all();
    if (setting)
      await register.settings.save({
        ...setting,
        id: newId(MONDAY),
        code: 'oak',
        name: 'Oak',
      });
  });
  expect((await take(POLICY)).faults).toEqual([
    'policy.docx: For which setting? Add --setting and one of: elm, oak.',
  ]);
  expect((await take(POLICY, ANSWERS, { setting: 'ash' })).faults[0]).toContain('There is no setting ash');
  expect((await take(POLICY, ANSWERS, { setting: 'ELM' })).faults).toEqual([]);
});

it('a text as Windows writes it, with Word’s bullets and breaks', async () => {
  const text = new Uint8Array([
    ...Buffer.from('\u0095\tNever post \u0096 ever\r\no\tnor here\r\nline\u000bbreak', 'latin1'),
  ]);
  expect(await take(text, { ...ANSWERS, title: 'T' }, { file: 'p.txt' })).toMatchObject({
    faults: [],
    questions: [],
  });
  const [draft] = await elm.read((register, setting) => register.policies.versions(setting, 'social-media'));
  expect(draft?.text).toBe('- Never post – ever\n  - nor here\nline  \nbreak');
});

it('the starter policy as a document says what it said', async () => {
  const source = readFileSync(
    new URL('../../../demo/policies/social-media-and-relationships.md', import.meta.url),
    'utf8',
  );
  const body = source.replace(/^---[\s\S]*?\n---\n/, '').trim();
  const report = await take(
    strToU8(body),
    { code: 'SM', version: '1', title: 'T', adoption: 'in' },
    { file: 'p.md' },
  );
  expect(report.faults).toEqual([]);
  const [draft] = await elm.read((register, setting) => register.policies.versions(setting, 'SM'));
  expect(draft?.text).toBe(body);
});
