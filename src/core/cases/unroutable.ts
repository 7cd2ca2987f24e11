import { tell } from '../notices/tell.ts';
import { unroutable } from '../notices/words.ts';
import type { Scene } from '../talk/context.ts';
import type { Officers } from './officers.ts';

/** Nobody is left to handle it: the admin learns that a case exists, and nothing else. `after`: what brought it there. */
export async function tellAdmin(scene: Scene, officers: Officers, ref: string, after: string): Promise<void> {
  for (const admin of officers.holders('admin')) await tell(scene, admin, unroutable(ref, after));
}
