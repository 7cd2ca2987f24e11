import type { Scene } from './scene.ts';
import { allocations } from './scenes/allocations.ts';
import { asked, helped } from './scenes/asked.ts';
import { declarations } from './scenes/declarations.ts';
import { demo, files } from './scenes/files.ts';
import { officers } from './scenes/officers.ts';
import { paper } from './scenes/papers.ts';
import { talk } from './scenes/talk.ts';
import { time } from './scenes/time.ts';

/** Every scene, in the order in which they are played. */
export const scenes: Scene[] = [
  ...asked,
  ...helped,
  ...talk,
  ...declarations,
  ...officers,
  ...allocations,
  ...paper,
  ...time,
  ...files,
  ...demo,
];
