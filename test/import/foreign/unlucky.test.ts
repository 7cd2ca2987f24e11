import { describe, expect, it } from 'vitest';
import { importFile, joinTold, readMap, type Told } from '../../../src/import/index.ts';
import { platformNames } from '../../support/platforms.ts';
import { NOW, sheet, TODAY, withStore } from '../folder.ts';

// Lists as they come, each of which once made a wrong register without a word: a child without a parent, two of one, or one who left.

const on = withStore();

/** What comes of a list: who stands in the register with whom, or what was asked, or the faults. */
async function take(lines: readonly string[], told: Partial<Told> = {}) {
  await on.seed();
  const outcome = await importFile({
    store: on.store,
    calendar: { isBankHoliday: () => false },
    platformNames,
    now: NOW,
    name: 'list.csv',
    bytes: Buffer.from(sheet(...(lines as [string, ...string[]]))),
    told: joinTold([{ answers: { attending: 'yes' } }, told]),
  });
  if ('questions' in outcome) return { asked: outcome.questions.map(({ name }) => name) };
  const { faults, notes } = outcome.report;
  if (faults.length > 0) return { faults: faults.join('\n') };
  return on.read(async (register, setting) => {
    const links = await register.children.links(setting);
    const all = (await register.children.all(setting)).filter(({ name }) => name !== 'Isla Reed');
    const staff = new Map((await register.people.all(setting)).map(({ id, name }) => [id, name]));
    const ids = all.map(({ id }) => id);
    const held = await register.allocations.ofChildren(setting, ids, TODAY);
    return {
      notes: notes.join('\n'),
      children: all
        .map(({ id, name }) => {
          const carers = links.filter(({ child }) => child === id).map(({ personName }) => personName);
          const key = held.filter(({ child }) => child === id).map(({ staff: id }) => staff.get(id));
          return `${name}: ${carers.sort().join(', ')}${key.length > 0 ? ` / ${key}` : ''}`;
        })
        .sort(),
    };
  });
}

describe('A column that may name a parent beside others', () => {
  it.each([
    'Father/Partner',
    'Dad - NO CONTACT',
    'Dad (not to collect)',
    'Birth mother',
    'Nan',
    'Foster carer',
    "Mum's partner",
    'Next of kin',
    'Lives with',
  ])('%s is asked about', async (header) => {
    const lines = [`Child,Mum,${header}`, 'Bryn Holt,Nerys Holt,Ivan Marr'];
    expect(await take(lines)).toEqual({ asked: [header] });
  });

  it.each([
    ['carers', 'Bryn Holt: Ivan Marr, Nerys Holt'],
    ['nothing', 'Bryn Holt: Nerys Holt'],
  ])('and is taken as it was answered: %s', async (answer, child) => {
    const lines = ['Child,Mum,Father/Partner', 'Bryn Holt,Nerys Holt,Ivan Marr'];
    expect(await take(lines, readMap(`Father/Partner=${answer}`))).toMatchObject({ children: [child] });
  });

  it.each(['Yes', 'No', '', '07700 900111', 'N/A'])(
    'is not asked about where it names nobody: %j',
    async (cell) => {
      const lines = ['Child,Mum,Does father have contact', `Bryn Holt,Nerys Holt,${cell}`];
      expect(await take(lines)).toMatchObject({ children: ['Bryn Holt: Nerys Holt'] });
    },
  );

  it.each(['Family support worker', 'Keep away', 'Not to collect', 'Social worker name'])(
    '%s is of no family, and is told',
    async (header) => {
      const lines = [`Child,Mum,${header}`, 'Bryn Holt,Nerys Holt,Ivan Marr'];
      expect(await take(lines)).toMatchObject({
        children: ['Bryn Holt: Nerys Holt'],
        notes: expect.stringContaining(`not known, passed over: “${header}”`),
      });
    },
  );

  it('of the first parent is read as that, in short', async () => {
    const lines = ['Forename,Surname,P1 Forename,P1 Surname', 'Bryn,Holt,Nerys,Marr'];
    expect(await take(lines)).toMatchObject({ children: ['Bryn Holt: Nerys Marr'] });
  });
});

describe('A key person', () => {
  it.each(['Previous key worker', 'Key worker from September', 'Key worker told parents'])(
    'is nobody of the column %s',
    async (header) => {
      const lines = [`Child,Mum,${header},Key worker`, 'Bryn Holt,Nerys Holt,Bea Stone,Ann Lee'];
      expect(await take(lines)).toMatchObject({ children: ['Bryn Holt: Nerys Holt / Ann Lee'] });
    },
  );

  it.each(['Teacher', 'Practitioner'])('under %s makes no staff of the children', async (header) => {
    const lines = [`Name,DOB,${header},Start date`, 'Bryn Holt,02/01/2022,Ann Lee,01/09/2025'];
    expect(await take(lines)).toEqual({ asked: ['holds'] });
  });
});

describe('What is refused, with the place and what to do', () => {
  it.each<[string, string[], RegExp]>([
    [
      'as above',
      ['Child,Mum', 'Bryn Holt,Nerys Holt', 'Elin Holt,as above'],
      /^list\.csv:3:2: “as above” says nothing/,
    ],
    [
      'see above',
      ['Child,Mum', 'Bryn Holt,Nerys Holt', 'Elin Holt,See above'],
      /3:2: “See above” says nothing/,
    ],
    ['ditto', ['Child,Mum', 'Bryn Holt,Nerys Holt', 'Elin Holt,""""'], /3:2: “"” says nothing/],
    ['two children in a cell', ['Child,Mum', 'Bryn & Elin Holt,Nerys Holt'], /2:1: .* seems to name several/],
    ['two with “and”', ['Child,Mum', 'Bryn Holt and Tia Fox,Nerys Holt'], /2:1: .* seems to name several/],
    ['not somebody', ['Child,Parents', 'May Orr,NOT Al Orr'], /2:2: "NOT Al Orr": nobody is called “not”/],
    [
      'headers in two lines',
      ['Child,,Mother,', 'Forename,Surname,Forename,Surname', 'Bryn,Holt,Nerys,Holt'],
      /2:1: Lines of headers/,
    ],
    [
      'headers twice',
      ['Forename,Surname,DOB,Forename,Surname,Key person', 'Bryn,Holt,02/01/2022,Nerys,Holt,Ann Lee'],
      /1:4: There are two columns called "Forename"/,
    ],
    ['a child without a name', ['Child,Mum', 'Bryn Holt,Nerys Holt', ',Jo Fox'], /3:1: The name is missing/],
    [
      'rows below “Leavers”',
      ['Child,Mum,Key person', 'Bryn Holt,Nerys Holt,', 'LEAVERS,,', 'Tia Fox,Jo Fox,'],
      /3:1: Are those below “LEAVERS” here\?/,
    ],
  ])('%s', async (_, lines, fault) => {
    expect(await take(lines)).toEqual({ faults: expect.stringMatching(fault) });
  });
});

describe('Who is here', () => {
  it('is said by a status that means it, and told of one that nobody knows', async () => {
    const { children, notes } = (await take([
      'Child,Mum,Status',
      'Bryn Holt,Nerys Holt,Left',
      'Tia Fox,Jo Fox,Not left',
      'May Orr,Ed Orr,Full-time; sibling left',
      'Kai Tan,Lu Tan,Off roll',
      'Roy Pip,Al Pip,Amber',
    ])) as { children: string[]; notes: string };
    expect(children).toEqual(['May Orr: Ed Orr', 'Roy Pip: Al Pip', 'Tia Fox: Jo Fox']);
    expect(notes).toContain('“Amber” is not known to us as a status, and they are taken to be here');
  });

  it('is said by “On roll”, too', async () => {
    const lines = ['Child,Mum,On roll', 'Bryn Holt,Nerys Holt,No', 'Tia Fox,Jo Fox,Yes'];
    expect(await take(lines)).toMatchObject({ children: ['Tia Fox: Jo Fox'] });
  });
});

describe('A parent’s cell', () => {
  it.each(['Deceased', 'Not allowed contact', 'No contact', 'Absent'])('%s is nobody', async (cell) => {
    const lines = ['Child,Mum,Dad', `Bryn Holt,Nerys Holt,${cell}`, `Tia Fox,,${cell}`];
    expect(await take(lines)).toMatchObject({ children: ['Bryn Holt: Nerys Holt', 'Tia Fox: '] });
  });
});

it('Half a name of two columns is told', async () => {
  const { notes } = (await take(['Forename,Surname,Mum', 'Bryn,,Nerys Holt', 'Tia,Fox,Jo Fox'])) as {
    notes: string;
  };
  expect(notes).toContain(
    'list.csv: line 2: there is one name alone, and the first name or the surname is missing.',
  );
});

it.each(['Deputy', 'Admin'])(
  'The job title %s gives no role before somebody has said which',
  async (title) => {
    const lines = ['Staff name,Job title', `Kim Day,${title}`, `Lee Dow,${title} / Manager`];
    expect(await take(lines)).toEqual({ asked: [title] });
    expect(await take(lines, readMap(`${title}=staff`))).not.toHaveProperty('asked');
  },
);

it('A parent’s surname that is written “if different” is else the child’s', async () => {
  const lines = ['Child,Mum first name,Mum surname (if different)', 'Bryn Holt,Nerys,', 'Tia Fox,Jo,Marr'];
  expect(await take(lines)).toMatchObject({
    children: ['Bryn Holt: Nerys Holt', 'Tia Fox: Jo Marr'],
    notes: expect.stringContaining('line 2: a parent whose surname would stand here'),
  });
});

it('“No contact with dad” leaves out no dad who is named', async () => {
  const lines = ['Child,Parents', 'Bryn Holt,"Mum Nerys Holt, no contact with dad Ivan Marr"'];
  expect(await take(lines)).not.toMatchObject({ children: ['Bryn Holt: Nerys Holt'] });
});

describe('A number sign', () => {
  it('over numbers, and before them, makes no comment of a row', async () => {
    const lines = ['#,Child,Mum', '#1,Bryn Holt,Nerys Holt', '2,Tia Fox,Jo Fox'];
    expect(await take(lines)).toMatchObject({ children: ['Bryn Holt: Nerys Holt', 'Tia Fox: Jo Fox'] });
  });

  it('before a row of several cells is told', async () => {
    const { notes } = (await take(['Child,Mum', '#Bryn Holt,Nerys Holt', 'Tia Fox,Jo Fox'])) as {
      notes: string;
    };
    expect(notes).toContain('line 2: it begins with #, and was passed over');
  });
});
