import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyVersion } from '../../../src/core/policies/policy.ts';
import { FINDINGS } from '../../../src/core/talk/shown.ts';
import type { Form, Input } from '../../../src/core/talk/view.ts';
import { CHAIR, MAEVE, RUTH, STATEMENTS, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  asForm,
  asView,
  document,
  filled,
  openSetting,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: { publicUrl: 'https://candour.test' } });
});
afterEach(() => elm.close());

/** A form is open; meanwhile something changes; then the form is sent. */
interface Opened {
  verb: string;
  what: string;
  who: string;
  before?(): Promise<unknown>;
  opens: string;
  meanwhile(): Promise<unknown>;
  answers: Input;
  /** What must not happen on the first sending, and does on the second. */
  action: string;
}

const TERMS = 'We have Sunday dinners.';
const ACKNOWLEDGED = { answer: 'acknowledge', statements: ['S1', 'S2', 'S3'] };

async function drafted(): Promise<void> {
  await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
  await elm.view(MAEVE, `boundary D-1 terms="${TERMS}"`);
}

/** The text of a code is replaced, as an adoption does it; or that of its draft, as an import does. */
async function replace(code: string, state: PolicyVersion['state'], text: string): Promise<void> {
  await elm.change(async (register, setting) => {
    const versions = await register.policies.versions(setting, code);
    const before = versions.find((each) => each.state === state);
    const current = versions.find((each) => each.state === 'adopted');
    if (!current) throw new Error(`nothing in force under ${code}`);
    const { title, kind, statements } = current;
    const made = document({ id: setting }, { code, title, kind, statements, text, version: '2.0', state });
    if (state === 'adopted') await put(register, { policies: [{ ...current, state: 'superseded' }] });
    await put(register, {
      policies: [state === 'draft' && before ? { ...before, text, sha256: made.sha256 } : made],
    });
  });
}

const CHANGED: Opened[] = [
  {
    verb: 'sign',
    what: 'another agreement was adopted',
    who: ZOE,
    opens: 'sign',
    meanwhile: () => replace('confidentiality', 'adopted', 'Tell nobody anything.'),
    answers: { full_name: ZOE, agree: 'yes' },
    action: 'agreement.signed',
  },
  {
    verb: 'acknowledge',
    what: 'another text was adopted',
    who: ZOE,
    opens: 'acknowledge',
    meanwhile: () => replace('social-media', 'adopted', 'Post nothing.'),
    answers: ACKNOWLEDGED,
    action: 'policy.acknowledged',
  },
  {
    verb: 'acknowledge',
    what: 'another text was adopted, and it was to be declined',
    who: ZOE,
    opens: 'acknowledge',
    meanwhile: () => replace('social-media', 'adopted', 'Post nothing.'),
    answers: { answer: 'decline', reason: 'No.' },
    action: 'policy.declined',
  },
  {
    verb: 'adopt',
    what: 'the draft was imported anew',
    who: CHAIR,
    before: () => replace('social-media', 'draft', 'Post little.'),
    opens: 'adopt social-media',
    meanwhile: () => replace('social-media', 'draft', 'Post nothing.'),
    answers: { change: 'material' },
    action: 'policy.adopted',
  },
  {
    verb: 'adopt',
    what: 'what was to be reaffirmed has been superseded',
    who: CHAIR,
    opens: 'adopt social-media',
    meanwhile: () => replace('social-media', 'adopted', 'Post nothing.'),
    answers: { change: 'reaffirmed', version: '3.0' },
    action: 'policy.adopted',
  },
  {
    verb: 'boundary',
    what: 'the officer adapted the terms that staff were reading',
    who: TOM,
    before: drafted,
    opens: 'boundary B-1',
    meanwhile: () => elm.view(MAEVE, 'boundary B-1 terms="We never meet."'),
    answers: { agree: 'yes' },
    action: 'boundary.staff_signed',
  },
  {
    verb: 'boundary',
    what: 'another agreement was drafted in another window',
    who: MAEVE,
    before: () => elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015'),
    opens: 'boundary D-1 read=yes',
    meanwhile: () => elm.view(MAEVE, `boundary D-1 terms="${TERMS}"`),
    answers: { terms: 'We never meet.' },
    action: 'boundary.adapted',
  },
];

const isChanged = (form: Form) => form.intro?.startsWith(FINDINGS.changed) ?? false;
const send = async (who: string, verb: string, input: Input) =>
  elm.ask(who, { command: verb, input, submitted: true });

describe('a form is answered as it was shown', () => {
  test.each(CHANGED)('$verb: $what', async ({ verb, who, before, opens, meanwhile, answers, action }) => {
    await before?.();
    const form = await elm.form(who, opens);
    await meanwhile();
    const again = asForm(await send(who, verb, { ...filled(form), ...answers }));
    expect([isChanged(again), again.inputs.filter(({ error }) => error !== undefined)]).toEqual([true, []]);
    expect(filled(again)).toMatchObject(answers);
    expect(await elm.audited(action)).toBe(0);
    const done = asView(await send(who, verb, filled(again)));
    expect([done.refused, await elm.audited(action)], words(done)).toEqual([undefined, 1]);
  });

  test.each(CHANGED)(
    '$verb is done at once where nothing changed, and where something else did: $what',
    async ({ verb, who, before, opens, answers, action }) => {
      await before?.();
      const form = await elm.form(who, opens);
      await elm.view(ZOE, 'declare "Laura Ashdown" kind=friend since=2018');
      if (verb === 'boundary' && answers.terms === undefined) await elm.view(MAEVE, 'boundary B-1');
      const done = asView(await send(who, verb, { ...filled(form), ...answers }));
      expect(done.refused, words(done)).toBeUndefined();
      if (action !== 'boundary.adapted') expect(await elm.audited(action)).toBe(1);
    },
  );
});

/** Typed whole in one line, without a form. */
const TYPED: { said: string; who: string; before?(): Promise<unknown>; action: string }[] = [
  { said: `sign "${ZOE}" agree=yes`, who: ZOE, action: 'agreement.signed' },
  { said: 'acknowledge answer=acknowledge statements=S1,S2,S3', who: ZOE, action: 'policy.acknowledged' },
  { said: 'adopt social-media reaffirmed', who: CHAIR, action: 'policy.adopted' },
  { said: 'boundary B-1 agree=yes', who: TOM, before: drafted, action: 'boundary.staff_signed' },
  {
    said: 'boundary D-1',
    who: MAEVE,
    before: () => elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015'),
    action: 'boundary.drafted',
  },
];

describe('what signs or replaces something is shown before it is done, also when typed in one line', () => {
  test.each(TYPED)('$said', async ({ said, who, before, action }) => {
    await before?.();
    const form = await elm.form(who, said);
    expect(form.intro?.startsWith(FINDINGS.unseen)).toBe(true);
    expect(await elm.audited(action)).toBe(0);
    expect(asView(await elm.ask(who, said)).refused).toBeUndefined();
    expect(await elm.audited(action)).toBe(1);
  });

  test.each(TYPED)(
    'the same delivery once more is no answer: $said',
    async ({ said, who, before, action }) => {
      await before?.();
      const invocation = { ...elm.app.parse(said), keys: ['delivered-1', 'delivered-2'] };
      for (const keys of [['delivered-1', 'delivered-2'], ['delivered-1'], ['delivered-2']])
        expect((await elm.ask(who, { ...invocation, keys })).kind).toBe('form');
      const form = await elm.form(who, { ...invocation, keys: ['delivered-2'] });
      // A page of it is turned: it is drawn again with what it carries.
      expect((await elm.ask(who, { command: form.command, input: filled(form) })).kind).toBe('form');
      expect(await elm.audited(action)).toBe(0);
      await send(who, form.command, filled(form));
      expect(await elm.audited(action)).toBe(1);
    },
  );

  test.each([
    { said: `sign "${TOM}" agree=yes`, who: ZOE, wrong: 'full_name' },
    { said: 'acknowledge answer=acknowledge statements=S1', who: ZOE, wrong: 'statements' },
    { said: 'adopt social-media material', who: CHAIR, wrong: 'change' },
  ])('what is refused is never first shown: $said', async ({ said, who, wrong }) => {
    const form = await elm.form(who, said);
    expect(form.inputs.filter(({ error }) => error !== undefined).map(({ name }) => name)).toEqual([wrong]);
  });

  test('a decline needs nothing to be shown', async () => {
    await elm.ask(ZOE, 'acknowledge answer=decline reason="not yet"');
    expect(await elm.audited('policy.declined')).toBe(1);
  });

  test('what somebody else was shown counts for nobody else', async () => {
    const shown = filled(await elm.form(ZOE, 'sign')).shown as string;
    expect(shown).toMatch(/^[\w-]{16}$/);
    const given = asForm(await send(TOM, 'sign', { full_name: TOM, agree: 'yes', shown }));
    expect(isChanged(given)).toBe(true);
    expect(await elm.audited('agreement.signed')).toBe(0);
  });

  test('nobody signs by opening', async () => {
    await drafted();
    const form = await elm.form(TOM, 'boundary B-1');
    expect(form.inputs.find(({ name }) => name === 'agree')?.required).toBe(true);
    expect(await elm.audited('boundary.staff_signed')).toBe(0);
  });
});

describe('of a list, what was shown is answered, and what came later stays open', () => {
  const enrol = (said: string, at: string) => elm.view(RUTH, `child ${said}`, at);
  const open = async () =>
    (
      await elm.read(async (register, id) =>
        register.families.waitingFor(id, (await register.people.byName(id, 'tomridley'))[0]?.id ?? ''),
      )
    ).map(({ children, carers }) => `${children[0]?.name}: ${carers.map(({ name }) => name).join(', ')}`);

  test.each([
    {
      what: 'another family enrolled',
      opens: 'families',
      answers: { known: ['none'] },
      said: '"Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman"',
      stays: ['Oscar Tillman: Paul Tillman'],
    },
    {
      what: 'another family enrolled, and a family is ticked',
      opens: 'families',
      answers: { known: ['C-13'] },
      said: '"Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman"',
      stays: ['Oscar Tillman: Paul Tillman'],
    },
    {
      what: 'a carer of the same family came',
      opens: 'families',
      answers: { known: ['none'] },
      said: '"Maryam Iqbal" carers="Nadia Iqbal; Imran Iqbal"',
      stays: ['Maryam Iqbal: Imran Iqbal'],
    },
    {
      what: 'a carer of the child came',
      opens: 'family "Maryam Iqbal"',
      answers: { answer: 'nothing' },
      said: '"Maryam Iqbal" carers="Nadia Iqbal; Imran Iqbal"',
      stays: ['Maryam Iqbal: Imran Iqbal'],
    },
  ])('$opens: $what', async ({ opens, answers, said, stays }) => {
    await enrol('"Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"', '2026-11-23T10:00:00Z');
    const form = await elm.form(TOM, opens);
    await enrol(said, '2026-11-23T10:05:00Z');
    const done = asView(await send(TOM, form.command, { ...filled(form), ...answers }));
    expect(done.refused, words(done)).toBeUndefined();
    expect(await open()).toEqual(stays);
    expect(elm.events('family.answered').map(({ payload }) => payload.carers)).toHaveLength(1);
  });

  test('two questions about one child are told apart', async () => {
    await enrol('"Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"', '2026-11-23T10:00:00Z');
    await enrol('"Maryam Iqbal" carers="Nadia Iqbal; Imran Iqbal"', '2026-11-23T10:05:00Z');
    const form = await elm.form(TOM, 'families');
    const widget = form.inputs.find(({ name }) => name === 'known')?.widget;
    const offered = widget?.kind === 'choices' ? widget.choices.map(({ value }) => value) : [];
    expect(new Set(offered).size).toBe(3);
    const done = asView(await send(TOM, 'families', { ...filled(form), known: [offered[1] ?? ''] }));
    expect(words(done)).toContain('[Declare Imran Iqbal]');
    expect(words(done)).not.toContain('[Declare Nadia Iqbal]');
  });
});

test('a form of which a page is turned stays the one that was drawn first', async () => {
  const form = await elm.form(ZOE, 'acknowledge');
  await replace('social-media', 'adopted', 'Post nothing.');
  const turned = await elm.form(ZOE, { command: 'acknowledge', input: filled(form) });
  expect(filled(turned).shown).toBe(filled(form).shown);
  expect(isChanged(asForm(await send(ZOE, 'acknowledge', { ...filled(turned), ...ACKNOWLEDGED })))).toBe(
    true,
  );
});

test('statements are part of what is acknowledged', async () => {
  const form = await elm.form(ZOE, 'acknowledge');
  await elm.change(async (register, setting) => {
    for (const each of await register.policies.versions(setting, 'social-media'))
      await put(register, {
        policies: [
          {
            ...each,
            statements: STATEMENTS.map((said) => ({ ...said, text: 'Yes' })),
          },
        ],
      });
  });
  expect(isChanged(asForm(await send(ZOE, 'acknowledge', { ...filled(form), ...ACKNOWLEDGED })))).toBe(true);
});
