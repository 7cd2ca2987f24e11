// Builds src and adapters into dist: after an install, before a start and before tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const event = process.env.npm_lifecycle_event;

/** TypeScript is a development tool: absent after `npm ci --omit=dev`, where what was built before is used. */
function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return undefined;
  }
}

const compiler = findCompiler();
if (compiler) {
  const args = [compiler, '-p', join(root, 'tsconfig.build.json'), '--pretty', 'false'];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  // Installing and testing go on while the types do not fit, or nobody could set about repairing them: it is
  // emitted all the same, and `npm run check` is there to complain.
  if (!['prepare', 'pretest', 'pree2e', 'preslow', 'preslow:short'].includes(event ?? '')) {
    process.exitCode = status ?? 1;
  }
} else if (event !== 'prepare' && !existsSync(join(root, 'dist/src/main.js'))) {
  console.error('Nothing is built yet. Run `npm ci` with the development packages, then try again.');
  process.exitCode = 1;
}
