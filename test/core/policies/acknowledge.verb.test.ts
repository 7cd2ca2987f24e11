import { hash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../src/core/identifier.ts';
import type { PolicyVersion } from '../../../src/core/policies/policy.ts';
import { ACKNOWLEDGE, CHAIR, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  buttonsOf,
  draft,
  errorOf,
  openSetting,
  rowsOf,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('shows the text, that not keeping to it is a disciplinary matter (G4), and every statement', async () => {
  const form = await elm.form(ZOE, 'acknowledge');
  expect(form.intro).toMatch(/We look after children.*disciplinary matter \(G4\)/s);
  const statements = form.inputs.find((each) => each.name === 'statements');
  expect(statements?.widget).toMatchObject({ kind: 'choices' });
  expect(JSON.stringify(statements?.widget)).toContain('S3');
});

test('refuses incomplete or unknown answers, in words', async () => {
  expect(errorOf(await elm.ask(ZOE, 'acknowledge answer=acknowledge statements=S1'), 'statements')).toMatch(
    /Not yet:\n• I do not link my own pages to the setting\.\n• I do not pass on/,
  );
  expect(
    errorOf(await elm.ask(ZOE, 'acknowledge answer=acknowledge statements=S1,S9'), 'statements'),
  ).toMatch(/choose one of: S1, S2, S3/);
  expect(errorOf(await elm.ask(ZOE, 'acknowledge answer=maybe'), 'answer')).toMatch(/acknowledge, decline/);
  const form = await elm.submit(ZOE, 'acknowledge', { answer: 'acknowledge' });
  expect(errorOf(form, 'statements')).toBe('Please answer this.');
  expect(errorOf(await elm.submit(ZOE, 'acknowledge', { answer: 'decline' }), 'reason')).toBe(
    'Please answer this.',
  );
  expect(
    errorOf(await elm.ask(ZOE, 'acknowledge code=other answer=acknowledge statements=S1'), 'code'),
  ).toMatch(/no such code/);
  expect(await elm.owed(ZOE)).toContain('social-media');
});

test('is recorded once: the second time gives the first receipt', async () => {
  const first = words(await elm.view(ZOE, ACKNOWLEDGE));
  const again = words(await elm.view(ZOE, ACKNOWLEDGE, '2026-11-24T10:00:00Z'));
  expect(first).toContain('On: 23 Nov 2026 at 10:00');
  expect(again).toContain('On: 23 Nov 2026 at 10:00');
  expect(again).toContain('You did this on 23 Nov 2026 at 10:00: the first receipt stands');
  expect(words(await elm.view(ZOE, 'acknowledge'))).toMatch(/^[^\n]+\nYou did this on 23 Nov 2026 at 10:00/);
  expect(await elm.audited('policy.acknowledged')).toBe(1);
  expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
});

test('a decline is kept, with its reason, beside a later acknowledgement; the manager sees it', async () => {
  await elm.view(ZOE, 'acknowledge answer=decline reason="I want to ask first"');
  expect(rowsOf(await elm.view(RUTH, 'outstanding social-media')).find(([name]) => name === ZOE)?.[4]).toBe(
    '23 Nov 2026: I want to ask first',
  );
  expect(words(await elm.view(ZOE, 'acknowledge answer=decline reason=else'))).toContain(
    'I want to ask first',
  );
  await elm.view(ZOE, ACKNOWLEDGE);
  const kept = await elm.read(async (register, setting) =>
    register.policies.acknowledgementsOf(setting, (await elm.person(ZOE)).id),
  );
  expect(kept.map((each) => each.answer)).toEqual(['decline', 'acknowledge']);
  expect(kept[1]).toMatchObject({ statements: ['S1', 'S2', 'S3'], account: `test:elm:${ZOE}` });
});

test('a decline after an acknowledgement is recorded beside it, and the manager sees it', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  expect(buttonsOf(await elm.view(ZOE, 'acknowledge'))).toHaveProperty('I do not acknowledge it any more');
  const form = await elm.ask(ZOE, {
    command: 'acknowledge',
    input: { code: 'social-media', answer: 'decline' },
  });
  expect(form).toMatchObject({ kind: 'form', command: 'acknowledge' });
  const answer = await elm.view(
    ZOE,
    'acknowledge answer=decline reason="I post about my work"',
    '2026-11-25T10:00:00Z',
  );
  expect(answer.title).toBe('Not acknowledged: Social media and relationships');
  expect(words(answer)).toContain('That you acknowledged it on 23 Nov 2026 stays on record beside it.');
  const kept = await elm.read(async (register, setting) =>
    register.policies.acknowledgementsOf(setting, (await elm.person(ZOE)).id),
  );
  expect(kept.map((each) => each.answer)).toEqual(['acknowledge', 'decline']);
  expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
  const row = async (on: string) =>
    rowsOf(await elm.view(RUTH, `outstanding social-media on=${on}`)).find(([name]) => name === ZOE);
  expect(await row('2026-11-24')).toBeUndefined();
  expect((await row('2026-11-25'))?.slice(3)).toEqual([
    'acknowledged before',
    '25 Nov 2026: I post about my work',
  ]);
});

test('one tick agrees to all statements, each of which is kept as evidence; none is ticked to decline', async () => {
  const form = await elm.form(ZOE, 'acknowledge');
  const asked = form.inputs.filter(({ widget, isTyped }) => widget.kind !== 'hidden' && !isTyped);
  expect(asked.map(({ name, widget }) => [name, widget])).toEqual([
    ['all', { kind: 'choices', choices: [{ value: 'yes', label: 'I agree to all of these' }] }],
  ]);
  await elm.submit(ZOE, 'acknowledge', { answer: 'acknowledge', all: ['yes'] });
  const kept = await elm.read(async (register, setting) =>
    register.policies.acknowledgementsOf(setting, (await elm.person(ZOE)).id),
  );
  expect(kept).toMatchObject([{ answer: 'acknowledge', statements: ['S1', 'S2', 'S3'] }]);

  const asks = await elm.form(TOM, form.buttons?.[0]?.run ?? '');
  expect(form.buttons?.map(({ label }) => label)).toEqual(['I do not acknowledge it']);
  expect(asks.inputs.filter(({ widget }) => widget.kind !== 'hidden').map(({ name }) => name)).toEqual([
    'reason',
  ]);
  expect(asks.buttons?.map(({ label }) => label)).toEqual(['Back to the policy']);
  expect((await elm.form(TOM, asks.buttons?.[0]?.run ?? '')).reading).toBeDefined();
});

test('each clause is followed by the statement that belongs to it, without its id; the others stand at the end', async () => {
  await adopted('2.0', 'material', {
    text: '# Our policy\n\n## G5 Work\n\nPost **nothing**.\n\n## G6 Logo\n\nKeep apart.',
    statements: [
      { id: 'S1', text: 'I post nothing (G5).' },
      { id: 'S2', text: 'I keep apart (G6).' },
      { id: 'S3', text: 'I read it.' },
    ],
  });
  const { reading = [], intro } = await elm.form(ZOE, 'acknowledge');
  expect(reading.flatMap((block) => ('text' in block ? [block.text] : []))).toEqual([
    'Social media and relationships (version 2.0)',
    'Our policy',
    'G5 Work',
    'Post nothing.',
    'You agree: I post nothing.',
    'G6 Logo',
    'Keep apart.',
    'You agree: I keep apart.',
    'What everyone acknowledges',
    'You agree: I read it.',
    'Not keeping to this policy is a disciplinary matter.',
  ]);
  // Who types reads the same text.
  expect(intro).toContain('Post nothing.');
});

test('a receipt tells the version that was read and when, though a minor one has followed', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  await adopted('1.1', 'minor', {});
  const receipt = words(await elm.view(ZOE, 'acknowledge', '2026-12-01T10:00:00Z'));
  expect(receipt).toContain('Social media and relationships, version 1.0');
  expect(receipt).toContain('In force now: version 1.1, for which your answer counts as well');
  expect(receipt).toContain('You did this on 23 Nov 2026 at 10:00');
});

/** Another version of the policy comes into force. */
async function adopted(
  version: string,
  change: 'material' | 'minor',
  given: Partial<PolicyVersion>,
): Promise<void> {
  await elm.change(async (register, setting) => {
    const before = (await register.policies.inForce(setting)).find(({ kind }) => kind === 'policy');
    if (!before) throw new Error('no policy is in force');
    const id = newId(new Date('2026-11-23T09:00:00Z'));
    const root = change === 'material' ? { root: id, rootAdoptedOn: '2026-11-23' } : {};
    await put(register, { policies: [{ ...before, state: 'superseded' }] });
    const after = { ...before, id, version, change, ...root, ...given };
    await put(register, { policies: [{ ...after, sha256: hash('sha256', after.text, 'hex') }] });
  });
}

test('of a new version shows what has changed since one acknowledged an earlier one, and then the whole text', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  await draft(elm, 'social-media', 'policy', '2.0', 'We look after children. Nobody posts photographs.');
  await elm.view(CHAIR, 'adopt social-media material', '2026-11-24T10:00:00Z');
  const form = await elm.form(ZOE, 'acknowledge');
  expect(form.intro).toMatch(
    /What has changed since you acknowledged version 1\.0.*New: Nobody posts photographs\..*The whole text.*disciplinary/s,
  );
  expect(form.reading?.some(({ kind }) => kind === 'difference')).toBe(true);
  expect((await elm.form(TOM, 'acknowledge')).intro).not.toContain('What has changed');
});
