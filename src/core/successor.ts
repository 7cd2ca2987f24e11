import type { Allocation } from './allocations/allocation.ts';
import type { Desk } from './facts/cases.ts';
import type { Scene } from './talk/context.ts';
import { button } from './talk/view.ts';
import { tell } from './tell.ts';

/**
 * Managers, and the officer who acts for the family, learn that allocations need a successor: the same words whatever the
 * reason, which is nobody's to read here.
 */
export async function tellSuccessors(
  scene: Scene,
  desk: Desk,
  marked: readonly Allocation[],
  officer: string | undefined,
): Promise<void> {
  for (const allocation of marked) {
    for (const to of new Set([...desk.holders('manager'), ...(officer === undefined ? [] : [officer])])) {
      await tell(scene, {
        to,
        subject: `KP-${allocation.number}`,
        milestone: `reallocation:${allocation.flaggedOn ?? scene.today}`,
        class: 'alert',
        title: `KP-${allocation.number} needs a successor`,
        text: `KP-${allocation.number} can no longer stand and needs a successor.`,
        button: button('Who may be key person?', 'keyperson', { child: `C-${allocation.childNumber}` }),
      });
    }
  }
}
