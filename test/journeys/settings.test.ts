import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Identity } from '../../src/core/app.ts';
import type { Role } from '../../src/core/people/person.ts';
import type { Answer, Input } from '../../src/core/talk/view.ts';
import { toZip } from '../../src/zip.ts';
import { aChild, aPerson, aSetting } from '../store/fixture.ts';
import { put } from '../support/put.ts';
import { asView, openSetting, type TestSetting, words } from '../support/setting.ts';

const DSO = "Maeve O'Sullivan";
const OAK = aSetting({ code: 'oak', name: 'Oak Nursery' });

/** Elm and Oak in one installation: Tom Ridley works at both, and a Sarah Reed is a parent at each. */
let elm: TestSetting;
let tom: Identity;
const oakPeople = new Map<string, string>();

beforeEach(async () => {
  elm = await openSetting({ app: { publicUrl: 'https://candour.test', zip: toZip } });
  await elm.store.write([], (register) => register.settings.save(OAK));
  await elm.store.write([OAK.id], async (register) => {
    const add = async (name: string, roles: Role[] = []) => {
      const person = aPerson(OAK.id, name, roles);
      oakPeople.set(name, person.id);
      await put(register, { people: [person] });
    };
    await add('Tom Ridley', ['staff']);
    await add('Olga Oakes', ['staff', 'dso']);
    await add('Max Oakes', ['staff', 'manager']);
    await add('Sarah Reed');
    const child = aChild(OAK.id, 1, 'Mia Reed');
    await put(register, { children: [child] });
    await put(register, {
      carerLinks: [
        {
          setting: OAK.id,
          child: child.id,
          person: oakPeople.get('Sarah Reed') ?? '',
          relation: 'mother',
          standing: 'carer',
          countsAs: null,
        },
      ],
    });
    // The first number of each kind is given in both.
    await register.children.nextNumber(OAK.id);
  });
  const account = { platform: 'test', tenant: 'both', user: 'tom' };
  tom = {
    account,
    memberships: [
      { setting: elm.id, person: (await elm.person('Tom Ridley')).id },
      { setting: OAK.id, person: oakPeople.get('Tom Ridley') ?? '' },
    ],
  };
});
afterEach(() => elm.close());

const asTom = (said: string) => elm.app.run(tom, elm.app.parse(said));
const atOak = (name: string, said: string | { command: string; input: Input }) =>
  elm.app.run(
    {
      account: { platform: 'test', tenant: 'oak', user: name },
      memberships: [{ setting: OAK.id, person: oakPeople.get(name) ?? '' }],
    },
    typeof said === 'string' ? elm.app.parse(said) : said,
  );
const told = async (setting: string) =>
  (await elm.told()).filter((each) => each.settingCode === setting).map((each) => each.recipientName);
const refused = (answer: Answer) => answer.kind === 'view' && answer.refused === true;

it('asks somebody who works in both which one is meant, and keeps to it', async () => {
  const question = await asTom('arrange "Mia Reed" kind=lift starts_on=2026-12-05');
  expect(question.kind === 'form' && question.title).toBe('Which setting?');
  await asTom('arrange "Mia Reed" kind=lift starts_on=2026-12-05 setting=oak');
  expect(await told('elm')).toEqual([]);
  expect(await told('oak')).toEqual(['Olga Oakes']);
});

it('lets nothing of the rest of the policy cross from one to the other', async () => {
  await asTom('declare "Sarah Reed" kind=friend since=2015 setting=elm');
  await asTom('arrange "Mia Reed" kind=lift starts_on=2026-12-05 setting=elm');
  await elm.view(DSO, 'decide D-1 outcome=managed');
  await elm.view(DSO, 'boundary D-1');
  await elm.view('Ruth Hallam', 'conduct "Tom Ridley" clause=G2 note=private');
  await elm.view(DSO, 'hold "Mia Reed" staff="Tom Ridley" reason=private');
  await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
  expect(await told('oak')).toEqual([]);

  expect(words(await asTom('connect "Sarah Reed" network=facebook setting=elm'))).toContain('Yes, you may');
  expect(words(await asTom('connect "Sarah Reed" network=facebook setting=oak'))).toContain('No, please');
  const row = asView(await atOak('Max Oakes', 'keyperson "Mia Reed"')).blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.filter(([name]) => name === 'Tom Ridley') : [],
  )[0];
  expect(row?.[1]).toBe('Yes');
  for (const said of ['decide D-1 outcome=noted', 'decide A-1 outcome=declined', 'boundary B-1', 'pass A-1'])
    expect(refused(await atOak('Olga Oakes', said)), said).toBe(true);
  expect(words(await atOak('Olga Oakes', 'inbox'))).toContain('Nothing waits');
  expect(words(await atOak('Olga Oakes', 'recuse "Mia Reed"'))).toContain('Nobody here');
  expect(words(await atOak('Max Oakes', 'conduct'))).not.toContain('M-1');
  expect(words(await atOak('Max Oakes', { command: 'families', input: {} }))).not.toContain('Iqbal');
  expect(words(await asTom('families setting=oak'))).not.toContain('Iqbal');

  const copy = asView(await asTom('mydata setting=oak'));
  const html = strFromU8(
    unzipSync(copy.file?.bytes() ?? new Uint8Array())['my-data.html'] ?? new Uint8Array(),
  );
  expect(html).toContain('Oak Nursery');
  expect(html).not.toMatch(/D-1|A-1|B-1|Elm|Sarah/);
});

it('numbers references in each setting from one, and finds each by its setting’s code', async () => {
  await asTom('arrange "Mia Reed" kind=lift starts_on=2026-12-05 setting=elm');
  await asTom('arrange "Mia Reed" kind=party starts_on=2026-12-06 setting=oak');
  await asTom('end oak/A-1 ended_on=2026-11-23 reason=over');
  const states = await Promise.all(
    [elm.id, OAK.id].map((id) =>
      elm.store.read(async (register) => (await register.arrangements.byNumber(id, 1))?.state),
    ),
  );
  expect(states).toEqual(['declared', 'ended']);
});
