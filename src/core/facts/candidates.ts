import type { Child } from '../child.ts';
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

/**
 * Every person with the `staff` role, today or later, and the answer of K1–K12 for that child on that day (P4). A fixed
 * number of queries, all of them about this child, its family and the setting's own staff.
 */
export async function candidatesFor(
  scene: Pick<Scene, 'register' | 'setting' | 'today'>,
  child: Child,
  on: Day,
): Promise<Candidate[]> {
  const { register, setting, today } = scene;
  const [employed, links, concerns, holds, absences, arrangements, duties, keyChildren] = await Promise.all([
    register.people.employed(setting.id),
    register.children.carersOf(setting.id, child.id),
    register.declarations.concerning(setting.id, child.id),
    register.holds.ofChild(setting.id, child.id),
    register.people.absencesOn(setting.id, on),
    register.arrangements.ofFamily(setting.id, child.id),
    register.policies.duties(setting.id, on),
    register.allocations.keyChildren(setting.id, on),
  ]);
  const held = new Set(holds.filter((hold) => hold.liftedAt === null).map((hold) => hold.staff));
  const away = new Set(absences.map((absence) => absence.person));
  const outstanding = new Set(duties.filter((duty) => duty.doneAt === null).map((duty) => duty.person));
  const standing = new Map(links.map((link) => [link.person, link.standing]));
  return employed
    .filter((person) => worksHere(person, today))
    .map((person) => {
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
        inPost: rolesOn(person, on).includes('staff'),
        absent: away.has(person.id),
        capable: person.keyPersonCapable,
        arrangements: arrangements
          .filter((arrangement) => arrangement.staff === person.id)
          .map(({ number, state, kind }) => ({ ref: `A-${number}`, state, kind })),
        outstanding: outstanding.has(person.id),
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
