import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { docx } from '../support/docx.ts';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;
beforeAll(async () => {
  work = await openWorkplace();
  expect((await work.candour(['import', DEMO])).code).toBe(0);
  const policy = docx([
    { words: '1.11 Social media', style: 'Title' },
    'Staff must never post photographs.',
    'Adopted: 1 May 2026',
  ]);
  writeFileSync(join(work.folder, 'policy.docx'), policy);
  writeFileSync(join(work.folder, 'scan.pdf'), '%PDF-1.7');
});
afterAll(() => work.close());

const answered = ['--answer', 'code=SM', '--answer', 'version=1.11', '--answer', 'adoption=out'];

it('what a document does not say is asked, with the words to add; nothing is written, exit 3', async () => {
  const { code, stdout, stderr } = await work.candour(['import', 'policy.docx']);
  expect([code, stderr]).toEqual([3, '']);
  expect(stdout).toMatch(/Its title is “Social media”/);
  for (const words of ['--answer code=SM', '--answer version=1.11', '--answer adoption=out'])
    expect(stdout.split('\n')).toContain(`  ${words}`);
  expect(stdout).toContain('Nothing was written.');
});

it('with the answers it becomes a draft, and again nothing', async () => {
  const dry = await work.candour(['import', 'policy.docx', '--dry-run', ...answered]);
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  expect(dry.stdout).toContain('A dry run: nothing was written.');
  const done = await work.candour(['import', 'policy.docx', ...answered]);
  expect([done.code, done.stderr]).toEqual([0, '']);
  expect(done.stdout).toMatch(/SM 1\.11 “Social media” is new, as a draft\..*adopt SM/s);
  expect((await work.candour(['import', 'policy.docx', ...answered])).stdout).toContain('Nothing changes');
  const shown = await work.candour(['say', '--as', 'Helen Whitcombe', '--json', 'adopt SM']);
  expect(shown.code).toBe(3);
  expect(shown.stdout).toContain('New: Staff must never post photographs.');
  expect((await work.candour(['audit', 'verify'])).code).toBe(0);
});

it('what is no policy is refused with what to do, and a wrong answer with what to write', async () => {
  const pdf = await work.candour(['import', 'scan.pdf']);
  expect([pdf.code, pdf.stdout]).toEqual([1, '']);
  expect(pdf.stderr).toMatch(/^scan\.pdf: A PDF .*save it as “Word document \(\.docx\)”/);
  const wrong = await work.candour(['import', 'policy.docx', '--answer', 'colour=red']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('one of code, title, version');
});

it('a folder’s policy takes Word’s line break, page break and bullet', async () => {
  const folder = join(work.folder, 'word');
  cpSync(DEMO, folder, { recursive: true });
  mkdirSync(join(folder, 'policies'), { recursive: true });
  writeFileSync(
    join(folder, 'policies/word.md'),
    '---\ncode: WORD\ntitle: From Word\nversion: 1\nadopted_on: 2026-09-01\n---\n\uf0b7\tone\n•\ttwo\no\tthree\nline\u000bbroken\u000cpage\n',
  );
  const env = { CANDOUR_DATABASE: join(work.folder, 'word.db') };
  const { code, stderr } = await work.candour(['import', folder], { env });
  expect([code, stderr]).toEqual([0, '']);
  const { stdout } = await work.candour(['say', '--as', 'Helen Whitcombe', '--json', 'policy WORD'], { env });
  const { blocks } = JSON.parse(stdout);
  expect(blocks).toContainEqual({ kind: 'list', items: ['one', 'two', '– three line\nbroken'] });
  expect(blocks).toContainEqual({ kind: 'text', text: 'page' });
});
