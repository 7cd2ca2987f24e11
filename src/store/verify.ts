import { createHash } from 'node:crypto';
import type { Database, Transaction, Value } from './database.ts';
import { type AuditLink, digestOf, ERASED, genesis, HEAD_TOLD, hashOf } from './nouns/audit.ts';
import { POLICIES } from './nouns/policies.ts';
import { TRACED } from './nouns/traced.ts';
import { digestOfRow, idOfRow, returned, type Trace, type Traced, tracesIn } from './trace.ts';

/** The result of verifying all chains and the records: how much is sound, or the first row that is not. */
export type Verification =
  | { kind: 'sound'; settings: number; rows: number; records: number }
  /** A row of a chain. `reason` is a clause about that row, with its full stop. */
  | { kind: 'broken'; setting: string; code: string; seq: number; reason: string }
  /** A record. `reason` is a sentence; `seq` is the event that last spoke of it. */
  | { kind: 'changed'; setting: string; code: string; table: string; seq: number | undefined; reason: string }
  /** A head from outside at which no chain has ever ended. */
  | { kind: 'head'; head: OutsideHead };

/** The end of a chain as somebody outside knows it. */
export interface OutsideHead {
  /** The setting's code. */
  code?: string | undefined;
  seq?: number | undefined;
  hash: string;
}

/** A sentence for the operator. */
export function describeFault(found: Exclude<Verification, { kind: 'sound' }>): string {
  switch (found.kind) {
    case 'broken':
      return `The audit chain of ${found.code} is broken at row ${found.seq}: ${found.reason}`;
    case 'changed':
      return `A record of ${found.code} is not what its audit chain says: ${found.reason}`;
    case 'head': {
      const { code, hash } = found.head;
      return `No audit chain${code === undefined ? '' : ` of ${code}`} has ever ended at ${hash.slice(0, 16)}…: it was cut, or written again, or this database is older than that head.`;
    }
  }
}

interface Row extends AuditLink {
  setting: string;
  hash: string;
  salt: string | null;
  payload: string | null;
}

/** Rows in one page. */
const PAGE = 500;
/** Rows in the order of their chains. */
const chains = (
  where: string,
) => `SELECT setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload
  FROM audit ${where} ORDER BY setting, seq LIMIT ${PAGE}`;
const FIRST = chains('');
const FURTHER = chains('WHERE (setting, seq) > (?, ?)');
/** The head of every setting, also where somebody has deleted the head with its chain. */
export const HEADS = `SELECT COALESCE(h.setting, s.id) AS setting, h.seq, h.hash, s.code
  FROM chain_heads h FULL JOIN settings s ON s.id = h.setting ORDER BY 1`;

export interface Head {
  setting: string;
  seq: number | null;
  hash: string | null;
  code: string | null;
}

/** One setting's chain while it is walked. */
interface Walk {
  setting: string;
  seq: number;
  hash: string;
  /** Rows without a payload whose erasure has not been met yet, lowest first. */
  missing: Set<number>;
  said: Said;
}

/** What a chain has last said of each row, by table and id. */
type Said = Map<string, SaidOfTable>;
type SaidOfTable = Map<string, Trace & { at: number }>;

/**
 * Walks every chain on one snapshot, and compares the records with what their chain last said of each. An erased payload is
 * sound when a later event of its chain records its erasure. It holds a page of each table, and about 200 bytes for each
 * record of one setting.
 * @param outside heads that are known elsewhere; each must be met on the way
 */
export function verifyAudit(database: Database, outside: readonly OutsideHead[] = []): Promise<Verification> {
  return database.read(async (transaction) =>
    walkChains(transaction, await transaction.all<Head>(HEADS, []), outside),
  );
}

/** Follows the order of the chains, so that the first bad row of all is found. */
async function walkChains(
  transaction: Transaction,
  all: readonly Head[],
  outside: readonly OutsideHead[],
): Promise<Verification> {
  const heads = new Map(all.map((head) => [head.setting, head]));
  const codeOf = (setting: string) => heads.get(setting)?.code ?? setting;
  const broken = (setting: string, seq: number, reason: string): Verification => ({
    kind: 'broken',
    setting,
    code: codeOf(setting),
    seq,
    reason,
  });
  const unmet = new Map(outside.map((head) => [head.hash, head]));
  const meet = (setting: string, seq: number, hash: string) => {
    const head = unmet.get(hash);
    if (!head || (head.code ?? codeOf(setting)).toLowerCase() !== codeOf(setting).toLowerCase()) return;
    if ((head.seq ?? seq) === seq) unmet.delete(hash);
  };
  const records = await openRecords(transaction);
  const unvisited = [...heads.keys()];
  let rows = 0;
  let walk: Walk | undefined;

  /** Checks the chains without a row that come before the setting, or all that are left. */
  const skip = async (setting?: string): Promise<Verification | undefined> => {
    for (let next = unvisited[0]; next !== undefined; next = unvisited[0]) {
      if (setting !== undefined && next >= setting) break;
      unvisited.shift();
      const head = heads.get(next);
      if (head?.seq !== 0 || head.hash !== genesis(next))
        return broken(next, 1, 'it is missing: the chain is empty.');
      meet(next, 0, head.hash);
      const fault = await records.compare(next, new Map(), codeOf);
      if (fault) return fault;
    }
    return undefined;
  };
  /** Checks a chain's end, and its setting's records; undefined when all of it is sound. */
  const close = async (): Promise<Verification | undefined> => {
    if (!walk) return undefined;
    const [firstMissing] = walk.missing;
    if (firstMissing !== undefined)
      return broken(walk.setting, firstMissing, 'its payload is missing, and no erasure was recorded.');
    const head = heads.get(walk.setting);
    if (!head || head.seq === null) return broken(walk.setting, walk.seq, 'its chain has no head.');
    if (head.seq > walk.seq)
      return broken(walk.setting, walk.seq + 1, 'it is missing from the end of its chain.');
    if (head.seq !== walk.seq || head.hash !== walk.hash)
      return broken(walk.setting, head.seq + 1, 'the head of its chain does not agree.');
    return records.compare(walk.setting, walk.said, codeOf);
  };

  for await (const page of pagesOf<Row>(transaction, FIRST, FURTHER, ({ setting, seq }) => [setting, seq])) {
    for (const row of page) {
      const { setting } = row;
      if (walk?.setting !== setting) {
        const fault = (await close()) ?? (await skip(setting));
        if (fault) return fault;
        if (unvisited[0] === setting) unvisited.shift();
        walk = { setting, seq: 0, hash: genesis(setting), missing: new Set(), said: new Map() };
        if (unmet.size > 0) meet(setting, 0, walk.hash);
      }
      const fault =
        faultOf(row, walk) ?? (row.action === HEAD_TOLD ? await falseHead(transaction, row) : undefined);
      if (fault) {
        const missing = await firstNeverErased(transaction, walk);
        if (missing !== undefined)
          return broken(setting, missing, 'its payload is missing, and no erasure was recorded.');
        return broken(setting, fault.seq, fault.reason);
      }
      if (row.payload !== null) remember(walk, row.seq, tracesIn(row.payload));
      if (unmet.size > 0) meet(setting, row.seq, row.hash);
      rows += 1;
    }
  }
  const fault = (await close()) ?? (await skip()) ?? (await records.rest(codeOf));
  if (fault) return fault;
  for (const head of unmet.values()) return { kind: 'head', head };
  return { kind: 'sound', settings: heads.size, rows, records: records.compared() };
}

/** A trace that an erasure has taken over stands where it was first kept. */
function remember({ said }: Walk, seq: number, traces: readonly Trace[]): void {
  for (const trace of traces) {
    const { table, id, at = seq } = trace;
    const rows: SaidOfTable = said.get(table) ?? new Map();
    said.set(table, rows);
    const before = rows.get(id);
    if (before === undefined || before.at <= at) rows.set(id, Object.assign(trace, { at }));
  }
}

/** A head that was sent out must be that of an earlier row. */
async function falseHead(
  transaction: Transaction,
  { setting, seq, payload }: Row,
): Promise<{ seq: number; reason: string } | undefined> {
  if (payload === null) return undefined;
  const told = JSON.parse(payload) as { seq: number; hash: string };
  const row = await transaction.get<{ hash: string }>(
    'SELECT hash FROM audit WHERE setting = ? AND seq = ?',
    [setting, told.seq],
  );
  const is = told.seq === 0 ? genesis(setting) : row?.hash;
  return told.seq < seq && is === told.hash
    ? undefined
    : { seq, reason: 'the head that was sent out then is not one of this chain.' };
}

type StoredRow = Record<string, Value>;

/** The traced tables, each read once from its beginning to its end, in the order of the settings. */
async function openRecords(transaction: Transaction) {
  const [texts, ...cursors] = await Promise.all([
    readTexts(transaction),
    ...TRACED.map(async ({ of, is }) => ({ of, is, rows: await cursorOf(transaction, of) })),
  ]);
  let compared = 0;

  function differs({ of, is }: (typeof cursors)[number], row: StoredRow, said: SaidOfTable | undefined) {
    const values = of.columns.map((column) => row[column] ?? null);
    const id = idOfRow(of, values);
    const trace = said?.get(id);
    if (
      trace !== undefined &&
      trace.columns <= values.length &&
      digestOfRow(values, row.erased_on, trace.columns) === trace.digest &&
      (of !== POLICIES || texts.get(String(row.sha256)) === true)
    ) {
      said?.delete(id);
      return undefined;
    }
    const which = `${is} (${nameIn(of, row)})`;
    // A setting may be saved before its chain begins.
    if (trace === undefined)
      return of.setting === 'id' ? undefined : { seq: undefined, reason: `no event tells of ${which}.` };
    const { at: seq, digest } = trace;
    if (digest === null) return { seq, reason: `${which} was deleted by event ${seq}, and is there.` };
    return {
      seq,
      reason: `${which}${of === POLICIES ? ', or its text,' : ''} is not as event ${seq} left it.`,
    };
  }

  /** @param said is emptied of what is as it was said */
  async function compare(
    setting: string | undefined,
    said: Said,
    codeOf: (setting: string) => string,
  ): Promise<Verification | undefined> {
    for (const cursor of cursors) {
      const saidOfTable = said.get(cursor.of.table);
      for (;;) {
        const row = cursor.rows.next() ?? (await cursor.rows.turn());
        if (row === undefined) break;
        const whose = String(row[cursor.of.setting]);
        if (setting !== undefined && whose > setting) break;
        const fault = differs(cursor, row, whose === setting ? saidOfTable : undefined);
        if (fault)
          return { kind: 'changed', setting: whose, code: codeOf(whose), table: cursor.of.table, ...fault };
        compared += 1;
        cursor.rows.take();
      }
    }
    if (setting === undefined) return undefined;
    const left = [...said.values()].flatMap((rows) => [...rows.values()]);
    const first = left.filter(({ digest }) => digest !== null).sort((a, b) => a.at - b.at)[0];
    if (first === undefined) return undefined;
    const { table, id, at: seq } = first;
    const is = TRACED.find(({ of }) => of.table === table)?.is ?? table;
    const reason = `${is} (${id}) of event ${seq} is missing.`;
    return { kind: 'changed', setting, code: codeOf(setting), table, seq, reason };
  }

  return {
    compare,
    /** Rows of settings that are not there. */
    rest: (codeOf: (setting: string) => string) => compare(undefined, new Map(), codeOf),
    compared: () => compared,
  };
}

/** A record's reference or number where it has one, otherwise its id: never a name. */
function nameIn({ id }: Traced, row: StoredRow): string {
  const number = row.number === undefined ? [] : [`number ${row.number}`];
  return [...number, ...id.map((column) => row[column])].join(', ');
}

/** Which texts are those whose digest they bear. */
async function readTexts(transaction: Transaction): Promise<Map<string, boolean>> {
  const known = new Map<string, boolean>();
  const page = (where: string) =>
    `SELECT sha256, text FROM policy_texts ${where} ORDER BY sha256 LIMIT ${PAGE}`;
  const pages = pagesOf<{ sha256: string; text: string }>(
    transaction,
    page(''),
    page('WHERE sha256 > ?'),
    ({ sha256 }) => [sha256],
  );
  for await (const page of pages)
    for (const { sha256, text } of page)
      known.set(sha256, createHash('sha256').update(text).digest('hex') === sha256);
  return known;
}

/** Reads the first page. */
async function cursorOf(transaction: Transaction, of: Traced) {
  const key = of.setting === 'id' ? ['id'] : ['setting', ...of.key];
  const page = (where: string) =>
    `SELECT ${returned(of)} FROM ${of.table} ${where} ORDER BY ${key.join(', ')} LIMIT ${PAGE}`;
  const further = page(`WHERE (${key.join(', ')}) > (${key.map(() => '?').join(', ')})`);
  const pages = pagesOf<StoredRow>(transaction, page(''), further, (row) =>
    key.map((column) => row[column] ?? null),
  );
  let rows: StoredRow[] = [];
  let at = 0;
  /** Turns to the next page, and gives its first row. */
  async function turn(): Promise<StoredRow | undefined> {
    rows = (await pages.next()).value ?? [];
    at = 0;
    return rows[0];
  }
  await turn();
  return {
    turn,
    /** The next row of this page. */
    next: () => rows[at],
    take() {
      at += 1;
    },
  };
}

/** Moves on by a sound row; otherwise says which row is bad. */
function faultOf(row: Row, walk: Walk): { seq: number; reason: string } | undefined {
  const { seq, action, actor, subject, at, digest, prev, hash, salt, payload } = row;
  if (seq !== walk.seq + 1)
    return { seq: Math.min(seq, walk.seq + 1), reason: 'it is missing, or not in its place.' };
  const link: AuditLink = { seq, action, actor, subject, at, digest, prev };
  if (hashOf(link) !== hash) return { seq, reason: 'it was changed.' };
  if (prev !== walk.hash) return { seq, reason: 'it does not follow the row before it.' };
  if (salt === null || payload === null) walk.missing.add(seq);
  else if (digestOf(salt, payload) !== digest) return { seq, reason: 'its payload was changed.' };
  if (action === ERASED) walk.missing.delete(Number(subject));
  walk.seq = seq;
  walk.hash = hash;
  return undefined;
}

/** When a chain breaks before its end, erasures recorded beyond the break still count for rows before it. */
async function firstNeverErased(
  transaction: Transaction,
  { setting, missing }: Walk,
): Promise<number | undefined> {
  if (missing.size === 0) return undefined;
  const erasures = await transaction.all<{ subject: string }>(
    'SELECT subject FROM audit WHERE setting = ? AND action = ?',
    [setting, ERASED],
  );
  const erased = new Set(erasures.map(({ subject }) => Number(subject)));
  for (const seq of missing) if (!erased.has(seq)) return seq;
  return undefined;
}

async function* pagesOf<Of>(
  transaction: Transaction,
  first: string,
  further: string,
  keyOf: (row: Of) => Value[],
): AsyncGenerator<Of[]> {
  for (let last: Of | undefined; ; ) {
    const rows: Of[] = await (last
      ? transaction.all<Of>(further, keyOf(last))
      : transaction.all<Of>(first, []));
    yield rows;
    last = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}
