import { loadOfficers } from '../cases/officers.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { tell } from '../notices/tell.ts';
import { recordAs } from '../records/record.ts';
import type { Day } from '../rules/days.ts';
import { stateAfter, stateThen } from '../rules/states.ts';
import type { Scene } from '../talk/context.ts';
import type { BoundaryAgreement, ParentAnswer } from './boundary.ts';
import { BOUNDARY_STATES } from './states.ts';
import { boundaryAnswered, parentAnswered } from './words.ts';

/** What a parent answered, and who recorded it: the parent on the page, or the officer who holds the paper. */
export interface Answered {
  answer: ParentAnswer;
  on: Day;
  /** The name typed on the page. */
  typed: string | null;
  recordedBy: string | null;
}

export async function saveAgreement(
  scene: Scene,
  after: BoundaryAgreement,
  action: string,
  actor: string,
): Promise<void> {
  const { declaration, state, terms, staffAccount, parentAnswer, parentTyped, parentAnsweredOn } = after;
  await recordAs(
    actor,
    scene,
    {
      action: `boundary.${action}`,
      subject: `B-${after.number}`,
      payload: { declaration, state, terms, staffAccount, parentAnswer, parentTyped, parentAnsweredOn },
    },
    { boundaries: [after] },
  );
}

/**
 * Records the parent's answer (P1), given on the page or on paper. The agreement is in force where both have signed. A
 * decline is recorded, and a later signature may follow it. All one-time links of the agreement are spent.
 */
export async function parentAnswers(
  scene: Scene,
  before: BoundaryAgreement,
  declaration: Declaration,
  answered: Answered,
): Promise<BoundaryAgreement> {
  const declined = answered.answer === 'declined';
  const after: BoundaryAgreement = {
    ...before,
    state: stateThen(BOUNDARY_STATES, before.state, declined ? 'parent_declined' : 'parent_signed'),
    parentAnswer: answered.answer,
    parentTyped: answered.typed,
    parentAnsweredOn: answered.on,
    recordedBy: answered.recordedBy,
  };
  const actor = answered.recordedBy ?? declaration.counterpart ?? 'parent';
  await saveAgreement(scene, after, declined ? 'parent_declined' : 'parent_signed', actor);
  await scene.register.boundaries.spend(after.setting, after.id, scene.now);
  await tell(scene, after.staff, parentAnswered(after.number, answered.answer, scene.now));
  const officer = (await loadOfficers(scene)).ofBoundary(after, declaration);
  if (officer !== undefined && officer !== answered.recordedBy)
    await tell(scene, officer, boundaryAnswered(after.number, answered.answer, scene.now));
  return after;
}

/** Ends the boundary agreement of a declaration that was closed or voided. */
export async function endBoundaries(scene: Scene, declaration: Declaration, actor: string): Promise<void> {
  const { register, setting, today, now } = scene;
  for (const agreement of await register.boundaries.ofDeclaration(setting.id, declaration.id)) {
    const state = stateAfter(BOUNDARY_STATES, agreement.state, 'ended');
    if (state === undefined) continue;
    await saveAgreement(scene, { ...agreement, state, endedOn: today }, 'ended', actor);
    await register.boundaries.spend(setting.id, agreement.id, now);
  }
}
