import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { ownRecord } from '../../../src/core/records/own-data.ts';
import { ownFiles } from '../../../src/core/records/own-data-files.ts';
import type { Form } from '../../../src/core/talk/view.ts';
import { ACKNOWLEDGE, ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  draft,
  errorOf,
  filled,
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

const AGREEMENT = `paper "${TOM}" confidentiality 20/11/2026 "${MAEVE}"`;
const POLICY = `paper "${TOM}" policy signed_on=20/11/2026 witness="${MAEVE}"`;
const ELLIS = 'Ellis Farrow';

const requiredOf = (form: Form) => form.inputs.filter(({ required }) => required).map(({ name }) => name);
const bound = async (who: string) => {
  const { id: person } = await elm.person(who);
  await elm.change((register, setting) =>
    register.accounts.bind({
      platform: 'test',
      tenant: 'elm',
      user: who,
      setting,
      person,
      lastUsedAt: new Date('2026-11-23T09:00:00Z'),
      named: false,
    }),
  );
};
const next = async (code: string, kind: 'policy' | 'confidentiality', version: string, at: string) => {
  await draft(elm, code, kind, version);
  await elm.view(CHAIR, `adopt ${code} material version=${version}`, at);
};

test('is for manager, DSO and deputy', async () => {
  for (const who of [RUTH, MAEVE, PRIYA])
    expect(requiredOf(await elm.form(who, 'paper'))).toEqual(['person', 'what', 'signed_on', 'witness']);
  for (const who of [ZOE, CHAIR, ADMIN])
    expect((await elm.view(who, AGREEMENT)).cites).toEqual(['authority']);
});

test('the form says what is in force, then what will be recorded', async () => {
  const opened = await elm.form(RUTH, 'paper');
  expect(opened.intro).toContain(
    'In force now: the confidentiality agreement (1.0), since 25 Mar 2019; our policy “Social media and relationships” (1.0), since 25 Mar 2019.',
  );
  const begun = await elm.form(RUTH, `paper "${TOM}" confidentiality 20/11/2026`);
  expect(begun.intro).toContain(
    'To be recorded: Tom Ridley signed the confidentiality agreement (1.0) on paper on 20 Nov 2026. It counts as if they had done it here, and is never changed afterwards.',
  );
  expect(await elm.owed(TOM)).toContain('confidentiality');
});

test('records a signature and an acknowledgement as evidence, with witness, and as an audited event', async () => {
  const signed = words(await elm.view(RUTH, AGREEMENT));
  for (const said of [
    'Tom Ridley has signed the confidentiality agreement',
    'What: The confidentiality agreement (1.0)',
    'On: 20 Nov 2026',
    `How: on paper, witness ${MAEVE}`,
  ])
    expect(signed).toContain(said);
  expect(words(await elm.view(MAEVE, POLICY.replace(MAEVE, RUTH)))).toContain(
    'Tom Ridley has acknowledged our policy “Social media and relationships”',
  );
  expect(await elm.owed(TOM)).toEqual([]);
  const { id } = await elm.person(TOM);
  const [acknowledged, signature] = await elm.read(async (register, setting) => [
    await register.policies.acknowledgementsOf(setting, id),
    await register.policies.signaturesOf(setting, id),
  ]);
  const evidence = { source: 'paper', account: 'paper', at: new Date('2026-11-20T12:00:00Z') };
  expect(acknowledged).toMatchObject([
    { ...evidence, answer: 'acknowledge', statements: ['S1', 'S2', 'S3'], witness: RUTH },
  ]);
  expect(signature).toMatchObject([{ ...evidence, nameTyped: TOM, signedOn: '2026-11-20', witness: MAEVE }]);
  expect(await elm.events('agreement.signed')).toMatchObject([
    {
      actor: (await elm.person(RUTH)).id,
      subject: 'confidentiality',
      payload: { person: id, source: 'paper', signedOn: '2026-11-20', witness: MAEVE },
    },
  ]);
  expect(await elm.events('policy.acknowledged')).toMatchObject([
    {
      actor: (await elm.person(MAEVE)).id,
      subject: 'social-media',
      payload: { person: id, source: 'paper' },
    },
  ]);
});

test('a second answer gives the first receipt, whichever way the first was given', async () => {
  await elm.view(RUTH, AGREEMENT);
  const again = words(await elm.view(MAEVE, AGREEMENT.replace('20/11', '19/11').replace(MAEVE, ZOE)));
  expect(again).toContain('They did this on 20 Nov 2026: the first receipt stands, and nothing was changed.');
  expect(again).toContain(`How: on paper, witness ${MAEVE}`);
  expect(await elm.audited('agreement.signed')).toBe(1);
  const own = words(await elm.view(TOM, 'sign'));
  expect(own).toContain('You did this on 20 Nov 2026: the first signature stands.');
  expect(own).toContain(`On paper: recorded by the setting, witness ${MAEVE}`);

  await elm.view(ZOE, ACKNOWLEDGE);
  const chat = words(await elm.view(RUTH, POLICY.replace(TOM, ZOE)));
  expect(chat).toContain('They did this on 23 Nov 2026 at 10:00: the first receipt stands');
  expect(chat).toContain('How: in chat');
  await elm.view(RUTH, POLICY);
  const mine = words(await elm.view(TOM, 'acknowledge'));
  expect(mine).toContain('You did this on 20 Nov 2026: the first receipt stands.');
  expect(mine).toContain(`On paper: recorded by the setting, witness ${MAEVE}`);
});

describe('refuses in words', () => {
  test.each([
    [`"${TOM}" confidentiality 24/11/2026 "${MAEVE}"`, 'signed_on', 'This day is still to come.'],
    [
      `"${TOM}" confidentiality 24/03/2019 "${MAEVE}"`,
      'signed_on',
      'Nothing of this was in force on 24 Mar 2019. The confidentiality agreement was first adopted on 25 Mar 2019.',
    ],
    [`"${TOM}" confidentiality 20/11/2026 "${TOM}"`, 'witness', 'Nobody is their own witness.'],
    [`"${TOM}" confidentiality 20/11/2026 "Sarah Reed"`, 'witness', 'works here'],
    [`"Sarah Reed" confidentiality 20/11/2026 "${MAEVE}"`, 'person', 'works here'],
    [`"${RUTH}" confidentiality 20/11/2026 "${MAEVE}"`, 'person', 'recorded by somebody else'],
    [`"${TOM}" letter 20/11/2026 "${MAEVE}"`, 'what', 'policy, confidentiality'],
    [`"${TOM}" policy 20/11/2026 "${MAEVE}" code=phones`, 'code', 'Please choose one of: social-media.'],
  ])('%s', async (said, field, complaint) => {
    expect(errorOf(await elm.ask(RUTH, `paper ${said}`), field)).toContain(complaint);
    expect(await elm.audited('agreement.signed')).toBe(0);
  });

  test('all that is wrong is said in one round', async () => {
    const asked = await elm.form(RUTH, `paper "${TOM}" confidentiality 24/11/2026 "${TOM}"`);
    expect(asked.inputs.filter(({ error }) => error).map(({ name }) => name)).toEqual([
      'signed_on',
      'witness',
    ]);
  });

  test('a day after they left', async () => {
    const said = `paper "${ELLIS}" confidentiality 26/03/2027 "${MAEVE}"`;
    expect(errorOf(await elm.ask(RUTH, said, '2027-04-01T10:00:00Z'), 'signed_on')).toContain(
      'Ellis Farrow left on 25 Mar 2027.',
    );
  });

  test('where nothing was adopted', async () => {
    await elm.close();
    elm = await openSetting({ noPolicies: true });
    expect(errorOf(await elm.ask(RUTH, AGREEMENT), 'what')).toBe('No agreement has been adopted here yet.');
  });
});

test('of a leaver it can still be recorded', async () => {
  const said = `paper "${ELLIS}" confidentiality 20/03/2027 "${MAEVE}"`;
  expect(words(await elm.view(RUTH, said, '2027-04-01T10:00:00Z'))).toContain(
    'Ellis Farrow has signed the confidentiality agreement',
  );
});

test('before they had started it is shown first, and counts all the same', async () => {
  const said = `paper "${ELLIS}" confidentiality 01/09/2026 "${MAEVE}"`;
  const shown = await elm.form(RUTH, said);
  expect(shown.intro).toContain(
    'On that day Ellis Farrow had not started here yet: their first day is 7 Sep 2026. It counts all the same.',
  );
  expect(await elm.audited('agreement.signed')).toBe(0);
  await elm.view(RUTH, `${said} confirm=yes`);
  expect(await elm.owed(ELLIS)).not.toContain('confidentiality');
});

describe('of a version that has been replaced since', () => {
  beforeEach(() => next('confidentiality', 'confidentiality', '2.0', '2026-11-24T10:00:00Z'));

  test('is shown first, recorded for that one, and what is owed now is said', async () => {
    const shown = await elm.form(RUTH, AGREEMENT, '2026-11-25T10:00:00Z');
    const owed =
      'Version 1.0 has been replaced since. Tom Ridley has yet to sign version 2.0, which is in force now.';
    expect(shown.intro).toContain('Nothing has been done yet');
    expect(shown.intro).toContain(owed);
    const done = await elm.submit(RUTH, 'paper', filled(shown));
    expect(words(done)).toContain(owed);
    expect(words(done)).toContain('What: The confidentiality agreement (1.0)');
    expect(await elm.owed(TOM)).toContain('confidentiality');
    await elm.view(RUTH, `paper "${TOM}" confidentiality 25/11/2026 "${MAEVE}"`);
    expect(await elm.owed(TOM)).not.toContain('confidentiality');
    expect(await elm.audited('agreement.signed')).toBe(2);
  });

  test('the paper of the day of adoption is of the new one', async () => {
    const view = await elm.view(RUTH, AGREEMENT.replace('20/11', '24/11'), '2026-11-25T10:00:00Z');
    expect(words(view)).toContain('What: The agreement “A new text” (2.0)');
  });

  test('nobody is said to owe what they have signed already', async () => {
    await elm.view(TOM, `sign "${TOM}" agree=yes`, '2026-11-25T10:00:00Z');
    const shown = await elm.form(RUTH, AGREEMENT);
    expect(shown.intro).toContain('Version 1.0 has been replaced since.');
    expect(shown.intro).not.toContain('has yet to');
  });

  test('confirm=no records nothing', async () => {
    await elm.form(RUTH, AGREEMENT, '2026-11-25T10:00:00Z');
    expect((await elm.view(RUTH, `${AGREEMENT} confirm=no`)).refused).toBe(true);
    expect(await elm.audited('agreement.signed')).toBe(0);
  });
});

test('a version that was only touched up since counts for what is in force', async () => {
  await draft(elm, 'social-media', 'policy', '1.1');
  await elm.view(CHAIR, 'adopt social-media minor version=1.1', '2026-11-24T10:00:00Z');
  const view = words(await elm.view(RUTH, POLICY, '2026-11-25T10:00:00Z'));
  expect(view).toContain('What: Our policy “Social media and relationships” (1.0)');
  expect(view).toContain('In force now: version 1.1, for which it counts as well');
  expect(await elm.owed(TOM)).not.toContain('social-media');
});

test('where several policies are in force it is asked which', async () => {
  await next('phones', 'policy', '1.0', '2026-11-24T10:00:00Z');
  const asked = await elm.form(RUTH, POLICY.replace('20/11', '25/11'), '2026-11-25T10:00:00Z');
  expect(asked.inputs.find(({ name }) => name === 'code')).toMatchObject({
    required: true,
    widget: {
      kind: 'choice',
      choices: [
        { value: 'phones', label: 'Our policy “A new text”' },
        { value: 'social-media', label: 'Our policy “Social media and relationships”' },
      ],
    },
  });
  // On that day there was but one.
  await elm.view(RUTH, POLICY);
  expect(await elm.owed(TOM)).toEqual(['confidentiality', 'phones']);
  await elm.view(RUTH, `${POLICY.replace('20/11', '25/11')} code=phones`);
  expect(await elm.owed(TOM)).toEqual(['confidentiality']);
});

test('a decline stands beside it', async () => {
  await elm.view(TOM, 'acknowledge answer=decline reason="not yet"', '2026-11-19T10:00:00Z');
  const view = await elm.view(RUTH, POLICY, '2026-11-23T10:00:00Z');
  expect(words(view)).toContain('On 19 Nov 2026 they declined it: that stays on record beside it.');
  expect(words(view)).not.toContain('not yet');
  const { id } = await elm.person(TOM);
  const answers = await elm.read((register, setting) => register.policies.acknowledgementsOf(setting, id));
  expect(answers.map(({ answer }) => answer)).toEqual(['decline', 'acknowledge']);
  expect(rowsOf(await elm.view(RUTH, 'outstanding social-media')).map(([name]) => name)).not.toContain(TOM);
});

describe('somebody who has an account', () => {
  test('is told, without a witness or a name, and finds it where they look', async () => {
    await bound(TOM);
    expect(words(await elm.view(RUTH, AGREEMENT))).toContain(
      'They have an account, and are told what was recorded.',
    );
    await elm.view(RUTH, AGREEMENT);
    expect((await elm.told(TOM)).map(({ title, text }) => ({ title, text }))).toEqual([
      {
        title: 'A paper that you signed is on record',
        text: 'It is recorded that you signed the confidentiality agreement on paper on 20 Nov 2026. If that is not so, please tell your manager.',
      },
    ]);
    expect(words(await elm.view(TOM, 'me'))).not.toContain('Read and sign');
    expect(words(await elm.view(TOM, 'sign'))).toContain('On paper');
  });

  test('nobody else is', async () => {
    expect(words(await elm.view(RUTH, AGREEMENT))).not.toContain('account');
    expect(await elm.told()).toEqual([]);
  });
});

test('a copy of one’s own data says how it was signed', async () => {
  // Neither manager nor safeguarding officer: those the letter names.
  await elm.view(RUTH, AGREEMENT.replace(MAEVE, ZOE));
  await elm.view(RUTH, POLICY.replace(MAEVE, ZOE));
  const tom = await elm.person(TOM);
  const now = new Date('2026-11-23T10:00:00Z');
  const files = await elm.read(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('no setting');
    return ownFiles(
      await ownRecord({ register, setting, now, today: '2026-11-23', calendar: createCalendar() }, tom),
    );
  });
  expect(files['my-data.html']).toContain('You signed it on 20 Nov 2026 on paper');
  expect(files['my-data.html']).toContain('You acknowledged it on 20 Nov 2026 on paper');
  expect(JSON.stringify(files)).not.toContain(ZOE);
});

test('what the register forgets takes the witness with it', async () => {
  await elm.view(RUTH, AGREEMENT);
  const { id } = await elm.person(TOM);
  await elm.change(async (register, setting) => {
    const person = await register.people.byId(setting, id);
    if (person) await put(register, { people: [{ ...person, leavesOn: '2026-11-30' }] });
  });
  await elm.change(async (register, setting) => {
    for (const record of await register.retention.candidates(setting))
      if (record.kind === 'signature') await register.retention.erase(setting, record, '2032-12-01');
  });
  const answered = await elm.read((register, setting) => register.policies.answered(setting));
  expect(answered).toEqual([]);
});
