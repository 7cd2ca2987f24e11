// Loaded first by tests and benchmarks, which open databases of their own: whatever the driver makes in this process is held
// until it ends, as src/store/sqlite/connection.ts holds what it makes. On Node 24 a process aborts otherwise (decision 28).
import Driver from 'better-sqlite3';

/** @type {unknown[]} */
const held = [];

const connection = new Driver(':memory:');
const statement = connection.prepare('SELECT 1');
held.push(connection, statement);
// The driver keeps what it has in machine code under a symbol.
const [inside] = Object.getOwnPropertySymbols(connection);
const made = Object.getPrototypeOf(connection[inside]);
for (const [prototype, method] of [
  [made, 'prepare'],
  [made, 'exec'],
  [made, 'close'],
  [Object.getPrototypeOf(statement), 'iterate'],
]) {
  const original = prototype[method];
  prototype[method] = function (...args) {
    const result = original.apply(this, args);
    held.push(this, result);
    return result;
  };
}
connection.close();
