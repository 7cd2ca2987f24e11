import type { Invocation } from '../../../src/core/talk/parse.ts';
import type { Answer, Input } from '../../../src/core/talk/view.ts';
import { commands } from '../../support/platforms.ts';
import type { Deed } from './deeds.ts';
import type { Cast } from './setting.ts';
import { differences, linesOf } from './shown.ts';
import type { World } from './world.ts';

/** What somebody looks at, and where what they see differs. */
export interface Difference {
  /** When: days after the deed. */
  day: number;
  verb: string;
  /** What was said, pressed or sent; or `messages`. */
  said: string;
  line: string;
}

/** What somebody may say to learn of a deed, in each verb: NAMES stand for those whom it concerns. */
export const SAID: Record<string, readonly string[]> = {
  adopt: ['adopt social-media material', 'adopt social-media reaffirmed', 'adopt confidentiality material'],
  acknowledge: ['acknowledge social-media'],
  arrange: ['arrange CHILD babysitting starts_on=01/12/2026'],
  assign: ['assign CHILD staff=COLLEAGUE', 'assign CHILD staff=ABOUT', 'assign CHILD staff=MYSELF'],
  away: ['away from=2026-12-21 to=2026-12-22', 'away from=2026-12-21 to=2026-12-22 staff=ABOUT'],
  boundary: ['boundary REF'],
  carers: ['carers'],
  child: ['child CHILD', 'child CHILD carers=none', 'child CHILD leaves_on=2026-12-18'],
  conduct: [
    'conduct ABOUT',
    'conduct ABOUT clause=G5 note=numbat',
    'conduct COLLEAGUE clause=G5',
    'conduct ref=REF',
  ],
  confirm: ['confirm REF', 'confirm REF still_true=yes affected_child=no', 'confirm ABOUT'],
  connect: ['connect CARER facebook', 'connect ABOUT facebook', 'connect "Una Reed" facebook'],
  contacts: ['contacts CHILD'],
  decide: ['decide REF', 'decide REF noted affected_child=no'],
  declare: [
    'declare CARER friend since=2018',
    'declare CARER family child=CHILD',
    'declare ABOUT close_friend since=2018',
    'declare CARER friend since=2018 on_behalf_of=COLLEAGUE',
  ],
  end: ['end REF', 'end REF ended_on=2026-11-20 reason=Over.'],
  families: ['families', 'families none'],
  family: ['family CHILD answer=nothing', 'family CHILD answer=declare'],
  help: ['help declare'],
  hold: ['hold CHILD staff=ABOUT reason=numbat', 'hold CHILD staff=COLLEAGUE reason=numbat'],
  keypeople: ['keypeople', 'keypeople on=2026-12-10'],
  keyperson: ['keyperson', 'keyperson CHILD', 'keyperson CHILD on=2026-12-10'],
  match: ['match REF', 'match REF reject=yes', 'match child=CHILD'],
  me: ['me show=all'],
  outstanding: ['outstanding social-media', 'outstanding confidentiality', 'outstanding show=signed'],
  paper: [
    'paper ABOUT confidentiality signed_on=2026-11-20 witness=COLLEAGUE',
    'paper COLLEAGUE policy signed_on=2026-11-20 witness=MYSELF',
  ],
  pass: ['pass REF'],
  person: ['person ABOUT', 'person CARER', 'person CARER roles=staff', 'person ABOUT leaves_on=2026-12-18'],
  policy: ['policy social-media'],
  recuse: ['recuse CHILD'],
  remind: ['remind', 'remind social-media policy'],
  register: ['register', 'register CHILD'],
  sign: ['sign full_name=MYSELF agree=yes'],
  unassign: ['unassign CHILD staff=ABOUT on=2026-12-10 reason=numbat'],
  unhold: ['unhold CHILD staff=ABOUT reason=numbat', 'unhold CHILD staff=MYSELF reason=numbat'],
  update: ['update REF', 'update REF note=numbat'],
  // A file: what it holds stands behind the verb.
  upload: [
    'upload Child,Start,Carers\nCHILD,2026-09-07,CARER',
    'upload Child,Start,Carers\nCHILD,2026-09-07,"Una Reed"',
    'upload Child,Start,Carers,Key person\nCHILD,2026-09-07,CARER,COLLEAGUE',
    'upload Name,Job title,Last day\nABOUT,staff,2026-12-18',
    'upload Staff name,Job title\nCARER,staff',
  ],
};

/** What is answered where a form asks and nothing is filled in yet. */
const FILLED: Input = {
  agree: 'yes',
  answer: 'nothing',
  kind: 'friend',
  since: '2018',
  network: 'facebook',
  clause: 'G5',
  change: 'material',
  reason: 'numbat',
  note: 'numbat',
  outcome: 'noted',
  affected_child: 'no',
  still_true: 'yes',
  ended_on: '2026-11-20',
  starts_on: '2026-12-01',
  from: '2026-12-21',
  to: '2026-12-22',
  on: '2026-12-10',
  what: 'policy',
  signed_on: '2026-11-20',
};

/** What each picker is asked with. */
const TYPED = ['', 'a', 's'];

export interface Looked {
  differences: Difference[];
  /** Verbs that answered with more than a refusal for this role. */
  verbs: Set<string>;
  answers: number;
}

/** A file that is given, with what it holds; undefined where none is. */
function uploaded(said: string): Invocation | undefined {
  const [, holds] = /^upload (.+)$/s.exec(said) ?? [];
  if (holds === undefined) return undefined;
  const file = { name: 'list.csv', holds, read: async () => new TextEncoder().encode(holds) };
  return { command: 'upload', input: {}, files: [file] };
}

/** The answers of the world without the deed: the same for whatever is compared with it. */
export type Memo = Map<string, Answer>;

/** Compares everything that somebody can be answered in two worlds: each verb, each form sent, each button pressed, each picker. */
export async function look(
  reader: string,
  {
    withIt,
    without,
    memo,
    cast,
    deed,
    refs,
    day,
    depth,
  }: {
    withIt: World;
    without: World;
    memo: Memo;
    cast: Cast;
    deed: Deed;
    refs: readonly string[];
    day: number;
    /** How far buttons and forms are followed. */
    depth: number;
  },
): Promise<Looked> {
  const looked: Looked = { differences: [], verbs: new Set(), answers: 0 };
  const seen = new Set<string>();
  const names = namesFor(reader, cast, deed);
  const lines = (verb: string) =>
    (SAID[verb] ?? []).flatMap((line) =>
      line.includes('REF')
        ? refs.map((ref) => line.replace('REF', ref))
        : [
            Object.entries(names).reduce(
              (said, [word, name]) => said.replace(word, JSON.stringify(name)),
              line,
            ),
          ],
    );
  const ask = async (said: string | Invocation, left: number): Promise<Answer | undefined> => {
    // What is typed and what a button holds are one question where they say the same.
    const asked = typeof said === 'string' ? (uploaded(said) ?? withIt.parse(said)) : said;
    const key = JSON.stringify(asked);
    if (seen.has(key)) return undefined;
    seen.add(key);
    // One after the other: what they draw is drawn by what is being done.
    const there = memo.get(key) ?? (await without.look(reader, asked));
    memo.set(key, there);
    const here = await withIt.look(reader, asked);
    looked.answers++;
    const verb = asked.command;
    if (there.kind === 'form' || !there.refused) looked.verbs.add(verb);
    looked.differences.push(
      ...differences(linesOf(here), linesOf(there)).map((line) => ({ day, verb, said: key, line })),
    );
    if (left === 0) return there;
    for (const next of onwards(here, names).filter((each) =>
      onwards(there, names).some((other) => alike(each, other)),
    ))
      await ask(next, left - 1);
    return there;
  };
  for (const { name } of commands) {
    const bare = await ask({ command: name, input: {} }, depth);
    // A verb of other roles gives one and the same refusal.
    if (bare?.kind === 'view' && bare.cites?.includes('authority')) continue;
    for (const said of lines(name)) await ask(said, depth);
  }
  for (const { name, fields } of commands)
    for (const field of Object.keys(fields))
      for (const typed of TYPED) {
        const said = { command: name, input: {} };
        const [here, there] = await Promise.all(
          [withIt, without].map((world) => world.suggest(reader, said, field, typed)),
        );
        const lines = (offered: unknown[] = []) =>
          offered.map((choice) => `offered: ${JSON.stringify(choice)}`);
        looked.differences.push(
          ...differences(lines(here), lines(there)).map((line) => ({
            day,
            verb: name,
            said: `${name}.${field} “${typed}”`,
            line,
          })),
        );
      }
  return looked;
}

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Where an answer leads: its buttons, and its form sent as it stands, what is missing filled in. */
function onwards(answer: Answer, names: Record<string, string>): Invocation[] {
  const buttons =
    answer.kind === 'form'
      ? (answer.buttons ?? [])
      : answer.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const pressed = buttons.map(({ run }): Invocation => ({ command: run.command, input: run.input }));
  if (answer.kind === 'view') return pressed;
  const input: Input = {};
  for (const { name, value, required } of answer.inputs) {
    const said = value ?? (required ? (FILLED[name] ?? nameFor(name, names)) : undefined);
    if (said !== undefined) input[name] = said;
  }
  return [...pressed, { command: answer.command, input, submitted: true }];
}

function nameFor(
  field: string,
  { CHILD, ABOUT, CARER, COLLEAGUE, MYSELF }: Record<string, string>,
): string | undefined {
  return {
    child: CHILD,
    name: ABOUT,
    staff: ABOUT,
    who: CARER,
    person: ABOUT,
    witness: COLLEAGUE,
    full_name: MYSELF,
  }[field];
}

function namesFor(reader: string, cast: Cast, { by, about, children }: Deed): Record<string, string> {
  const [child = cast.children[0]?.name ?? ''] = children;
  const staff = cast.people.map(({ name }) => name);
  const carers = cast.children.find(({ name }) => name === child)?.carers ?? [];
  return {
    CHILD: child,
    CARER: about.find((name) => !staff.includes(name)) ?? carers[0] ?? '',
    ABOUT: about.find((name) => staff.includes(name)) ?? by[0] ?? '',
    COLLEAGUE: staff.find((name) => name !== reader && !about.includes(name)) ?? '',
    MYSELF: reader,
  };
}
