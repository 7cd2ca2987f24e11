#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const command = join(import.meta.dirname, '../../dist/src/cli.js');
if (existsSync(command)) {
  process.argv[1] = command;
  await import(pathToFileURL(command).href);
} else {
  console.error('Nothing is built yet. Run `npm ci` with the development packages, then try again.');
  process.exitCode = 1;
}
