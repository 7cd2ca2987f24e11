import {
  showTouched,
  standsOnTouched,
  type Touched,
  touchedByChild,
  touchedByLinks,
} from '../allocations/touched.ts';
import { tellLostCarers } from '../follows/carers-changed.ts';
import { enrolmentChanged } from '../follows/enrolled.ts';
import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { type Day, parseDay, returns, showDay } from '../rules/days.ts';
import { daysAfter, daysOf, readSessions, type Session } from '../rules/sessions.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { date, isYes, line, sessions, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, text, type View, view } from '../talk/view.ts';
import { type Carers, parseCarers, showCarers } from './carers.ts';
import { type CarerLink, type Child, markedAs } from './child.ts';
import { type Linked, linkCarers } from './link-carers.ts';
import {
  anotherOfThatName,
  childOrNewcomer,
  formsChild,
  known,
  onceSaid,
  refuseSameChild,
} from './namesake.ts';
import { askWhoKnows } from './new-families.ts';

/** Adds a child or changes one, through the same checks as an import. */
export const child = command({
  name: 'child',
  title: 'Add or change a child',
  summary: 'Add a child, or change dates and carers.',
  roles: ['manager', 'dso', 'deputy_dso'],
  writes: true,
  first: 'name',
  fields: {
    name: childOrNewcomer(),
    starts_on: date('First day', {
      prefill: now((child) => child.startsOn),
      neededWhen: async (context, input) =>
        input.name !== undefined && (await formsChild(context, input)).kind === 'none',
    }),
    leaves_on: onceSaid(
      'leaves_on',
      date('Last day', {
        // Whoever returns has no last day yet.
        prefill: now((child, input) =>
          returns(child, parseDay(String(input.starts_on ?? '')) ?? null) ? null : child.leavesOn,
        ),
      }),
    ),
    carers: onceSaid(
      'carers',
      line('Carers', 2000, {
        hint: 'All of them, with an e-mail where there is one: Sarah Reed (mother); Mike Reed <mike@families.test> (father)',
        prefill: carersNow,
      }),
    ),
    days: onceSaid(
      'days',
      sessions('Days', {
        hint: 'When the child attends, from today on: Mon Tue Wed-am, or Mon-Wed.',
        prefill: async (context, input) => {
          const found = await known(context, input);
          return found && daysOf(found, context.today);
        },
      }),
    ),
    protected: onceSaid(
      'protected',
      yesNo('Protected?', {
        hint: 'Yes: nobody but manager, DSO and deputy is shown who this child’s carers and relatives are.',
        prefill: now((child) => (child.protected ? 'yes' : 'no')),
      }),
    ),
    new: anotherOfThatName(),
    confirm: confirmation('Change it all the same'),
  },
  standsOn: async (context, input) => standsOnTouched(await touchedSoFar(context, input)),
  shownFirst: async (context, { name: { before }, carers, ...more }) => {
    const { starts_on: startsOn, leaves_on: leavesOn, protected: isProtected, days } = more;
    return (await touchedBy(context, before, { carers, startsOn, leavesOn, isProtected, days })).length > 0;
  },
  intro: async (context, input) => {
    const lines = showTouched(await touchedSoFar(context, input));
    return lines.length === 0 ? undefined : ['If you change it so:', ...lines].join('\n');
  },
  execute: async (context, input, mentioned) => {
    const { register, setting } = context;
    const { before } = input.name;
    refuseUnconfirmed(input.confirm);
    const carers = input.carers === undefined ? undefined : parseCarers(input.carers, input.name.said);
    if (carers?.wrong[0] !== undefined) throw new Refusal(carers.wrong[0], { field: 'carers' });
    await refuseEmptied(context, before, mentioned.has('carers'), carers);
    const startsOn = input.starts_on ?? before?.startsOn;
    if (startsOn === undefined)
      throw new Refusal('Please give the first day of a new child.', { field: 'starts_on' });
    const leavesOn = mentioned.has('leaves_on')
      ? (input.leaves_on ?? null)
      : returns(before, startsOn)
        ? null
        : (before?.leavesOn ?? null);
    if (leavesOn !== null && leavesOn < startsOn)
      throw new Refusal(
        'The last day lies before the first. For a child who returns, please leave the last day empty.',
        { field: 'leaves_on' },
      );
    const held = {
      ...markedAs(input.protected ?? before?.protected ?? false, before),
      sessions: daysAfter(before, mentioned.has('days') ? (input.days ?? []) : undefined, context.today),
    };
    const after: Child = before
      ? {
          ...before,
          ...held,
          startsOn,
          leavesOn,
          firstStartsOn: returns(before, startsOn) ? before.firstStartsOn : firstOf(before, startsOn),
        }
      : {
          setting: setting.id,
          id: newId(context.now),
          number: await register.children.nextNumber(setting.id),
          ref: null,
          name: input.name.said,
          startsOn,
          leavesOn,
          firstStartsOn: startsOn,
          ...held,
          lookedWith: null,
        };
    const linkedBefore = await linksOf(context, after);
    const {
      people,
      links: carerLinks,
      lost,
    } = carers ? await linkCarers(context, after, carers.entries) : NOTHING_LINKED;
    await refuseSameChild(
      context,
      { child: after, isNew: input.new === true },
      { people, links: carerLinks },
    );
    const isAsItWas =
      JSON.stringify(before) === JSON.stringify(after) && people.length + carerLinks.length === 0;
    if (isAsItWas) return shown(context, after, linkedBefore, [], 'As it was');
    await record(
      context,
      {
        action: before ? 'child.changed' : 'child.added',
        subject: `C-${after.number}`,
        payload: {
          startsOn,
          leavesOn,
          carers: carers?.entries.length ?? null,
          ...(after.protected === (before?.protected ?? false) ? {} : { protected: after.protected }),
          ...(JSON.stringify(after.sessions) === JSON.stringify(before?.sessions ?? [])
            ? {}
            : { days: after.sessions.at(-1)?.sessions ?? '' }),
        },
      },
      { people, children: [after], carerLinks },
    );
    const links = await linksOf(context, after);
    await enrolmentChanged(context, after, before);
    await tellLostCarers(context, new Map([[after.id, lost]]));
    const gained = links.some(
      (link) =>
        link.standing === 'carer' &&
        !linkedBefore.some((carer) => carer.person === link.person && carer.standing === 'carer'),
    );
    if (before?.startsOn !== startsOn || gained) await askWhoKnows(context, [after.id]);
    const added = links.filter((link) => !linkedBefore.some((carer) => carer.person === link.person));
    const notes = [...(carers?.notes ?? []), ...(await notesOn(context, added))];
    if (lost.length > 0)
      notes.push(
        'A carer who is no longer named is off the form. Whatever rests on them stays until the safeguarding officer has said which it is; they are told.',
      );
    return shown(context, after, links, notes, before ? 'Changed' : 'Added');
  },
});

/** The answers by which declarations and allocations may be touched. */
interface Change {
  carers: string | undefined;
  startsOn: Day | undefined;
  leavesOn: Day | undefined;
  isProtected: boolean | undefined;
  days: readonly Session[] | undefined;
}

/** What was answered so far would touch. */
async function touchedSoFar(context: Context, input: Input): Promise<Touched[]> {
  const said = (name: string) => {
    const raw = given(input[name]);
    return raw === undefined ? undefined : String(raw);
  };
  const days = said('days') === undefined ? undefined : readSessions(said('days') ?? '');
  const isProtected = said('protected');
  return touchedBy(context, await known(context, input), {
    carers: said('carers'),
    startsOn: parseDay(said('starts_on') ?? ''),
    leavesOn: parseDay(said('leaves_on') ?? ''),
    isProtected: isProtected === undefined ? undefined : isYes(isProtected),
    days: days && 'value' in days ? days.value : undefined,
  });
}

/** What this change would touch; nothing of a newcomer, nor where it would be refused. */
async function touchedBy(context: Context, before: Child | undefined, change: Change): Promise<Touched[]> {
  if (before === undefined) return [];
  const startsOn = change.startsOn ?? before.startsOn;
  const isReturn = returns(before, startsOn);
  const after: Child = {
    ...before,
    startsOn,
    leavesOn: change.leavesOn ?? (isReturn ? null : before.leavesOn),
    firstStartsOn: isReturn ? before.firstStartsOn : firstOf(before, startsOn),
    ...markedAs(change.isProtected ?? before.protected, before),
    sessions: daysAfter(before, change.days, context.today),
  };
  if (after.leavesOn !== null && after.leavesOn < startsOn) return [];
  const isAsItWas = JSON.stringify(before) === JSON.stringify(after);
  return [
    ...(await touchedByCarers(context, before, change.carers)),
    ...(isAsItWas ? [] : await touchedByChild(context, before, after)),
  ];
}

async function touchedByCarers(
  context: Context,
  before: Child,
  said: string | undefined,
): Promise<Touched[]> {
  if (said === undefined) return [];
  const { entries, wrong } = parseCarers(said, before.name);
  if (wrong.length > 0) return [];
  try {
    return await touchedByLinks(context, before, (await linkCarers(context, before, entries)).links);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** Refuses to take all carers off the form by an answer that names nobody, unless it says `none` (as an import does). */
async function refuseEmptied(
  context: Context,
  before: Child | undefined,
  isSaid: boolean,
  carers: Carers | undefined,
): Promise<void> {
  if (before === undefined || !isSaid || carers?.isNone === true || (carers?.entries.length ?? 0) > 0) return;
  const listed = (await linksOf(context, before)).filter(({ standing }) => standing === 'carer');
  if (listed.length === 0) return;
  const names = listed.map(({ personName }) => personName).join(', ');
  throw new Refusal(
    `${before.name} has carers on record (${names}), and this names nobody. Where that is so on purpose, please write none.`,
    { field: 'carers' },
  );
}

/** What changes when no carers were named: nothing. */
const NOTHING_LINKED: Linked = { people: [], links: [], lost: [] };

async function linksOf({ register, setting }: Context, { id }: Child): Promise<CarerLink[]> {
  return register.children.linksOf(setting.id, id);
}

/** A carer with the name of a member of staff is taken to be the same person (so K1 applies); the answer must say so. */
async function notesOn({ register, setting }: Context, added: readonly CarerLink[]): Promise<string[]> {
  const notes: string[] = [];
  for (const link of added) {
    const person = await register.people.byId(setting.id, link.person);
    if (person && person.posts.length > 0)
      notes.push(
        `${person.name} works here, too, and counts as the same person. If it is somebody else of that name, please write their e-mail behind the name.`,
      );
  }
  return notes;
}

function shown(
  { today }: Context,
  child: Child,
  links: readonly CarerLink[],
  notes: readonly string[],
  title: string,
): View {
  const carers = links.filter((link) => link.standing === 'carer').map((link) => link.personName);
  return view(
    title,
    title === 'As it was' && text('It is so already; nothing was changed.'),
    facts(
      ['Child', `${child.name} (C-${child.number})`],
      ['From', showDay(child.startsOn)],
      ['Until', child.leavesOn && showDay(child.leavesOn)],
      ['Carers', carers.join(', ') || 'none yet'],
      ['Days', daysOf(child, today) ?? 'not known'],
      ['Protected', child.protected && 'yes'],
    ),
    notes.length > 0 && text(...notes),
    buttons(
      (child.leavesOn === null || child.leavesOn >= today) &&
        button('Who may be key person?', 'keyperson', { child: `C-${child.number}` }),
    ),
  );
}

function firstOf(before: Child, startsOn: Day): Day {
  return before.firstStartsOn === before.startsOn ? startsOn : before.firstStartsOn;
}

function now(pick: (child: Child, input: Input) => string | null) {
  return async (context: Context, input: Input): Promise<string | undefined> => {
    const found = await known(context, input);
    return found ? (pick(found, input) ?? undefined) : undefined;
  };
}

async function carersNow(context: Context, input: Input): Promise<string | undefined> {
  const found = await known(context, input);
  if (!found) return undefined;
  const links = await context.register.children.linksOf(context.setting.id, found.id);
  const entries = [];
  for (const link of links) {
    if (link.standing !== 'carer' && link.standing !== 'relative') continue;
    const person = await context.register.people.byId(context.setting.id, link.person);
    entries.push({
      name: link.personName,
      email: person?.email ?? null,
      ref: person?.ref ?? null,
      relation: link.relation,
      standing: link.standing,
    });
  }
  return showCarers(entries);
}
