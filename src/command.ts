// Entry point of `npx candour`. It imports only the check of the Node version, so that an old Node can still run that
// check.
import { startWith } from './node.js';

void startWith(() => import('./cli.ts'), 1);
