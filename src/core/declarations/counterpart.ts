import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { isKin } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import { clip } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { CARERS, carersOffered, type TypedCarer } from '../who/carers.ts';
import { CHILDREN, type NamedChild, onlyChild } from '../who/children.ts';
import { sameName } from '../who/match.ts';
import { STAFF } from '../who/people.ts';
import { choicesOf } from '../who/resolve.ts';
import type { Declaration, Kind } from './declaration.ts';

/** Of more families than these, one word alone is not enough to choose from. */
const FAMILIES_MOST = 3;
/** The longest name, in characters, that a choice can keep as it was typed. */
const CHOICE_MOST = 75;

/** What was answered about whom somebody knows. */
interface Answers {
  who: TypedCarer;
  kind: Kind;
  child: NamedChild | undefined;
  /** The name stays as it was typed, although somebody here fits it or is like it. */
  isNoneOfThese: boolean;
  /** The same of the child's name. */
  isChildAsTyped: boolean;
}

/** The other side of a declaration. A child of the register is one by `child`, with its name as the counterpart's. */
export interface Counterpart extends Pick<Declaration, 'counterpart' | 'counterpartName' | 'childName'> {
  person: Person | undefined;
  child: Child | undefined;
}

/**
 * Decides whom a declaration is about. Several whom the words fit, and likenesses, are asked about before anything is
 * recorded; a child is the other side of an own child, family, household or godparent, else its parents are asked about.
 */
export async function counterpartOf(context: Context, answers: Answers): Promise<Counterpart> {
  const { kind, child, isNoneOfThese } = answers;
  if (!answers.isChildAsTyped) await askLikeChild(context, child);
  if (isNoneOfThese) return counterpart(undefined, await childNamed(context, child), answers);
  const who = kind === 'own_child' ? answers.who : withColleague(answers.who);
  const { fits, close } = kind === 'own_child' ? NO_COLLEAGUES : othersAmong(who);
  if (who.children.length > 0) {
    if (fits.length > 0) await askWhich(context, who, kind, fits);
    if (isKin(kind)) {
      const is = await onlyChild(context, who.children, 'who');
      const name = who.isShown ? is.name : who.name;
      return { person: undefined, child: is, counterpart: null, counterpartName: name, childName: name };
    }
    if (who.isShown) await askWhoseParent(context, who);
  }
  if (who.people.length + fits.length > 1) return oneOfSeveral(context, { ...answers, who }, fits);
  const others = [...fits, ...close];
  const like =
    who.people.length > 0 ? [] : [...who.like, ...others, ...(isKin(kind) ? who.likeChildren : [])];
  if (like.length > 0)
    throw asking(who, 'I know nobody of that name, but somebody like it. Is it one of these?', [
      ...(await choicesOf(context, who.like, CARERS)),
      ...(await choicesOf(context, others, STAFF)),
      ...(isKin(kind) ? await choicesOf(context, who.likeChildren, CHILDREN) : []),
    ]);
  return counterpart(who.people[0], await childNamed(context, child), { ...answers, who });
}

const NO_COLLEAGUES: TypedCarer['colleagues'] = { fits: [], close: [] };

/** Where the words fit one colleague, and are those of nobody else nor closely like them, that colleague is meant. */
function withColleague(who: TypedCarer): TypedCarer {
  const [colleague, ...more] = who.colleagues.fits;
  const others = [more, who.people, who.children, who.like];
  if (colleague === undefined || others.some((each) => each.length > 0)) return who;
  return { ...who, name: colleague.name, people: [colleague], colleagues: NO_COLLEAGUES };
}

/** The colleagues who are not among those found as parents. */
function othersAmong({ people, like, colleagues }: TypedCarer): TypedCarer['colleagues'] {
  const isOther = ({ id }: Person) => ![...people, ...like].some((person) => person.id === id);
  return { fits: colleagues.fits.filter(isOther), close: colleagues.close.filter(isOther) };
}

/** Asks whether a child whose name is closely like the one that was typed is meant. */
export async function askLikeChild(context: Context, child: NamedChild | undefined): Promise<void> {
  if (child === undefined || child.close.length === 0) return;
  throw new Ambiguity(
    'No child here has that name, but one like it. Is it this one?',
    [...(await choicesOf(context, child.close, CHILDREN)), ...asTyped(child.name)],
    'child',
    { child_as_typed: child.name },
  );
}

async function childNamed(context: Context, child: Answers['child']): Promise<Child | undefined> {
  const offered = child?.children ?? [];
  return offered.length === 0 ? undefined : onlyChild(context, offered, 'child');
}

function counterpart(
  person: Person | undefined,
  child: Child | undefined,
  answers: Pick<Answers, 'who' | 'child'>,
): Counterpart {
  return {
    person,
    child,
    counterpart: person?.id ?? null,
    counterpartName: answers.who.name,
    childName: answers.child?.name ?? child?.name ?? null,
  };
}

/** A child, and a colleague, whom the same words fit. */
async function askWhich(
  context: Context,
  who: TypedCarer,
  kind: Kind,
  colleagues: readonly Person[],
): Promise<never> {
  const family = isKin(kind)
    ? await choicesOf(context, who.children, CHILDREN)
    : await choicesOf(context, await carersOffered(context, who.children), CARERS);
  throw asking(who, 'That is a child here, and a colleague. Whom do you mean?', [
    ...family,
    ...(await choicesOf(context, colleagues, STAFF)),
  ]);
}

/** Several whom the words fit are told apart by the child, or asked about; never guessed. */
async function oneOfSeveral(
  context: Context,
  answers: Answers,
  colleagues: readonly Person[],
): Promise<Counterpart> {
  const { who, child } = answers;
  if (child !== undefined) return ofNamedChild(context, answers, child.children);
  if (who.families > FAMILIES_MOST)
    throw new Refusal(
      'Several families here have that name. Please add the first name or surname, or name the child.',
      { field: 'who' },
    );
  throw asking(who, 'Several people here fit that. Which one do you mean? You can also name the child.', [
    ...(await choicesOf(context, who.people, CARERS)),
    ...(await choicesOf(context, colleagues, STAFF)),
  ]);
}

async function ofNamedChild(
  context: Context,
  answers: Answers,
  offered: readonly Child[],
): Promise<Counterpart> {
  const { register, setting } = context;
  const pairs: { person: Person; child: Child }[] = [];
  for (const person of answers.who.people) {
    const own = (await register.children.ofPerson(setting.id, person.id)).map((linked) => linked.child.id);
    for (const child of offered) if (own.includes(child.id)) pairs.push({ person, child });
  }
  const [only, ...others] = pairs;
  if (only === undefined || others.length > 0)
    throw new Refusal(
      'That does not tell the parents of that name apart. Please write the whole name of the child.',
      { field: 'child' },
    );
  return {
    ...counterpart(only.person, only.child, answers),
    counterpartName: only.person.name,
  };
}

/**
 * Asks whose parent is meant, where a child was named. Of a child whose carers may not be told none is offered, and a part of
 * its name is then no more than a name.
 */
async function askWhoseParent(context: Context, who: TypedCarer): Promise<void> {
  const carers = await carersOffered(context, who.children);
  if (carers.length > 0)
    throw asking(
      who,
      'That is a child here: whose parent do you mean?',
      await choicesOf(context, carers, CARERS),
    );
  if (who.children.some(({ name }) => sameName(name, who.name)))
    throw new Refusal('That is a child here. Please write the name of the parent whom you know.', {
      field: 'who',
    });
}

/** Asks which of these it is, or none of them: then the name is kept as it was typed. */
function asking({ name }: TypedCarer, question: string, choices: readonly Choice[]): Ambiguity {
  return new Ambiguity(question, [...choices, ...asTyped(name)], 'who', { none_of_these: name });
}

/** The choice that keeps a name as it was typed. */
function asTyped(name: string): Choice[] {
  return [...name].length > CHOICE_MOST
    ? []
    : [{ value: name, label: `None of these: keep “${clip(name, 40)}”` }];
}
