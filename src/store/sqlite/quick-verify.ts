import { hash } from 'node:crypto';
import { ERASED, genesis } from '../nouns/audit.ts';
import { HEADS, type Head, type Verification } from '../verify.ts';
import { type Connection, connect } from './connection.ts';

/** What `hashOf` covers, written by the database: text for text the same, or the hash says that it is not. */
const LINK = `json_object('action', action, 'actor', actor, 'at', at, 'digest', digest, 'prev', prev, 'seq', seq,
  'subject', subject)`;

/**
 * Rows as they lie in the file, which is the order in which they came: none is searched for. Each is one text, since columns
 * cost more than all that is done with them: its hash, its link, and after a line's end, which no JSON holds, its payload.
 */
const ROWS = `SELECT setting,
    CASE WHEN octet_length(hash) = 64 THEN hash || ${LINK} || COALESCE(char(10) || salt || ':' || payload, '') END, rowid
  FROM audit NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT 500`;
/** Where SQLite itself puts no row: one there would be passed by. */
const ELSEWHERE = `SELECT 1 FROM audit WHERE rowid < 1 OR rowid > ${Number.MAX_SAFE_INTEGER} LIMIT 1`;
const HASH = 64;
const ERASES = `{"action":"${ERASED}",`;

type Row = [setting: string, told: string | null, rowid: number];

interface Chain {
  seq: number;
  hash: string;
  /** Rows without a payload whose erasure has not been met yet. */
  missing: Set<number>;
}

const sha256 = (text: string) => hash('sha256', text, 'hex');

/** Moves the chain on by a sound row; false for any other. What stands between quotes holds no quote of its own in JSON. */
function follows(chain: Chain, told: string): boolean {
  const end = told.indexOf('\n', HASH);
  const own = told.slice(0, HASH);
  const link = told.slice(HASH, end === -1 ? undefined : end);
  const seq = chain.seq + 1;
  const place = `"prev":"${chain.hash}","seq":${seq},"subject":`;
  const digest = end === -1 ? '' : `"digest":"${sha256(told.slice(end + 1))}",`;
  if (sha256(link) !== own || !link.includes(`,${digest}${place}`)) return false;
  if (end === -1) chain.missing.add(seq);
  if (link.startsWith(ERASES))
    chain.missing.delete(Number((JSON.parse(link) as { subject: string }).subject));
  chain.seq = seq;
  chain.hash = own;
  return true;
}

/** That every chain is sound; undefined where one may not be, which is then for `verifyAudit` to say. */
export function verifyQuickly(file: string): Verification | undefined {
  const connection = connect(file, { readonly: true });
  try {
    connection.driver.exec('BEGIN');
    const heads = connection.statement(HEADS).all() as Head[];
    const rows = countIfIntact(connection, heads);
    return rows === undefined ? undefined : { kind: 'sound', settings: heads.length, rows };
  } finally {
    connection.driver.close();
  }
}

/**
 * How many rows there are, where every chain is sound: all of them looked at side by side, in one passage through the file.
 * Undefined where anything is not as it should be, or not where it is looked for; which row that is, is for another to say.
 * The table's index is not read here: a backup checks that it agrees.
 */
function countIfIntact(connection: Connection, heads: readonly Head[]): number | undefined {
  if (connection.statement(ELSEWHERE).get() !== undefined) return undefined;
  const rows = connection.statement(ROWS);
  const begun = (setting: string): Chain => ({ seq: 0, hash: genesis(setting), missing: new Set() });
  const chains = new Map<string, Chain>();
  let count = 0;
  for (let after = 0; ; ) {
    const some = rows.raw([after]) as Row[];
    for (const [setting, told, rowid] of some) {
      let chain = chains.get(setting);
      if (!chain) {
        chain = begun(setting);
        chains.set(setting, chain);
      }
      if (told === null || !follows(chain, told)) return undefined;
      after = rowid;
    }
    if (some.length === 0) break;
    count += some.length;
  }
  for (const head of heads) {
    const chain = chains.get(head.setting) ?? begun(head.setting);
    if (chain.seq !== head.seq || chain.hash !== head.hash || chain.missing.size > 0) return undefined;
    chains.delete(head.setting);
  }
  return chains.size === 0 ? count : undefined;
}
