import type { Database, Transaction } from './database.ts';
import { type AuditLink, digestOf, ERASED, genesis, hashOf } from './nouns/audit.ts';

/** The result of verifying all chains: how much is sound, or the first row that is not. */
export type Verification =
  | { kind: 'sound'; settings: number; rows: number }
  /** `reason` is a clause about that row, with its full stop. */
  | { kind: 'broken'; setting: string; code: string; seq: number; reason: string };

interface Row extends AuditLink {
  setting: string;
  hash: string;
  salt: string | null;
  payload: string | null;
}

/** Rows in one page. */
const PAGE = 2000;
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
}

/** Walks every chain on one snapshot. An erased payload is sound when a later event of its chain records its erasure. */
export function verifyAudit(database: Database): Promise<Verification> {
  return database.read(async (transaction) =>
    walkChains(transaction, await transaction.all<Head>(HEADS, [])),
  );
}

/** Follows the order of the chains, so that the first bad row of all is found. */
async function walkChains(transaction: Transaction, all: readonly Head[]): Promise<Verification> {
  const heads = new Map(all.map((head) => [head.setting, head]));
  const broken = (setting: string, seq: number, reason: string): Verification => ({
    kind: 'broken',
    setting,
    code: heads.get(setting)?.code ?? setting,
    seq,
    reason,
  });
  const unvisited = new Set(heads.keys());
  let rows = 0;
  let walk: Walk | undefined;

  /** Checks a chain's end; undefined when all of it is sound. */
  const close = (): Verification | undefined => {
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
    return undefined;
  };

  for await (const row of rowsOf(transaction)) {
    const { setting } = row;
    if (walk?.setting !== setting) {
      const fault = close();
      if (fault) return fault;
      unvisited.delete(setting);
      walk = { setting, seq: 0, hash: genesis(setting), missing: new Set() };
    }
    const fault = faultOf(row, walk);
    if (fault) {
      const missing = await firstNeverErased(transaction, walk);
      if (missing !== undefined)
        return broken(setting, missing, 'its payload is missing, and no erasure was recorded.');
      return broken(setting, fault.seq, fault.reason);
    }
    rows += 1;
  }
  const fault = close();
  if (fault) return fault;
  for (const setting of unvisited) {
    const head = heads.get(setting);
    if (head && (head.seq !== 0 || head.hash !== genesis(setting)))
      return broken(setting, 1, 'it is missing: the chain is empty.');
  }
  return { kind: 'sound', settings: heads.size, rows };
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

async function* rowsOf(transaction: Transaction): AsyncGenerator<Row> {
  for (let last: Row | undefined; ; ) {
    const rows: Row[] = await (last
      ? transaction.all<Row>(FURTHER, [last.setting, last.seq])
      : transaction.all<Row>(FIRST, []));
    yield* rows;
    last = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}
