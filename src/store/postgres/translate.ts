/** A statement as PostgreSQL takes it, with the name under which each connection prepares it. */
export interface Statement {
  name: string;
  text: string;
  /** It only reads or locks, so it may be sent before BEGIN is answered. */
  isQuestion: boolean;
}

/** Quoted text, a list of ids that is turned into rows, or a value. */
const PARTS = /'(?:[^']|'')*'|"[^"]*"|json_each\(\?\) (\w+)|\?/g;

const translated = new Map<string, Statement>();

/**
 * Statements are written with `?` for a value and `json_each` for a list of ids, as SQLite has them; PostgreSQL numbers
 * values (`$1`). Each text is translated once; there are some hundreds.
 */
export function toPostgres(sql: string): Statement {
  let found = translated.get(sql);
  if (!found) {
    let count = 0;
    const text = sql.replace(PARTS, (part, rows: string | undefined) => {
      if (rows !== undefined) return `jsonb_array_elements_text($${++count}::jsonb) AS ${rows}(value)`;
      return part === '?' ? `$${++count}` : part;
    });
    found = { name: `candour_${translated.size + 1}`, text, isQuestion: /^\s*(SELECT|WITH)\b/i.test(sql) };
    translated.set(sql, found);
  }
  return found;
}

/**
 * As `toPostgres`, and locks the found rows until the transaction is over. It counts as a question, because it changes
 * nothing.
 */
export const toLocking = (sql: string): Statement => toPostgres(`${sql} FOR UPDATE`);

const COMMENT = /--[^\n]*/g;
/** `name TEXT NOT NULL`, at the beginning of a column's line. */
const TEXT_COLUMN = /^(\s*\w+ TEXT)\b/gm;
const INTEGER_COLUMN = /^(\s*\w+) INTEGER\b/gm;
/** `) STRICT, WITHOUT ROWID;` */
const TABLE_OPTIONS = /\)\s*(?:STRICT|WITHOUT ROWID)(?:,\s*(?:STRICT|WITHOUT ROWID))*\s*;/g;

/**
 * A migration as PostgreSQL takes it. Text is ordered by its bytes, as in SQLite, whatever the database's collation is;
 * integers have 64 bits.
 */
export function toPostgresSchema(sql: string): string {
  return sql
    .replace(COMMENT, '')
    .replace(TABLE_OPTIONS, ');')
    .replace(TEXT_COLUMN, '$1 COLLATE "C"')
    .replace(INTEGER_COLUMN, '$1 BIGINT');
}
