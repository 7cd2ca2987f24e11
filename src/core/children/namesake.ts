import type { Person } from '../people/person.ts';
import { isCloselyAlike } from '../rules/alike.ts';
import { type Day, hasLeft, parseDay, returns } from '../rules/days.ts';
import { readName } from '../rules/entries.ts';
import { fold } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { type Field, isYes, line, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import type { Input } from '../talk/view.ts';
import { CHILDREN } from '../who/children.ts';
import { childNumber, differ, type Resolved, sameName } from '../who/match.ts';
import { only, resolve, type Scope } from '../who/resolve.ts';
import { type CarerEntry, parseCarers } from './carers.ts';
import { type CarerLink, type Child, countedStanding, type NewLink } from './child.ts';

/** How the form finds a child: without references, since a newcomer's name may be somebody's reference. */
const OF_THE_FORM: Pick<Scope<Child>, 'by' | 'read'> = { ...CHILDREN, by: ['number', 'name'] };

/**
 * Finds the child that the form of `child` is about, as far as it is answered: by number or name; `none` for a newcomer, also
 * one who is said to be another child of a name that is here (`new`).
 */
export function formsChild(context: Context, input: Input): Promise<Resolved<Child>> {
  const said = String(input.name ?? '').trim();
  if (saidIn(input, 'new') === true && childNumber(said) === undefined)
    return Promise.resolve({ kind: 'none' });
  return resolve(context, said, OF_THE_FORM);
}

/** The child that the form is about; undefined for a newcomer, and where the name fits several. */
export async function known(context: Context, input: Input): Promise<Child | undefined> {
  const found = await formsChild(context, input);
  return found.kind === 'one' ? found.is : undefined;
}

/** A child of the register, or the name of a newcomer. Of several children it asks which, before anything else. */
export function childOrNewcomer(): Field<{ said: string; before: Child | undefined }, true> {
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
      const found = await formsChild(context, { ...input, name: said });
      if (number !== undefined && saidIn(input, 'new') === true)
        throw new Refusal(`C-${number} is a child who is here already. For another, please write the name.`);
      if (found.kind === 'none' && number !== undefined) throw new Refusal(`There is no C-${number}.`);
      if (found.kind === 'none') return { said, before: undefined };
      const scope = given(input.starts_on) === undefined ? CHILDREN : SOME_OR_ANOTHER;
      return { said, before: await only(context, found, scope) };
    },
  };
}

/** Where a first day was given, it may be another child's. */
const SOME_OR_ANOTHER: Scope<Child> = {
  ...CHILDREN,
  several: 'Several children have that name. Please choose one; for another child of that name, add new=yes.',
};

/**
 * The question whether another child is meant than the one of that name: asked where the answers read like a newcomer's, and
 * else nowhere (commands: `child`).
 */
export function anotherOfThatName(): Field<boolean, false> {
  return yesNo('Another child of that name?', {
    hint: 'One of that name is here already. Yes: this is another child. No: the answers change the one who is here.',
    neededWhen: isInDoubt,
    shown: async (context, input) => saidIn(input, 'new') !== undefined || (await isInDoubt(context, input)),
  });
}

/**
 * The same field, left out of the form while it is to be said which child is meant: what stands of the one who is here would be
 * taken for the other's.
 */
export function onceSaid<F extends Pick<Field, 'shown'>>(name: string, field: F): F {
  return {
    ...field,
    shown: async (context: Context, input: Input) =>
      given(input[name]) !== undefined || !(await isInDoubt(context, input)),
  };
}

/**
 * Whether the answers may be about another child: with a first day that is not theirs, none of the carers named is on record, or
 * one who is here now would not have begun.
 */
async function isInDoubt(context: Context, input: Input): Promise<boolean> {
  const startsOn = parseDay(String(input.starts_on ?? ''));
  if (saidIn(input, 'new') !== undefined || startsOn === undefined) return false;
  if (childNumber(String(input.name ?? '').trim()) !== undefined) return false;
  const child = await known(context, input);
  if (child === undefined || child.startsOn === startsOn) return false;
  const { register, setting, today } = context;
  if (isHere(child, today) && startsOn > today && !returns(child, startsOn)) return true;
  const { entries } = parseCarers(String(given(input.carers) ?? ''), child.name);
  return entries.length > 0 && !sharesCarer(entries, await register.children.linksOf(setting.id, child.id));
}

function isHere(child: Child, on: Day): boolean {
  return child.startsOn <= on && !hasLeft(child, on);
}

/** Whether one of these carers is linked so, by name. */
export function sharesCarer(
  entries: readonly Pick<CarerEntry, 'name'>[],
  links: readonly Pick<CarerLink, 'personName'>[],
): boolean {
  return entries.some(({ name }) => links.some(({ personName }) => sameName(personName, name)));
}

/**
 * Refuses another child of a name where a carer of theirs is on record for one of that name who is here, or is called closely like one
 * and has no address or reference that tells the two apart: it would be the same child, kept twice, and what is decided about one would
 * not hold for the other. Of a child who is here already (`isNew` false) only those alike are refused, since a carer of both links
 * what concerns them to both.
 */
export async function refuseSameChild(
  context: Context,
  { child, isNew }: { child: Child; isNew: boolean },
  { people, links }: { people: readonly Person[]; links: readonly NewLink[] },
): Promise<void> {
  const { register, setting } = context;
  const namesakes = (await register.children.byName(setting.id, fold(child.name))).filter(
    ({ id }) => id !== child.id,
  );
  if (namesakes.length === 0) return;
  const named: Person[] = [];
  for (const link of links) {
    const is =
      people.find(({ id }) => id === link.person) ?? (await register.people.byId(setting.id, link.person));
    if (is && link.standing === 'carer') named.push(is);
  }
  for (const { id, number } of namesakes) {
    const theirs = (await register.children.linksOf(setting.id, id)).filter(
      (link) => countedStanding(link) !== null,
    );
    for (const { person, personName } of theirs) {
      if (isNew && links.some((link) => link.person === person))
        throw new Refusal(
          `${personName} is on record for the ${child.name} who is here already (C-${number}). Where it is that child, please write C-${number} for the name. Another child needs their own carers, with an e-mail behind a name that is the same.`,
          { field: 'new' },
        );
      const known = await register.people.byId(setting.id, person);
      const alike = named.find(
        (added) =>
          added.id !== person &&
          isCloselyAlike(added.name, personName) &&
          !differ(added.email, known?.email ?? null) &&
          !differ(added.ref, known?.ref ?? null),
      );
      if (alike)
        throw new Refusal(
          `${alike.name} may be the ${personName} who is on record for the ${child.name} who is here already (C-${number}). Where it is that child, please write C-${number} for the name. Where they are two people, please give each of them their e-mail: first ${personName}, at C-${number}.`,
          { field: isNew ? 'new' : 'carers' },
        );
    }
  }
}

function nameOf(said: string): string {
  const name = readName(said);
  if ('wrong' in name) throw new Refusal(name.wrong);
  return name.value;
}

function saidIn(input: Input, name: string): boolean | undefined {
  const said = given(input[name]);
  return said === undefined ? undefined : isYes(String(said));
}
