import type { Allocation } from '../allocations/allocation.ts';
import { recheck, tellSuccessors } from '../allocations/recheck.ts';
import { loadOfficers } from '../cases/officers.ts';
import { type Child, countedStanding } from '../children/child.ts';
import { concerning, matchesShownTo, openMatches } from '../declarations/matches.ts';
import { basisMoves } from '../declarations/reach.ts';
import { DECLARATION_STATES } from '../declarations/states.ts';
import { tell } from '../notices/tell.ts';
import { lookAgain, nameToMatch } from '../notices/words.ts';
import { recordAs } from '../records/record.ts';
import { stateAfter } from '../rules/states.ts';
import type { Scene } from '../talk/context.ts';

/**
 * Carries out what follows when a child is enrolled, a carer is linked, or a start is moved: every allocation is checked
 * against P4 again, a declaration whose basis changed returns to its declarer, and the officer learns of new name matches (K5).
 * Returns the allocations newly marked.
 */
export async function enrolmentChanged(
  scene: Scene,
  child: Child,
  before: Child | undefined,
): Promise<Allocation[]> {
  const { register, setting, now } = scene;
  const marked = await recheck(scene, await siblingsOf(scene, child.id));
  const concerns = await concerning(scene, [child]);
  const officers = await loadOfficers(scene);
  const links = await register.children.linksOf(setting.id, child.id);
  const carers = links.filter((link) => countedStanding(link) === 'carer');
  const listed = new Set(carers.flatMap(({ person, standing }) => (standing === 'carer' ? person : [])));
  const officer = officers.ofFamily(carers, { child: child.id });
  if (child.lookedWith !== null && listed.size > 0) await forgetWithoutCarers(scene, child);
  for (const { declaration, touch } of concerns) {
    // An unmatched name, a former carer and a relative change no basis.
    if (touch !== 'child' && !listed.has(declaration.counterpart ?? '')) continue;
    const state = stateAfter(DECLARATION_STATES, declaration.state, 'basis_changed');
    const moves =
      state === undefined || before === undefined
        ? undefined
        : await basisMoves(scene, declaration, before, child);
    if (state === undefined || moves === undefined) continue;
    await recordAs(
      'rules',
      scene,
      {
        action: 'declaration.update_required',
        subject: `D-${declaration.number}`,
        payload: moves,
      },
      { declarations: [{ ...declaration, state, askedAt: scene.now }] },
    );
    await tell(scene, declaration.declarer, lookAgain(declaration.number, 'basis', now.toISOString()));
  }
  const rolesOf = (id: string) => officers.listed.find(({ person }) => person === id)?.roles ?? [];
  for (const match of await openMatches(scene)) {
    const reader = officers.ofDeclaration(match.declaration);
    if (
      reader === undefined ||
      !(match.candidate === child.id || carers.some((carer) => carer.person === match.candidate))
    )
      continue;
    const roles = rolesOf(reader);
    if ((await matchesShownTo({ roles }, scene, [match])).length > 0)
      await tell(scene, reader, nameToMatch(match.declaration.number, match.candidate));
  }
  await tellSuccessors(scene, officers, marked, officer);
  return marked;
}

/** A carer was added: what an officer said of a child without carers on record holds no longer (K14). */
async function forgetWithoutCarers(scene: Scene, child: Child): Promise<void> {
  await recordAs(
    'rules',
    scene,
    { action: 'child.has_carers', subject: `C-${child.number}` },
    { children: [{ ...child, lookedWith: null }] },
  );
}

/**
 * The child, and every child that shares a present or former carer with it: an arrangement with one counts for all (K9).
 */
async function siblingsOf({ register, setting }: Scene, child: string): Promise<string[]> {
  const children = new Set([child]);
  for (const { person } of await register.children.linksOf(setting.id, child))
    for (const linked of await register.children.ofPerson(setting.id, person)) children.add(linked.child.id);
  return [...children];
}
