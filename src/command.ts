// The door of `npx candour`. It imports nothing but the look at this Node, so that an old one comes as far as that.
import { startWith } from './node.js';

void startWith(() => import('./cli.ts'));
