import { type CarerLink, type Child, countedStanding } from '../children/child.ts';
import { type ChildDeclaration, type Declaration, kindsOf } from '../declarations/declaration.ts';
import { likeFamilies } from '../declarations/matches.ts';
import { isOpen } from '../declarations/states.ts';
import type { Person } from '../people/person.ts';
import type { Memories, Remembered } from '../records/remembered.ts';
import { type Day, localDay } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { isOneHome } from '../rules/relationship.ts';
import type { Scene } from '../talk/context.ts';
import type { Family, Staff } from './candidates.ts';

type Where = Pick<Scene, 'register' | 'setting'>;

/** Whether an instant lies on that past day or before it. */
type Until = (at: Date | null) => boolean;

/**
 * Turns the family and staff of now into those of a past day's end, by what the events remember (rules: a past date is answered
 * from history). The names are those of now, and so is who has answered about a family. Of a day before the register began its
 * first state is taken, and `hadBegun` is false.
 */
export async function asTheyWere(
  where: Where,
  { family, staff }: { family: Family; staff: Staff },
  on: Day,
): Promise<{ family: Family; staff: Staff; hadBegun: boolean }> {
  const { register, setting } = where;
  const { child, links, holds } = family;
  const [memories, all, arrangements, duties] = await Promise.all([
    register.audit.memories(setting.id),
    register.declarations.all(setting.id),
    register.arrangements.everOfFamily(setting.id, child.id),
    register.policies.dutiesThen(setting.id, on),
  ]);
  const isUntil: Until = (at) => at !== null && localDay(at, setting.timezone) <= on;
  const hadBegun = Object.values(memories).some((records) =>
    [...records.values()].some(([first]) => isUntil(first?.at ?? null)),
  );
  const recall = <Noun extends keyof Remembered>(
    noun: Noun,
    id: string,
  ): Remembered[Noun] | null | undefined => {
    const saves = memories[noun].get(id) ?? [];
    const last = saves.findLast(({ at }) => isUntil(at));
    return last ? last.was : hadBegun ? undefined : saves[0]?.was;
  };

  const then: Child = { ...child, ...recall('children', child.id) };
  const linksThen = links.flatMap((link): CarerLink[] => {
    const id = `${link.child}/${link.person}`;
    const was = recall('carerLinks', id);
    // What no event remembers was there before the events did.
    return was == null && memories.carerLinks.has(id) ? [] : [{ ...link, ...was }];
  });
  const declarations = all
    // An update submits it anew: it was there since its first save.
    .filter(({ id, submittedAt }) => isUntil(memories.declarations.get(id)?.[0]?.at ?? submittedAt))
    .map((each): Declaration => {
      const was = recall('declarations', each.id);
      const [kind, ...others] = was?.kinds ?? kindsOf(each);
      const earlier = others.map((kind) => ({ kind, since: null, networks: [], note: null }));
      return { ...each, ...was, kind, earlier };
    })
    .filter(({ state }) => isOpen(state));
  const employed = staff.employed.map((person) => ({ ...person, ...recall('people', person.id) }));
  return {
    hadBegun,
    family: {
      ...family,
      child: then,
      links: linksThen,
      declarations: await concerningThen(
        where,
        then,
        linksThen,
        declarations,
        matchAnswersUntil(memories, isUntil),
      ),
      holds: holds
        .filter(({ placedAt }) => isUntil(placedAt))
        .map((hold) => (isUntil(hold.liftedAt) ? hold : { ...hold, liftedAt: null })),
      arrangements: arrangements
        .filter(({ declaredAt }) => isUntil(declaredAt))
        .filter(({ state, decidedAt }) => !(state === 'declined' && isUntil(decidedAt)))
        .filter(({ endedOn }) => endedOn === null || endedOn > on)
        .map((each) => ({ ...each, state: isUntil(each.decidedAt) ? 'acknowledged' : 'declared' })),
      clearances: [...memories.clearances].flatMap(([id, saves]) => {
        const was = recall('clearances', id);
        const { at = new Date(0) } = saves.findLast((save) => isUntil(save.at)) ?? {};
        const [declaration = '', about = ''] = id.split('/');
        return was && about === child.id ? [{ declaration, child: about, may: was.may, at }] : [];
      }),
      partners: partnersAmong(declarations, employed),
    },
    staff: {
      ...staff,
      employed,
      owing: new Set(duties.filter(({ doneAt }) => !isUntil(doneAt)).map(({ person }) => person)),
    },
  };
}

/** Whom an officer had said a declaration's names mean, or do not mean, by that day; by declaration. */
interface MatchAnswers {
  matched: string[];
  answered: string[];
  alike: string[];
}

function matchAnswersUntil({ verdicts }: Memories, isUntil: Until): ReadonlyMap<string, MatchAnswers> {
  const answers = new Map<string, MatchAnswers>();
  for (const [id, saves] of verdicts) {
    const was = saves.findLast(({ at }) => isUntil(at))?.was;
    const [declaration = '', candidate = ''] = id.split('/');
    if (!was) continue;
    const { matched, answered, alike } = answers.get(declaration) ?? { matched: [], answered: [], alike: [] };
    answers.set(declaration, {
      matched: was.answer === 'matched' ? [...matched, candidate] : matched,
      answered: was.answer === 'alike' ? answered : [...answered, candidate],
      alike: was.answer === 'alike' ? [...alike, candidate] : alike,
    });
  }
  return answers;
}

/** The open declarations of that day that concern the child, as `concerning` finds those of today. */
async function concerningThen(
  where: Where,
  child: Child,
  links: readonly CarerLink[],
  declarations: readonly Declaration[],
  answers: ReadonlyMap<string, MatchAnswers>,
): Promise<ChildDeclaration[]> {
  const touches = (declaration: Declaration): ChildDeclaration['touch'][] => {
    const { counterpart, counterpartName } = declaration;
    const { matched = [], answered = [], alike = [] } = answers.get(declaration.id) ?? {};
    const own = links.find(({ person }) => person === counterpart);
    const standing = own && countedStanding(own);
    const isNamesake =
      counterpart !== null &&
      !matched.includes(counterpart) &&
      links.some(
        (link) =>
          link.person !== counterpart &&
          countedStanding(link) === 'carer' &&
          (alike.includes(link.person) || fold(link.personName) === fold(counterpartName)) &&
          !answered.includes(link.person),
      );
    return [
      ...(standing ? [standing] : []),
      ...(declaration.child === child.id ? ['child' as const] : []),
      ...(isNamesake ? ['name' as const] : []),
    ];
  };
  const linked = declarations.flatMap((declaration) =>
    touches(declaration).map((touch) => ({ child: child.id, declaration, touch })),
  );
  const unlinked = declarations.filter(givesUnlinkedName).map((declaration) => {
    const { answered = [], alike = [] } = answers.get(declaration.id) ?? {};
    return { declaration, answered, alike };
  });
  return [...linked, ...(await likeFamilies(where, unlinked, [child], links, linked))];
}

/** Whether a name in it is linked to nobody; a child that was declared as the counterpart stands in both places. */
function givesUnlinkedName({ counterpart, counterpartName, child, childName }: Declaration): boolean {
  const isChild = child !== null && childName !== null && fold(counterpartName) === fold(childName);
  return (counterpart === null && !isChild) || (child === null && childName !== null);
}

/** Partners, and members of one household, among the staff (K16). */
function partnersAmong(
  declarations: readonly Declaration[],
  employed: readonly Person[],
): Family['partners'] {
  return declarations
    .filter((declaration) => kindsOf(declaration).some(isOneHome))
    .flatMap((declaration) =>
      employed
        .filter(({ id, name }) =>
          declaration.counterpart === null
            ? fold(name) === fold(declaration.counterpartName)
            : id === declaration.counterpart,
        )
        .map(({ id }) => ({ declaration, colleague: id })),
    );
}
