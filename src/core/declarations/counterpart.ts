import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { isKin } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import { clip } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { CARERS, carersOffered, type TypedCarer } from '../who/carers.ts';
import { CHILDREN, onlyChild } from '../who/children.ts';
import { sameName } from '../who/match.ts';
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
  child: { name: string; children: Child[] } | undefined;
  /** The name stays as it was typed, although somebody here fits it or is like it. */
  isNoneOfThese: boolean;
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
  const { who, kind, child, isNoneOfThese } = answers;
  if (isNoneOfThese) return counterpart(undefined, await childNamed(context, child), answers);
  if (who.children.length > 0) {
    if (isKin(kind)) {
      const is = await onlyChild(context, who.children, 'who');
      const name = who.isShown ? is.name : who.name;
      return { person: undefined, child: is, counterpart: null, counterpartName: name, childName: name };
    }
    if (who.isShown) await askWhoseParent(context, who);
  }
  if (who.people.length > 1) return oneOfSeveral(context, answers);
  const like = [...who.like, ...(isKin(kind) ? who.likeChildren : [])];
  if (like.length > 0)
    throw asking(who, 'I know nobody of that name, but somebody like it. Is it one of these?', [
      ...(await choicesOf(context, who.like, CARERS)),
      ...(isKin(kind) ? await choicesOf(context, who.likeChildren, CHILDREN) : []),
    ]);
  return counterpart(who.people[0], await childNamed(context, child), answers);
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

/** Several whom the words fit are told apart by the child, or asked about; never guessed. */
async function oneOfSeveral(context: Context, answers: Answers): Promise<Counterpart> {
  const { who, child } = answers;
  if (child !== undefined) return ofNamedChild(context, answers, child.children);
  if (who.families > FAMILIES_MOST)
    throw new Refusal(
      'Several families here have that name. Please add the first name or surname, or name the child.',
      { field: 'who' },
    );
  throw asking(
    who,
    'Several people here fit that. Which one do you mean? You can also name the child.',
    await choicesOf(context, who.people, CARERS),
  );
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
  const none =
    [...name].length > CHOICE_MOST ? [] : [{ value: name, label: `None of these: keep “${clip(name, 40)}”` }];
  return new Ambiguity(question, [...choices, ...none], 'who', { none_of_these: name });
}
