import type { Allocation } from '../allocations/allocation.ts';
import { recheck, tellSuccessors } from '../allocations/recheck.ts';
import { loadOfficers } from '../cases/officers.ts';
import type { Child } from '../children/child.ts';
import { childrenOf } from '../declarations/reach.ts';
import { DECLARATION_STATES } from '../declarations/states.ts';
import { askAgain } from '../declarations/words.ts';
import { tell } from '../notices/tell.ts';
import { basis } from '../rules/relationship.ts';
import { stateAfter } from '../rules/states.ts';
import type { Scene } from '../talk/context.ts';
import { button } from '../talk/view.ts';

/**
 * What follows when a child is enrolled, a carer linked or lost, or a start moved: P4 is asked again of every allocation, a
 * declaration whose basis changed goes back to its declarer, and the officer learns of a lost carer and of new likenesses
 * of names (K5). Gives the allocations newly marked.
 */
export async function enrolmentChanged(
  scene: Scene,
  child: Child,
  before: Child | undefined,
  carerLost: boolean,
): Promise<Allocation[]> {
  const { register, setting, now } = scene;
  const marked = await recheck(scene, await siblingsOf(scene, child.id));
  const concerns = await register.declarations.reaching(setting.id, child.id);
  const officers = await loadOfficers(scene);
  const carers = (await register.children.carersOf(setting.id, child.id)).filter(
    (link) => link.standing === 'carer',
  );
  const officer = officers.ofFamily(carers, { child: child.id });
  for (const { declaration, touch } of concerns) {
    // What is merely a name, or is about who was a carer once or is a relative, changes no basis.
    if (touch !== 'carer' && touch !== 'child') continue;
    const state = stateAfter(DECLARATION_STATES, declaration.state, 'basis_changed');
    if (state === undefined || before === undefined || before.firstStartsOn === child.firstStartsOn) continue;
    const others = [...(await childrenOf(scene, declaration)).entries()]
      .filter(([id]) => id !== child.id)
      .map(([, start]) => start);
    const then = basis({
      kind: declaration.kind,
      since: declaration.since,
      childStartsOn: [...others, before.firstStartsOn].sort()[0] ?? null,
    });
    const since = basis({
      kind: declaration.kind,
      since: declaration.since,
      childStartsOn: [...others, child.firstStartsOn].sort()[0] ?? null,
    });
    if (then === since) continue;
    await register.declarations.save({ ...declaration, state });
    await register.audit.append(
      setting.id,
      {
        action: 'declaration.update_required',
        actor: 'rules',
        subject: `D-${declaration.number}`,
        payload: { was: then, is: since },
      },
      now,
    );
    await askAgain(scene, declaration, `basis:${now.toISOString()}`);
  }
  for (const match of await register.declarations.openMatches(setting.id)) {
    const reader = officers.ofDeclaration(match.declaration);
    if (
      reader === undefined ||
      !(match.candidate === child.id || carers.some((carer) => carer.person === match.candidate))
    )
      continue;
    await tell(scene, {
      to: reader,
      subject: `D-${match.declaration.number}`,
      milestone: `match:${match.candidate}`,
      class: 'alert',
      title: `D-${match.declaration.number}: a name to be matched`,
      text: `A name in D-${match.declaration.number} is like one that is now in the register. Please look whether it is the same (K5).`,
      button: button(`Match D-${match.declaration.number}`, 'match', {
        ref: `D-${match.declaration.number}`,
      }),
    });
  }
  if (officer !== undefined && carerLost) {
    await tell(scene, {
      to: officer,
      subject: `C-${child.number}`,
      milestone: `carer-lost:${now.toISOString()}`,
      class: 'alert',
      title: `C-${child.number}: a carer is no longer on the row`,
      text: `The entry of C-${child.number} names one carer fewer than before. Please check that this is right.`,
      button: button('Who may be key person?', 'keyperson', { child: `C-${child.number}` }),
    });
  }
  await tellSuccessors(scene, officers, marked, officer);
  return marked;
}

/** The child, and every child with whom it shares a carer or did: an arrangement with one counts for all (K9). */
async function siblingsOf({ register, setting }: Scene, child: string): Promise<string[]> {
  const children = new Set([child]);
  for (const { person } of await register.children.carersOf(setting.id, child))
    for (const each of await register.children.ofPerson(setting.id, person)) children.add(each.child.id);
  return [...children];
}
