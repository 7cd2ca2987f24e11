// Entry point of `npm start`. It imports only the check of the Node version, so that an old Node can still run that check.
import { EX_CONFIG, startWith } from './node.js';

void startWith(() => import('./main.ts'), EX_CONFIG);
