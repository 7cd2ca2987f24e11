import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import { WAYS_OUT } from '../rules/clauses.ts';
import { type Day, showDay } from '../rules/days.ts';
import { ANSWER_LABELS, showReasons } from '../rules/eligibility.ts';
import { sessionsInWords, sessionsOn, showSessions } from '../rules/sessions.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { date } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { recordShown } from '../talk/shown.ts';
import {
  type Block,
  button,
  buttons,
  clip,
  facts,
  list,
  meter,
  rowButtons,
  table,
  text,
  type View,
  view,
} from '../talk/view.ts';
import { child } from '../who/children.ts';
import { ALLOCATION_LABELS, type Allocation } from './allocation.ts';
import { type Candidate, candidatesAmong, candidatesForAll, dayFor, staffOn } from './candidates.ts';
import { childrenOf, coversOf, foreseenNeeds, needInWords } from './covers.ts';
import { heldOf, holdersOf, whenHeld } from './holders.ts';
import { tellNobodyMay, waysToSettle, whatWouldHelp } from './nobody-may.ts';
import { asTheyWere } from './past.ts';
import { legend, readingOf } from './reading.ts';

const RANK = { yes: 0, note: 1, check: 2, no: 3 } as const;
const TONES = { yes: 'good', note: 'good', check: 'check', no: 'bad' } as const;

/** Who may be key person for a child, and why not (P4): every candidate, on any day. Every answer is audited. */
export const keyperson = command({
  name: 'keyperson',
  aliases: ['key-person', 'key person', 'who may be key person', 'who can be key person'],
  said: [
    { words: 'Who may be key person?', input: { child: '' } },
    'Children who need one',
    'See who has none',
  ],
  title: 'Who may be key person?',
  summary: 'Who may be key person for a child; without a child, the children who need one.',
  roles: ['manager', 'dso', 'deputy_dso'],
  writes: true,
  instead: ({ child }) => button('Whom parents speak to', 'contacts', child ? { child } : {}),
  // Asked again it answers as things stand then, and what it said of a family is stored nowhere.
  keepsNoAnswer: true,
  onlyReads: true,
  fields: {
    child: child('Which child?', {
      hint: 'Left empty: all children who have no key person, or need another.',
    }),
    on: date('On which day?', {
      hint: 'Left empty: today, or the first day of a child who has yet to start.',
    }),
  },
  // A button that asks about a child begins with none, and opens the form.
  unfinished: (input) => input.child !== undefined && given(input.child) === undefined,
  execute: async (context, input) =>
    input.child ? answer(context, input.child, input.on) : inNeed(context, input.on),
});

async function answer(context: Context, about: Child, asked: Day | undefined): Promise<View> {
  const on = asked ?? dayFor(about, context.today);
  const staff = (await staffOn(context, [on]))(on);
  const [reading, holders, policies] = await Promise.all([
    readingOf(context, about, staff.employed),
    holdersOf(context, about, on),
    policiesInForce(context),
  ]);
  const foreseen = await foreseenNeeds(context, about, on, holders, staff.employed);
  const isPast = on < context.today;
  const then = isPast ? await asTheyWere(context, { family: reading.family, staff }, on) : undefined;
  const candidates = candidatesAmong(
    { ...context, today: isPast ? on : context.today },
    then?.staff ?? staff,
    then?.family ?? reading.family,
    on,
  ).sort(byAnswer);
  const shown = candidates.map(reading.shown);
  const able = candidates.filter(may);
  await Promise.all([
    // Of a past day those are shown who held a role then: what an allocation would replace is not among them.
    isPast ? undefined : recordShown('assign', context, heldOf(about, holders)),
    record(context, {
      action: 'keyperson.asked',
      subject: `C-${about.number}`,
      payload: {
        on,
        results: candidates.map(({ person, result }) => ({
          staff: person.id,
          answer: result.answer,
          rules: result.reasons.map(({ id, refs }) => ({ id, refs })),
        })),
        policies,
      },
    }),
  ]);
  const last = about.leavesOn !== null && about.leavesOn < on;
  const nobody = able.length === 0 && !last && !isPast;
  const changes = [
    ...(isPast ? [] : waysToSettle(reading, about, candidates)),
    ...(nobody ? await whatWouldHelp(context, reading, candidates, on) : []),
  ];
  if (nobody) await tellNobodyMay(context, about, on, reading);
  const named = new Map<string, number>();
  for (const { person } of candidates) named.set(person.name, (named.get(person.name) ?? 0) + 1);
  const meanings = legend(shown);
  return view(
    `Key person for ${clip(about.name, 60)}`,
    facts(
      ['Child', `${about.name} (C-${about.number})`],
      ['On', showDay(on)],
      ['Starts', about.startsOn > context.today && showDay(about.startsOn)],
      ['Leaves', about.leavesOn && showDay(about.leavesOn)],
    ),
    last && text('On that day the child has left; the answer is what it would be.'),
    then &&
      text(
        then.hadBegun
          ? 'As it stood at the end of that day, but for who has answered about the family: that is of today.'
          : 'The register began after that day: what it said first is taken. Who has answered about the family is of today.',
      ),
    ...roles(holders, isPast ? on : context.today),
    foreseen.length > 0 && text(foreseen.map((need) => `The child ${needInWords(need)}.`).join('\n')),
    nobody &&
      text(
        'Nobody may be key person for this child on that day (P4). The manager and the safeguarding officer are told. No rule can be relaxed.',
      ),
    ...(reading.conflicted ? [] : saidOnce(context, about, candidates, on)),
    table(
      ['Name', 'Answer', 'Rules', 'Key children'],
      candidates.map(({ person, facts: { keyChildren } }, row) => [
        person.name,
        ANSWER_LABELS[shown[row]?.answer ?? 'no'],
        showReasons((shown[row]?.reasons ?? []).filter(({ id }) => id !== 'K14')),
        String(keyChildren),
      ]),
      {
        foldedFrom: candidates.filter(({ result }) => result.answer !== 'no').length,
        tones: candidates.map(({ result }) => TONES[result.answer]),
      },
    ),
    context.roles.includes('manager') && !isPast
      ? rowButtons(
          able.map(({ person }) =>
            named.get(person.name) === 1
              ? button(`Allocate ${clip(person.name, 31)}`, 'assign', {
                  child: `C-${about.number}`,
                  staff: person.name,
                })
              : button(`Allocate ${clip(person.name, 12)}${since(person)}`, 'assign', {
                  child: `C-${about.number}`,
                  staff: person.id,
                }),
          ),
        )
      : undefined,
    meanings !== undefined && text(meanings),
    reading.conflicted && text('Answers are shown without their reasons.'),
    changes.length > 0 && text('What could change that'),
    changes.length > 0 && list(changes.map((each) => each.words)),
    buttons(...changes.flatMap((each) => each.buttons).slice(0, 10)),
  );
}

/**
 * What is said once above the table: no carer on record (K14), what is not signed (K10), who has answered about this family
 * (K15), and on which days the child comes (K13).
 */
function saidOnce(
  { setting }: Context,
  child: Child,
  candidates: readonly Candidate[],
  on: Day,
): (Block | false)[] {
  const working = candidates.filter(({ facts }) => facts.inPost);
  const answered = working.filter(({ facts }) => facts.hasAnswered).length;
  const unsigned = working.filter(({ facts }) => facts.outstanding).length;
  const days = sessionsOn(child.sessions, on);
  const isWithoutCarers = candidates.some(({ facts }) => facts.isWithoutCarers);
  return [
    isWithoutCarers &&
      text(
        `No carer of this child is on record, so nobody's links with the family can be checked (K14). To settle it: ${WAYS_OUT.K14}`,
      ),
    text(
      ...[
        `${answered} of ${working.length} staff ${answered === 1 ? 'has' : 'have'} answered about this family.`,
        unsigned > 0 &&
          `${unsigned} ${unsigned === 1 ? 'has' : 'have'} a policy to acknowledge or the confidentiality agreement to sign${setting.profile.unsigned === 'listed' ? '; that changes no answer' : ''} (K10).`,
        days && `The child comes on ${sessionsInWords(showSessions(days))}.`,
      ].filter((line) => typeof line === 'string'),
    ),
  ];
}

/** What tells apart people of one name. */
function since({ startsOn }: Person): string {
  return startsOn === null ? '' : ` since ${showDay(startsOn)}`;
}

/** The policy versions that an answer rests on. */
async function policiesInForce({ register, setting }: Context): Promise<string[]> {
  return (await register.policies.inForce(setting.id)).map(({ code, version }) => `${code} ${version}`);
}

function may({ result }: Candidate): boolean {
  return result.answer === 'yes' || result.answer === 'note';
}

/** Of how many candidates each rule spoke. */
function rulesOf(candidates: readonly Candidate[]): Record<string, number> {
  const rules: Record<string, number> = {};
  for (const { id } of candidates.flatMap(({ result }) => result.reasons)) rules[id] = (rules[id] ?? 0) + 1;
  return rules;
}

function byAnswer(a: Candidate, b: Candidate): number {
  return (
    RANK[a.result.answer] - RANK[b.result.answer] ||
    a.facts.keyChildren - b.facts.keyChildren ||
    a.person.name.localeCompare(b.person.name)
  );
}

/** Who holds the roles today or will, and whose allocation needs a successor, by when. */
function roles(holders: Allocation[], today: Day): (Block | false)[] {
  const held = holders.map((each): [string, string] => [
    ALLOCATION_LABELS[each.role],
    `${each.staffName}${whenHeld(each, today)}`,
  ]);
  const flagged = holders.filter((each) => each.flaggedOn !== null);
  return [
    facts(
      ...(held.some(([label]) => label === ALLOCATION_LABELS.key_person)
        ? []
        : [['Key person', 'nobody yet'] as [string, string]]),
      ...held,
    ),
    flagged.length > 0 &&
      text(
        flagged
          .map(
            (each) =>
              `A new ${ALLOCATION_LABELS[each.role].toLowerCase()} is needed by ${showDay(each.dueOn ?? today)} (KP-${each.number}): ${each.staffName} looks after the child until then.`,
          )
          .join('\n'),
      ),
  ];
}

/** Every child who has no key person, needs another, or a stand-in, soonest first, with how many may be it. */
async function inNeed(context: Context, day: Day | undefined): Promise<View> {
  const { setting } = context;
  const on = day ?? context.today;
  const covers = await coversOf(context, await childrenOf(context, on), on);
  const inNeed = covers.flatMap((cover) => {
    const [first] = cover.needs;
    return first === undefined ? [] : [{ ...cover, from: first.from }];
  });
  inNeed.sort(
    (a, b) =>
      compare(a.from, b.from) ||
      compare(a.child.startsOn, b.child.startsOn) ||
      a.child.name.localeCompare(b.child.name),
  );
  const able = (
    await candidatesForAll(
      context,
      inNeed.map(({ child, from }) => ({ child, on: from })),
    )
  ).map((candidates) => ({ may: candidates.filter(may).length, rules: rulesOf(candidates) }));
  await record(context, {
    action: 'keyperson.listed',
    subject: setting.code,
    payload: {
      on,
      results: inNeed.map(({ child }, at) => ({ child: child.id, ...able[at] })),
      policies: await policiesInForce(context),
    },
  });
  const lacking = covers.filter(({ on: first, needs }) =>
    needs.some(({ what, from }) => what === 'key person' && from === first),
  ).length;
  const any = buttons(button('Ask about another child', 'keyperson', { child: '' }));
  const meterOfAll = meter('Children with a key person', covers.length - lacking, covers.length);
  if (inNeed.length === 0)
    return view(
      'Children who need a key person',
      text('Every child has a key person, and none needs another.'),
      meterOfAll,
      any,
    );
  const later = inNeed.filter(({ child }) => child.startsOn > on).length;
  const attending = inNeed.length - later;
  return view(
    'Children who need a key person',
    meterOfAll,
    text(
      `${attending} of these ${attending === 1 ? 'attends' : 'attend'} ${day === undefined ? 'now' : `on ${showDay(on)}`}; ${later} ${later === 1 ? 'starts' : 'start'} later.`,
    ),
    table(
      ['Child', 'When', 'Key person', 'How many may'],
      inNeed.map(({ child, needs }, at) => [
        child.name,
        child.startsOn > on ? `starts ${showDay(child.startsOn)}` : 'attends',
        needs.map(needInWords).join('; '),
        String(able[at]?.may),
      ]),
    ),
    rowButtons(
      inNeed.map(({ child, on: first, from }) =>
        button(clip(child.name, 40), 'keyperson', {
          child: `C-${child.number}`,
          ...(from === first && day === undefined ? {} : { on: from }),
        }),
      ),
    ),
    any,
  );
}

function compare(a: Day, b: Day): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
