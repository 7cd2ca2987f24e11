import { showTouched, standsOnTouched, type Touched, touchedByLinks } from '../allocations/touched.ts';
import { tellLostCarers } from '../follows/carers-changed.ts';
import { enrolmentChanged } from '../follows/enrolled.ts';
import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { type Day, parseDay, returns, showDay } from '../rules/days.ts';
import { readName } from '../rules/entries.ts';
import { daysAfter, daysOf } from '../rules/sessions.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { date, type Field, line, sessions, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, text, type View, view } from '../talk/view.ts';
import { CHILDREN } from '../who/children.ts';
import { childNumber, type Resolved } from '../who/match.ts';
import { only, resolve, type Scope } from '../who/resolve.ts';
import { parseCarers, showCarers } from './carers.ts';
import type { CarerLink, Child } from './child.ts';
import { type Linked, linkCarers } from './link-carers.ts';
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
    leaves_on: date('Last day', {
      // Whoever returns has no last day yet.
      prefill: now((child, input) =>
        returns(child, parseDay(String(input.starts_on ?? '')) ?? null) ? null : child.leavesOn,
      ),
    }),
    carers: line('Carers', 2000, {
      hint: 'All of them, with an e-mail where there is one: Sarah Reed (mother); Mike Reed <mike@families.test> (father)',
      prefill: carersNow,
    }),
    days: sessions('Days', {
      hint: 'When the child attends, from today on: Mon Tue Wed-am, or Mon-Wed.',
      prefill: async (context, input) => {
        const found = await known(context, input);
        return found && daysOf(found, context.today);
      },
    }),
    protected: yesNo('Protected?', {
      hint: 'Yes: nobody but manager, DSO and deputy is shown who this child’s carers and relatives are.',
      prefill: now((child) => (child.protected ? 'yes' : 'no')),
    }),
    confirm: confirmation('Change it all the same'),
  },
  standsOn: async (context, input) => standsOnTouched(await touchedSoFar(context, input)),
  shownFirst: async (context, { name: { before }, carers }) =>
    (await touchedBy(context, before, carers)).length > 0,
  intro: async (context, input) => {
    const lines = await showTouched(context, await touchedSoFar(context, input));
    return lines.length === 0 ? undefined : ['If you change it so:', ...lines].join('\n');
  },
  execute: async (context, input, mentioned) => {
    const { register, setting } = context;
    const { before } = input.name;
    refuseUnconfirmed(input.confirm);
    const carers = input.carers === undefined ? undefined : parseCarers(input.carers, input.name.said);
    if (carers?.wrong[0] !== undefined) throw new Refusal(carers.wrong[0], { field: 'carers' });
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
      protected: input.protected ?? before?.protected ?? false,
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

/** What the carers who were named so far would touch. */
async function touchedSoFar(context: Context, input: Input): Promise<Touched[]> {
  const said = given(input.carers);
  return said === undefined ? [] : touchedBy(context, await known(context, input), String(said));
}

/** What these carers would touch; nothing of a newcomer, nor where they would be refused. */
async function touchedBy(
  context: Context,
  before: Child | undefined,
  said: string | undefined,
): Promise<Touched[]> {
  if (before === undefined || said === undefined) return [];
  const { entries, wrong } = parseCarers(said, before.name);
  if (wrong.length > 0) return [];
  try {
    return await touchedByLinks(context, before, (await linkCarers(context, before, entries)).links);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
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

function nameOf(said: string): string {
  const name = readName(said);
  if ('wrong' in name) throw new Refusal(name.wrong);
  return name.value;
}

/** How the form finds a child: without references, since a newcomer's name may be somebody's reference. */
const OF_THE_FORM: Pick<Scope<Child>, 'by' | 'read'> = { ...CHILDREN, by: ['number', 'name'] };

/** A child of the register, or the name of a newcomer. Of several children it asks which, before anything else. */
function childOrNewcomer(): Field<{ said: string; before: Child | undefined }, true> {
  const name = line('Name of the child', 200, {
    required: true,
    hint: 'Or the number of a child that is here already: C-7.',
  });
  return {
    ...name,
    required: true,
    check: async (raw, context, input) => {
      const typed = await name.check(raw, context, input);
      const number = childNumber(typed);
      const said = number === undefined ? nameOf(typed) : typed;
      const found = await resolve(context, said, OF_THE_FORM);
      if (found.kind === 'none' && number !== undefined) throw new Refusal(`There is no C-${number}.`);
      return { said, before: found.kind === 'none' ? undefined : await only(context, found, CHILDREN) };
    },
  };
}

/** The child that the form is about so far; undefined for a newcomer, and where the name fits several. */
async function known(context: Context, input: Input): Promise<Child | undefined> {
  const found = await formsChild(context, input);
  return found.kind === 'one' ? found.is : undefined;
}

function formsChild(context: Context, { name }: Input): Promise<Resolved<Child>> {
  return resolve(context, String(name ?? '').trim(), OF_THE_FORM);
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
