import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PolicyVersion } from '../../src/core/policies/policy.ts';
import { DEMO_TEXTS } from '../../src/import/policies.ts';
import { sha256 } from '../../src/import/read/policies.ts';
import { put } from '../support/put.ts';
import { AGREEMENT, elm, folder, POLICY, withStore, write } from './folder.ts';

const on = withStore();
const versions = (code = 'SM') => on.read((register, setting) => register.policies.versions(setting, code));
const states = async (code?: string) =>
  Object.fromEntries((await versions(code)).map(({ version, state }) => [version, state]));
const sm = (changes: Record<string, string | null>, text = 'Be kind.') => {
  const front: Record<string, string | null> = {
    code: 'SM',
    title: 'Staying professional',
    version: '2',
    change: 'material',
    adopted_on: '2026-01-01',
    ...changes,
  };
  const lines = Object.entries(front).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `---\n${lines.join('\n')}\n---\n\n${text}\n`;
};

const refused = async (text: string) => {
  const report = await on.run(folder(elm({ 'policies/sm.md': text })));
  expect(report.written).toBe(false);
  return report.faults;
};

test('a version stays the text that it is, and a month a month', async () => {
  await on.seed();
  expect(await versions()).toMatchObject([
    {
      version: '1.10',
      adoptedOn: '2025-07-08',
      nextReview: '2026-07',
      state: 'adopted',
      text: 'Be kind.\n\nBe open.',
      rootAdoptedOn: '2025-07-08',
      statements: [{ id: 'S1', text: 'I keep to it.' }],
    },
  ]);
});

test.each([
  ['no front matter', 'Be kind.\n', 'policies/sm.md:1:1: A policy begins with a line ---'],
  ['no code', sm({ code: null }), 'policies/sm.md:1:1: code is missing.'],
  ['no version', sm({ version: '' }), 'policies/sm.md:4:1: version is missing.'],
  [
    'a wrong date',
    sm({ adopted_on: '2026-02-31' }),
    'policies/sm.md:6:13: adopted_on: "2026-02-31" is no date',
  ],
  [
    'an unknown change',
    sm({ change: 'major' }),
    'policies/sm.md:5:9: change: "major" is none of material, minor, reaffirmed.',
  ],
  [
    'an unknown kind',
    sm({ kind: 'rules' }),
    'policies/sm.md:7:7: kind: "rules" is none of policy, confidentiality.',
  ],
  ['no text', sm({}, '  '), 'The text of the policy is missing'],
  [
    'statements twice',
    sm({ statements: '\n  - id: S1\n    text: One\n  - id: S1\n    text: Two' }),
    'policies/sm.md:10:5: statements: the id S1 stands here twice.',
  ],
  [
    'a statement without a text',
    sm({ statements: '\n  - id: S1' }),
    'policies/sm.md:8:5: statements: each has an id and a text.',
  ],
  ['front matter that is none', sm({ title: 'Online: and off' }), 'policies/sm.md:3:'],
  ['a name twice', sm({ code: 'SM\ncode: SM' }), 'policies/sm.md:3:1: This name stands here twice.'],
  [
    'a control character',
    sm({}, 'One\nTwo\u0001'),
    'policies/sm.md:10:1: There is a character in this line that cannot be kept (U+0001).',
  ],
])('a fault: %s', async (_what, text, fault) => {
  expect((await refused(text)).join('\n')).toContain(fault);
});

test('one code is of one kind, and each version stands once', async () => {
  const report = await on.run(
    folder(
      elm({
        'policies/a.md': sm({ kind: 'confidentiality' }),
        'policies/b.md': sm({ version: '1.10', kind: 'policy' }),
      }),
    ),
  );
  expect(report.faults).toEqual([
    expect.stringMatching(/^policies\/b\.md:7:7: SM is of kind confidentiality in policies\/a\.md/),
    expect.stringMatching(/^policies\/sm\.md:4:10: Version 1\.10 of SM also stands in policies\/b\.md/),
    expect.stringMatching(/^policies\/sm\.md:6:7: SM is of kind confidentiality in policies\/a\.md/),
  ]);
});

describe('what was adopted', () => {
  test('keeps its text: a changed one is a fault where it begins', async () => {
    const dir = await on.seed();
    write(dir, { 'policies/sm.md': POLICY.replace('Be open.', 'Be closed.') });
    expect((await on.run(dir)).faults).toEqual([
      expect.stringMatching(
        /^policies\/sm\.md:14:1: SM 1\.10 was adopted on 8 Jul 2025, and this is not the text that was/,
      ),
    ]);
  });
  test('does not mind line ends or a byte order mark', async () => {
    const dir = await on.seed();
    write(dir, { 'policies/sm.md': `\uFEFF${POLICY.replaceAll('\n', '\r\n')}\r\n\r\n` });
    expect(await on.run(dir)).toMatchObject({ faults: [], changes: [] });
  });
  test('keeps its statements', async () => {
    const dir = await on.seed();
    write(dir, { 'policies/sm.md': POLICY.replace('I keep to it.', 'I do not.') });
    expect((await on.run(dir)).faults).toEqual([
      expect.stringMatching(
        /^policies\/sm\.md:10:3: SM 1\.10 was adopted on 8 Jul 2025 with other statements/,
      ),
    ]);
  });
  test('may have its details corrected', async () => {
    const dir = await on.seed();
    write(dir, {
      'policies/sm.md': POLICY.replace('next_review: 2026-07', 'next_review: 2026-09\nsignatory: Max Arden'),
    });
    expect((await on.run(dir)).changes).toEqual(['policies/sm.md: SM 1.10 was changed.']);
    expect(await versions()).toMatchObject([{ nextReview: '2026-09', signatory: 'Max Arden' }]);
    expect((await on.run(dir)).changes).toEqual([]);
  });
});

describe('versions', () => {
  test('a newer one supersedes, a minor one stands on the root before it, a first one is material', async () => {
    const dir = await on.seed(
      elm({
        'policies/sm.md': sm({ version: '1', change: 'minor', adopted_on: '2024' }),
        'policies/b.md': sm({ version: '2', change: 'minor', adopted_on: '2025-03' }),
      }),
    );
    const [two, one] = (await versions()).sort((a, b) => b.version.localeCompare(a.version)) as [
      PolicyVersion,
      PolicyVersion,
    ];
    expect(one).toMatchObject({
      state: 'superseded',
      change: 'material',
      root: one.id,
      rootAdoptedOn: '2024-12-31',
    });
    expect(two).toMatchObject({
      state: 'adopted',
      change: 'minor',
      root: one.id,
      rootAdoptedOn: '2024-12-31',
    });
    expect(await on.run(dir)).toMatchObject({ faults: [], changes: [] });
    write(dir, { 'policies/c.md': sm({ version: '3', adopted_on: '2026-10-01' }) });
    await on.run(dir);
    expect(await states()).toEqual({ 1: 'superseded', 2: 'superseded', 3: 'adopted' });
    expect((await versions()).find(({ version }) => version === '3')).toMatchObject({
      rootAdoptedOn: '2026-10-01',
    });
  });

  test('1.10 comes after 1.9', async () => {
    await on.seed(
      elm({ 'policies/sm.md': sm({ version: '1.9' }), 'policies/b.md': sm({ version: '1.10' }) }),
    );
    expect(await states()).toEqual({ '1.9': 'superseded', '1.10': 'adopted' });
  });

  test('a draft is a draft, may change, and undoes nothing', async () => {
    const dir = await on.seed();
    write(dir, { 'policies/next.md': sm({ version: '2', adopted_on: null }, 'Be kinder.') });
    expect((await on.run(dir)).changes).toEqual(['policies/next.md: SM 2 is new, as a draft.']);
    write(dir, { 'policies/next.md': sm({ version: '2', adopted_on: null }, 'Be kindest.') });
    expect((await on.run(dir)).changes).toEqual(['policies/next.md: SM 2 was changed.']);
    expect(await states()).toEqual({ '1.10': 'adopted', 2: 'draft' });
    expect((await on.run(dir)).changes).toEqual([]);
  });

  test('a draft adopted in chat, under another version too, stays adopted', async () => {
    const dir = await on.seed();
    write(dir, { 'policies/next.md': sm({ version: '2', adopted_on: null, change: 'minor' }, 'Be kinder.') });
    await on.run(dir);
    await on.write(async (register, setting) => {
      const all = await register.policies.versions(setting, 'SM');
      const [old, draft] = [
        all.find(({ state }) => state === 'adopted'),
        all.find(({ state }) => state === 'draft'),
      ];
      if (!old || !draft) throw new Error('nothing to adopt');
      await put(register, { policies: [{ ...old, state: 'superseded' }] });
      await put(register, {
        policies: [
          {
            ...draft,
            version: '2.0',
            change: 'material',
            state: 'adopted',
            adoptedOn: '2026-11-20',
            rootAdoptedOn: '2026-11-20',
            nextReview: '2027-11-20',
          },
        ],
      });
    });
    const report = await on.run(dir);
    expect(report).toMatchObject({ faults: [], changes: [] });
    expect(report.notes).toContain(
      'policies/next.md: SM 2.0 is a draft in the folder; it was adopted on 20 Nov 2026 in chat, and stays so.',
    );
    expect(await states()).toEqual({ '1.10': 'superseded', '2.0': 'adopted' });
    write(dir, { 'policies/old.md': sm({ version: '1.11', adopted_on: '2026-10-01' }, 'Be.') });
    await on.run(dir);
    expect(await states()).toEqual({ '1.10': 'superseded', '1.11': 'superseded', '2.0': 'adopted' });
  });
});

describe('agreements.csv', () => {
  const row = (...rows: string[]) => ({
    'agreements.csv': `person,code,version,signed_on,witness\n${rows.join('\n')}\n`,
  });
  test('records what was signed on paper, once', async () => {
    const dir = await on.seed(elm(row('Ann Lee,conf,2,10/09/2025,Max Arden')));
    const signed = await on.read(async (register, setting) =>
      register.policies.signaturesOf(setting, (await register.people.byRef(setting, 'P3'))?.id ?? ''),
    );
    const [conf] = await versions('CONF');
    expect(signed).toMatchObject([
      {
        source: 'paper',
        signedOn: '2025-09-10',
        witness: 'Max Arden',
        version: conf?.id,
        nameTyped: 'Ann Lee',
      },
    ]);
    expect((await on.run(dir)).changes).toEqual([]);
    write(dir, row('Ann Lee,CONF,2,11/09/2025,Max Arden'));
    const report = await on.run(dir);
    expect(report.changes).toEqual([]);
    expect(report.notes).toContain(
      'agreements.csv:2: Ann Lee signed on 10 Sep 2025 by the register; a signature is never rewritten.',
    );
  });
  test('a policy that was signed on paper is acknowledged, and written back', async () => {
    const dir = await on.seed(elm(row('Ann Lee,SM,1.10,10/09/2025,Max Arden')));
    const acknowledged = await on.read(async (register, setting) =>
      register.policies.acknowledgementsOf(setting, (await register.people.byRef(setting, 'P3'))?.id ?? ''),
    );
    const [policy] = await versions('SM');
    expect(acknowledged).toMatchObject([
      { answer: 'acknowledge', source: 'paper', witness: 'Max Arden', version: policy?.id },
    ]);
    expect(acknowledged[0]?.statements).toEqual(policy?.statements.map(({ id }) => id));
    expect((await on.run(dir)).changes).toEqual([]);
    write(dir, row('Ann Lee,SM,1.10,11/09/2025,Max Arden'));
    const report = await on.run(dir);
    expect(report.changes).toEqual([]);
    expect(report.notes).toContain(
      'agreements.csv:2: Ann Lee acknowledged on 10 Sep 2025 by the register; an acknowledgement is never rewritten.',
    );
  });
  test.each([
    ['Nobody,CONF,2,2025-09-10,', 'agreements.csv:2:1: "Nobody" is nobody in people.csv.'],
    [
      'Ann Lee,CONV,2,2025-09-10,',
      'agreements.csv:2:2: There is no policy or agreement with the code "CONV".',
    ],
    ['Ann Lee,CONF,3,2025-09-10,', 'agreements.csv:2:3: There is no version "3" of CONF; there is 2.'],
    ['Ann Lee,CONF,2,soon,', 'agreements.csv:2:4: "soon" is not a date'],
    ['Ann Lee,CONF,,2025-09-10,', 'agreements.csv:2:3: "version" is missing.'],
  ])('a fault: %s', async (given, fault) => {
    expect((await on.run(folder(elm(row(given))))).faults.join('\n')).toContain(fault);
  });
  test('nobody signs a draft, and nobody twice', async () => {
    const dir = folder(
      elm({
        'policies/next.md': AGREEMENT.replace('version: 2', 'version: 3').replace(
          'adopted_on: 2025-09-09\n',
          '',
        ),
        ...row('Ann Lee,CONF,3,2025-09-10,', 'P3,CONF,2,2025-09-10,', 'Ann Lee,CONF,2,2025-09-10,'),
      }),
    );
    expect((await on.run(dir)).faults).toEqual([
      'agreements.csv:2:3: CONF 3 is a draft, which nobody can have signed.',
      'agreements.csv:4:1: Ann Lee stands in line 3 for this version already.',
    ]);
  });
});

test('a text of the demo that is in force elsewhere is warned of, and the list of them is whole', async () => {
  const own = 'Warning: SM 3, which is in force, is the text of the demo, whose people are invented';
  const demo = join(import.meta.dirname, '../../demo');
  const texts = readdirSync(join(demo, 'policies')).map((name) =>
    readFileSync(join(demo, 'policies', name), 'utf8')
      .replace(/^---[\s\S]*?\n---\n+/, '')
      .trimEnd(),
  );
  expect(texts.map(sha256)).toEqual(DEMO_TEXTS);
  expect((await on.run(demo, { demo: true, dryRun: true })).notes.join()).not.toContain(own);
  expect((await on.run(demo, { dryRun: true })).notes.join()).toContain(own);
});
