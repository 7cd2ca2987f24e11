import type { Declaration } from './declaration.ts';
import type { Scene } from './talk/context.ts';
import { button } from './talk/view.ts';
import { tell } from './tell.ts';

/** The declarer is asked to look at a declaration that is open to them again: the same words whatever the reason. */
export async function askAgain(
  scene: Scene,
  { declarer, number }: Declaration,
  milestone: string,
): Promise<void> {
  const ref = `D-${number}`;
  await tell(scene, {
    to: declarer,
    subject: ref,
    milestone,
    class: 'routine',
    title: `${ref}: please look at it again`,
    text: `Something about ${ref} has changed. Please open it, correct what is needed and submit it anew.`,
    button: button(`Open ${ref}`, 'update', { ref }),
  });
}
