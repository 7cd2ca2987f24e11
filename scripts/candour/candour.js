#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Read by old Nodes too, which the built command then refuses: no `import.meta.dirname`.
const command = new URL('../../dist/src/cli.js', import.meta.url);
if (existsSync(command)) {
  process.argv[1] = fileURLToPath(command);
  import(command.href);
} else {
  console.error('Nothing is built yet. Run `npm ci` with the development packages, then try again.');
  process.exitCode = 1;
}
