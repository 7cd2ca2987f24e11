import { tell } from '../notices/tell.ts';
import type { Scene } from '../talk/context.ts';
import type { Officers } from './officers.ts';

/** Nobody is left to handle it: the admin learns that a case exists, and nothing else. */
export async function tellAdmin(
  scene: Scene,
  officers: Officers,
  ref: string,
  milestone: string,
): Promise<void> {
  for (const admin of officers.holders('admin')) {
    await tell(scene, {
      to: admin,
      subject: ref,
      milestone: `${milestone}:unroutable`,
      class: 'alert',
      title: `${ref}: nobody can handle this case`,
      text: `A case, ${ref}, is waiting and no officer is free to take it. Please appoint a deputy, or another officer.`,
    });
  }
}
