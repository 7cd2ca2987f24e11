import { tell } from '../notices/tell.ts';
import { unroutable } from '../notices/words.ts';
import type { Scene } from '../talk/context.ts';
import type { Officers } from './officers.ts';

/** Tells the admin that a case exists which nobody can handle, and nothing else about it. `after`: what led to it. */
export async function tellAdmin(scene: Scene, officers: Officers, ref: string, after: string): Promise<void> {
  for (const admin of officers.holders('admin')) await tell(scene, admin, unroutable(ref, after));
}
