// Loaded before a programme (NODE_OPTIONS=--require): when a thread of it ends, adds a line of JSON to the file $COLLECTED, with
// how many of the driver's objects that thread made and which of them the garbage collector has taken.
const { appendFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const Driver = require('better-sqlite3');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const made = [];
const known = new WeakSet();

function note(object, name) {
  if (known.has(object)) return;
  known.add(object);
  made.push({ name, reference: new WeakRef(object) });
}

/** What `method` of this prototype returns, and what it is called on, is noted. */
function watch(prototype, method, calledOn, nameOf) {
  const original = prototype[method];
  prototype[method] = function watched(...args) {
    note(this, calledOn);
    const returned = original.apply(this, args);
    if (nameOf) note(returned, nameOf(args));
    return returned;
  };
}

const connection = new Driver(':memory:');
const [inside] = Object.getOwnPropertySymbols(connection);
const statement = connection.prepare('SELECT 1');
watch(Object.getPrototypeOf(connection[inside]), 'prepare', 'a connection', ([sql]) => sql);
watch(Object.getPrototypeOf(connection[inside]), 'exec', 'a connection');
watch(Object.getPrototypeOf(statement), 'iterate', 'a statement', () => 'the rows of a statement');

process.on('exit', () => {
  collect();
  const gone = made.filter(({ reference }) => reference.deref() === undefined).map(({ name }) => name);
  appendFileSync(process.env.COLLECTED, `${JSON.stringify({ made: made.length, gone })}\n`);
  // Held until here, or they would be taken themselves.
  connection.close();
  statement.source;
});
