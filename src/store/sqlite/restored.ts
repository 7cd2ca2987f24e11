import { type Connection, connect } from './connection.ts';
import { openFile } from './open.ts';

/** The end of a setting's audit chain in a database file. */
interface Head {
  setting: string;
  code: string;
  seq: number;
  hash: string;
}

/** A setting before and after a restore. */
export interface RestoredSetting {
  code: string;
  /** Null: the replaced database did not have the setting, or the backup does not. */
  replaced: Head | null;
  restored: Head | null;
  /**
   * `same`: the same events; `behind`: the replaced database goes on from the backup; `ahead`: the backup goes on from the
   * replaced database; `apart`: neither goes on from the other.
   */
  is: 'same' | 'behind' | 'ahead' | 'apart';
}

const HEADS = `SELECT h.setting, s.code, h.seq, h.hash FROM chain_heads h JOIN settings s ON s.id = h.setting
  ORDER BY s.code_key`;
const HASH = 'SELECT hash FROM audit WHERE setting = ? AND seq = ?';

/**
 * Records a restore as an event of each setting's audit chain, with both heads, and compares them.
 * @param aside the replaced database; its heads are not known where it cannot be read
 * @throws Error with a sentence for the operator, where the restored database is older than this Candour
 */
export async function recordRestore(
  database: string,
  aside: string | undefined,
  now: Date,
): Promise<RestoredSetting[]> {
  const found = comparison(database, aside);
  const store = await openFile(database);
  try {
    for (const { code, restored, replaced, is } of found) {
      if (!restored) continue;
      const headOf = (head: Head | null) => head && { seq: head.seq, hash: head.hash };
      const payload = { restored: headOf(restored), replaced: headOf(replaced), is };
      await store.write([restored.setting], (register) =>
        register.audit.append(
          restored.setting,
          { action: 'register.restored', actor: 'operator', subject: code, payload },
          now,
        ),
      );
    }
    return found;
  } finally {
    await store.close();
  }
}

function comparison(database: string, aside: string | undefined): RestoredSetting[] {
  const restored = connect(database, { readonly: true });
  try {
    const after = headsIn(restored);
    if (aside === undefined) return after.map((head) => compared(head, null));
    let replaced: Connection | undefined;
    try {
      const before = connect(aside, { readonly: true });
      replaced = before;
      const heads = headsIn(before);
      return [
        ...after.map((head) => {
          const other = heads.find(({ setting }) => setting === head.setting) ?? null;
          return compared(head, other, restored, before);
        }),
        ...heads
          .filter(({ setting }) => !after.some((head) => head.setting === setting))
          .map((head) => compared(null, head)),
      ];
    } catch {
      // A database is replaced also because it is damaged.
      return after.map((head) => compared(head, null));
    } finally {
      replaced?.driver.close();
    }
  } finally {
    restored.driver.close();
  }
}

function headsIn({ statement }: Connection): Head[] {
  return statement(HEADS).all() as Head[];
}

function compared(
  restored: Head | null,
  replaced: Head | null,
  after?: Connection,
  before?: Connection,
): RestoredSetting {
  const code = (restored ?? replaced)?.code ?? '';
  const holds = (connection: Connection | undefined, { setting, seq, hash }: Head) =>
    seq === 0 ||
    (connection?.statement(HASH).get([setting, seq]) as { hash: string } | undefined)?.hash === hash;
  if (!restored || !replaced) return { code, restored, replaced, is: 'apart' };
  if (restored.hash === replaced.hash) return { code, restored, replaced, is: 'same' };
  if (restored.seq < replaced.seq && holds(before, restored))
    return { code, restored, replaced, is: 'behind' };
  if (restored.seq > replaced.seq && holds(after, replaced)) return { code, restored, replaced, is: 'ahead' };
  return { code, restored, replaced, is: 'apart' };
}
