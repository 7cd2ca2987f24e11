import { hash } from 'node:crypto';
import { ERASED, genesis } from './audit.ts';
import type { Connection } from './connection.ts';

/** What `hashOf` covers, written by the database: text for text the same, or the hash says that it is not. */
const LINK = `json_object('action', action, 'actor', actor, 'at', at, 'digest', digest, 'prev', prev, 'seq', seq,
  'subject', subject)`;
/** Rows as they lie in the file, which is the order in which they came: none is searched for. */
const ROWS = `SELECT setting, seq, prev, digest, hash, ${LINK}, salt || ':' || payload,
  CASE WHEN action = '${ERASED}' THEN subject END
  FROM audit NOT INDEXED ORDER BY rowid`;

type Row = [
  setting: string,
  seq: number,
  prev: string,
  digest: string,
  hash: string,
  link: string,
  said: string | null,
  erased: string | null,
];

interface Chain {
  seq: number;
  hash: string;
  /** Rows without a payload whose erasure has not been met yet. */
  missing: Set<number>;
}

/**
 * How many rows there are, where every chain is sound: all of them looked at side by side, in one passage through the file.
 * Undefined where anything is not as it should be, or not where it is looked for; which row that is, is for another to say.
 */
export function countSound(
  { driver }: Connection,
  heads: readonly { setting: string; seq: number | null; hash: string | null }[],
): number | undefined {
  const sha256 = (text: string) => hash('sha256', text, 'hex');
  const chains = new Map<string, Chain>();
  let count = 0;
  for (const row of driver.prepare(ROWS).raw().iterate() as IterableIterator<Row>) {
    const [setting, seq, prev, digest, own, link, said, erased] = row;
    let chain = chains.get(setting);
    if (!chain) {
      chain = { seq: 0, hash: genesis(setting), missing: new Set() };
      chains.set(setting, chain);
    }
    if (seq !== chain.seq + 1 || prev !== chain.hash || sha256(link) !== own) return undefined;
    if (said === null) chain.missing.add(seq);
    else if (sha256(said) !== digest) return undefined;
    if (erased !== null) chain.missing.delete(Number(erased));
    chain.seq = seq;
    chain.hash = own;
    count += 1;
  }
  for (const head of heads) {
    const chain = chains.get(head.setting) ?? { seq: 0, hash: genesis(head.setting), missing: new Set() };
    if (chain.seq !== head.seq || chain.hash !== head.hash || chain.missing.size > 0) return undefined;
    chains.delete(head.setting);
  }
  return chains.size === 0 ? count : undefined;
}
