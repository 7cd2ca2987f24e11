import fc from 'fast-check';
import type { Eligibility } from '../../src/core/rules/eligibility.ts';
import type { OpenedStore } from '../../src/store/index.ts';
import { type Imported, importedSetting } from './imported.ts';

// A small register, and whatever may be done to it without an officer's act that lifts a block: who was No stays so (rules: A change of the
// register never lifts a block).

/** What may end by itself or with another row: not in post, an arrangement, an unsigned agreement. */
const MAY_END = ['K7', 'K9', 'K10'];

const STAFF = [
  { ref: 'P1', name: 'Dora Marlow', roles: 'staff;dso' },
  { ref: 'P2', name: 'Max Arden', roles: 'staff;manager' },
  { ref: 'P3', name: 'Pia Lowe', roles: 'staff;deputy_dso' },
  { ref: 'P4', name: 'Ann Lee', roles: 'staff' },
  { ref: 'P5', name: 'Bea Stone', roles: 'staff' },
  { ref: 'P6', name: 'Cal Frost', roles: 'staff' },
];
const OFFICERS = ['Dora Marlow', 'Max Arden', 'Pia Lowe'];
/** Who may record changes of the register. */
const RECORDERS = OFFICERS;
const CHILDREN = ['Isla', 'Noah', 'Tia', 'Omar', 'Wren', 'Zac', 'Lena', 'Kit'];

/** People on forms: namesakes told apart by an address or not at all, people alike, members of staff, a household's address. */
const CARERS = [
  'Sarah Jones',
  'Sarah Jones <sarah.two@families.test>',
  'Sara Jones',
  'Mike Reed',
  'Mike Reed <mike@families.test>',
  'Megan Pike',
  'Meg Pike',
  'Ann Lee <ann@elm.test>',
  'Cal Frost',
  'Jo Vale <vale@families.test>',
  'Sam Vale <vale@families.test>',
  'Rita Khan #F7',
];
const RELATIONS = ['', ' (mother)', ' (relative: aunt)', ' (guardian)'];
const KINDS = [
  'friend',
  'godparent',
  'household',
  'partner',
  'neighbour',
  'former_partner',
  'own_child',
  'family',
];

interface Row {
  ref: string;
  name: string;
  leaves: string;
  isProtected: boolean;
  carers: string[];
}

interface Folder {
  rows: Row[];
  staff: { ref: string; name: string; email: string; roles: string }[];
}

interface Declared {
  by: number;
  about: number;
  kind: number;
  /** What its officer made of it: nothing, or an outcome; whether its declarer has asked to end it. */
  fate: number;
}

/** One change: what, to which child and entry, how, and by whom. */
interface Change {
  what: (typeof CHANGES)[number];
  child: number;
  at: number;
  how: number;
  who: number;
}

export interface Sequence {
  rows: { carers: number[]; isProtected: boolean }[];
  declared: Declared[];
  held: { staff: number; child: number }[];
  changes: Change[];
}

const CHANGES = [
  'removed',
  'renamed',
  'exchanged',
  'merged',
  'added',
  'related',
  'swapped',
  'none',
  'emptied',
  'child renamed',
  'child leaves',
  'bare',
  'address',
  'staff renamed',
  'staff row',
  'imported again',
  'overwritten',
  'rename flag',
  'chat carers',
  'chat none',
  'chat leaves',
  'chat person',
  'chat update',
  'chat end',
  'chat family',
  'still a parent',
  'same person',
] as const;

const nat = (max: number) => fc.nat({ max: max - 1 });

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  rows: fc.array(
    fc.record({
      carers: fc.uniqueArray(nat(CARERS.length), { minLength: 1, maxLength: 3 }),
      isProtected: fc.boolean(),
    }),
    { minLength: CHILDREN.length, maxLength: CHILDREN.length },
  ),
  declared: fc.array(
    fc.record({ by: nat(STAFF.length), about: nat(100), kind: nat(KINDS.length), fate: nat(6) }),
    { minLength: 3, maxLength: 7 },
  ),
  held: fc.array(fc.record({ staff: nat(STAFF.length), child: nat(CHILDREN.length) }), { maxLength: 1 }),
  changes: fc.array(
    fc.record({
      what: fc.constantFrom(...CHANGES),
      child: nat(CHILDREN.length),
      at: nat(4),
      how: nat(24),
      who: nat(60),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

/** Carries out a sequence in a setting of its own. Gives what was lifted: nothing, if the rules hold. */
export async function liftedBy(store: OpenedStore, code: string, sequence: Sequence): Promise<string[]> {
  const elm = importedSetting(store, code);
  const register: Folder = {
    staff: STAFF.map((person) => ({
      ...person,
      email: `${person.name.split(' ')[0]?.toLowerCase()}@elm.test`,
    })),
    rows: sequence.rows.map(({ carers, isProtected }, at) => ({
      ref: `C${at + 1}`,
      name: `${CHILDREN[at]} ${['Jones', 'Reed', 'Pike'][at % 3]}`,
      leaves: '',
      isProtected: isProtected && at === 0,
      carers: carers
        .map((carer) => `${CARERS[carer]}${RELATIONS[(carer + at) % RELATIONS.length]}`)
        .filter((carer, place, all) => all.findIndex((other) => nameOf(other) === nameOf(carer)) === place),
    })),
  };
  try {
    let first = await elm.load(filesOf(code, register));
    if (first.faults.length > 0) {
      // Namesakes with an address and without one: the folder has to say which of them is meant.
      for (const row of register.rows)
        row.carers = row.carers.map((carer) =>
          carer.replace(/^(Sarah|Mike) (\w+)(?= \(|$)/, '$1 $2 <$1@families.test>'),
        );
      first = await elm.load(filesOf(code, register));
    }
    if (first.faults.length > 0) throw new Error(first.faults.join('\n'));
    await declareAll(sequence, register.rows, elm);
    const blocked = new Map<string, string>();
    const block = async () => {
      for (const { key, result, ...pair } of await elm.answers())
        if (result.reasons.some(({ id, answer }) => answer === 'no' && !MAY_END.includes(id)))
          blocked.set(key, blocked.get(key) ?? inWords(pair, result));
    };
    await block();
    const done: string[] = [];
    for (const change of sequence.changes) {
      done.push(await carryOut(change, register, code, elm));
      const lifted = (await elm.answers()).flatMap(({ key, result, ...pair }) => {
        const before = blocked.get(key);
        return before === undefined || result.answer === 'no'
          ? []
          : [`${before} → ${inWords(pair, result)}, by ${done.join('; ')}`];
      });
      if (lifted.length > 0) return lifted;
      await block();
    }
    return [];
  } finally {
    elm.remove();
  }
}

function inWords(
  { staff, child }: { staff: string; child: string },
  { answer, reasons }: Eligibility,
): string {
  return `${staff} for ${child}: ${answer} ${reasons.map(({ id }) => id).join(' ')}`;
}

function filesOf(code: string, { staff, rows }: Folder): Record<string, string> {
  return {
    'setting.json': JSON.stringify({ code, name: 'Elm House' }),
    'people.csv': [
      'ref,name,email,roles,starts_on,key_person_capable',
      ...staff.map(({ ref, name, email, roles }) => `${ref},${name},${email},${roles},2018-09-03,yes`),
    ].join('\n'),
    'children.csv': [
      'ref,name,starts_on,leaves_on,carers,protected',
      ...rows.map(
        ({ ref, name, leaves, carers, isProtected }) =>
          `${ref},${name},2025-09-03,${leaves},"${carers.join('; ')}",${isProtected ? 'yes' : 'no'}`,
      ),
    ].join('\n'),
  };
}

/** Carries out one change, and gives it in words. What an import refuses is undone in the folder, too. */
async function carryOut(change: Change, register: Folder, code: string, elm: Imported): Promise<string> {
  const step = changed(change, register, await elm.declarations());
  if (step.said !== undefined) {
    await elm.say(...step.said);
    return step.words;
  }
  const kept = structuredClone(register);
  step.edit?.();
  const { overwrite = false, renames = [] } = step;
  const report = await elm.load(filesOf(code, register), { overwrite, renames });
  if (report.faults.length > 0) Object.assign(register, kept);
  for (const words of step.afterwards ?? []) for (const officer of OFFICERS) await elm.say(officer, words);
  return step.words;
}

/** An entry's name without address, reference and relation. */
function nameOf(entry: string): string {
  return entry.replace(/ *[<(#].*$/, '');
}

/** Declarations of every kind and state, holds, and what officers made of them. */
async function declareAll({ declared, held }: Sequence, rows: readonly Row[], elm: Imported): Promise<void> {
  const officers = async (words: string) => {
    for (const officer of OFFICERS) {
      const answer = await elm.say(officer, words);
      if (answer?.kind === 'view' && !answer.refused) return;
    }
  };
  for (const { by, about, kind, fate } of declared) {
    const who = STAFF[by]?.name ?? '';
    const row = rows[about % rows.length];
    const entry = row?.carers[about % (row.carers.length || 1)] ?? '';
    const name = nameOf(entry);
    const told = KINDS[kind] ?? 'friend';
    const colleague = STAFF[(by + 1 + (about % 5)) % STAFF.length]?.name ?? '';
    const since = ['own_child', 'family', 'household'].includes(told) ? '' : ' since=2019';
    const known = new Set((await elm.declarations()).map(({ number }) => number));
    if (about > 90) await elm.say(who, `declare "${colleague}" kind=${told}${since}`);
    else if (about > 80)
      await elm.say(who, `declare "Nobody Known" kind=${told}${since} child="${row?.name}"`);
    else await elm.say(who, `declare "${name}" kind=${told}${since} child="${row?.name}"`);
    for (const { number } of (await elm.declarations()).filter((each) => !known.has(each.number))) {
      if (fate === 1) await officers(`decide D-${number} noted affected_child=no`);
      if (fate === 2) await officers(`decide D-${number} not_personal affected_child=no`);
      if (fate === 3) await officers(`decide D-${number} returned note="Which one?"`);
      if (fate === 4) {
        await officers(`decide D-${number} managed affected_child=no`);
        await elm.say(who, `end D-${number} ended_on=2026-11-20 reason="Over."`);
      }
      if (fate === 5) await officers(`match D-${number} child="${row?.name}" may=no`);
    }
  }
  for (const { staff, child } of held)
    await officers(`hold "${rows[child]?.name}" staff="${STAFF[staff]?.name}" reason="Not now."`);
}

interface Made {
  words: string;
  edit?: () => void;
  said?: [who: string, words: string];
  /** What the officers say once it is imported. */
  afterwards?: string[];
  overwrite?: boolean;
  renames?: { from: string; to: string }[];
}

function changed(
  { what, child, at, how, who }: Change,
  { rows, staff }: Folder,
  declarations: readonly { number: number; by: string }[],
): Made {
  const row = rows[child] as Row;
  const index = row.carers.length === 0 ? 0 : at % row.carers.length;
  const entry = row.carers[index] ?? 'Sarah Jones';
  const other = `${CARERS[how % CARERS.length]}${RELATIONS[at]}`;
  const recorder = RECORDERS[who % RECORDERS.length] ?? '';
  const words = `${what} (${row.name}, ${entry} / ${other}, ${recorder})`;
  const edit = (to: () => void): Made => ({ words, edit: to });
  const set = (carers: string[]) => edit(() => Object.assign(row, { carers }));
  const without = row.carers.filter((_, place) => place !== index);
  const said = (speaker: string, command: string): Made => ({
    words: `${speaker}: ${command}`,
    said: [speaker, command],
  });
  const declaration = declarations[how % (declarations.length || 1)];
  switch (what) {
    case 'removed':
      return set(without.length === 0 ? ['none'] : without);
    case 'renamed':
      return set(row.carers.length === 0 ? [other] : row.carers.with(index, renamed(entry, how)));
    case 'exchanged':
      return set(row.carers.length === 0 ? [other] : row.carers.with(index, other));
    case 'merged':
      return set([`${nameOf(entry)} & ${nameOf(other)}`, ...without]);
    case 'added':
      return set([...row.carers.filter((carer) => carer !== 'none'), other]);
    case 'related':
      return set(
        row.carers.map((carer, place) =>
          place === index ? `${carer.replace(/ *\(.*$/, '')}${RELATIONS[how % 4]}` : carer,
        ),
      );
    case 'swapped':
      return edit(() => {
        const second = rows[(child + 1 + at) % rows.length] as Row;
        [row.carers, second.carers] = [second.carers, row.carers];
      });
    case 'none':
      return set(['none']);
    case 'emptied':
      return set([]);
    case 'child renamed':
      return edit(() =>
        Object.assign(row, { name: `${row.name.split(' ')[0]} ${['Vale', 'Jones', 'Khan'][how % 3]}` }),
      );
    case 'child leaves':
      return edit(() => Object.assign(row, { leaves: row.leaves === '' ? '2026-12-18' : '' }));
    case 'bare':
      return edit(() => {
        for (const each of rows) each.carers = each.carers.map((carer) => carer.replace(/ *<.*?>/, ''));
      });
    case 'address':
      return set(row.carers.map((carer, place) => (place === index ? withAddress(carer, how) : carer)));
    case 'staff renamed':
      return edit(() => {
        const person = staff[how % staff.length];
        if (person) person.name = `${person.name.split(' ')[0]} ${['Hart', 'Lee', 'Jones'][at % 3]}`;
      });
    case 'staff row':
      return edit(() => {
        const name = nameOf(entry);
        if (staff.some((person) => person.name === name) || name === 'none') return;
        const email = /<(.*)>/.exec(entry)?.[1] ?? '';
        staff.push({ ref: `P${staff.length + 1}`, name, email, roles: 'staff' });
      });
    case 'imported again':
      return edit(() => undefined);
    case 'overwritten':
      return { ...edit(() => undefined), overwrite: true };
    case 'rename flag': {
      const from = nameOf(entry);
      const to = renamed(from, how);
      return {
        words: `${words} --rename ${from}=${to}`,
        edit: () => {
          for (const each of rows) each.carers = each.carers.map((carer) => carer.replace(from, to));
          for (const person of staff) if (person.name === from) person.name = to;
        },
        renames: [{ from, to }],
      };
    }
    case 'chat carers':
      return said(
        recorder,
        `child "${row.name}" carers="${[...without, ...(how % 2 ? [other] : [])].join('; ') || 'none'}"`,
      );
    case 'chat none':
      return said(recorder, `child "${row.name}" carers=none`);
    case 'chat leaves':
      return said(recorder, `child "${row.name}" leaves_on=2026-12-18`);
    case 'chat person': {
      const person = staff[how % staff.length];
      const does = ['leaves_on=2026-12-18', 'key_person_capable=yes', `ref=${person?.ref}`, 'roles=staff'][
        at
      ];
      return said('Max Arden', `person "${at === 3 ? nameOf(entry) : person?.name}" ${does}`);
    }
    case 'chat update':
      return said(declaration?.by ?? '', `update D-${declaration?.number} kind=neighbour since=2019`);
    case 'chat end':
      return said(declaration?.by ?? '', `end D-${declaration?.number} ended_on=2026-11-20 reason="Over."`);
    // What an officer says to keep a block lifts none.
    case 'still a parent':
      return {
        ...set(without.length === 0 ? ['none'] : without),
        afterwards: [
          ...declarations.map(({ number }) => `match D-${number} carer=parent`),
          `match child="${row.name}" person="${nameOf(entry)}" carer=parent`,
        ],
      };
    case 'same person': {
      // Off every row, so that what was declared goes with the new name, or with that of somebody else.
      const name = nameOf(entry);
      const fresh = renamed(entry, how);
      const now = how % 2 === 0 ? nameOf(fresh) : nameOf(other);
      return {
        words: `${words}, now ${now}`,
        edit: () => {
          for (const each of rows)
            each.carers = each.carers.map((carer) => (nameOf(carer) === name ? renamed(carer, how) : carer));
        },
        afterwards: declarations.map(({ number }) => `match D-${number} carer=renamed person="${now}"`),
      };
    }
    case 'chat family':
      return said(staff[how % 6]?.name ?? '', `family "${row.name}" answer=nothing`);
  }
}

/** The same person under another name, or somebody else: a slip, another surname, another first name. */
function renamed(entry: string, how: number): string {
  const [name = ''] = /^[^<(#]*/.exec(entry) ?? [];
  const rest = entry.slice(name.length);
  const [first = '', last = ''] = name.trim().split(' ');
  const fresh = [`${first} ${last}e`, `${first} Holt`, `Una ${last}`, `${last} ${first}`][how % 4] ?? name;
  return `${fresh} ${rest}`.trim();
}

function withAddress(entry: string, how: number): string {
  const bare = entry.replace(/ *<.*?>/, '');
  const address = ['', ' <new@families.test>', ' <sarah.two@families.test>', ' <mike@families.test>'][
    how % 4
  ];
  const at = bare.search(/ *[#(]/);
  return at < 0 ? `${bare}${address}` : `${bare.slice(0, at)}${address}${bare.slice(at)}`;
}
