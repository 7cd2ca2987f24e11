import { recheck } from '../allocations/recheck.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import type { CarerLink, Child } from '../children/child.ts';
import { type CarerAnswer, settleLinks } from '../follows/carers-changed.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import { isCloselyAlike } from '../rules/alike.ts';
import { isSetAside } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { CARERS } from '../who/carers.ts';
import { CHILDREN } from '../who/children.ts';
import { isOffered, maySeeFamilies } from '../who/family.ts';
import { resolveAmong } from '../who/match.ts';
import { ANYONE } from '../who/people.ts';
import { only, resolve } from '../who/resolve.ts';
import type { Declaration } from './declaration.ts';

// What an officer says to settle a check (rules: A check has a way out), or of a carer who left the form.

export const CARER_ANSWERS = [
  { value: 'renamed', label: 'The same person, renamed' },
  { value: 'parent', label: 'Off the form, still a parent or family: it stays' },
  { value: 'former', label: 'Never a parent, no carer any more' },
  { value: 'error', label: 'Entered in error, never this child’s' },
] as const satisfies readonly { value: CarerAnswer; label: string }[];

/** Refuses an officer who is involved with the family; the same words whether or not there is anything to settle. */
async function refuseInvolved(context: Context, child: Child): Promise<void> {
  const officers = await loadOfficers(context, []);
  const carers = await context.register.children.carersOf(context.setting.id, child.id);
  if (officers.isConflicted(context.me.id, carers, child.id))
    throw new Refusal('This is for an officer who is not involved with the family.', {
      cites: ['authority'],
    });
}

/** The children that were named, with semicolons between them. */
export async function childrenNamed(context: Context, said: string): Promise<Child[]> {
  const found: Child[] = [];
  for (const name of said.split(';').map((part) => part.trim()))
    if (name !== '')
      found.push(await only(context, await resolve(context, name, CHILDREN), CHILDREN, 'child'));
  return found;
}

/** K14: no carer of these children is recorded on purpose, and an officer has looked at that with somebody. */
export async function settleWithoutCarers(
  context: Context,
  children: readonly Child[],
  lookedWith: string,
): Promise<View> {
  const { register, setting } = context;
  for (const child of children) {
    await refuseInvolved(context, child);
    const links = await register.children.linksOf(setting.id, child.id);
    if (links.some(({ standing }) => standing === 'carer'))
      throw new Refusal('That child has carers on record, so there is nothing to settle.', {
        field: 'child',
      });
  }
  for (const child of children) {
    await record(
      context,
      { action: 'child.without_carers', subject: `C-${child.number}`, payload: { lookedWith } },
      { children: [{ ...child, lookedWith }] },
    );
  }
  await recheck(
    context,
    children.map(({ id }) => id),
  );
  return view(
    'Settled',
    facts(
      ['Without a carer on record', children.map(({ name }) => name).join(', ')],
      ['Looked with', lookedWith],
    ),
    text('It holds until a carer is added.'),
    buttons(button('Children who need one', 'keyperson')),
  );
}

/**
 * K8 and K16: whether the declarer, or their partner, may be key person for this child all the same. One refusal where there is
 * no such check and where it is one's own.
 */
export async function answerCheck(
  context: Context,
  number: number,
  child: Child,
  may: boolean,
): Promise<View> {
  const { register, setting, me, now } = context;
  await refuseInvolved(context, child);
  const [declaration, concerns, couples] = await Promise.all([
    register.declarations.byNumber(setting.id, number),
    register.declarations.reaching(setting.id, child.id),
    register.declarations.amongStaff(setting.id),
  ]);
  const couple = couples.find((each) => each.declaration.id === declaration?.id);
  const isChecked =
    couple !== undefined ||
    concerns.some(
      (each) =>
        each.declaration.id === declaration?.id &&
        (each.touch === 'relative' || each.touch === 'former' || isSetAside(each.declaration)),
    );
  const isOwn = declaration?.declarer === me.id || couple?.colleague === me.id;
  if (declaration === undefined || !isChecked || isOwn || (await isCloseToAny(context, declaration, couple)))
    throw new Refusal(`There is no check of D-${number} about that child that is yours to answer.`, {
      cites: ['authority'],
    });
  await register.declarations.clear({
    setting: setting.id,
    declaration: declaration.id,
    child: child.id,
    may,
    by: me.id,
    at: now,
  });
  await record(context, {
    action: may ? 'declaration.may' : 'declaration.may_not',
    subject: `D-${declaration.number}`,
    payload: { child: child.id },
  });
  await recheck(context, [child.id]);
  return view(
    may ? 'They may' : 'They may not',
    facts(['About', `D-${declaration.number}`], ['Child', child.name]),
    text('This holds for that declaration and that child alone. You can answer it again.'),
    // The chair may answer, and sees no families.
    maySeeFamilies(context) &&
      buttons(button('Who may be key person?', 'keyperson', { child: `C-${child.number}` })),
  );
}

/** Whether this officer is close to whoever declared, or to the colleague about whom they did (K16). */
async function isCloseToAny(
  context: Context,
  { declarer, declarerName }: Declaration,
  couple: { colleague: string } | undefined,
): Promise<boolean> {
  const officers = await loadOfficers(context, []);
  const { register, setting, me } = context;
  const colleague = couple && (await register.people.byId(setting.id, couple.colleague));
  return [{ id: declarer, name: declarerName }, ...(colleague ? [colleague] : [])].some((person) =>
    officers.isCloseTo(me.id, person),
  );
}

/** The links of whom a declaration is about that wait for an officer's word. */
export async function unsettledOf(
  { register, setting }: Pick<Context, 'register' | 'setting'>,
  person: string | null,
): Promise<CarerLink[]> {
  if (person === null) return [];
  return (await register.children.unsettled(setting.id)).filter((link) => link.person === person);
}

/**
 * The links of somebody who left a form of which this officer may say what became: those that wait for it, else those of which
 * it has been said, which may be said anew. Links with a family that the officer is involved with are somebody else's.
 * `child`: the only child that is meant.
 */
export async function linksToSettle(
  context: Context,
  person: string,
  child: Child | undefined,
): Promise<CarerLink[]> {
  const links = await linksNotMine(context, await loadOfficers(context, []), person, child);
  const waiting = links.filter((link) => link.countsAs !== null);
  if (waiting.length > 0) return waiting;
  const said = links.filter(({ standing }) => standing !== 'carer' && standing !== 'relative');
  if (said.length > 1)
    throw new Refusal('They have left several forms, and it is said of each. Please say about which child.', {
      field: 'child',
    });
  return said;
}

/** Somebody's links, without those to families that this officer is involved with. `child`: to this child alone. */
export async function linksNotMine(
  { register, setting, me }: Context,
  officers: Officers,
  person: string,
  child?: Child,
): Promise<CarerLink[]> {
  const named = (await register.people.byId(setting.id, person))?.name ?? '';
  const links: CarerLink[] = [];
  for (const { child: of, standing, relation, countsAs } of await register.children.ofPerson(
    setting.id,
    person,
  )) {
    if (child !== undefined && child.id !== of.id) continue;
    if (officers.isConflicted(me.id, await register.children.carersOf(setting.id, of.id), of.id)) continue;
    links.push({
      setting: setting.id,
      child: of.id,
      person,
      personName: named,
      relation,
      standing,
      countsAs,
    });
  }
  return links;
}

/** What an officer reads of a carer who left the form, before they say which it is. */
export async function unsettledWords(context: Context, person: string | null): Promise<string | undefined> {
  const links = await unsettledOf(context, person);
  const [first] = links;
  if (first === undefined) return undefined;
  const lines: string[] = [];
  for (const link of links) {
    const child = await context.register.children.byId(context.setting.id, link.child);
    const left = `${link.personName} was ${link.countsAs === 'relative' ? 'a relative' : 'a carer'} of ${child?.name ?? 'a child'} and is no longer on the form.`;
    const now = (await context.register.children.carersOf(context.setting.id, link.child))
      .filter(({ standing }) => standing === 'carer')
      .map(({ personName }) => personName);
    const isShown = maySeeFamilies(context) && isOffered(context, { isProtected: child?.protected === true });
    lines.push(isShown ? `${left} On it now: ${now.join(', ') || 'nobody'}.` : left);
  }
  return `${lines.join('\n')}\nUntil you have said which it is, everything stays as it was.`;
}

/** What has been said of somebody who left a form, which may be said anew; undefined where they are on every form. */
export async function settledWords(context: Context, person: string | null): Promise<string | undefined> {
  const { register, setting } = context;
  const linked = person === null ? [] : await register.children.ofPerson(setting.id, person);
  const lines = linked.flatMap(({ child, standing, countsAs }) => {
    const said = CARER_ANSWERS.find(({ value }) => value === standing);
    return said && countsAs === null ? [`Off the form of ${child.name}: ${said.label.toLowerCase()}.`] : [];
  });
  return lines.length === 0 ? undefined : `${lines.join('\n')}\nYou can say it anew.`;
}

/** Says what became of a carer who left the form, for all of that person's links. */
export async function answerCarer(
  context: Context,
  { links, declarations }: { links: readonly CarerLink[]; declarations: Declaration[] },
  answer: CarerAnswer,
  renamedTo: string | undefined,
): Promise<View> {
  const [first] = links;
  if (first === undefined)
    throw new Refusal('No carer of this case has left the form, so there is nothing to say.', {
      field: 'carer',
    });
  const to = answer === 'renamed' ? await nowCalled(context, links, renamedTo) : undefined;
  await settleLinks(context, { links, declarations }, answer, to?.id);
  const label = CARER_ANSWERS.find(({ value }) => value === answer)?.label ?? answer;
  return view(
    'Settled',
    facts(['Who', first.personName], ['It is', to ? `${label}: ${to.name}` : label]),
    text(
      answer === 'renamed' || answer === 'parent'
        ? 'What rests on it stays.'
        : answer === 'former'
          ? 'A note remains (K8); what rested on it is lifted.'
          : 'Nothing remains of it.',
    ),
    buttons(
      declarations[0] !== undefined &&
        answer !== 'renamed' &&
        button('Answer it again', 'match', { ref: `D-${declarations[0].number}` }),
      button('My cases', 'inbox'),
    ),
  );
}

/** Who the renamed person is now: as named, else the only present carer whose name is closely alike, else the only one. */
async function nowCalled(
  context: Context,
  links: readonly CarerLink[],
  said: string | undefined,
): Promise<Person> {
  if (said !== undefined) {
    const named = await only(context, await resolve(context, said, CARERS), CARERS, 'person');
    if (links.some(({ person }) => person === named.id))
      throw new Refusal('That is the old name. Please say what their name is now.', { field: 'person' });
    return named;
  }
  const { register, setting } = context;
  const present = await presentCarers(context, links);
  const [one, ...more] = present;
  const alone = more.length === 0 ? one : undefined;
  const to = likelyRename(links[0]?.personName ?? '', present) ?? alone;
  const found = to && (await register.people.byId(setting.id, to.person));
  if (found) return found;
  throw new Refusal('Please say what their name is now.', { field: 'person' });
}

/** Who is a carer on the forms of the children of these links now, without the person whose links they are. */
export async function presentCarers(
  { register, setting }: Context,
  links: readonly CarerLink[],
): Promise<CarerLink[]> {
  const present = new Map<string, CarerLink>();
  for (const { child, person } of links)
    for (const link of await register.children.carersOf(setting.id, child))
      if (link.standing === 'carer' && link.person !== person) present.set(link.person, link);
  return [...present.values()];
}

/** The only present carer whose name is closely like that of the one who left. */
export function likelyRename(old: string, present: readonly CarerLink[]): CarerLink | undefined {
  const [one, ...more] = present.filter(({ personName }) => isCloselyAlike(old, personName));
  return more.length === 0 ? one : undefined;
}

/** A member of staff who was a carer of this child and left the form (K1), as the officer names them. */
export async function staffCarer(context: Context, child: Child, said: string): Promise<Person> {
  const { register, setting, me } = context;
  const officers = await loadOfficers(context);
  const carers = await register.children.carersOf(setting.id, child.id);
  if (officers.ofFamily(carers, { child: child.id }) !== me.id)
    throw new Refusal('This is for whoever acts as safeguarding officer for that child, alone.', {
      cites: ['authority'],
    });
  const people: Person[] = [];
  for (const { person, standing, countsAs } of await register.children.linksOf(setting.id, child.id)) {
    const found = await register.people.byId(setting.id, person);
    const isOnForm = standing === 'carer' || standing === 'relative';
    if (found && found.id !== me.id && found.posts.length > 0 && !(isOnForm && countsAs === null))
      people.push(found);
  }
  const found = resolveAmong(said, people, ANYONE.by);
  if (found.kind === 'one') return found.is;
  throw new Refusal('Nobody of that name has left that child’s form.', {
    field: 'person',
  });
}
