import { loadOfficers } from '../cases/officers.ts';
import type { Child } from '../children/child.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { tell } from '../notices/tell.ts';
import { recordAs } from '../records/record.ts';
import { isCloselyAlike } from '../rules/alike.ts';
import type { Day } from '../rules/days.ts';
import { nameParts } from '../rules/name-parts.ts';
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
 * Whether the first name of one of these children was typed, alone or with the surname: near is near enough, but no initial, no
 * surname behind a title, and not many names at one go.
 */
export function isFirstNameOf(typed: string, children: readonly Pick<Child, 'name'>[]): boolean {
  const said = typed.trim();
  return children.some(({ name }) => {
    if (tokensOf(said).length > tokensOf(name).length + 1) return false;
    const [, ...others] = name.trim().split(/\s+/);
    const rest = wordsOf(others.join(' ')).length;
    const isFirst = (word: string) => {
      const whole = [word, ...others].join(' ');
      // A title is no part of a name, so that Mrs Reed would be one Reed of many.
      const isName = wordsOf(whole).length > rest && tokensOf(word).some((token) => [...token].length > 1);
      return isName && isCloselyAlike(nameParts(whole), nameParts(name));
    };
    if (!/\s/.test(said)) return isFirst(said);
    const words = wordsOf(said);
    return words.some(isFirst) && (words.length === 1 || isCloselyAlike(nameParts(said), nameParts(name)));
  });
}

function wordsOf(name: string): readonly string[] {
  return nameParts(name).called[0]?.words ?? [];
}

function tokensOf(words: string): string[] {
  return words.split(/[^\p{L}\p{M}'’]+/u).filter((token) => token !== '');
}

/**
 * Records the parent's answer (P1), given on the page or on paper. The agreement is in force where both have signed; a name typed
 * on the page that is not closely alike to the one on record waits until the officer says that it is theirs. A decline is
 * recorded, and a later signature may follow it. All one-time links of the agreement are spent.
 */
export async function parentAnswers(
  scene: Scene,
  before: BoundaryAgreement,
  declaration: Declaration,
  answered: Answered,
): Promise<BoundaryAgreement> {
  const { typed } = answered;
  // A surname alone may be the other parent's.
  const isHalf = typed !== null && wordsOf(typed).length < 2 && wordsOf(before.parentName).length > 1;
  const isOther =
    typed !== null && (isHalf || !isCloselyAlike(nameParts(typed), nameParts(before.parentName)));
  const event =
    answered.answer === 'declined' ? 'parent_declined' : isOther ? 'parent_named_otherwise' : 'parent_signed';
  const after: BoundaryAgreement = {
    ...before,
    state: stateThen(BOUNDARY_STATES, before.state, event),
    parentAnswer: answered.answer,
    parentTyped: answered.typed,
    parentAnsweredOn: answered.on,
    recordedBy: answered.recordedBy,
  };
  const actor = answered.recordedBy ?? declaration.counterpart ?? 'parent';
  await scene.register.boundaries.spend(after.setting, after.id, scene.now);
  await saveAgreement(scene, after, event, actor);
  if (event !== 'parent_named_otherwise')
    await tell(scene, after.staff, parentAnswered(after.number, answered.answer, scene.now));
  const officer = (await loadOfficers(scene)).ofBoundary(after, declaration);
  if (officer !== undefined && officer !== answered.recordedBy)
    await tell(scene, officer, boundaryAnswered(after, answered.answer, scene.now));
  return after;
}

/** The officer says that the name typed on the page is the parent's: the agreement is in force (P1). */
export async function acceptName(
  scene: Scene,
  before: BoundaryAgreement,
  officer: string,
): Promise<BoundaryAgreement> {
  const after = {
    ...before,
    state: stateThen(BOUNDARY_STATES, before.state, 'parent_signed'),
    recordedBy: officer,
  };
  await saveAgreement(scene, after, 'name_accepted', officer);
  await tell(scene, after.staff, parentAnswered(after.number, 'page', scene.now));
  return after;
}

/** Ends the boundary agreement of a declaration that was closed or voided. */
export async function endBoundaries(scene: Scene, declaration: Declaration, actor: string): Promise<void> {
  const { register, setting, today, now } = scene;
  for (const agreement of await register.boundaries.ofDeclaration(setting.id, declaration.id)) {
    const state = stateAfter(BOUNDARY_STATES, agreement.state, 'ended');
    if (state === undefined) continue;
    await register.boundaries.spend(setting.id, agreement.id, now);
    await saveAgreement(scene, { ...agreement, state, endedOn: today }, 'ended', actor);
  }
}
