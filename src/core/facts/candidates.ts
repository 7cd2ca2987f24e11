import type { CarerLink, Child } from '../child.ts';
import type { Concern } from '../declaration.ts';
import { type Person, rolesOn } from '../person.ts';
import type { Day } from '../rules/days.ts';
import { type CandidateFacts, type Eligibility, eligibility } from '../rules/eligibility.ts';
import type { Scene } from '../talk/context.ts';

/** One member of staff, and whether they may be key person for the child. */
export interface Candidate {
  person: Person;
  facts: CandidateFacts;
  result: Eligibility;
}

type Where = Pick<Scene, 'register' | 'setting' | 'today'>;

/** What holds of a setting's staff on a day, whichever child is asked about. */
export interface Staff {
  employed: Person[];
  away: Set<string>;
  owing: Set<string>;
  keyChildren: Map<string, number>;
}

/** Asked once for several children on one day. */
export async function staffOn({ register, setting }: Where, on: Day): Promise<Staff> {
  const [employed, absences, owing, keyChildren] = await Promise.all([
    register.people.employed(setting.id),
    register.people.absencesOn(setting.id, on),
    register.policies.owing(setting.id),
    register.allocations.keyChildren(setting.id, on),
  ]);
  return { employed, away: new Set(absences.map((absence) => absence.person)), owing, keyChildren };
}

/** What holds of a child's family, whoever is asked about. */
export interface Family {
  links: CarerLink[];
  concerns: Concern[];
}

export async function familyOf({ register, setting }: Where, child: Child): Promise<Family> {
  const [links, concerns] = await Promise.all([
    register.children.carersOf(setting.id, child.id),
    register.declarations.concerning(setting.id, child.id),
  ]);
  return { links, concerns };
}

/**
 * Every person with the `staff` role, today or later, and the answer of K1–K12 for that child on that day (P4). A fixed
 * number of queries, all of them about this child, its family and the setting's own staff.
 */
export async function candidatesFor(
  scene: Where,
  child: Child,
  on: Day,
  known: { staff?: Staff; family?: Family } = {},
): Promise<Candidate[]> {
  const { register, setting, today } = scene;
  const [{ employed, away, owing, keyChildren }, { links, concerns }, holds, arrangements] =
    await Promise.all([
      known.staff ?? staffOn(scene, on),
      known.family ?? familyOf(scene, child),
      register.holds.ofChild(setting.id, child.id),
      register.arrangements.ofFamily(setting.id, child.id),
    ]);
  const held = new Set(holds.filter((hold) => hold.liftedAt === null).map((hold) => hold.staff));
  const standing = new Map(links.map((link) => [link.person, link.standing]));
  return employed
    .filter((person) => worksHere(person, today))
    .map((person) => {
      const roles = rolesOn(person, on);
      const facts: CandidateFacts = {
        carer: standing.get(person.id) ?? null,
        declarations: concerns
          .filter(({ declaration }) => declaration.declarer === person.id)
          .map(({ declaration, touch }) => ({
            ref: `D-${declaration.number}`,
            kind: declaration.kind,
            state: declaration.state,
            outcome: declaration.outcome,
            touch,
          })),
        held: held.has(person.id),
        inPost: roles.includes('staff'),
        absent: away.has(person.id),
        capable: person.keyPersonCapable,
        arrangements: arrangements
          .filter((arrangement) => arrangement.staff === person.id)
          .map(({ number, state, kind }) => ({ ref: `A-${number}`, state, kind })),
        outstanding: roles.length > 0 && owing.has(person.id),
        keyChildren: keyChildren.get(person.id) ?? 0,
      };
      return { person, facts, result: eligibility(facts, setting.profile) };
    });
}

/** Holds, or will hold, the `staff` role: who has left is no candidate. */
function worksHere(person: Person, today: Day): boolean {
  if (person.leavesOn !== null && person.leavesOn < today) return false;
  return person.posts.some((post) => post.role === 'staff' && (post.until === null || post.until >= today));
}

/** The day a question or an allocation is about when none is named: today, or a future child's first day. */
export function dayFor(child: Child, today: Day): Day {
  return child.startsOn > today ? child.startsOn : today;
}
