import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toFormModal } from '../../../adapters/slack/form.ts';
import type { View } from '../../../src/core/talk/view.ts';
import type { GivenFile } from '../../../src/core/uploads/given-file.ts';
import { createUploads } from '../../../src/given.ts';
import { docx } from '../../support/docx.ts';
import { ADMIN, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { platformNames } from '../../support/platforms.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';
import { faultsOfView } from '../../support/slack/blockkit.ts';
import { asForm, given, uploading } from '../../support/uploads.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: createUploads(platformNames) });
});
afterEach(() => elm.close());

const { give, send, take } = uploading(() => elm);

const CHILDREN = `Child's name,Start date,Parent 1,Parent 1 email,Parent 2,Date of birth
Nell Archer,2026-09-07,Sally Archer,sally@families.test,Ron Archer,2023-01-02
Mia Reed,2026-09-07,Sarah Reed,,Mike Reed,2023-01-02
`;

const UNREAD = `Pupil,Family,Joined
Nell Archer,Sally Archer,2026-09-07
`;
const STAFF = `Name,Job title,Work email,Start date
Ida Bloom,Room Leader,ida@elm.test,2026-11-02
Tom Ridley,Practitioner,tom.new@elm.test,
Ruth Hallam,Practitioner,ruth.other@elm.test,
Zoë Adeyemi,Manager,,
`;
const POLICY = docx([
  { words: 'Mobile telephones', style: 'Title' },
  { words: 'Staff must never use their own telephones in the rooms.' },
  { words: 'This policy was adopted at a meeting on 1 May 2026.' },
]);

describe('a list of children', () => {
  it('is shown before it is taken over, and then taken over as it was shown', async () => {
    const preview = asForm(await give(RUTH, given('ours.csv', CHILDREN)));
    expect(preview.submit).toBe('Take it over');
    expect(preview.intro).toContain('Nell Archer is new, from 7 Sep 2026; carers: Sally Archer, Ron Archer.');
    expect(preview.intro).toContain('Date of birth');
    expect(await elm.audited('child.added')).toBe(0);
    const done = await send(RUTH, preview);
    expect(words(done)).toContain('Taken over');
    expect((await elm.child('Nell Archer')).startsOn).toBe('2026-09-07');
    const ruth = await elm.person(RUTH);
    expect((await elm.events('child.added')).map(({ actor }) => actor)).toEqual([ruth.id]);
    expect((await elm.events('import')).map(({ actor }) => actor)).toEqual([ruth.id]);
  });

  it('shows of somebody new whose child it is and who looks after them', async () => {
    const list =
      'Child,Start,Carers,Key person,Back-up\nNell Archer,2026-09-07,Sally Archer (mother); Ron Archer,Tom Ridley,Amina Yusuf\n';
    expect(words(await give(RUTH, given('ours.csv', list)))).toContain(
      'Line 2: Nell Archer is new, from 7 Sep 2026; carers: Sally Archer (mother), Ron Archer; key person: Tom Ridley; back-up: Amina Yusuf.',
    );
  });

  it('asks what is not certain, keeps the answers, and remembers them for that header', async () => {
    const first = asForm(await give(RUTH, given('ours.csv', UNREAD)));
    expect(first.submit).toBe('Go on');
    const asked = first.inputs.filter(({ widget }) => widget.kind === 'choice');
    expect(asked.map(({ label }) => label)).toContain('Which column names parents or carers?');
    const preview = asForm(await send(RUTH, first, { 'Which column names parents or carers?': 'Family' }));
    expect(preview.submit).toBe('Take it over');
    expect(words(await send(RUTH, preview))).toContain('Taken over');
    const again = await give(
      RUTH,
      given('ours.csv', UNREAD.replace('Nell Archer,Sally Archer', 'Otto Vane,Wanda Vane')),
    );
    expect(asForm(again).submit).toBe('Take it over');
  });

  it('shows all that a list of two hundred would change, page by page in Slack', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => `Child ${at} Vane${at},2026-11-30,Wanda Vane${at}`);
    const list = `Child's name,Start date,Mum\n${rows.join('\n')}\n`;
    const preview = asForm(await give(RUTH, given('ours.csv', list)));
    for (const at of [0, 99, 199]) expect(preview.intro).toContain(`Child ${at} Vane${at} is new`);
    const opening = { file: String(preview.inputs.find(({ name }) => name === 'file')?.value) };
    for (const page of [0, 1, 2]) expect(faultsOfView(toFormModal(preview, { opening, page }))).toEqual([]);
  });

  it('is shown anew where the register has moved meanwhile', async () => {
    const preview = asForm(await give(RUTH, given('ours.csv', CHILDREN)));
    await elm.view(MAEVE, 'child "Nell Archer" starts_on=2026-09-07 carers="Sally Archer (mother)"');
    const anew = asForm(await send(RUTH, preview));
    expect(words(anew)).toContain('has changed since');
    expect(words(await send(RUTH, anew))).toContain('Taken over');
  });

  it('is carried out by nothing but a form that is sent', async () => {
    const preview = asForm(await give(RUTH, given('ours.csv', CHILDREN)));
    const file = preview.inputs.find(({ name }) => name === 'file')?.value ?? '';
    for (let time = 0; time < 3; time++)
      expect(
        (await elm.ask(RUTH, { command: 'upload', input: { file }, keys: [`press ${time}`] })).kind,
      ).toBe('form');
    expect(await elm.audited('child.added')).toBe(0);
  });

  it('changes nothing a second time', async () => {
    await take(RUTH, given('ours.csv', CHILDREN));
    expect(words(await take(RUTH, given('ours.csv', CHILDREN)))).toContain('Nothing changes');
  });

  it('says faults by line, and writes nothing', async () => {
    const view = await take(RUTH, given('ours.csv', CHILDREN.replace('2026-09-07', '31/02/2026')));
    expect(words(view)).toMatch(/Line 2: .*31/);
    expect(view.refused).toBe(true);
    expect(await elm.audited('child.added')).toBe(0);
  });

  it('asks whether somebody alike is the same, and goes by the answer', async () => {
    await take(RUTH, given('ours.csv', CHILDREN));
    const renamed = CHILDREN.replace('Ron Archer', 'Ronald Archer');
    const form = asForm(await give(RUTH, given('ours.csv', renamed)));
    const asked = form.inputs.find(({ label }) => label.includes('Ronald Archer'));
    expect(asked?.required).toBe(false);
    const preview = asForm(await send(RUTH, form, { [asked?.label ?? '']: 'yes' }));
    await send(RUTH, preview);
    expect(await elm.person('Ronald Archer')).toBeDefined();
    await expect(elm.person('Ron Archer')).rejects.toThrow('no Ron Archer');
  });

  it('allocates for the manager alone, by the rules, and says whom', async () => {
    const list = (name: string, holder: string) =>
      `Child,Start,Carers,Key person\n${name},2026-11-30,Wanda Vane,${holder}\n`;
    const preview = asForm(await give(RUTH, given('a.csv', list('Otto Vane', TOM))));
    expect(preview.intro).toContain('carer: Wanda Vane; key person: Tom Ridley.');
    await send(RUTH, preview);
    expect((await elm.held('Otto Vane')).map(({ staffName }) => staffName)).toEqual([TOM]);
    await elm.view(ZOE, 'declare "Wanda Vane" close_friend since=2019 kind=close_friend');
    const refused = await take(RUTH, given('b.csv', list('Otto Vane', ZOE)), {
      'Where it differs from what was changed here in chat': 'file',
    });
    expect(words(refused)).toMatch(/Line 2: Zoë Adeyemi may not be key person of Otto Vane/);
    await take(MAEVE, given('c.csv', list('Una Vane', ZOE)));
    expect(await elm.held('Una Vane')).toEqual([]);
  });

  it('says of carers who go the same, whether anything rests on them or not', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    const without = (carers: string) =>
      `Child,Start,Carers\nMia Reed,2026-09-07,${carers}\nFreya Ashdown,2026-09-07,Ben Ashdown\n`;
    const first = asForm(await give(RUTH, given('less.csv', without('Mike Reed'))));
    const differs = { 'Where it differs from what was changed here in chat': 'file' };
    const preview = words(await send(RUTH, first, differs));
    expect(preview).not.toContain('D-1');
    expect(preview).toMatch(/Mia Reed: what was declared about a carer who goes counts on/);
    expect(preview).toMatch(/Freya Ashdown: what was declared about a carer who goes counts on/);
  });
});

describe('taking it back', () => {
  const undo = { command: 'upload', input: { undo: 'yes' } };

  it('is offered, and what was new is gone', async () => {
    const done = await take(RUTH, given('ours.csv', CHILDREN));
    expect(words(done)).toContain('Take it back');
    expect(words(await elm.ask(RUTH, undo))).toContain('Taken back');
    await expect(elm.child('Nell Archer')).rejects.toThrow('no Nell Archer');
    expect(words(await elm.ask(RUTH, undo))).toContain('cannot be taken back');
  });

  it('takes back what its button stood below, and no later one', async () => {
    const pressed = (view: View) => {
      const [way] = view.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
      return elm.ask(RUTH, way?.run ?? { command: 'no button', input: {} });
    };
    const first = await take(RUTH, given('ours.csv', CHILDREN));
    const later = given('more.csv', 'Child,Start,Carers\nOtto Vane,2026-09-07,Wanda Vane\n');
    const second = await elm.ask(RUTH, 'me', '2026-11-23T10:05:00Z').then(() => take(RUTH, later));
    expect(words(await pressed(first))).toContain('cannot be taken back');
    expect((await elm.child('Otto Vane')).startsOn).toBe('2026-09-07');
    expect(words(await pressed(second))).toContain('Taken back');
    expect((await elm.child('Nell Archer')).startsOn).toBe('2026-09-07');
  });

  it.each<[string, (elm: TestSetting) => Promise<unknown>, string, string | undefined]>([
    ['by somebody else', async () => undefined, MAEVE, undefined],
    ['after a day', async () => undefined, RUTH, '2026-11-25T13:00:00Z'],
    [
      'once somebody has declared it',
      (elm) => elm.view(ZOE, 'declare "Sally Archer" friend since=2019'),
      RUTH,
      undefined,
    ],
  ])('is refused %s, in the same words', async (_, meanwhile, who, at) => {
    await take(RUTH, given('ours.csv', CHILDREN));
    await meanwhile(elm);
    const answer = await elm.ask(who, undo, at);
    expect(answer).toMatchObject({ refused: true });
    expect(words(answer)).toContain('something was built on it since');
    expect((await elm.child('Nell Archer')).startsOn).toBe('2026-09-07');
  });
});

describe('words that a form or its sentences could take for others', () => {
  it.each(['__proto__', 'constructor', 'toString', 'carers', 'name', 'differs', 'x=manager'])(
    'the job title %s is asked about like any other',
    async (title) => {
      const list = given('staff.csv', `Name,Job title\nIda Bloom,${title}\n`);
      const form = asForm(await give(RUTH, list));
      expect(form.inputs.map(({ label }) => label)).toContain(`What is “${title}” here?`);
      expect(words(await take(RUTH, list))).toContain('Taken over');
      expect((await elm.person('Ida Bloom')).posts.map(({ role }) => role)).toEqual(['staff']);
    },
  );

  it.each(['__proto__', 'constructor', 'staff here', 'differs'])(
    'the column %s can name carers',
    async (header) => {
      const list = given('ours.csv', `Child,Start,${header}\nNell Archer,2026-09-07,Sally Archer\n`);
      expect(words(await take(RUTH, list))).toContain('Taken over');
      expect((await elm.person('Sally Archer')).posts).toEqual([]);
    },
  );

  it('a name with two hyphens is shown before it is taken over', async () => {
    const preview = await give(
      RUTH,
      given('ours.csv', 'Child,Start,Carers\nNell --x Archer,2026-09-07,none\n'),
    );
    expect(words(preview)).toContain('Line 2: Nell --x Archer is new');
  });
});

describe('a list of staff', () => {
  it('counts as typed in chat: no office, no officer’s address, and an address waits for a word', async () => {
    const view = await take(RUTH, given('staff.csv', STAFF), {
      'What is “Room Leader” here?': 'staff',
      'Is Tom Ridley the one on record?': 'yes',
      'Is Ruth Hallam the one on record?': 'yes',
      'Where it differs from what was changed here in chat': 'file',
    });
    expect(words(view)).toContain('Taken over');
    const ruth = await elm.person(RUTH);
    expect(await elm.person('Ida Bloom')).toMatchObject({ email: 'ida@elm.test', emailTypedBy: ruth.id });
    expect(await elm.person(TOM)).toMatchObject({ email: 'tom.new@elm.test', emailTypedBy: ruth.id });
    expect(ruth.email).not.toBe('ruth.other@elm.test');
    expect(ruth.posts.map(({ role }) => role)).toContain('manager');
    expect((await elm.person(ZOE)).posts.map(({ role }) => role)).toEqual(['staff']);
  });

  it('tells the administrator nothing of who is a parent', async () => {
    const list = STAFF.replace('Ida Bloom', 'Sarah Reed');
    const here = words(await give(ADMIN, given('staff.csv', list)));
    const nobody = words(await give(ADMIN, given('staff.csv', STAFF)));
    expect(here.replaceAll('Sarah Reed', 'X')).toBe(nobody.replaceAll('Ida Bloom', 'X'));
  });
});

describe('a policy', () => {
  it('becomes a draft with the statements as they were edited', async () => {
    const first = asForm(await give(CHAIR, given('phones.docx', POLICY)));
    const { label } = first.inputs.find(({ label }) => label.startsWith('Its version')) ?? { label: '' };
    expect(label).not.toBe('');
    const ticks = 'What everyone ticks, one statement a line';
    const view = await take(CHAIR, given('phones.docx', POLICY), {
      'Its version': '2',
      'Its code': 'phones',
      [ticks]: 'I leave my telephone in the office.\nI have read it.',
    });
    expect(words(view)).toContain('draft');
    const [draft] = await elm.read((register, setting) => register.policies.versions(setting, 'phones'));
    expect(draft).toMatchObject({ state: 'draft', version: '2' });
    expect(draft?.statements.map(({ text }) => text)).toEqual([
      'I leave my telephone in the office.',
      'I have read it.',
    ]);
    expect(draft?.text).not.toContain('adopted');
  });
});

describe('who may', () => {
  it.each([
    ['staff', ZOE, CHILDREN, 0],
    ['the chair of children', CHAIR, CHILDREN, 1],
    ['the administrator of children', ADMIN, CHILDREN, 1],
    ['the safeguarding officer of staff', MAEVE, STAFF, 1],
  ])('%s: refused, and nothing of the register is shown', async (_, who, content, reads) => {
    const file = given('list.csv', content);
    let answer = await give(who, file);
    if (answer.kind === 'form') answer = await send(who, answer);
    expect(answer).toMatchObject({ refused: true, cites: ['authority'] });
    expect(file.reads).toBe(reads);
    expect(words(answer)).not.toContain('Archer');
  });

  it('nobody finds the file of somebody else', async () => {
    const preview = asForm(await give(RUTH, given('ours.csv', CHILDREN)));
    const theirs = asForm(await send(MAEVE, preview));
    expect(theirs.inputs.find(({ name }) => name === 'file')?.error).toMatch(/not here any more/);
    expect(await elm.audited('child.added')).toBe(0);
  });

  it.each([
    ['what holds no list', given('a.csv', 'one,two\n1,2\n'), /No line of it names columns/],
    ['nothing', given('a.csv', ''), /empty/],
    ['a picture', given('a.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10])), /picture/],
    ['what cannot be had', { name: 'a.csv', read: async () => ({ wrong: 'Gone.' }) }, /Gone/],
    ['what is too large', { ...given('a.csv', 'x'), size: 9 * 1024 * 1024 }, /larger than 8 MB/],
  ] as [string, GivenFile, RegExp][])('refuses %s, with what to do', async (_, file, words_) => {
    const answer = await give(RUTH, file);
    expect(answer).toMatchObject({ refused: true });
    expect(words(answer)).toMatch(words_);
  });

  it('refuses two files at once, and reads neither', async () => {
    const [one, other] = [given('a.csv', CHILDREN), given('b.csv', CHILDREN)];
    const answer = await elm.ask(RUTH, { command: 'upload', input: {}, files: [one, other] });
    expect(words(answer)).toContain('one file at a time');
    expect(one.reads + other.reads).toBe(0);
  });
});

it('a file is gone after a day, and once another was given', async () => {
  const preview = asForm(await give(RUTH, given('ours.csv', CHILDREN)));
  await elm.ask(RUTH, 'me', '2026-11-24T13:00:00Z');
  expect(words(await send(RUTH, preview))).toMatch(/not here any more/);
});

it('words beside a file are a command, a worry, or said of the file', () => {
  const file = given('ours.csv', CHILDREN);
  const parsed = (text: string) => elm.app.parse(text, 'here', [file]);
  expect(parsed('')).toMatchObject({ command: 'upload', files: [file] });
  expect(parsed('here is our new list')).toMatchObject({ command: 'upload', files: [file] });
  expect(parsed('upload')).toMatchObject({ command: 'upload', files: [file] });
  expect(parsed('contacts')).not.toHaveProperty('files');
  expect(parsed('I am worried about Mia, he hit her')).toMatchObject({ isWorry: true });
});
