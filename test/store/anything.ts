import Driver from 'better-sqlite3';
import fc from 'fast-check';

/** Texts that a format of lines may stumble over. */
const AWKWARD = [
  '',
  '\\N',
  '\\.',
  '\\',
  '\\\\N',
  '\\n',
  '\t',
  '\n',
  '\r\n',
  '\b\f\v',
  "'",
  '"',
  'NULL',
  '\u0001',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\uffff',
  '\u{10ffff}',
  'Zoë',
  'Zoë',
];

const noNul = (text: string) => !text.includes('\0');
const short = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.string({ unit: 'binary', maxLength: 12 }).filter(noNul),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const times = fc.oneof(
  { weight: 60, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.constant(1000) },
  { weight: 1, arbitrary: fc.constant(50_000) },
);
const long = fc.tuple(short, times).map(([text, count]) => `${text}.`.repeat(count));
const some = short.filter((text) => text !== '');
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 3 });
const ofLength = (length: number) =>
  fc.string({ unit: 'binary', minLength: length, maxLength: length }).filter(noNul);
const instant = ofLength(24);
const integer = (min: bigint) =>
  fc.oneof(
    fc.constantFrom(min, 0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n),
    fc.bigInt({ min, max: 2n ** 63n - 1n }),
  );
const MIN = -(2n ** 63n);

type Row = Record<string, string | bigint | null>;

/** Rows of one table, `least` at least, each with a key of its own. */
function rowsOf(
  columns: Record<string, fc.Arbitrary<string | bigint | null>>,
  key: string[],
  least = 0,
): fc.Arbitrary<Row[]> {
  return fc.uniqueArray(fc.record(columns) as fc.Arbitrary<Row>, {
    minLength: least,
    maxLength: 12,
    selector: (row) => JSON.stringify(key.map((name) => String(row[name]))),
  });
}

/** What the tables hold that refer to nothing but settings: any text, any integer, in keys too. */
const free = fc.record({
  policy_texts: rowsOf({ sha256: ofLength(64), text: long }, ['sha256']),
  answered_activities: rowsOf({ key: some, answered_at: instant }, ['key']),
  installations: rowsOf({ platform: some, tenant: some, sealed: some, installed_at: instant }, [
    'platform',
    'tenant',
  ]),
  accounts: rowsOf(
    {
      platform: short,
      tenant: short,
      user_id: some,
      setting: short,
      person: short,
      last_used_at: instant,
      named: fc.constantFrom(0n, 1n),
      state: fc.constantFrom('gone', 'declined'),
      recorded_by: orNull(long),
      waits_since: fc.constant(null),
      seen_by: orNull(short),
      has_stood: fc.constantFrom(0n, 1n),
    },
    ['platform', 'tenant', 'user_id', 'setting', 'person'],
  ),
  audit: rowsOf(
    {
      // A few settings, so that each has several events.
      setting: fc.constantFrom('', 's', 'ß'),
      seq: fc.oneof(integer(MIN), fc.bigInt({ min: -12n, max: 120n })),
      action: short,
      actor: long,
      subject: short,
      at: short,
      digest: short,
      prev: short,
      hash: short,
      salt: short,
      payload: long,
    },
    ['setting', 'seq'],
    8,
  ),
});

const setting = fc.record({
  id: some,
  code: some,
  name: some,
  timezone: short,
  nation: fc.constantFrom('scotland', 'northern-ireland'),
  closures: long,
  delivery_windows: short,
  lado_phone: orNull(short),
  witness: orNull(short),
  tenants: fc.json(),
  titles: fc.json(),
  profile: fc.json(),
  first_import_on: ofLength(10),
  demo: fc.constantFrom(0n, 1n),
});

/** Settings with a chain's end each, of any number, and what their last folder said. */
const settings = fc
  .uniqueArray(
    fc.record({
      setting,
      head: fc.record({ seq: integer(0n), hash: short }),
      imports: rowsOf({ key: some, fingerprint: long }, ['key']),
    }),
    { minLength: 1, maxLength: 6, selector: (each) => each.setting.id },
  )
  .map((all) => ({
    settings: all.map((each, at) => ({ ...each.setting, code_key: `${each.setting.code} ${at}` })),
    chain_heads: all.map((each) => ({ setting: each.setting.id, ...each.head })),
    imports: all.flatMap((each) => each.imports.map((row) => ({ setting: each.setting.id, ...row }))),
  }));

/** A register of any texts and numbers that its schema takes: what is in some of its tables. */
export const anything: fc.Arbitrary<Record<string, Row[]>> = fc
  .tuple(settings, free)
  .map(([one, other]) => ({ ...one, ...other }));

/** Puts rows into a file in which the schema is. */
export function putRows(file: string, tables: Record<string, readonly Row[]>): void {
  const driver = new Driver(file);
  driver.exec('BEGIN');
  for (const [table, rows] of Object.entries(tables))
    for (const row of rows) {
      const names = Object.keys(row);
      driver
        .prepare(
          `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join()}) VALUES (${names.map(() => '?').join()})`,
        )
        .run(Object.values(row));
    }
  driver.exec('COMMIT');
  driver.close();
}

/** All that the tables of a file hold, in the order of their keys: integers as their digits. Without the list of migrations. */
export function allRowsOf(file: string): Record<string, (string | null)[][]> {
  const driver = new Driver(file, { readonly: true });
  try {
    const tables = driver
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' ORDER BY name",
      )
      .pluck()
      .all() as string[];
    return Object.fromEntries(tables.map((table) => [table, rowsIn(driver, table)]));
  } finally {
    driver.close();
  }
}

function rowsIn(driver: Driver.Database, table: string): (string | null)[][] {
  const key = driver
    .prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table) as string[];
  const rows = driver
    .prepare(`SELECT * FROM ${table} ORDER BY ${key.map((name) => `"${name}"`).join()}`)
    .safeIntegers()
    .raw()
    .all() as (string | bigint | null)[][];
  return rows.map((row) => row.map((value) => (typeof value === 'bigint' ? String(value) : value)));
}
