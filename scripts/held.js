// Loaded first by tests and benchmarks, which open databases themselves: keeps what the driver makes until the process
// ends, as src/store/sqlite/connection.ts does. Otherwise a process aborts on Node 24 (decision 28).
import Driver from 'better-sqlite3';

/** @type {unknown[]} */
const held = [];

const HOLDS = Symbol.for('candour.holds');

const connection = new Driver(':memory:');
const statement = connection.prepare('SELECT 1');
held.push(connection, statement);
// The driver keeps its machine-code object under a symbol.
const [inside] = Object.getOwnPropertySymbols(connection);
const made = Object.getPrototypeOf(connection[inside]);
for (const [prototype, method] of [
  [made, 'prepare'],
  [made, 'exec'],
  [made, 'close'],
  [Object.getPrototypeOf(statement), 'iterate'],
]) {
  const original = prototype[method];
  // Vitest loads this once more for each file of a process.
  if (original[HOLDS]) continue;
  prototype[method] = function (...args) {
    const result = original.apply(this, args);
    held.push(this, result);
    return result;
  };
  prototype[method][HOLDS] = true;
}
connection.close();
