import { candidatesForAll, dayFor, familiesOf } from '../allocations/candidates.ts';
import type { Arrangement } from '../arrangements/arrangement.ts';
import { ARRANGEMENT_STATES } from '../arrangements/states.ts';
import { type BoundaryAgreement, boundaryDue } from '../boundaries/boundary.ts';
import { openIt } from '../boundaries/terms.ts';
import { type Child, countedStanding } from '../children/child.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { concerning } from '../declarations/matches.ts';
import { OUTCOME_LABELS } from '../declarations/outcomes.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import { RULES, type RuleId } from '../rules/clauses.ts';
import { type Day, showDay } from '../rules/days.ts';
import { ANSWER_LABELS, shownTo } from '../rules/eligibility.ts';
import { stateAfter } from '../rules/states.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice } from '../talk/field.ts';
import { type Block, type Button, button, rowButtons, table, text, view } from '../talk/view.ts';
import { child } from '../who/children.ts';
import { staff } from '../who/people.ts';
import { deciderOf } from './case.ts';
import { loadOfficers, type Officers } from './officers.ts';

const STATES = [
  { value: 'waiting', label: 'Waits for somebody' },
  { value: 'settled', label: 'Decided, and in force' },
] as const;
type State = (typeof STATES)[number]['value'];

/** Something that is live, as a line of the list. It tells nothing of what the record says. */
interface Entry {
  ref: string;
  who: { id: string; name: string };
  /** Ids of the children of the families it concerns. */
  children: string[];
  what: string;
  state: State;
  inWords: string;
  next: Day | null;
  opens: Button;
}

/**
 * What is live, by person and family: declarations, arrangements, boundary agreements and holds, decided ones too. An officer
 * sees the cases that they handle, a manager besides them the effects of the others.
 */
export const register = command({
  name: 'register',
  title: 'The register',
  summary: 'What is live: declarations, arrangements, boundaries and holds.',
  roles: ['manager', 'dso', 'deputy_dso'],
  writes: true,
  fields: {
    person: staff('Which member of staff?', { hint: 'Left empty: everybody.' }),
    child: child('Which child’s family?', { hint: 'Left empty: every family.' }),
    state: choice('In which state?', STATES, { hint: 'Left empty: all that is live.' }),
  },
  execute: async (context, { person, child: about, state }) => {
    const { today, setting, roles } = context;
    const children = await context.register.children.present(setting.id, today);
    const officers = await loadOfficers(context);
    const own = await casesOf(context, officers, children);
    const effects = roles.includes('manager')
      ? await effectsFor(
          context,
          officers,
          children.filter(({ id }) => about === undefined || id === about.id),
          own.map(({ ref }) => ref),
        )
      : [];
    const isAsked = (entry: Entry) =>
      (person === undefined || entry.who.id === person.id) &&
      (about === undefined || entry.children.includes(about.id)) &&
      (state === undefined || entry.state === state);
    const names = new Map(children.map(({ id, name }) => [id, name]));
    const [cases, others] = [own.filter(isAsked), effects.filter(isAsked)].map(inOrder);
    await record(context, {
      action: 'register.listed',
      subject: setting.code,
      payload: { refs: [...(cases ?? []), ...(others ?? [])].map(({ ref }) => ref) },
    });
    return view(
      'The register',
      ...listed('Cases that I handle', cases ?? [], names),
      ...(roles.includes('manager')
        ? listed('What others’ cases mean for allocations', others ?? [], names)
        : []),
      (cases ?? []).length + (others ?? []).length === 0 && text('Nothing of that is live.'),
    );
  },
});

function listed(
  title: string,
  entries: readonly Entry[],
  names: ReadonlyMap<string, string>,
): (Block | undefined)[] {
  if (entries.length === 0) return [];
  return [
    text(title),
    table(
      ['Reference', 'Who', 'Family', 'What', 'State', 'Next'],
      entries.map(({ ref, who, children, what, inWords, next }) => [
        ref,
        who.name,
        familyOf(children, names),
        what,
        inWords,
        next === null ? '' : showDay(next),
      ]),
    ),
    rowButtons(entries.map(({ opens }) => opens)),
  ];
}

/** How many children a line names. */
const MOST_NAMES = 5;

function familyOf(children: readonly string[], names: ReadonlyMap<string, string>): string {
  const known = children.flatMap((id) => names.get(id) ?? []).sort((a, b) => a.localeCompare(b));
  const more = known.length - MOST_NAMES;
  return `${known.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function inOrder(entries: readonly Entry[]): Entry[] {
  return [...entries].sort(
    (a, b) => a.who.name.localeCompare(b.who.name) || a.ref.localeCompare(b.ref, 'en', { numeric: true }),
  );
}

/** The live records that this reader handles. */
async function casesOf(context: Context, officers: Officers, children: readonly Child[]): Promise<Entry[]> {
  const { setting, me } = context;
  const [declarations, concerned, arrangements, families] = await Promise.all([
    context.register.declarations.open(setting.id),
    concerning(context, children),
    context.register.arrangements.open(setting.id),
    familiesOf(context, children),
  ]);
  const carersOf = (id: string) => {
    const about = children.find((each) => each.id === id);
    return about === undefined
      ? []
      : families(about).links.filter((link) => countedStanding(link) === 'carer');
  };
  const entries: Entry[] = [];
  for (const declaration of declarations) {
    const reached = concerned
      .filter((each) => each.touch !== 'surname' && each.declaration.id === declaration.id)
      .map((each) => each.child);
    if (deciderOf(officers, declaration) === me.id) entries.push(ofDeclaration(declaration, reached));
    for (const agreement of await context.register.boundaries.ofDeclaration(setting.id, declaration.id))
      if (agreement.state !== 'ended' && officers.ofBoundary(agreement, declaration) === me.id)
        entries.push(ofAgreement(context, agreement, reached));
  }
  for (const arrangement of arrangements)
    if (officers.ofArrangement(arrangement, carersOf(arrangement.child)) === me.id)
      entries.push(
        ofArrangement(
          arrangement,
          children.find(({ id }) => id === arrangement.child),
        ),
      );
  const people = new Map(
    (await context.register.people.employed(setting.id)).map((each) => [each.id, each] as const),
  );
  for (const about of children) {
    if (officers.ofFamily(carersOf(about.id), { child: about.id }) !== me.id) continue;
    for (const hold of families(about).holds) {
      const held = people.get(hold.staff);
      // One that another officer has placed on oneself is as good as none.
      if (hold.liftedAt === null && held !== undefined && held.id !== me.id)
        entries.push(ofHold(about, held));
    }
  }
  return entries;
}

function ofDeclaration(declaration: Declaration, children: string[]): Entry {
  const { number, declarer, declarerName, state, outcome, raisedAt, voidProposedBy, dueOn, nextReview } =
    declaration;
  const ref = `D-${number}`;
  const isWaiting = state !== 'active' || raisedAt !== null || voidProposedBy !== null;
  const words = {
    submitted: 'waits for your decision',
    returned: 'returned with a question',
    update_required: 'waits for its declarer to update it',
    active: OUTCOME_LABELS[outcome ?? 'noted'],
    end_requested: 'asked to end; it stands until you close it',
    closed: '',
    void: '',
  };
  const isWithDeclarer = state === 'returned' || state === 'update_required';
  return {
    ref,
    who: { id: declarer, name: declarerName },
    children,
    what: 'Declaration',
    state: isWaiting ? 'waiting' : 'settled',
    inWords:
      voidProposedBy !== null
        ? 'recorded in error? It waits for a second word'
        : state === 'active' && raisedAt !== null
          ? `${words.active}; waits for a look, after a review`
          : words[state],
    next: isWithDeclarer ? null : isWaiting ? dueOn : nextReview,
    opens: button(ref, 'decide', { ref }),
  };
}

function ofAgreement(context: Context, agreement: BoundaryAgreement, children: string[]): Entry {
  const { number, staff, staffName, state } = agreement;
  const words = {
    awaiting_staff: 'waits for the member of staff to sign',
    awaiting_parent:
      agreement.parentAnswer === 'declined' ? 'the parent has declined' : 'waits for the parent',
    in_force: 'in force',
    ended: '',
  };
  return {
    ref: `B-${number}`,
    who: { id: staff, name: staffName },
    children,
    what: 'Boundary agreement',
    state: state === 'in_force' ? 'settled' : 'waiting',
    inWords: words[state],
    next: state === 'in_force' ? null : boundaryDue(agreement, context.setting.timezone),
    opens: { ...openIt(number), label: `B-${number}` },
  };
}

function ofArrangement(
  { number, staff, staffName, child: id, state, dueOn }: Arrangement,
  about: Child | undefined,
): Entry {
  const ref = `A-${number}`;
  const isWaiting = stateAfter(ARRANGEMENT_STATES, state, 'acknowledged') !== undefined;
  return {
    ref,
    who: { id: staff, name: staffName },
    children: [id],
    what: 'Arrangement',
    state: isWaiting ? 'waiting' : 'settled',
    inWords: isWaiting ? 'waits for your answer' : 'acknowledged',
    next: isWaiting ? dueOn : null,
    opens:
      isWaiting || about === undefined
        ? button(ref, 'decide', { ref })
        : button(ref, 'keyperson', { child: `C-${about.number}` }),
  };
}

function ofHold(about: Child, person: Person): Entry {
  const ref = `Hold, C-${about.number}`;
  return {
    ref,
    who: person,
    children: [about.id],
    what: 'Do not allocate',
    state: 'settled',
    inWords: 'in force',
    next: null,
    opens: button(ref, 'unhold', { child: `C-${about.number}`, staff: person.id }),
  };
}

/** Rules that rest on a live record. */
const OF_RECORDS: readonly RuleId[] = ['K2', 'K3', 'K4', 'K5', 'K6', 'K8', 'K9', 'K11', 'K16'];

/**
 * What a manager may see of others' cases: whom they concern, by rule and reference, as `keyperson` shows it; nothing of the
 * families for which this manager is conflicted, and nothing about themselves.
 */
async function effectsFor(
  context: Context,
  officers: Officers,
  children: readonly Child[],
  mine: readonly string[],
): Promise<Entry[]> {
  const families = await familiesOf(context, children);
  const asked = children.filter(
    (about) =>
      !officers.isConflicted(
        context.me.id,
        families(about).links.filter((link) => countedStanding(link) === 'carer'),
        about.id,
      ),
  );
  const all = await candidatesForAll(
    context,
    asked.map((about) => ({ child: about, on: dayFor(about, context.today) })),
  );
  const entries = new Map<string, Entry>();
  for (const [at, candidates] of all.entries()) {
    const about = asked[at];
    if (about === undefined) continue;
    for (const { person, result } of candidates) {
      if (person.id === context.me.id) continue;
      for (const { id, refs, answer } of shownTo('manager', result).reasons) {
        if (!OF_RECORDS.includes(id)) continue;
        for (const ref of refs.length === 0 && id === 'K6' ? [`Hold, C-${about.number}`] : refs) {
          if (mine.includes(ref)) continue;
          const key = `${person.id} ${id} ${ref}`;
          const known = entries.get(key);
          if (known) known.children.push(about.id);
          else
            entries.set(key, {
              ref,
              who: person,
              children: [about.id],
              what: `${ANSWER_LABELS[answer]} (${id})`,
              state: id === 'K4' || id === 'K5' ? 'waiting' : 'settled',
              inWords: RULES[id],
              next: null,
              opens: button(ref, 'keyperson', { child: `C-${about.number}` }),
            });
        }
      }
    }
  }
  return [...entries.values()];
}
