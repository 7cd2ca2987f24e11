import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../src/core/identifier.ts';
import type { Form } from '../../../src/core/talk/view.ts';
import { CHAIR, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { draft, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('shows the text and what it does not stop (P8)', async () => {
  const form = await elm.form(ZOE, 'sign');
  for (const said of [
    'safeguarding concern',
    'whistleblowing',
    'police',
    'inspectorate',
    'legal advice',
    'disciplinary',
  ])
    expect(form.intro).toContain(said);
});

test('wants the signer’s own full name, and a yes', async () => {
  expect(errorOf(await elm.ask(ZOE, `sign "${TOM}" agree=yes`), 'full_name')).toMatch(
    /your own full name.*Zoë Adeyemi/,
  );
  expect(errorOf(await elm.ask(ZOE, `sign "${ZOE}" agree=no`), 'agree')).toMatch(/Nothing was signed/);
  expect(await elm.owed(ZOE)).toContain('confidentiality');
  expect((await elm.view(ZOE, 'sign "zoe  adeyemi" agree=yes')).title).toBe(
    'You have signed the confidentiality agreement',
  );
});

test('the form’s button says that they agree, beside the name; who answers without it, or no, is asked', async () => {
  const opened = await elm.form(ZOE, 'sign');
  const agree = ({ inputs }: Form) => inputs.find(({ name }) => name === 'agree');
  expect(opened.submit).toBe('I agree, and sign');
  expect(agree(opened)).toMatchObject({ widget: { kind: 'hidden' }, value: 'yes' });
  expect(opened.inputs.find(({ name }) => name === 'full_name')?.hint).toContain(
    'Sending it says that you have read the agreement and agree to it.',
  );
  for (const said of [`sign "${ZOE}"`, { command: 'sign', input: { full_name: ZOE }, submitted: true }]) {
    const asked = await elm.form(ZOE, said);
    expect(agree(asked)).toMatchObject({ widget: { kind: 'yesno' } });
    expect(agree(asked)?.value).toBeUndefined();
  }
  expect(await elm.owed(ZOE)).toContain('confidentiality');
});

test('a receipt tells the version that was signed, though a minor one has followed', async () => {
  await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
  await elm.change(async (register, setting) => {
    const before = (await register.policies.inForce(setting)).find(({ kind }) => kind === 'confidentiality');
    if (!before) throw new Error('no agreement is in force');
    await put(register, { policies: [{ ...before, state: 'superseded' }] });
    const minor = { id: newId(new Date('2026-11-24T09:00:00Z')), version: '1.1', change: 'minor' as const };
    await put(register, { policies: [{ ...before, ...minor }] });
  });
  const receipt = words(await elm.view(ZOE, 'sign'));
  expect(receipt).toContain('Confidentiality agreement, version 1.0');
  expect(receipt).toContain('In force now: version 1.1, for which your signature counts as well');
});

test('is kept once, and never rewritten', async () => {
  await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
  const again = words(await elm.view(ZOE, `sign "${ZOE}" agree=yes`, '2026-11-25T10:00:00Z'));
  expect(again).toContain('You did this on 23 Nov 2026: the first signature stands');
  expect(again).toContain('23 Nov 2026');
  expect(await elm.audited('agreement.signed')).toBe(1);
});

test('that sending it means to agree is said once', async () => {
  const { intro, inputs } = await elm.form(ZOE, 'sign');
  const said = [intro, ...inputs.map(({ label, hint }) => `${label} ${hint ?? ''}`)].join(' ');
  expect(said.match(/you have read the agreement and agree to it/g)).toHaveLength(1);
});

test('a new version shows what has changed since one signed', async () => {
  await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
  await draft(
    elm,
    'confidentiality',
    'confidentiality',
    '2.0',
    'We look after children. Nothing leaves the room.',
  );
  await elm.view(CHAIR, 'adopt confidentiality material', '2026-11-24T10:00:00Z');
  const form = await elm.form(ZOE, 'sign');
  expect(form.intro).toMatch(
    /since you signed version 1\.0.*New: Nothing leaves the room\..*The whole text/s,
  );
  expect(form.reading?.some(({ kind }) => kind === 'difference')).toBe(true);
  expect((await elm.form(TOM, 'sign')).intro).not.toContain('What has changed');
});
