import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACKNOWLEDGE, RUTH, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

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
    /not yet: S2, S3/,
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
  expect(again).toContain('the first receipt stands');
  expect(words(await elm.view(ZOE, 'acknowledge'))).toContain('the first receipt stands');
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
