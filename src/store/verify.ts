import { type AuditLink, digestOf, ERASED, genesis, hashOf } from './nouns/audit.ts';
import { type Connection, connect } from './sqlite/connection.ts';
import { countIfIntact } from './sqlite/quick-verify.ts';

/** What the verification of all chains found: how much is sound, or the first row that is not. */
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

/** Rows in the order of their chains. */
const CHAINS = `SELECT setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload
  FROM audit ORDER BY setting, seq`;
/** Of every setting, also where somebody took the head away with its chain. */
const HEADS = `SELECT COALESCE(h.setting, s.id) AS setting, h.seq, h.hash, s.code
  FROM chain_heads h FULL JOIN settings s ON s.id = h.setting ORDER BY 1`;

interface Head {
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
  /** Rows whose payload is gone and whose erasure has not been met yet, lowest first. */
  missing: Set<number>;
}

/** Walks every chain on one snapshot. An erased payload is sound when a later event of its chain says that it was erased. */
export function verifyAudit(file: string): Verification {
  const connection = connect(file, { readonly: true });
  try {
    connection.driver.exec('BEGIN');
    const heads = connection.statement(HEADS).all() as Head[];
    const rows = countIfIntact(connection, heads);
    return rows === undefined
      ? walkChains(connection, heads)
      : { kind: 'sound', settings: heads.length, rows };
  } finally {
    connection.driver.close();
  }
}

/** In the order of the chains, for the first bad row of all. */
function walkChains(connection: Connection, all: readonly Head[]): Verification {
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

  /** At the chain's end, or undefined when all of it is sound. */
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

  for (const row of connection.statement(CHAINS).iterate() as Iterable<Row>) {
    const { setting } = row;
    if (walk?.setting !== setting) {
      const fault = close();
      if (fault) return fault;
      unvisited.delete(setting);
      walk = { setting, seq: 0, hash: genesis(setting), missing: new Set() };
    }
    const fault = faultOf(row, walk);
    if (fault) {
      const missing = firstNeverErased(connection, walk);
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

/** Moves the walk on by a sound row; otherwise says which row is the bad one. */
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
function firstNeverErased(connection: Connection, { setting, missing }: Walk): number | undefined {
  if (missing.size === 0) return undefined;
  const erasures = connection.statement('SELECT subject FROM audit WHERE setting = ? AND action = ?');
  const erased = new Set(erasures.raw([setting, ERASED]).map(([subject]) => Number(subject)));
  for (const seq of missing) if (!erased.has(seq)) return seq;
  return undefined;
}
