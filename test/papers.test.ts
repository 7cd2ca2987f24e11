import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BOUNDARY_PRIVACY } from '../src/core/boundaries/boundary.ts';
import { OFFICER_ORDER, ROLE_LABELS } from '../src/core/people/person.ts';
import { isErased, type Privacy, type Term } from '../src/core/records/privacy.ts';
import { erasableOn, MESSAGE_DAYS } from '../src/core/records/retention.ts';
import { KEPT as PROMISED } from '../src/core/records/rights.ts';
import { TAKEN_BACK_MS } from '../src/core/settings/last-import.ts';
import { ERASURES } from '../src/store/nouns/index.ts';
import { readingOfText } from './transcripts/reading.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const PAPERS = ['record-of-processing', 'privacy-notice-staff', 'privacy-notice-parents', 'dpia'];
const paper = (name: string) => read(`docs/papers/${name}.md`);

const schema = readdirSync(join(root, 'migrations'))
  .filter((name) => name.endsWith('.sql'))
  .map((name) => read(`migrations/${name}`))
  .join('\n');
const TABLES = [...schema.matchAll(/^CREATE TABLE (\w+) \(/gm)].map(([, table = '']) => table);

const NUMBERS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** Full years that the code keeps a record of this term after the last day that counts for it. */
function years(term: Term, ends: Partial<Parameters<typeof erasableOn>[0]>): string {
  const on = erasableOn({ childrenLeaveOn: [], closedOn: null, leftOn: null, ...ends, term });
  expect(on).toMatch(/-12-18$/);
  return `${NUMBERS[Number(on?.slice(0, 4)) - 2026]} years`;
}
const LAST = '2026-12-18';
const afterChild = `${years('children', { childrenLeaveOn: [LAST] })} after the last child it is about has left`;
const TERMS: Readonly<Record<Term, string>> = {
  children: afterChild,
  case: `${afterChild}; without a child, ${years('case', { closedOn: LAST, leftOn: LAST })} after it was closed or its declarer left, whichever came last`,
  leaver: `${years('leaver', { leftOn: LAST })} after the person left`,
  person: `${years('person', { leftOn: LAST })} after the person left and ${years('person', { childrenLeaveOn: [LAST] })} after the last of their children here left, whichever came last`,
};

/** A number of days that the code has under this name. */
function daysIn(path: string, name: string): string {
  const [, days] = new RegExp(`^const ${name} = (\\d+) \\* 86_400_000;`, 'm').exec(read(path)) ?? [];
  if (days === undefined) throw new Error(`${path} has no ${name} in days`);
  return `${NUMBERS[Number(days)] ?? days} days`;
}
const ANSWERS = daysIn('src/core/notices/due.ts', 'ANSWERS_KEPT_MS');
const A_DAY = `${NUMBERS[TAKEN_BACK_MS / 86_400_000]} day`;
const STAYS = 'as long as the register';

/**
 * How long the rows of tables that no erasure changes are kept. A new table is erased, or stands here: `stays` are ids, days and
 * states by which nobody is known any more once the records beside them are erased, or the setting's own.
 */
const OTHERWISE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'settings',
      'posts',
      'absences',
      'proposals',
      'enrolments',
      'carer_links',
      'verdicts',
      'clearances',
      'openings',
      'passes',
      'policies',
      'policy_texts',
      'legal_holds',
      'imports',
      'retired_numbers',
      'chain_heads',
    ].map((table) => [table, STAYS]),
  ),
  audit: 'with the record that it tells of',
  notices: `${MESSAGE_DAYS} days`,
  messages: daysIn('src/core/notices/redraw.ts', 'KEPT_MS'),
  intents: ANSWERS,
  last_imports: A_DAY,
  answered_activities: ANSWERS,
  conversations: 'until the app is removed for that account, or the person’s record is erased',
  installations: 'until the workspace removes the app',
};

/** How long each table's rows, or what is personal in them, are kept by the code. */
const KEPT = new Map<string, string>([
  ...Object.entries(OTHERWISE),
  ...ERASURES.flatMap(({ rule, erasing }) =>
    erasing.flatMap(({ of }) => (of === null ? [] : [[of.table, TERMS[rule.term]] as const])),
  ),
]);

/** The kinds of record, as the record of processing describes each: its lines by their labels. */
const KINDS = paper('record-of-processing')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const lines = new Map(
      [...section.matchAll(/^- \*\*(.+?):\*\* (.*)$/gm)].map(([, label = '', words = '']) => [label, words]),
    );
    const tables = [...(lines.get('In the register') ?? '').matchAll(/`(\w+)`/g)].map(
      ([, table = '']) => table,
    );
    return { kind: section.split('\n', 1)[0] ?? '', lines, tables };
  });

describe('the record of processing', () => {
  it('names every table of the register once, and no other', () => {
    expect(KINDS.flatMap(({ tables }) => tables).sort()).toEqual([...TABLES].sort());
  });

  it.each(TABLES)('says how long %s is kept, as the code has it', (table) => {
    const period = KEPT.get(table);
    expect(
      period,
      'a new table is erased by a noun (store/nouns), or stands in OTHERWISE above',
    ).toBeDefined();
    expect(KINDS.find(({ tables }) => tables.includes(table))?.lines.get('Kept')).toContain(period);
  });

  it.each(KINDS.map((kind) => [kind.kind, kind] as const))('says all that is asked of %s', (_, { lines }) => {
    expect([...lines.keys()]).toEqual([
      'What',
      'About',
      'Why',
      'Basis',
      'Read by',
      'Kept',
      'In the register',
    ]);
    expect([...lines.values()].filter((words) => words.length < 5)).toEqual([]);
  });

  /** What a personal field is called in it. A field without a word here is new, and has yet to be written down. */
  const CALLED: Readonly<Record<string, string>> = {
    name: 'name',
    ref: 'reference',
    email: 'e-mail address',
    sessions: 'days',
    lookedWith: 'with whom an officer looked',
    declarerName: 'who declared',
    counterpart: 'whom they know',
    counterpartName: 'whom they know',
    child: 'child',
    childName: 'child',
    children: 'child',
    carers: 'carers',
    asked: 'who was asked',
    kind: 'kind',
    since: 'since when',
    networks: 'networks',
    note: 'note',
    officerNote: 'officer’s note',
    endReason: 'reason',
    earlier: 'earlier answers',
    staffName: 'member of staff',
    parentName: 'parent',
    subjectName: 'whom it is about',
    outcome: 'outcome',
    reason: 'reason',
    account: 'account',
    staffAccount: 'account',
    witness: 'witness',
    nameTyped: 'name typed',
    parentTyped: 'name typed',
    terms: 'terms',
  };
  const personal = [
    ...ERASURES.map(({ rule, erasing }) => ({
      table: erasing.findLast(({ of }) => of?.hasErasedOn)?.of?.table ?? '',
      privacy: rule.privacy as Readonly<Record<string, Privacy>>,
    })),
    { table: 'boundaries', privacy: BOUNDARY_PRIVACY },
  ].flatMap(({ table, privacy }) =>
    Object.entries(privacy).flatMap(([field, is]) => (isErased(is) ? [[table, field] as const] : [])),
  );

  it.each(personal)('says that %s hold %s', (table, field) => {
    const what = KINDS.find(({ tables }) => tables.includes(table))
      ?.lines.get('What')
      ?.toLowerCase();
    expect(CALLED[field], `say what ${table}.${field} is called`).toBeDefined();
    expect(what).toContain(CALLED[field]);
  });
});

describe.each(PAPERS)('%s', (name) => {
  const words = paper(name);

  it('bears the day on which it was written, and says that it is a draft for the setting to check', () => {
    expect(words).toMatch(
      /^# .+\n\n\*Written on \d{1,2} [A-Z][a-z]+ \d{4}\. A draft for the setting to check/,
    );
  });

  it('promises no period that the code does not keep', () => {
    const periods = words.match(/\b(?:\w+|\d+) years? after [^.;,:|*]+/gi) ?? [];
    const known = [
      ...Object.values(TERMS)
        .join('; ')
        .matchAll(/(\w+ years) after/g),
    ].map(([, each = '']) => each);
    for (const period of periods) expect(known).toContain(/^(\w+ years?)/i.exec(period)?.[1]?.toLowerCase());
    const days = words.match(/\b\d+ days\b/g) ?? [];
    const knownDays = [`${MESSAGE_DAYS} days`, OTHERWISE.messages, '30 days', '35 days'];
    expect(days.filter((each) => !knownDays.includes(each))).toEqual([]);
  });
});

describe.each(['privacy-notice-staff', 'privacy-notice-parents'])('%s', (name) => {
  const words = paper(name);

  it('is read with ease', () => {
    const { grade, longest } = readingOfText(words.replace(/^\|.*$/gm, ''));
    expect(grade).toBeLessThan(9);
    expect(longest.words, longest.sentence).toBeLessThanOrEqual(35);
  });

  it('says who is responsible, why, on what basis, who reads it, how long, what one may ask and how to complain', () => {
    for (const said of [
      '[name of the setting]',
      'legitimate interests',
      'Slack',
      'Microsoft',
      'copy',
      'put right',
      'object',
      'within 30 days',
      'Information Commissioner’s Office',
      '0303 123 1113',
    ])
      expect(words).toContain(said);
    for (const period of ['three years', 'six years', `${MESSAGE_DAYS} days`].slice(
      0,
      name.endsWith('staff') ? 3 : 2,
    ))
      expect(words).toContain(period);
  });
});

it('staff are promised what their own copy of their data promises', () => {
  for (const period of Object.values(PROMISED)) expect(paper('privacy-notice-staff')).toContain(period);
});

it('the DPIA names every officer who may read a case, in their order, and leaves what the setting decides open', () => {
  const words = paper('dpia');
  const order = OFFICER_ORDER.map((role) => words.indexOf(ROLE_LABELS[role]));
  expect(order.every((at) => at >= 0)).toBe(true);
  for (const step of [1, 2, 3, 4, 5, 6, 7]) expect(words).toContain(`## ${step}. `);
  expect(words.match(/\[[^\]]+\](?!\()/g)?.length ?? 0).toBeGreaterThan(10);
});
