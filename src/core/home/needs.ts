import { boundaryDue } from '../boundaries/boundary.ts';
import { openIt } from '../boundaries/terms.ts';
import { isForDeclarerToConfirm, myCases } from '../cases/case.ts';
import { type DueItem, dueItems } from '../cases/due-items.ts';
import { loadOfficers } from '../cases/officers.ts';
import { opening, WAITS_FOR } from '../cases/opening.ts';
import { secondWords } from '../cases/second-words.ts';
import { openFamilies } from '../children/unasked.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { isOpen, isOwnWord } from '../declarations/states.ts';
import { called } from '../policies/called.ts';
import { dueOf, isOwed } from '../policies/policy.ts';
import { addDays, type Day, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { type Button, button } from '../talk/view.ts';
import { maySeeFamilies } from '../who/family.ts';

/** How many days ahead reviews of declarations and of policies are asked for: as many as before the first, or last, reminder. */
const AHEAD = { declaration: 30, policy: 14 };

/** What waits for somebody. Needs of one kind are joined where there are more than fit. */
export interface Need {
  kind: 'word' | 'case' | 'policy' | 'document' | 'child' | 'boundary' | 'declaration' | 'family';
  words: string;
  /** The day by which it is due; undefined where it waits and has no day. */
  dueOn: Day | undefined;
  next: Button;
}

export interface Needs {
  /** Overdue first, then what has no day, then by day. */
  all: readonly Need[];
  /** The cases that I handle, and what is due within the next weeks: for an officer. */
  cases: number;
  due: number;
}

/** All that waits for me, as member of staff, officer or administrator. */
export async function needsOf(context: Context): Promise<Needs> {
  const { today, roles } = context;
  const officer = isOfficer(roles);
  const [words, cases, items] = [
    await secondWords(context),
    officer ? await myCases(context) : [],
    officer ? await dueItems(context) : [],
  ];
  const all = [
    ...words.map(
      ({ value, question }): Need => ({
        kind: 'word',
        words: question,
        dueOn: undefined,
        next: button('Answer', 'confirm', { ref: value }),
      }),
    ),
    ...cases.map(
      (one): Need => ({
        kind: 'case',
        words: `From ${one.from}: ${WAITS_FOR[one.waitsFor]} (${one.ref})`,
        dueOn: one.dueOn,
        next: opening(one),
      }),
    ),
    ...reviews(context, items),
    ...(await children(context)),
    ...(await documents(context)),
    ...(await boundaries(context)),
    ...(await declarations(context)),
    ...(await families(context)),
  ];
  return {
    all: all
      .map((need, at) => ({ need, at }))
      .sort((a, b) => compare(rank(a.need, today), rank(b.need, today)) || a.at - b.at)
      .map(({ need }) => need),
    cases: cases.length,
    due: items.length,
  };
}

/** What is overdue has its day, what waits without one counts as of today. */
function rank({ dueOn }: Need, today: Day): Day {
  return dueOn ?? today;
}

function compare(a: Day, b: Day): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** What a need says: what it is, and below it by when. */
export function inWords({ words, dueOn }: Need, today: Day): string {
  return dueOn === undefined ? words : `${words}\nBy ${showDay(dueOn)} (${lateness(dueOn, today)})`;
}

/** A policy's review, to those who are reminded of it; of declarations, whose declarer is asked first, what is overdue (V1, P3). */
function reviews({ roles, today }: Context, items: readonly DueItem[]): Need[] {
  const toldOfPolicies = roles.some((role) => role === 'dso' || role === 'chair' || role === 'manager');
  return items
    .filter(({ kind, on }) =>
      kind === 'policy'
        ? toldOfPolicies && on <= addDays(today, AHEAD.policy)
        : kind === 'declaration' && on < today,
    )
    .map(({ kind, title, on, next }) => ({
      kind: kind === 'policy' ? 'policy' : 'case',
      words: kind === 'policy' ? `The review of ${title}` : `${title}: its review`,
      dueOn: on,
      next:
        kind === 'policy' ? { ...next, label: next.run.command === 'adopt' ? 'Review it' : 'Read it' } : next,
    }));
}

/** Every child must have a key person; the manager allocates. */
async function children({ register, setting, today, roles }: Context): Promise<Need[]> {
  if (!roles.includes('manager')) return [];
  const inNeed = await register.allocations.childrenInNeed(setting.id, today);
  return inNeed.map(({ child, flagged }) => ({
    kind: 'child',
    words:
      flagged === null
        ? `${child.name} has no key person${child.startsOn > today ? ` yet, and starts on ${showDay(child.startsOn)}` : ''}`
        : `${child.name} needs another key person`,
    dueOn: flagged?.dueOn ?? (child.startsOn > today ? child.startsOn : undefined),
    next: button('Who may?', 'keyperson', { child: `C-${child.number}` }),
  }));
}

/** What I have yet to acknowledge or sign. */
export async function documents(context: Context): Promise<Need[]> {
  const duties = await context.register.policies.dutiesOf(context.setting.id, context.me.id);
  return duties.filter(isOwed).map((duty) => ({
    kind: 'document',
    words: `Read and ${duty.kind === 'policy' ? 'acknowledge' : 'sign'} ${called(duty)}`,
    dueOn: dueOf(context, duty),
    next:
      duty.kind === 'policy'
        ? button('Acknowledge', 'acknowledge', { code: duty.code })
        : button('Sign', 'sign'),
  }));
}

async function boundaries({ register, setting, me }: Context): Promise<Need[]> {
  return (await register.boundaries.ofStaff(setting.id, me.id))
    .filter(({ state }) => state === 'awaiting_staff')
    .map((agreement) => ({
      kind: 'boundary',
      words: `B-${agreement.number}: professional boundaries to read and sign`,
      dueOn: boundaryDue(agreement, setting.timezone),
      next: openIt(agreement.number),
    }));
}

/** What my own declarations wait for: an answer to the officer, a word on what was recorded for me, a review. */
async function declarations(context: Context): Promise<Need[]> {
  const { register, setting, me } = context;
  const open = (await register.declarations.ofDeclarer(setting.id, me.id)).filter(({ state }) =>
    isOpen(state),
  );
  const proposed = open.some(({ voidProposedBy }) => voidProposedBy !== null);
  const officers = proposed ? await loadOfficers(context) : undefined;
  return open.flatMap((declaration): Need[] => {
    const ref = `D-${declaration.number}`;
    const asked = (words: string, command: 'confirm' | 'update', dueOn?: Day): Need[] => [
      {
        kind: 'declaration',
        words: `${ref}: ${words}`,
        dueOn,
        next: button(`${dueOn === undefined ? 'Answer' : 'Review'} ${ref}`, command, { ref }),
      },
    ];
    if (officers && isForDeclarerToConfirm(officers, declaration))
      return asked('was it recorded in error?', 'confirm');
    if (!isOwnWord(declaration) && declaration.state !== 'end_requested')
      return asked('it was recorded on your behalf. Is it so?', 'confirm');
    if (declaration.state === 'returned') return asked('there is a question about it', 'update');
    if (declaration.state === 'update_required') return asked('please look at it again', 'update');
    return isReviewed(declaration, context) && declaration.nextReview !== null
      ? asked('is it still true?', 'confirm', declaration.nextReview)
      : [];
  });
}

function isReviewed({ state, raisedAt, nextReview }: Declaration, { today }: Context): boolean {
  return (
    state === 'active' &&
    raisedAt === null &&
    nextReview !== null &&
    nextReview <= addDays(today, AHEAD.declaration)
  );
}

async function families(context: Context): Promise<Need[]> {
  const open = maySeeFamilies(context) ? await openFamilies(context) : [];
  if (open.length === 0) return [];
  return [
    {
      kind: 'family',
      words:
        open.length === 1
          ? 'One family waits for your answer'
          : `${open.length} families wait for your answer`,
      dueOn: undefined,
      next: button('Do you know them?', 'families'),
    },
  ];
}

/** The most lines of what waits. */
export const LINES = 5;

/** What waits in at most `LINES` lines: of one kind are joined, most first, until they fit. */
export function inFew(needs: readonly Need[], today: Day): readonly Need[] {
  let lines = needs;
  while (lines.length > LINES) {
    const counts = new Map<Need['kind'], number>();
    for (const { kind } of lines) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const [kind, most] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? ['word', 1];
    if (most === 1) return lines;
    lines = joined(lines, kind, today);
  }
  return lines;
}

/** All needs of a kind as one line, in the place of the first. */
function joined(needs: readonly Need[], kind: Need['kind'], today: Day): Need[] {
  const these = needs.filter((need) => need.kind === kind);
  const [first] = these;
  if (!first) return [...needs];
  const late = these.filter(({ dueOn }) => dueOn !== undefined && dueOn < today).length;
  const { words, next } = JOINED[kind]?.(these.length) ?? {
    words: `${first.words}, and ${these.length - 1} more`,
    next: first.next,
  };
  const line = { ...first, words: `${words}${late > 0 ? `, ${late} overdue` : ''}`, next };
  return needs.flatMap((need) => (need === first ? [line] : need.kind === kind ? [] : [need]));
}

const JOINED: Partial<Record<Need['kind'], (count: number) => Pick<Need, 'words' | 'next'>>> = {
  word: (count) => ({
    words: `${count} questions wait for your answer`,
    next: button('Answer', 'confirm'),
  }),
  case: (count) => ({ words: `${count} cases wait for you`, next: button('My cases', 'inbox') }),
  policy: (count) => ({ words: `${count} policies are due for review`, next: button('What is due', 'due') }),
  child: (count) => ({
    words: `${count} children need a key person`,
    next: button('Children who need one', 'keyperson'),
  }),
  declaration: (count) => ({
    words: `${count} of your declarations wait for you`,
    next: button('My declarations', 'declarations'),
  }),
};
