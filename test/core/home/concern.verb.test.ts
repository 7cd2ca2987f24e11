import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../../src/core/app.ts';
import type { Setting } from '../../../src/core/settings/setting.ts';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const lineFor = async (who: string) => words(await elm.view(who, 'concern'));

async function knowing(numbers: Partial<Setting>): Promise<void> {
  await elm.change(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (setting) await register.settings.save({ ...setting, ...numbers });
  });
}

describe('the line about concerns', () => {
  test('names the first two persons of DSO, deputy and manager, and every number that is known', async () => {
    await knowing({
      socialCarePhone: '01632 960100',
      socialCareOutOfHours: '01632 960101',
      whistleblowingPhone: '0800 496 0000',
      ladoTitle: 'the LADO',
    });
    expect(await lineFor(ZOE)).toBe(
      `Worried about a child?\nIn danger: 999. Worried about a child: tell ${MAEVE} or ${PRIYA} now; you may also ring children’s social care yourself, 01632 960100, nights and weekends 01632 960101. About an adult who works or volunteers here: ${RUTH} (manager). If it is about them, or you are the manager: ${CHAIR} (chair) or the LADO, 01632 960842. Not heard: whistleblowing, 0800 496 0000.`,
    );
  });

  test('leaves out what is not known', async () => {
    await knowing({ ladoPhone: null });
    const line = await lineFor(ZOE);
    expect(line).toContain('ring children’s social care yourself. About an adult');
    expect(line).toContain(`${CHAIR} (chair) or the local authority’s designated officer (LADO).`);
    expect(line).not.toMatch(/nights|whistleblowing|null|undefined/);
  });

  test.each([
    ['wales', 'designated officer for safeguarding'],
    ['scotland', 'children’s social work'],
    ['northern-ireland', 'Gateway team'],
  ] as const)('names the bodies of %s', async (framework, body) => {
    await knowing({ framework });
    expect(await lineFor(ZOE)).toContain(body);
    expect(await lineFor(ZOE)).not.toContain('LADO');
  });

  test('is the same for everybody, but never names the reader', async () => {
    expect(await lineFor(TOM)).toBe(await lineFor(ZOE));
    expect(await lineFor(ADMIN)).toBe(await lineFor(ZOE));
    expect(await lineFor(MAEVE)).toContain(`tell ${PRIYA} or ${RUTH} now`);
    expect(await lineFor(RUTH)).toContain(`tell ${MAEVE} or ${PRIYA} now`);
    expect(await lineFor(RUTH)).toContain(
      `volunteers here: ${CHAIR} (chair). If it is about them: the local authority’s designated officer (LADO), 01632 960842.`,
    );
    expect(await lineFor(CHAIR)).toContain(
      'you are the manager: the local authority’s designated officer (LADO), 01632 960842.',
    );
    for (const who of [MAEVE, PRIYA, RUTH, CHAIR]) expect(await lineFor(who)).not.toContain(who);
  });

  test('leaves out who is away by their own word, and marks who is said to be', async () => {
    await elm.view(MAEVE, 'away from=23/11/2026 to=24/11/2026');
    expect(await lineFor(ZOE)).toContain(`tell ${PRIYA} or ${RUTH} now`);
    await elm.view(RUTH, `away staff="${PRIYA}" from=23/11/2026 to=24/11/2026`);
    expect(await lineFor(ZOE)).toContain(`tell ${PRIYA} (said to be away) or ${RUTH} now`);
    await elm.view(ADMIN, `away staff="${RUTH}" from=23/11/2026 to=24/11/2026`);
    const line = await lineFor(ZOE);
    expect(line).toContain(`tell ${PRIYA} (said to be away) or ${RUTH} (said to be away) now`);
    expect(line).toContain(`volunteers here: ${RUTH} (manager, said to be away).`);
  });

  test('names one, and with none social care first', async () => {
    await elm.view(MAEVE, 'away from=23/11/2026 to=24/11/2026');
    await elm.view(PRIYA, 'away from=23/11/2026 to=24/11/2026');
    expect(await lineFor(ZOE)).toContain(`tell ${RUTH} now;`);
    expect(await lineFor(RUTH)).toContain('Worried about a child: ring children’s social care now.');
  });
});

describe('words that read like a worry', () => {
  test.each([
    'worried Mia has a bruise',
    'concern child=Mia "bruise',
    'Tia has a bruise on her back',
    'child told me daddy hurts her',
    'me and Tom are worried about Poppy',
    'help he hit me',
    'declare that he hit her',
    'declare "daddy hits her" friend since=2019',
    'contacts for a child who is being hurt',
    `declare "he hit me`,
    `${'sarah said someone hit him '.repeat(400)}`,
  ])('%s: gets the line, first and alone', async (said) => {
    const answer = await elm.view(ZOE, said);
    expect(answer.blocks[0]).toEqual({ kind: 'text', text: (await lineFor(ZOE)).split('\n')[1] });
    expect(Object.keys(buttonsOf(answer))).toEqual(['It is about something else']);
    expect(answer.blocks).toHaveLength(2);
    expect(answer.unknown).toBeUndefined();
    expect(await elm.audited('declaration.submitted')).toBe(0);
  });

  test('a bare concern has no button', async () => {
    for (const said of ['concern', 'worried', '/candour concern'])
      expect(buttonsOf(await elm.view(ZOE, said))).toEqual({});
  });

  test('the quiet button gives what the words would otherwise have given', async () => {
    const press = async (said: string) => {
      const pressed = buttonsOf(await elm.view(ZOE, said))['It is about something else'];
      if (!pressed) throw new Error('no button');
      return elm.ask(ZOE, pressed);
    };
    expect(await press('tia has bruises')).toMatchObject({ title: 'What you can do here' });
    expect(await press('declare that he hit her')).toMatchObject({ kind: 'form', command: 'declare' });
    expect(await press('worried Mia has a bruise')).toMatchObject({ title: 'What you can do here' });
    const noted = await press('declare "Fiona Marr" friend since=2019 note="he hit me"');
    expect(words(noted)).toContain('D-1');
    expect((await elm.declaration(1)).note).toBe('he hit me');
  });

  test.each([
    'declare "Sarah Reed" friend since=2019',
    'declare "Louise Pain" friend since=2019',
    'worry about the form',
    'hit the deadline',
  ])('%s: is no worry', async (said) => {
    const answer = await elm.ask(ZOE, said);
    expect(answer.kind === 'view' && answer.worry).toBeFalsy();
  });
});

describe('where the platform keeps what is typed', () => {
  const onSlack = async (who: string): Promise<Identity> => ({
    ...(await elm.identity(who)),
    account: { platform: 'slack', tenant: 'T1', user: 'U1' },
  });
  const KEPT =
    'Write down what you saw or heard, in the child’s own words, in our safeguarding record. Then delete it here: Slack keeps what is typed.';

  test('it goes on, but not after a bare concern', async () => {
    for (const said of ['he hit me', 'concern he hit me', 'child told me daddy hurts her'])
      expect(words(await elm.app.run(await onSlack(ZOE), elm.app.parse(said, 'here')))).toContain(KEPT);
    for (const [said, kept] of [
      ['concern', 'here'],
      ['he hit me', undefined],
    ] as const)
      expect(words(await elm.app.run(await onSlack(ZOE), elm.app.parse(said, kept)))).not.toContain(KEPT);
  });

  test('the words stand in no message of ours, which would outlive their own', async () => {
    const note = 'declare "Sarah Reed" friend since=2019 note="daddy hits Mia"';
    for (const said of ['child told me daddy hurts her', note, 'daddy hits Mia']) {
      const answer = await elm.app.run(await onSlack(ZOE), elm.app.parse(said, 'here'));
      expect(JSON.stringify(answer)).not.toMatch(/daddy|hurts/);
    }
    expect(await elm.audited('declaration.submitted')).toBe(0);
  });
});

describe('a worry in a field', () => {
  const note = 'her dad hits her';
  const whole = { who: 'Sarah Reed', kind: 'friend', since: '2019', note };
  const ask = () => elm.ask(ZOE, { command: 'declare', input: whole, submitted: true });

  test('stores nothing, keeps the form, and gives the line and two ways', async () => {
    const form = await ask();
    if (form.kind === 'view') throw new Error('a view came');
    expect(form.intro?.startsWith('In danger: 999.')).toBe(true);
    expect(form.submit).toBe('It is not: go on');
    expect(form.buttons).toEqual([
      { label: 'It is about a child’s safety', run: { command: 'concern', input: {} } },
    ]);
    expect(form.inputs.find(({ name }) => name === 'note')?.value).toBe(note);
    expect(await elm.audited('declaration.submitted')).toBe(0);
  });

  test('goes on when it is none, and asks again where other words read like one', async () => {
    const form = await ask();
    if (form.kind === 'view') throw new Error('a view came');
    const unseen = Object.fromEntries(
      form.inputs
        .filter(({ widget }) => widget.kind === 'hidden')
        .map(({ name, value }) => [name, value ?? '']),
    );
    const input = { ...whole, ...unseen };
    const changed = { ...input, note: 'bruises on his arm' };
    expect(await elm.ask(ZOE, { command: 'declare', input: changed, submitted: true })).toMatchObject({
      submit: 'It is not: go on',
    });
    expect(words(await elm.ask(ZOE, { command: 'declare', input, submitted: true }))).toContain('D-1');
    expect((await elm.declaration(1)).note).toBe(note);
  });

  test('is asked about when it is typed in one line whose names resolve', async () => {
    const typed = await elm.ask(ZOE, `declare "Sarah Reed" friend since=2019 note="${note}"`);
    expect(typed).toMatchObject({ kind: 'form', submit: 'It is not: go on' });
    expect(await elm.audited('declaration.submitted')).toBe(0);
  });

  test.each([
    [RUTH, 'conduct', { staff: TOM, clause: 'G5', note: 'shook a child' }],
    [MAEVE, 'hold', { child: 'Isla Marsh', staff: TOM, reason: 'he hit a child' }],
    [ZOE, 'acknowledge', { code: 'social-media', answer: 'decline', reason: 'I saw him hit her' }],
  ])('%s: %s', async (who, command, input) => {
    const before = await elm.audited('conduct.opened');
    const answer = await elm.ask(who, { command, input, submitted: true });
    expect(answer, words(answer)).toMatchObject({
      kind: 'form',
      command,
      submit: 'It is not: go on',
    });
    expect(await elm.audited('conduct.opened')).toBe(before);
  });
});
