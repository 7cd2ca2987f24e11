import type { PlatformNames } from '../../core/accounts/account.ts';
import type { Child } from '../../core/children/child.ts';
import { type Person, ROLES } from '../../core/people/person.ts';
import { clip } from '../../core/rules/entries.ts';
import { fold } from '../../core/rules/names.ts';
import type { Context } from '../../core/talk/context.ts';
import { button, danger } from '../../core/talk/view.ts';
import type { FileAnswers, OpenedFile, Reading, UploadPlan } from '../../core/uploads/opened-file.ts';
import { isOffered } from '../../core/who/family.ts';
import { isNewHere } from '../../core/who/people.ts';
import { applyPlan, refuseForbidden } from '../apply.ts';
import { CHILD_COLUMNS, peopleColumns } from '../columns.ts';
import { answersIn, toRemember, toSheets } from '../file.ts';
import { Findings, type Rename, renameFlag } from '../findings.ts';
import type { Grid } from '../foreign/grid.ts';
import { openSpreadsheet } from '../foreign/open.ts';
import { joinTold, type Question, readMap, TARGETS, type Told } from '../foreign/told.ts';
import { type Understanding, understand } from '../foreign/understand.ts';
import { loadKnown, type Plan, type Saved } from '../plan.ts';
import { sha256 } from '../read/policies.ts';
import { planSetting, type Sheets } from '../reconcile.ts';
import { sayWithoutCarers } from '../report.ts';
import { nameKey } from '../rows.ts';
import { undoable } from '../undo.ts';
import { type Asked, askAll, labelled, questionName } from './asking.ts';
import { digestOf } from './digest.ts';
import { inChat } from './words.ts';

interface List {
  platformNames: readonly PlatformNames[];
  name: string;
  digest: string;
  grids: readonly Grid[];
  notes: readonly string[];
}

/** Opens a spreadsheet of children or staff. */
export async function openList(
  platformNames: readonly PlatformNames[],
  name: string,
  bytes: Uint8Array,
): Promise<OpenedFile | { wrong: string }> {
  const opened = await openSpreadsheet(bytes);
  if ('wrong' in opened) return opened;
  const digest = sha256(bytes);
  const list: List = { platformNames, name, digest, ...opened };
  return { name, digest: digest.slice(0, 32), read: (context, answers) => read(list, context, answers) };
}

async function read(list: List, context: Context, answers: FileAnswers): Promise<Reading> {
  const { name, grids, platformNames } = list;
  const { register, setting, today } = context;
  const remembered = answersIn(await register.imports.all(setting.id));
  const understood = (told: readonly Partial<Told>[]) =>
    understand({ name, grids }, joinTold(told), {
      columns: { people: peopleColumns(platformNames), children: CHILD_COLUMNS },
      remembered,
      today,
    });
  const names = new Map<string, Question>();
  const { told, questions, isOpen } = await askAll<Partial<Told>>(
    (told) => understood(told).questions.map((question) => toAsked(question, names)),
    answers,
  );
  const understanding = understood(told);
  const { wrong, unused, lists } = understanding;
  const notes = [...list.notes, ...understanding.notes].map((note) => inChat(name, note));
  const cannot = wrong ?? unused[0];
  const reading: Reading = {
    questions,
    notes,
    ...(cannot === undefined ? {} : { wrong: inChat(name, cannot) }),
  };
  if (isOpen || cannot !== undefined) return reading;
  return {
    ...reading,
    holds: lists.map(({ kind }) => kind),
    plan: () => planOf(list, understanding, context, answers),
  };
}

/** A question about a list as a form asks it; its answer is told in the words of the command line. */
function toAsked(question: Question, names: Map<string, Question>): Asked<Partial<Told>> {
  const { label, choices, suggestion, by } = question;
  const key = `${by} ${question.name}`;
  const known = [...names].find(([, each]) => `${each.by} ${each.name}` === key)?.[0];
  const name = known ?? questionName(question.name, (name) => names.has(name));
  names.set(name, question);
  // A column may be headed “staff”, and a job title be “carers”.
  const isTitle = by === 'map' && ROLES.every((role) => choices.some(({ value }) => value === role));
  const isColumn = by === 'map' && !isTitle && TARGETS.includes(question.name);
  // No file in chat makes an officer.
  const offered = isTitle ? choices.filter(({ value }) => value === 'staff' || value === 'none') : choices;
  const none = isColumn && question.name === 'carers' ? [{ value: NO_COLUMN, label: 'None of them' }] : [];
  return {
    question: {
      name,
      ...labelled(inChat('', label), isTitle ? undefined : LABELS.get(question.name)),
      choices: [...offered, ...none],
      suggestion,
    },
    tell(answer) {
      if (by !== 'map') return { answers: { [question.name]: answer } };
      if (answer === NO_COLUMN) return { answers: { [question.name]: 'none' } };
      return readMap(isColumn ? `${answer}=${question.name}` : `${question.name}=${answer}`);
    },
  };
}

/** What is asked most, in few words. */
const LABELS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    holds: 'Does it list children or staff?',
    sheet: 'Which sheet is the list?',
    attending: 'Do all who are new in it attend today?',
    name: 'Which column is the name?',
    carers: 'Which column names parents or carers?',
  }),
);

const NO_COLUMN = '~none';

/** What taking a list over would do. Where somebody on it may be somebody on record under another name, that is asked first. */
async function planOf(
  { name, digest, platformNames }: List,
  understanding: Understanding,
  context: Context,
  answers: FileAnswers,
): Promise<UploadPlan> {
  const { register, setting, now, me, calendar } = context;
  const known = await loadKnown(register, setting);
  // Names of families, a protected child's among them, are for manager, DSO and deputy.
  const isOpenly = isOffered(context, { isProtected: true });
  const make = async (told: readonly Said[]) => {
    const renames = told.flatMap(({ rename, is }) => (rename && is === 'yes' ? [rename] : []));
    const findings = new Findings();
    const sheets = toSheets(
      { code: setting.code, name: setting.name, tenants: {} },
      understanding,
      { platformNames, name, digest },
      findings,
    );
    if (!context.roles.includes('manager')) leaveAllocations(sheets, findings);
    const plan = await planSetting(sheets, {
      known,
      renames,
      renamed: new Set(),
      findings,
      now,
      overwrite: told.some(({ rename, is }) => rename === undefined && is === 'file'),
      isWritten: false,
      demo: setting.demo,
      platformNames,
      typedBy: me.id,
    });
    if (!isOpenly) refuseHidden(plan, sheets, known.people, findings);
    return { findings, plan };
  };
  let made = await make([]);
  const { questions, isOpen } = await askAll<Said>(async (told) => {
    if (told.length > 0) made = await make(told);
    const isTold = (rename?: Rename) =>
      told.some(({ rename: other }) => other?.from === rename?.from && other?.to === rename?.to);
    const { notes } = made.findings;
    // Of one name it is asked by what tells them apart.
    const renames = made.findings.renames.filter(
      ({ from, to }) => fold(from) !== fold(to) && (isOpenly || !isParentAlone(from, known.people)),
    );
    const differs = !isTold() && notes.some((note) => note.includes('--overwrite'));
    // Only where nothing can be taken over without it must it be answered.
    const faults = made.findings.faults();
    const mustBe = ({ from, to }: Rename) => faults.some((fault) => fault.includes(renameFlag(from, to)));
    return [
      ...renames.filter((rename) => !isTold(rename)).map((rename) => isOne(rename, mustBe(rename))),
      ...(differs ? [WHERE_IT_DIFFERS] : []),
    ];
  }, answers);
  const { findings, plan } = made;
  if (!findings.any) await refuseForbidden(plan, register, calendar, now, findings, context);
  const say = (line: string) => inChat(name, line);
  const changes = isOpenly ? plan.changes.map(say) : namesOnly(plan);
  return {
    questions,
    isOpen,
    faults: findings.faults().map(say),
    notes: [
      ...officersStay(plan.officersLeft),
      ...(isOpenly ? [...findings.otherNotes.map(say), ...othersStay(findings.left)] : []),
    ],
    changes,
    summary: [
      counted(plan),
      ...(asksStaff(plan) ? [ASKED] : []),
      ...(isOpenly && plan.withoutCarers.length > 0 ? [sayWithoutCarers(plan)] : []),
    ],
    // To whoever may not learn who is a parent it stands on what they are shown, and on nothing that hangs on that.
    digest: isOpenly ? digestOf(plan) : sha256(JSON.stringify([digest, changes, counted(plan)])),
    async write() {
      const left = new Findings();
      const { flagged } = await undoable(plan, register, now, async () => {
        const applied = await applyPlan(plan, register, calendar, now, left, context);
        await register.imports.keep(setting.id, toRemember(understanding.lists));
        return applied;
      });
      return {
        faults: left.faults().map(say),
        summary: [counted(plan), ...(isOpenly ? flagged.map(say) : [])],
        ways: [danger(button('Take it back', 'upload', { undo: now.toISOString() }))],
      };
    },
  };
}

/** Whether this is on record as the name of parents or carers alone, who never worked here. */
function isParentAlone(name: string, people: readonly Person[]): boolean {
  const named = people.filter((person) => fold(person.name) === fold(name));
  return named.length > 0 && named.every(isNewHere);
}

/**
 * To whoever may not learn who is a parent, an address or a reference of a parent of another name is somebody else's, as `person` says: who
 * that is is neither asked nor told.
 */
function refuseHidden(
  plan: Plan,
  { people: rows = [] }: Sheets,
  people: readonly Person[],
  findings: Findings,
): void {
  const renamed = plan.people.flatMap(({ before, after }) =>
    before && isNewHere(before) && nameKey(before.name) !== nameKey(after.name) ? [after.name] : [],
  );
  const asked = findings.renames.filter(({ from }) => isParentAlone(from, people)).map(({ to }) => to);
  for (const { name, row } of rows.filter(({ name }) => renamed.includes(name) || asked.includes(name)))
    findings.fault(
      row.place('name'),
      `The e-mail address or the reference of ${clip(name)} is somebody else’s here. Please write another.`,
    );
}

/** Only the manager allocates: for anybody else the list says nothing of it. */
function leaveAllocations({ children = [] }: Sheets, findings: Findings): void {
  // An empty cell says something, too: that nobody does.
  if (children.every(({ held }) => Object.values(held).every((words) => words === undefined))) return;
  for (const row of children)
    row.held = { key_person: undefined, co_key_person: undefined, back_up: undefined };
  findings.note('Who is key person, co-key person or back-up is passed over: the manager allocates.');
}

/** What was said of a list beside the register: whether two are one; without them, what counts where it differs. */
interface Said {
  rename?: Rename;
  is: string;
}

/** Asks whether somebody on the list is somebody on record under another name. */
function isOne({ from, to, who }: Findings['renames'][number], mustBe: boolean): Asked<Said> {
  const rename = { from, to };
  return {
    question: {
      name: `same-${sha256(JSON.stringify([from, to])).slice(0, 12)}`,
      ...(who === undefined
        ? labelled(
            `Is “${clip(to)}” on the list “${clip(from)}” on record?`,
            `Is “${clip(to)}” the one on record?`,
          )
        : labelled(
            `${clip(who)} has ${clip(to)} on the list, and ${clip(from)} on record. Is it the same person?`,
            `Is ${clip(who)} the one on record?`,
          )),
      choices: [
        { value: 'yes', label: 'Yes, the same' },
        { value: 'no', label: 'No, somebody else' },
      ],
      suggestion: undefined,
      isOptional: !mustBe,
    },
    tell: (is) => ({ rename, is }),
  };
}

const WHERE_IT_DIFFERS: Asked<Said> = {
  question: {
    name: 'differs',
    label: 'Where it differs from what was changed here in chat',
    choices: [
      { value: 'here', label: 'Keep what was changed here' },
      { value: 'file', label: 'Take what the file says' },
    ],
    suggestion: undefined,
    isOptional: true,
  },
  tell: (is) => ({ is }),
};

/** Whether a family is new by it. */
function asksStaff({ children, links }: Plan): boolean {
  const fresh = new Set(children.flatMap(({ before, after }) => (before ? [] : [after.id])));
  return links.some(({ child, standing }) => standing === 'carer' && !fresh.has(child)) || fresh.size > 0;
}

/** How many that are depends on what they declared, and is not said. */
const ASKED = 'Staff are asked whether they know the families that are new.';

/** Who changes, for somebody who may not learn who is a parent. */
function namesOnly({ people }: Plan): string[] {
  return people.map(({ before, after }) => `${after.name} ${isNewHere(before) ? 'is new' : 'changes'}.`);
}

/** What a file in chat does not change. */
function officersStay(names: readonly string[]): string[] {
  return names.length === 0
    ? []
    : [
        `Who is manager, DSO, deputy, chair or administrator, and how they are reached, is not taken from a file: the administrator changes it, with person. Left as it is for ${andMore(names)}.`,
      ];
}

function othersStay(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`Not in the file, and left as they are: ${andMore(names)}.`];
}

/** The first of some names, and how many more there are. */
function andMore(names: readonly string[]): string {
  const NAMED = 5;
  const more = names.length - NAMED;
  return [...names.slice(0, NAMED).map(clip), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function counted({ people, children, fingerprints, changes }: Plan): string {
  const isListed = ({ after }: Plan['people'][number]) => fingerprints.has(`P:${after.id}`);
  const isNew = ({ before }: Saved<Person> | Saved<Child>) => before === undefined;
  const of = <T extends Saved<Person> | Saved<Child>>(
    some: readonly T[],
    one: string,
    more: string,
    isFresh: (each: T) => boolean = isNew,
  ) => {
    const fresh = some.filter(isFresh).length;
    const changed = some.length - fresh;
    return [
      fresh > 0 && `${fresh} new ${fresh === 1 ? one : more}`,
      changed > 0 && `${changed} ${changed === 1 ? one : more} changed`,
    ];
  };
  const parts = [
    ...of(people.filter(isListed), 'member of staff', 'members of staff', ({ before }) => isNewHere(before)),
    ...of(children, 'child', 'children'),
    ...of(
      people.filter((each) => !isListed(each)),
      'parent or carer',
      'parents or carers',
    ),
  ].filter(Boolean);
  return parts.length > 0
    ? `${parts.join(', ')}.`
    : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}.`;
}
