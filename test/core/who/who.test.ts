import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findActor } from '../../../adapters/console/identity.ts';
import { createCalendar } from '../../../src/calendar.ts';
import type { Door } from '../../../src/cli/door.ts';
import { run as exportData } from '../../../src/cli/mydata.ts';
import { run as retain } from '../../../src/cli/retain.ts';
import type { Child } from '../../../src/core/children/child.ts';
import { newId } from '../../../src/core/identifier.ts';
import { type Person, rolesOn } from '../../../src/core/people/person.ts';
import { Ambiguity, Refusal } from '../../../src/core/talk/refusal.ts';
import type { Answer, Input } from '../../../src/core/talk/view.ts';
import { ADMIN, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { commandNamed } from '../../support/platforms.ts';
import { put } from '../../support/put.ts';
import { MONDAY, openSetting, type TestSetting, words } from '../../support/setting.ts';

// Who is meant by the same words at every door: fields, verbs that look names up themselves, the command line, the console.
// Of one name: Tom Ridley, who works here, and a second one (P9, since 2024); the Emma Woods of Elsie and of Jude; two Theo
// Coles (C-8 and C-13). Bethany Marsh works here and is a parent. Zoë is P6, Sarah Reed F1, Mia Reed K9.

let elm: TestSetting;
/** Zoë's place in a second setting, Ash Nursery. */
const elsewhere: { setting: string; person: string }[] = [];
/** Names of ids, so that a table can speak of those whom nothing else tells apart. */
const called = new Map<string, string>();
/** `#Tom P9` is typed as the id. */
const typed = (said: string) => [...called].find(([, name]) => `#${name}` === said)?.[0] ?? said;

beforeAll(async () => {
  elm = await openSetting();
  const tom = await elm.person(TOM);
  const zoe = await elm.person(ZOE);
  const sarah = await elm.person('Sarah Reed');
  await elm.change(async (register, setting) => {
    called.clear();
    elsewhere.length = 0;
    const second: Person = {
      ...tom,
      id: newId(MONDAY),
      ref: 'P9',
      email: 'tom.r@elm.test',
      startsOn: '2024-01-08',
      posts: [{ role: 'staff', from: '2024-01-08', until: null }],
    };
    await put(register, { people: [second] });
    await put(register, { people: [{ ...zoe, ref: 'P6' }] });
    await put(register, { people: [{ ...sarah, ref: 'F1', email: 'sarah@families.test' }] });
    const theo = await elm.child('Theo Cole');
    const mia = await elm.child('Mia Reed');
    await put(register, { children: [{ ...mia, ref: 'K9' }] });
    await put(register, {
      children: [
        {
          ...theo,
          id: newId(MONDAY),
          number: await register.children.nextNumber(setting),
          startsOn: '2026-01-05',
          firstStartsOn: '2026-01-05',
        },
      ],
    });
    const place = { setting: newId(MONDAY), person: newId(MONDAY) };
    const own = await register.settings.byId(setting);
    if (!own) throw new Error('Elm is in the register');
    await register.settings.save({ ...own, id: place.setting, code: 'ash', name: 'Ash Nursery' });
    await put(register, { people: [{ ...zoe, setting: place.setting, id: place.person }] });
    elsewhere.push(place);
    called.set((await elm.person('Mike Reed')).id, 'Mike');
    called.set(tom.id, 'Tom').set(second.id, 'Tom P9').set(zoe.id, 'Zoë').set(sarah.id, 'Sarah');
    called.set((await elm.person(RUTH)).id, 'Ruth').set((await elm.person(MAEVE)).id, 'Maeve');
    called.set((await elm.person('Bethany Marsh')).id, 'Bethany');
    for (const person of await register.people.byName(setting, 'emmawood'))
      called.set(person.id, person.email === 'emma.wood@families.test' ? 'Emma (Elsie)' : 'Emma (Jude)');
  });
});
afterAll(() => elm.close());

/** Ids read as those whom they mean. */
function readable(said: string): string {
  return said.replace(
    /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g,
    (id) => `#${called.get(id) ?? id}`,
  );
}

function saying(error: unknown): string {
  if (error instanceof Ambiguity)
    return readable(
      [error.message, ...error.choices.map(({ value, label }) => `${value} = ${label}`)].join(' | '),
    );
  if (error instanceof Refusal || (error instanceof Error && error.name === 'Failure'))
    return readable(error.message);
  throw error;
}

/** What a question of a verb takes these words for. */
async function meantBy(who: string, verb: string, field: string, said: string): Promise<string> {
  const me = await elm.person(who);
  return elm.read(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('Elm is there');
    const context = {
      setting,
      me,
      roles: rolesOn(me, '2026-11-23'),
      now: MONDAY,
      today: '2026-11-23',
      calendar: createCalendar(),
      register,
    };
    try {
      const value = await commandNamed(verb)?.fields[field]?.check(
        typed(said),
        context as unknown as Parameters<Exclude<ReturnType<typeof commandNamed>, undefined>['execute']>[0],
        {},
      );
      return shown(value);
    } catch (error) {
      return saying(error);
    }
  });
}

function shown(value: unknown): string {
  const {
    id,
    name,
    number,
    people,
    children,
    like = [],
  } = value as Partial<Person & Child> & {
    people?: Person[];
    children?: Child[];
    like?: Person[];
  };
  const tags = (found: readonly (Person | Child)[]) =>
    found.map((each) => tag(each as Partial<Person & Child>)).join(', ');
  if (people && children && people.length === 0 && children.length > 0)
    return `${name}: of ${tags(children)}`;
  if (like.length > 0) return `${name}: like ${tags(like)}`;
  if (people) return `${name}: ${tags(people)}`;
  if (children) return `${name}: ${tags(children)}`;
  return tag({ id, name, number } as Partial<Person & Child>);
}

function tag({ id, name, number }: Partial<Person & Child>): string {
  return number === undefined ? (called.get(id ?? '') ?? name ?? '') : `C-${number}`;
}

const NO_STAFF = 'Nobody of that name, e-mail or reference works here. Please check the spelling.';
const NO_CHILD = 'No child of that name is in the register. Please write the whole name.';
const TOMS =
  'Several people here have that name. Please choose one. | #Tom = Tom Ridley (staff, since 1 Sep 2020) | #Tom P9 = Tom Ridley (staff, since 8 Jan 2024)';
const EMMAS =
  'Several parents here have that name. Please choose one. | #Emma (Elsie) = Emma Wood, parent of Elsie Wood | #Emma (Jude) = Emma Wood, parent of Jude Harrington';
const EMMAS_ASKED =
  'Several people here fit that. Which one do you mean? You can also name the child. | #Emma (Elsie) = Emma Wood, parent of Elsie Wood | #Emma (Jude) = Emma Wood, parent of Jude Harrington | Emma Wood = None of these: keep “Emma Wood”';
const THEOS =
  'Several children have that name. Please choose one. | C-8 = Theo Cole (C-8, from 3 Sep 2025) | C-13 = Theo Cole (C-13, from 5 Jan 2026)';

describe('a field that asks for a member of staff', () => {
  test.each([
    ['Ruth Hallam', 'Ruth'],
    ['RUTH  hallam.', 'Ruth'],
    ['zoe adeyemi', 'Zoë'],
    ['RUTH@elm.test', 'Ruth'],
    ['P6', 'Zoë'],
    ['P9', 'Tom P9'],
    ['tom.r@elm.test', 'Tom P9'],
    ['#Tom P9', 'Tom P9'],
    ['Bethany Marsh', 'Bethany'],
    ['Tom Ridley', TOMS],
    ['Ruth', 'Ruth'],
    ['Hallam', 'Ruth'],
    ['Mrs Hallam', 'Ruth'],
    ['Hallam, Ruth', 'Ruth'],
    ['Tom', TOMS],
    [
      'Ruth Halam',
      `${NO_STAFF} Or is it one of these? | #Ruth = Ruth Hallam (staff, manager, since 1 Sep 2020)`,
    ],
    ['Sarah Reed', NO_STAFF],
    ['#Sarah', NO_STAFF],
    ['F1', NO_STAFF],
    ['sarah@families.test', NO_STAFF],
    ['!!', NO_STAFF],
    ['', NO_STAFF],
  ])('takes “%s” for %s', async (said, who) => {
    expect(await meantBy(RUTH, 'assign', 'staff', said)).toBe(who);
    expect(await meantBy(MAEVE, 'declare', 'on_behalf_of', said)).toBe(who);
  });
});

describe('a field that asks for a parent or carer', () => {
  test.each([
    ['Sarah Reed', 'Sarah Reed: Sarah', 'Sarah Reed: Sarah'],
    ['sarah reed', 'Sarah Reed: Sarah', 'sarah reed: Sarah'],
    ['#Sarah', 'Sarah Reed: Sarah', 'Sarah Reed: Sarah'],
    ['Bethany Marsh', 'Bethany Marsh: Bethany', 'Bethany Marsh: Bethany'],
    ['Emma Wood', 'Emma Wood: Emma (Elsie), Emma (Jude)', 'Emma Wood: '],
    ['Ruth Hallam', 'Ruth Hallam: Ruth', 'Ruth Hallam: Ruth'],
    ['#Ruth', 'Ruth Hallam: Ruth', 'Ruth Hallam: Ruth'],
    ['Sarah', 'Sarah Reed: Sarah', 'Sarah: '],
    ['Mrs Reed', 'Mrs Reed: Mike, Sarah', 'Mrs Reed: '],
    ['Reed, Sarah', 'Sarah Reed: Sarah', 'Reed, Sarah: '],
    ['Mia’s mum', 'Mia’s mum: Mike, Sarah', 'Mia’s mum: '],
    ['Sarah Reed, mother of Mia', 'Sarah Reed: Sarah', 'Sarah Reed, mother of Mia: '],
    ['Emma, mother of Jude', 'Emma Wood: Emma (Jude)', 'Emma, mother of Jude: '],
    ['Emma / Elsie', 'Emma Wood: Emma (Elsie)', 'Emma / Elsie: '],
    ['Sara Reed', 'Sara Reed: like Sarah', 'Sara Reed: '],
    ['Mia Reed', 'Mia Reed: of C-9', 'Mia Reed: of C-9'],
    ['Mia', 'Mia: of C-9', 'Mia: '],
    ['Nobody Here', 'Nobody Here: ', 'Nobody Here: '],
    ['F1', 'F1: ', 'F1: '],
    ['sarah@families.test', 'sarah@families.test: ', 'sarah@families.test: '],
    ['!!', 'Please write their name in letters.', 'Please write their name in letters.'],
  ])('takes “%s” for %s; of the chair, who sees no list of families, for %s', async (said, who, chair) => {
    expect(await meantBy(ZOE, 'declare', 'who', said)).toBe(who);
    expect(await meantBy(ZOE, 'update', 'who', said)).toBe(who);
    expect(await meantBy(CHAIR, 'declare', 'who', said)).toBe(chair);
    expect(await meantBy(CHAIR, 'connect', 'who', said)).toBe(chair);
  });
});

describe('a field that asks for a child of the register', () => {
  test.each([
    ['Mia Reed', 'C-9'],
    ['mia REED', 'C-9'],
    ['C-9', 'C-9'],
    ['c9', 'C-9'],
    ['K9', 'C-9'],
    ['C-13', 'C-13'],
    ['Theo Cole', THEOS],
    ['Mia', 'C-9'],
    ['Reed', 'C-9'],
    ['Reed, Mia', 'C-9'],
    ['Mia Read', `${NO_CHILD} Or is it one of these? | C-9 = Mia Reed (C-9, from 3 Sep 2025)`],
    ['C-99', NO_CHILD],
    ['k9', NO_CHILD],
    ['!!', NO_CHILD],
    ['Sarah Coates', NO_CHILD],
  ])('takes “%s” for %s', async (said, child) => {
    expect(await meantBy(RUTH, 'assign', 'child', said)).toBe(child);
    expect(await meantBy(ZOE, 'family', 'child', said)).toBe(child);
  });

  test.each([
    ['Mia Reed', 'Mia Reed: C-9', 'Mia Reed: C-9'],
    ['mia reed', 'Mia Reed: C-9', 'mia reed: C-9'],
    ['C-9', 'Mia Reed: C-9', 'C-9: C-9'],
    ['K9', 'Mia Reed: C-9', 'K9: C-9'],
    ['Theo Cole', 'Theo Cole: C-8, C-13', 'Theo Cole: '],
    ['Nell New', 'Nell New: ', 'Nell New: '],
    ['!!', "Please write the child's name in letters.", "Please write the child's name in letters."],
  ])('or of any child, “%s” for %s, of the chair for %s', async (said, child, chair) => {
    for (const verb of ['declare', 'arrange', 'contacts'])
      expect(await meantBy(ZOE, verb, 'child', said)).toBe(child);
    expect(await meantBy(CHAIR, 'declare', 'child', said)).toBe(chair);
  });
});

/** The complaint above the question, with the choices it is asked again with; else what the answer says. */
function complaint(answer: Answer, field?: string): string {
  if (answer.kind === 'view') return readable(words(answer)).replaceAll('\n', ' | ');
  const wrong = answer.inputs.find((each) => (field === undefined ? each.error : each.name === field));
  if (!wrong?.error) return 'taken';
  const choices = wrong.widget.kind === 'choice' ? wrong.widget.choices : [];
  return readable(
    [`${wrong.name}: ${wrong.error}`, ...choices.map(({ value, label }) => `${value} = ${label}`)].join(
      ' | ',
    ),
  );
}

describe('person', () => {
  // Roles that are none: nothing is kept, and the form comes with what is known.
  const since = async (input: Input) => {
    const answer = await elm.ask(ADMIN, { command: 'person', input: { ...input, roles: 'boss' } });
    if (answer.kind === 'view') return complaint(answer);
    return [answer.inputs.find(({ name }) => name === 'starts_on')?.value ?? 'nobody known'].join();
  };

  test.each<[Input, string]>([
    [{ name: 'Ruth Hallam' }, '2020-09-01'],
    [{ name: 'Marcus Bell' }, '2027-01-04'],
    [{ name: 'Nina Falk' }, 'nobody known'],
    [{ name: 'Nina Falk', email: 'marcus@elm.test' }, '2027-01-04'],
    [{ name: 'Nina Falk', ref: 'P9' }, '2024-01-08'],
    [{ name: 'Marcus Bell', ref: 'P9' }, '2024-01-08'],
    [{ name: 'Marcus Bell', ref: 'P77' }, '2027-01-04'],
    [{ name: 'Tom Ridley', email: 'tom.r@elm.test' }, '2024-01-08'],
    [
      { name: 'Tom Ridley' },
      'That could not be done | Several people here have that name. Please add the e-mail.',
    ],
    // The administrator does not learn that they are parents.
    [
      { name: 'Emma Wood' },
      'That could not be done | Several people here have that name. Please add the e-mail.',
    ],
  ])('of %j knows the first day: %s', async (input, day) => {
    expect(await since(input)).toBe(day);
  });

  test.each([
    ['Ruth Hallam', 'Added'],
    ['P9', 'Added'],
    ['ruth@elm.test', 'Added'],
    ['Nobody', `line_manager: ${NO_STAFF}`],
    ['Sarah Reed', `line_manager: ${NO_STAFF}`],
    ['Tom Ridley', `line_manager: ${TOMS}`],
  ])('takes “%s” as a line manager: %s', async (said, answer) => {
    const added = await elm.ask(RUTH, {
      command: 'person',
      input: { name: `New ${said}`.replace(/\W|\d/g, ' '), roles: 'staff', line_manager: said },
    });
    expect(complaint(added).startsWith(answer), complaint(added)).toBe(true);
  });
});

describe('verbs that ask again', () => {
  test.each([
    [ZOE, 'contacts "Mia Reed"', undefined, /^Contacts for Mia Reed/],
    [ZOE, 'contacts K9', undefined, /^Contacts for Mia Reed/],
    [ZOE, 'contacts Mia', undefined, /^Contacts for Mia Reed/],
    [ZOE, 'contacts "Theo Cole"', 'child', THEOS],
    [ZOE, 'arrange "Theo Cole" babysitting 01/12/2026', 'child', THEOS],
    [ZOE, 'arrange "Nell New" babysitting 01/12/2026', 'child', NO_CHILD],
    [MAEVE, 'recuse "Theo Cole"', 'child', THEOS],
    [MAEVE, 'recuse Nobody', 'child', NO_CHILD],
    [
      MAEVE,
      'recuse "Mia Reed" remind="Tom Ridley"',
      'remind',
      'Several people here are called Tom Ridley. Please write their e-mail instead.',
    ],
    [
      MAEVE,
      'recuse "Mia Reed" remind="Zoë Adeyemi, Nobody"',
      'remind',
      'Nobody called Nobody works here. Please write whole names, with commas between them, or all.',
    ],
    [RUTH, 'child "Theo Cole" leaves_on=31/12/2026', 'name', THEOS],
    [RUTH, 'child C-99 starts_on=01/12/2026', 'name', 'There is no C-99.'],
    [RUTH, 'child C-13', undefined, 'taken'],
    [ZOE, 'declare "Emma Wood" friend since=2019', 'who', EMMAS_ASKED],
    [
      ZOE,
      'declare "Emma Wood" friend since=2019 child="Mia Reed"',
      'child',
      'That does not tell the parents of that name apart. Please write the whole name of the child.',
    ],
    [ZOE, 'declare "Sarah Reed" friend since=2019 child="Theo Cole"', 'child', THEOS],
  ])('%s is asked by: %s', async (who, said, field, answer) => {
    const given = complaint(await elm.ask(who, said), field);
    if (answer instanceof RegExp) expect(given).toMatch(answer);
    else expect(given).toBe(field === undefined ? answer : `${field}: ${answer}`);
  });

  test('connect tells two parents of one name apart by their children', async () => {
    await elm.view(RUTH, 'declare "Emma Wood" friend since=2019 child="Elsie Wood"');
    await elm.view(MAEVE, 'decide D-1 noted');
    expect(complaint(await elm.ask(RUTH, 'connect "Emma Wood" facebook'), 'who')).toBe(`who: ${EMMAS}`);
  });

  test('update asks which of two parents of one name is meant', async () => {
    await elm.view(RUTH, 'declare "Ema Would" friend since=2019');
    expect(complaint(await elm.ask(RUTH, 'update D-2 who="Emma Wood"'), 'who')).toBe(`who: ${EMMAS_ASKED}`);
    expect(complaint(await elm.ask(RUTH, 'update D-2 child="Theo Cole"'), 'child')).toBe(`child: ${THEOS}`);
  });

  test.each([
    ['person="Ruth Hallam"', 'person: No parent of that name is in the register.'],
    ['person=Nobody', 'person: No parent of that name is in the register.'],
    ['person=F1', 'person: No parent of that name is in the register.'],
    ['person="Sarah Reed / Elsie Wood"', 'person: No parent of that name is in the register.'],
    ['person="Emma Wood"', `person: ${EMMAS}`],
    ['child=Nobody', `child: ${NO_CHILD}`],
    ['child=C-99', `child: ${NO_CHILD}`],
    ['child="Theo Cole"', `child: ${THEOS}`],
    ['person="emma wood / jude harrington" child=C-6', 'Is: Emma Wood, Jude Harrington'],
  ])('match %s: %s', async (said, answer) => {
    expect(complaint(await elm.ask(MAEVE, `match D-2 ${said}`))).toContain(answer);
  });
});

describe('a person in two settings', () => {
  test.each([
    ['contacts C-9', 'Which setting?'],
    ['contacts C-9 setting=elm', 'Contacts for Mia Reed'],
    ['contacts C-9 setting="ELM pre school"', 'Contacts for Mia Reed'],
    ['contacts C-9 setting=oak', 'Please choose one of these.'],
    ['end elm/D-9 ended_on=20/11/2026 reason=over', 'D-9'],
    ['end ELM/D-9 ended_on=20/11/2026 reason=over setting=ash', 'That reference is not of Ash Nursery.'],
  ])('says “%s”: %s', async (said, answer) => {
    const { account, memberships } = await elm.identity(ZOE);
    const both = { account, memberships: [...memberships, ...elsewhere] };
    expect(words(await elm.app.run(both, elm.app.parse(said)))).toContain(answer);
  });

  test('and in one alone, is told that there is no other', async () => {
    expect(words(await elm.ask(ZOE, 'contacts C-9 setting=oak'))).toContain(
      'You have no place in a setting of that name.',
    );
  });
});

describe('at the machine', () => {
  /** What a command says or complains. */
  async function machine(run: (door: Door, args: string[]) => Promise<number>, ...args: string[]) {
    const printed: string[] = [];
    const door = {
      clock: () => () => MONDAY,
      // The command closes what it opened; the register is this test's.
      openStore: async () => ({ ...elm.store, close: async () => {} }),
      print: (text: string) => printed.push(text),
      calendar: async () => createCalendar(),
      zip: async () => () => new Uint8Array(),
    } as unknown as Door;
    try {
      await run(door, args.map(typed));
      return readable(printed.join(' | '));
    } catch (error) {
      return saying(error);
    }
  }

  const TOMS_AT_MACHINE =
    'That fits several people: Tom Ridley (staff, since 1 Sep 2020), elm, #Tom; Tom Ridley (staff, since 8 Jan 2024), elm, P9, #Tom P9. Please name one by e-mail, reference or the id at the end, or add --setting CODE.';
  const NO_ONE = 'Nobody of that name, e-mail or reference is in the register.';

  test.each([
    ['Ruth Hallam', "Ruth Hallam's data"],
    ['sarah reed', "Sarah Reed's data"],
    ['SARAH@families.test', "Sarah Reed's data"],
    ['F1', "Sarah Reed's data"],
    ['P9', "Tom Ridley's data"],
    ['Tom Ridley', TOMS_AT_MACHINE],
    [
      'Emma Wood',
      'That fits several people: Emma Wood, parent of Elsie Wood, elm, #Emma (Elsie); Emma Wood, parent of Jude Harrington, elm, #Emma (Jude). Please name one by e-mail, reference or the id at the end, or add --setting CODE.',
    ],
    ['Nobody', NO_ONE],
    ['#Tom P9', "Tom Ridley's data"],
  ])('export --person “%s”: %s', async (said, answer) => {
    const to = `${elm.file}.${newId(new Date())}.zip`;
    expect(await machine(exportData, '--person', said, '--to', to)).toContain(answer);
  });

  test.each([
    ['Ruth Hallam', 'No legal hold stands on Ruth Hallam (#Ruth).'],
    ['sarah reed', 'No legal hold stands on Sarah Reed (#Sarah).'],
    ['sarah@families.test', 'No legal hold stands on Sarah Reed (#Sarah).'],
    ['F1', 'No legal hold stands on Sarah Reed (#Sarah).'],
    ['#Tom P9', 'No legal hold stands on Tom Ridley (#Tom P9).'],
    ['elm', 'No legal hold stands on Elm Pre-school.'],
    ['Elm pre-school', 'No legal hold stands on Elm Pre-school.'],
    ['Tom Ridley', TOMS_AT_MACHINE],
    ['Nobody', 'Nobody, and no setting, is called Nobody.'],
    ['SARAH@families.test', 'No legal hold stands on Sarah Reed (#Sarah).'],
  ])('retain --release “%s”: %s', async (said, answer) => {
    expect(await machine(retain, '--release', said)).toBe(answer);
  });

  test.each([
    ['Ruth Hallam', 'Ruth'],
    ['RUTH@elm.test', 'Ruth'],
    ['P6', 'Zoë'],
    ['Bethany Marsh', 'Bethany'],
    ['Tom Ridley', TOMS_AT_MACHINE],
    ['Sarah Reed', NO_STAFF],
    ['F1', NO_STAFF],
    ['sarah@families.test', NO_STAFF],
    ['Nobody', NO_STAFF],
    ['!!', NO_STAFF],
    ['#Tom P9', 'Tom P9'],
  ])('the console is “%s”: %s', async (said, who) => {
    const sought = await findActor(elm.store, typed(said), undefined, MONDAY);
    expect(sought.kind === 'found' ? called.get(sought.actor.person.id) : readable(sought.text)).toBe(who);
  });

  test('a setting that is not there is named beside those that are', async () => {
    expect(await findActor(elm.store, RUTH, 'oak', MONDAY)).toEqual({
      kind: 'unknown',
      text: 'No setting is called oak. There are: ash, elm.',
    });
    expect((await findActor(elm.store, RUTH, 'elm pre-school', MONDAY)).kind).toBe('found');
  });
});

describe('a list that is offered while somebody types', () => {
  const offered = async (who: string, command: string, field: string, typed: string) => {
    const choices = await elm.app.suggest(await elm.identity(who), { command, input: {} }, field, typed);
    return choices.map(({ value, label }) => readable(`${value} = ${label}`)).join(' | ');
  };

  test.each([
    [
      RUTH,
      'assign',
      'staff',
      'tom',
      '#Tom = Tom Ridley (staff, since 1 Sep 2020) | #Tom P9 = Tom Ridley (staff, since 8 Jan 2024)',
    ],
    [RUTH, 'assign', 'staff', 'marsh', '#Bethany = Bethany Marsh'],
    [ZOE, 'declare', 'who', 'sarah', '#Sarah = Sarah Reed, parent of Mia Reed'],
    [
      ZOE,
      'declare',
      'who',
      'reed',
      '#Mike = Mike Reed, parent of Mia Reed | #Sarah = Sarah Reed, parent of Mia Reed',
    ],
    [
      ZOE,
      'declare',
      'who',
      'mrs ree',
      '#Mike = Mike Reed, parent of Mia Reed | #Sarah = Sarah Reed, parent of Mia Reed',
    ],
    [ZOE, 'declare', 'who', 'mia sar', '#Sarah = Sarah Reed, parent of Mia Reed'],
    [
      ZOE,
      'declare',
      'who',
      'mia’s mum',
      '#Mike = Mike Reed, parent of Mia Reed | #Sarah = Sarah Reed, parent of Mia Reed',
    ],
    [ZOE, 'declare', 'child', 'reed', 'C-9 = Mia Reed'],
    [
      ZOE,
      'declare',
      'who',
      'emma',
      '#Emma (Elsie) = Emma Wood, parent of Elsie Wood | #Emma (Jude) = Emma Wood, parent of Jude Harrington',
    ],
    [
      ZOE,
      'declare',
      'child',
      'theo',
      'C-8 = Theo Cole (C-8, from 3 Sep 2025) | C-13 = Theo Cole (C-13, from 5 Jan 2026)',
    ],
    [CHAIR, 'declare', 'who', 'sarah', ''],
    [CHAIR, 'declare', 'child', 'theo', ''],
    [ADMIN, 'declare', 'who', 'sarah', ''],
  ])('%s, %s %s “%s”: %s', async (who, command, field, typed, answer) => {
    expect(await offered(who, command, field, typed)).toBe(answer);
  });
});

describe('a carer in an entry', () => {
  test.each([
    [
      'Tom Ridley #p9',
      'Several people here are called Tom Ridley. Please add the e-mail: Tom Ridley <name@example.org>.',
    ],
    [
      'Emma Wood',
      'Several people here are called Emma Wood. Please add the e-mail: Emma Wood <name@example.org>.',
    ],
    ['Mike Reed #F1', "#F1 is Sarah Reed's here. Please write that name, or leave #F1 out for one of them."],
  ])('“%s”: %s', async (carers, answer) => {
    const added = await elm.ask(RUTH, {
      command: 'child',
      input: { name: 'Nell New', starts_on: '01/12/2026', carers },
    });
    expect(complaint(added, 'carers')).toBe(`carers: ${answer}`);
  });

  test.each([
    ['emma wood <emma.wood@families.test>', 'Emma (Elsie)'],
    ['Sarah Reed', 'Sarah'],
    ['Sarah Reed #F1', 'Sarah'],
    ['Bethany Marsh', 'Bethany'],
    ['Tom Ridley #P9', 'Tom P9'],
  ])('“%s” is %s', async (carers, who) => {
    await elm.view(RUTH, { command: 'child', input: { name: `Of ${who}`, starts_on: '01/12/2026', carers } });
    const [link] = await elm.read(async (register, setting) => {
      const [child] = await register.children.byName(setting, `of${who.toLowerCase().replace(/\W/g, '')}`);
      return register.children.linksOf(setting, child?.id ?? '');
    });
    expect(called.get(link?.person ?? '')).toBe(who);
  });
});
