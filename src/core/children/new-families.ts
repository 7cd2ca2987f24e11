import { newId } from '../identifier.ts';
import { tell } from '../notices/tell.ts';
import { rolesOn } from '../people/person.ts';
import { record, recordAs } from '../records/record.ts';
import { windowStart } from '../rules/working-days.ts';
import type { Context, Scene } from '../talk/context.ts';
import { type Field, hidden } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { isOffered } from '../who/family.ts';
import type { Child } from './child.ts';
import type { FamilyQuestion, FamilyReply } from './family.ts';
import { isAskedAboutFamilies, type OpenFamily, type UnaskedFamily } from './unasked.ts';
import { newFamilies } from './words.ts';

/** How many people are asked about how many new families. */
export interface Asked {
  people: number;
  families: number;
}

export const NOBODY_ASKED: Asked = { people: 0, families: 0 };

/**
 * Asks those who work with children, and officers but the chair, whether they know the families of these children: children newly
 * enrolled, with a new carer, or with another first day. Each family is asked about once, siblings together. Everything new
 * until the next delivery window is one list and one message. People who are in the family, or have declared that they know
 * it, are not asked.
 */
export async function askWhoKnows(scene: Scene, children: Iterable<string>): Promise<Asked> {
  const people = new Set<string>();
  let families = 0;
  for (const id of new Set(children)) {
    const asked = await askAbout(scene, id);
    if (asked.length > 0) families += 1;
    for (const person of asked) people.add(person);
  }
  const telling = newFamilies(windowStart(scene.now, scene.setting, scene.calendar));
  for (const to of people) await tell(scene, to, telling);
  return { people: people.size, families };
}

/** Asks about one family, and returns the people asked: nobody where the family has been asked about before. */
async function askAbout(scene: Scene, id: string): Promise<string[]> {
  const { register, setting, today, now, calendar } = scene;
  const child = await register.children.byId(setting.id, id);
  if (!child || (child.leavesOn !== null && child.leavesOn < today)) return [];
  const carers = await register.children.carersOf(setting.id, id);
  const known = new Map<string, FamilyQuestion>();
  const fresh: string[] = [];
  for (const { person } of carers.filter(({ standing }) => standing === 'carer')) {
    const questions = await register.families.aboutCarer(setting.id, person);
    if (questions.length === 0) fresh.push(person);
    for (const question of questions) known.set(question.id, question);
  }
  const window = (at: Date) => windowStart(at, setting, calendar).getTime();
  const open = [...known.values()].find(
    ({ askedAt, asked }) =>
      window(askedAt) === window(now) || (fresh.length === 0 && asked.some(({ answer }) => answer === null)),
  );
  // A carer who came later gets a question of their own: an answer counts only for the people it was asked about.
  if (open && (fresh.length === 0 || open.askedAt.getTime() === now.getTime())) {
    await joinFamily(scene, child, fresh, [open]);
    return [];
  }
  if (fresh.length === 0) {
    // What was answered about these carers holds for this child too (K15).
    await joinFamily(scene, child, [], [...known.values()]);
    return [];
  }
  const people = await whomToAsk(scene, child, new Set(carers.map(({ person }) => person)));
  const question = {
    setting: setting.id,
    id: newId(now),
    askedAt: now,
    children: [id],
    carers: fresh,
    people,
  };
  await register.families.ask(question);
  await recordAs('rules', scene, {
    action: 'family.asked',
    subject: `C-${child.number}`,
    payload: { people },
  });
  return people;
}

/** Adds a child, and its carers of whom nobody was asked, to questions that others were asked. */
async function joinFamily(
  scene: Scene,
  { id, number }: Child,
  carers: readonly string[],
  questions: readonly FamilyQuestion[],
): Promise<void> {
  const { register, setting } = scene;
  const joined = questions.filter(
    ({ children }) => carers.length > 0 || !children.some((each) => each.id === id),
  );
  if (joined.length === 0) return;
  for (const { id: question, askedAt } of joined)
    await register.families.ask({
      setting: setting.id,
      id: question,
      askedAt,
      children: [id],
      carers: [...carers],
      people: [],
    });
  await recordAs('rules', scene, {
    action: 'family.joined',
    subject: `C-${number}`,
    payload: { questions: joined.map((question) => question.id) },
  });
}

async function whomToAsk(
  { register, setting, today }: Scene,
  child: Child,
  family: ReadonlySet<string>,
): Promise<string[]> {
  const declared = new Set(
    (await register.declarations.reaching(setting.id, child.id))
      .filter(({ touch }) => touch !== 'name')
      .map(({ declaration }) => declaration.declarer),
  );
  return (await register.people.inPost(setting.id, today))
    .filter((person) => isAskedAboutFamilies(person, today))
    .filter((person) => isOffered({ roles: rolesOn(person, today) }, { isProtected: child.protected }))
    .map(({ id }) => id)
    .filter((id) => !family.has(id) && !declared.has(id));
}

/** A hidden field with the instant at which the list of families was drawn. */
export function drawnAt(): Field<string, false> {
  const asked = hidden('When this was drawn', { prefill: ({ now }) => now.toISOString() });
  return {
    ...asked,
    check: async (raw, context, input) => {
      const said = await asked.check(raw, context, input);
      if (!Number.isNaN(Date.parse(said))) return said;
      throw new Refusal('This is no form that Candour gave out. Please start again.');
    },
  };
}

/** Whether a question existed when the form was drawn. Without a form (a typed line) all questions count. */
export function wasListed({ askedAt }: Pick<OpenFamily, 'askedAt'>, drawn: string | undefined): boolean {
  return drawn === undefined || askedAt === null || askedAt.getTime() <= Date.parse(drawn);
}

/** Records my answer and what I was shown. The same answer twice is recorded once. */
export async function answerFamily(context: Context, family: OpenFamily, answer: FamilyReply): Promise<void> {
  const { register, setting, me, now } = context;
  if (family.id !== null && family.asked.some((each) => each.person === me.id && each.answer === answer))
    return;
  const question = family.id ?? (await questionFor(context, family));
  await register.families.answer(setting.id, question, me.id, answer, now);
  await record(context, {
    action: 'family.answered',
    subject: `C-${family.children[0]?.number ?? 0}`,
    payload: {
      answer,
      question,
      children: family.children.map(({ id }) => id),
      carers: family.carers.map(({ id }) => id),
    },
  });
}

/** The question about exactly these carers, which others may have answered before; a new one where there is none. */
async function questionFor({ register, setting, me, now }: Context, family: UnaskedFamily): Promise<string> {
  const carers = family.carers.map(({ id }) => id);
  const before = (await register.families.aboutCarer(setting.id, carers[0] ?? '')).find(
    (question) =>
      question.carers.length === carers.length && question.carers.every(({ id }) => carers.includes(id)),
  );
  const id = before?.id ?? newId(now);
  await register.families.ask({
    setting: setting.id,
    id,
    askedAt: before?.askedAt ?? now,
    children: family.children.map((child) => child.id),
    carers,
    people: [me.id],
  });
  return id;
}
