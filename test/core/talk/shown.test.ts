import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyVersion } from '../../../src/core/policies/policy.ts';
import { FINDINGS } from '../../../src/core/talk/shown.ts';
import type { Form, Input } from '../../../src/core/talk/view.ts';
import { AMINA, CHAIR, MAEVE, RUTH, STATEMENTS, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  asForm,
  asView,
  buttonsOf,
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
  /** What happens where nothing had changed. */
  otherwise?: string;
}

const TERMS = 'We have Sunday dinners.';
const ACKNOWLEDGED = { answer: 'acknowledge', statements: ['S1', 'S2', 'S3'] };

const declared = () => elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');

async function drafted(): Promise<void> {
  await declared();
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
    before: declared,
    opens: 'boundary D-1 read=yes',
    meanwhile: () => elm.view(MAEVE, `boundary D-1 terms="${TERMS}"`),
    answers: { terms: 'We never meet.' },
    action: 'boundary.adapted',
    otherwise: 'boundary.drafted',
  },
  {
    verb: 'boundary',
    what: 'that the parent declined was recorded in another window',
    who: MAEVE,
    before: async () => {
      await drafted();
      await elm.view(TOM, 'boundary B-1 agree=yes');
    },
    opens: 'boundary B-1 read=yes',
    meanwhile: () => elm.view(MAEVE, 'boundary B-1 parent_answer=declined'),
    answers: { parent_answer: 'paper' },
    action: 'boundary.parent_signed',
  },
  {
    verb: 'decide',
    what: 'its declarer has changed it',
    who: MAEVE,
    before: declared,
    opens: 'decide D-1',
    meanwhile: () => elm.view(TOM, 'update D-1 kind=partner'),
    answers: { outcome: 'noted' },
    action: 'declaration.noted',
  },
  {
    verb: 'decide',
    what: 'the arrangement was changed',
    who: MAEVE,
    before: () => elm.view(TOM, 'arrange "Mia Reed" kind=lift starts_on=2026-12-05'),
    opens: 'decide A-1',
    meanwhile: () =>
      elm.change(async (register, setting) => {
        const found = await register.arrangements.byNumber(setting, 1);
        if (found) await put(register, { arrangements: [{ ...found, kind: 'paid_care' }] });
      }),
    answers: { outcome: 'acknowledged' },
    action: 'arrangement.acknowledged',
  },
  {
    verb: 'match',
    what: 'somebody else of that name came',
    who: MAEVE,
    before: async () => {
      await elm.view(TOM, 'declare "Olwen Pryce" kind=friend since=2015');
      await elm.view(RUTH, 'child "Anwen Pryce" starts_on=2027-01-04 carers="Olwen Pryce <o@families.test>"');
    },
    opens: 'match D-1',
    meanwhile: () =>
      elm.view(RUTH, 'child "Efa Pryce" starts_on=2027-01-04 carers="Olwen Pryce <olwen@families.test>"'),
    answers: { reject: 'yes' },
    action: 'declaration.match_rejected',
  },
  {
    verb: 'assign',
    what: 'somebody else was appointed',
    who: RUTH,
    opens: 'assign "Mia Reed"',
    meanwhile: () => elm.view(RUTH, 'assign "Mia Reed" staff="Karolina Nowak"'),
    answers: { staff: AMINA },
    action: 'allocation.made',
  },
  {
    verb: 'assign',
    what: 'somebody was appointed whom nobody had held before',
    who: RUTH,
    opens: 'assign "Callum McBride"',
    meanwhile: () => elm.view(RUTH, 'assign "Callum McBride" staff="Karolina Nowak"'),
    answers: { staff: AMINA },
    action: 'allocation.made',
  },
  {
    verb: 'update',
    what: 'it was changed in another window',
    who: TOM,
    before: declared,
    opens: 'update D-1',
    meanwhile: () => elm.view(TOM, 'update D-1 note="we sing together"'),
    answers: { kind: 'partner' },
    action: 'declaration.updated',
  },
  {
    verb: 'confirm',
    what: 'it was proposed that it was recorded in error',
    who: TOM,
    before: async () => {
      await declared();
      await elm.view(MAEVE, 'decide D-1 outcome=noted');
    },
    opens: 'confirm D-1',
    meanwhile: () =>
      elm.change(async (register, setting) => {
        const found = await elm.declaration(1);
        for (const name of ['priyaramanclarke', 'ruthhallam', 'helenwhitcombe']) {
          const [person] = await register.people.byName(setting, name);
          if (person) await put(register, { people: [{ ...person, posts: [] }] });
        }
        await put(register, { declarations: [{ ...found, voidProposedBy: (await elm.person(MAEVE)).id }] });
      }),
    answers: { still_true: 'no', affected_child: 'no' },
    action: 'declaration.void',
    otherwise: 'declaration.raised',
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
    const count = await elm.audited(action);
    const again = asForm(await send(who, verb, { ...filled(form), ...answers }));
    expect([isChanged(again), again.inputs.filter(({ error }) => error !== undefined)]).toEqual([true, []]);
    expect(filled(again)).toMatchObject(answers);
    expect(await elm.audited(action)).toBe(count);
    const done = asView(await send(who, verb, filled(again)));
    expect([done.refused, await elm.audited(action)], words(done)).toEqual([undefined, count + 1]);
  });

  test.each(CHANGED)(
    '$verb is done at once where nothing changed, and where something else did: $what',
    async ({ verb, who, before, opens, answers, action, otherwise = action }) => {
      await before?.();
      const form = await elm.form(who, opens);
      await elm.view(ZOE, 'declare "Laura Ashdown" kind=friend since=2018');
      if (verb === 'boundary' && answers.terms === undefined) await elm.view(MAEVE, 'boundary B-1');
      const done = asView(await send(who, verb, { ...filled(form), ...answers }));
      expect(done.refused, words(done)).toBeUndefined();
      expect(await elm.audited(otherwise)).toBe(1);
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
    before: declared,
    action: 'boundary.drafted',
  },
  { said: 'decide D-1 outcome=noted', who: MAEVE, before: declared, action: 'declaration.noted' },
  {
    said: 'decide A-1 outcome=acknowledged',
    who: MAEVE,
    before: () => elm.view(TOM, 'arrange "Mia Reed" kind=lift starts_on=2026-12-05'),
    action: 'arrangement.acknowledged',
  },
  {
    said: 'match D-1 reject=yes',
    who: MAEVE,
    before: async () => {
      await elm.view(TOM, 'declare "Olwen Pryce" kind=friend since=2015');
      await elm.view(RUTH, 'child "Anwen Pryce" starts_on=2027-01-04 carers="Olwen Pryce"');
    },
    action: 'declaration.match_rejected',
  },
  { said: 'assign "Mia Reed" staff="Amina Yusuf" confirm=yes', who: RUTH, action: 'allocation.made' },
  { said: 'adopt social-media reaffirmed confirm=yes', who: CHAIR, action: 'policy.adopted' },
  { said: 'boundary D-1 confirm=yes', who: MAEVE, before: declared, action: 'boundary.drafted' },
  { said: 'pass D-1', who: MAEVE, before: declared, action: 'case.passed' },
  { said: 'pass D-1 confirm=yes', who: MAEVE, before: declared, action: 'case.passed' },
  { said: `conduct "${TOM}" G2 confirm=yes`, who: RUTH, action: 'conduct.opened' },
  {
    said: `conduct "${TOM}" G2 M-1 outcome=spoken confirm=yes`,
    who: RUTH,
    before: () => elm.view(RUTH, `conduct "${TOM}" G2`),
    action: 'conduct.closed',
  },
  {
    said: 'decide D-1 closed note=over confirm=yes',
    who: MAEVE,
    before: async () => {
      await declared();
      await elm.view(MAEVE, 'decide D-1 noted');
    },
    action: 'declaration.closed',
  },
];

test.each([
  ['adopt social-media reaffirmed confirm=no', CHAIR, 'policy.adopted'],
  ['pass D-1 confirm=no', MAEVE, 'case.passed'],
  [`conduct "${TOM}" G2 confirm=no`, RUTH, 'conduct.opened'],
  ['boundary D-1 confirm=no', MAEVE, 'boundary.drafted'],
  ['decide D-1 noted confirm=no', MAEVE, 'declaration.noted'],
])('%s changes nothing', async (said, who, action) => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2015');
  expect(words(await elm.view(who, said))).toContain('Nothing was changed.');
  expect(await elm.audited(action)).toBe(0);
});

test('passing on names who comes next before it is done', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2015');
  expect((await elm.form(MAEVE, 'pass D-1')).intro).toMatch(
    /Priya Raman-Clarke reads and decides it then\. You no longer see it, and cannot take it back\./,
  );
});

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

describe('a form that shows a case is about that case alone', () => {
  test.each([
    { said: 'decide D-1', who: MAEVE },
    { said: 'decide d1', who: MAEVE },
    { said: 'match D-1', who: MAEVE },
    { said: 'boundary D-1 read=yes', who: MAEVE },
    { said: 'update D-1', who: TOM },
    { said: 'confirm D-1', who: TOM },
    { said: 'end D-1', who: TOM },
  ])('$said', async ({ said, who }) => {
    await declared();
    // Of one that is not decided nothing is to be reviewed yet.
    if (who === TOM) await elm.view(MAEVE, 'decide D-1 outcome=noted');
    const answer = await elm.form(who, said);
    expect(answer.inputs.find(({ name }) => name === 'ref')?.widget).toEqual({ kind: 'hidden' });
    expect(answer.intro).toMatch(/^About D-1$/m);
  });

  test('the form of one case decides no other', async () => {
    await declared();
    await elm.view(ZOE, 'declare "Laura Ashdown" kind=partner since=2018');
    const form = await elm.form(MAEVE, 'decide D-1');
    const other = await elm.form(MAEVE, 'decide D-2');
    const again = asForm(await send(MAEVE, 'decide', { ...filled(form), ref: 'D-2', outcome: 'noted' }));
    expect([isChanged(again), again.intro]).toEqual([true, expect.stringContaining('Laura Ashdown')]);
    expect(await elm.audited('declaration.noted')).toBe(0);
    asView(await send(MAEVE, 'decide', { ...filled(other), outcome: 'noted' }));
    expect((await elm.declaration(1)).state).toBe('submitted');
  });

  test.each(['D-9', 'who?'])('what is no case of mine is asked anew, or refused: %s', async (ref) => {
    await declared();
    const answer = await elm.ask(MAEVE, { command: 'decide', input: { ref } });
    if (answer.kind === 'view') expect(answer.refused).toBe(true);
    else expect(answer.inputs.find(({ name }) => name === 'ref')?.widget.kind).toBe('choice');
  });
});

describe('an allocation says whom it replaces, and with whom', () => {
  test('typed, it is shown first, with the holder; where there is none it is done', async () => {
    const form = await elm.form(RUTH, 'assign "Mia Reed" staff="Amina Yusuf"');
    expect(form.intro).toContain('Key person now: Zoë Adeyemi');
    expect(await elm.audited('allocation.made')).toBe(0);
    asView(await elm.ask(RUTH, 'assign "Callum McBride" staff="Amina Yusuf"'));
    expect(await elm.audited('allocation.made')).toBe(1);
  });

  test('at once where the holder was shown before, and not where another holds it now', async () => {
    const press = { command: 'assign', input: { child: 'C-9', staff: 'Karolina Nowak' } };
    const shown = await elm.view(RUTH, 'keyperson "Mia Reed"');
    expect(buttonsOf(shown)['Allocate Karolina Nowak']).toEqual(press);
    await elm.view(RUTH, 'assign "Mia Reed" staff="Amina Yusuf" from=01/12/2026');
    const form = await elm.form(RUTH, press);
    expect(form.intro).toContain('Key person now: Amina Yusuf');
    await elm.view(RUTH, 'keyperson "Mia Reed"');
    expect(asView(await elm.ask(RUTH, press)).title).toBe('Allocated');
  });

  test('a refusal comes at once', async () => {
    await elm.view(AMINA, 'declare "Sarah Reed" kind=friend since=2015');
    expect(asView(await elm.ask(RUTH, 'assign "Mia Reed" staff="Amina Yusuf"')).cites).toContain('K4');
  });

  test('people of one name are told apart on the button and in the form', async () => {
    await elm.change(async (register) => {
      const known = await elm.person('Karolina Nowak');
      const id = known.id.replace(/^.{8}/, 'aaaaaaaa');
      await put(register, { people: [{ ...known, id, email: null, startsOn: '2026-09-01' }] });
    });
    const labels = buttonsOf(await elm.view(RUTH, 'keyperson "Mia Reed"'));
    const mine = Object.keys(labels).filter((label) => label.startsWith('Allocate Karolina'));
    expect(mine).toEqual([
      'Allocate Karolina No… since 1 Sep 2026',
      'Allocate Karolina No… since 1 Sep 2020',
    ]);
    await elm.view(RUTH, 'assign "Mia Reed" staff="Amina Yusuf"');
    const form = await elm.form(RUTH, labels['Allocate Karolina No… since 1 Sep 2026'] ?? 'me');
    expect(form.intro).toMatch(/To be allocated: Karolina Nowak \(.*since 1 Sep 2026\)/);
    expect(form.intro).toContain('Key person now: Amina Yusuf');
  });
});

describe('of a list, the entries shown are answered, and later ones stay open', () => {
  const enrol = (said: string, at: string) => elm.view(RUTH, `child ${said}`, at);
  /** Tom has looked through the families that are here already. */
  const looked = () => elm.view(TOM, 'families none', '2026-11-23T09:55:00Z');
  const answered = async () => (await elm.events('family.answered')).length;
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
    await looked();
    const before = await answered();
    await enrol('"Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"', '2026-11-23T10:00:00Z');
    const form = await elm.form(TOM, opens);
    await enrol(said, '2026-11-23T10:05:00Z');
    const done = asView(await send(TOM, form.command, { ...filled(form), ...answers }));
    expect(done.refused, words(done)).toBeUndefined();
    expect(await open()).toEqual(stays);
    expect((await answered()) - before).toBe(1);
  });

  test('two questions about one child are told apart', async () => {
    await looked();
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

test('statements are part of the acknowledgement', async () => {
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
