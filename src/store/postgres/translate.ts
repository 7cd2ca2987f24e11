/** A statement as PostgreSQL takes it, under the name by which each connection keeps it prepared. */
export interface Statement {
  name: string;
  text: string;
  /** It only reads or locks: it may be sent before the answer to BEGIN has come. */
  isQuestion: boolean;
}

/** Text between quotes, a list of ids that is made into rows, or a value. */
const PARTS = /'(?:[^']|'')*'|"[^"]*"|json_each\(\?\) (\w+)|\?/g;

const translated = new Map<string, Statement>();

/**
 * Statements are written with `?`, which PostgreSQL counts (`$1`), and with SQLite's name for a list of ids. Each text is
 * translated once; there are some hundreds of them.
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

/** As `toPostgres`, and the rows that it finds are locked until the transaction is over. It is a question: by itself it changes nothing. */
export const toLocking = (sql: string): Statement => toPostgres(`${sql} FOR UPDATE`);

const COMMENT = /--[^\n]*/g;
/** `name TEXT NOT NULL`, at the beginning of a column's line. */
const TEXT_COLUMN = /^(\s*\w+ TEXT)\b/gm;
const INTEGER_COLUMN = /^(\s*\w+) INTEGER\b/gm;
/** `) STRICT, WITHOUT ROWID;` */
const TABLE_OPTIONS = /\)\s*(?:STRICT|WITHOUT ROWID)(?:,\s*(?:STRICT|WITHOUT ROWID))*\s*;/g;

/**
 * A migration as PostgreSQL takes it. Text is ordered by its bytes, as SQLite orders it, whatever the database's own order is;
 * integers have 64 bits.
 */
export function toPostgresSchema(sql: string): string {
  return sql
    .replace(COMMENT, '')
    .replace(TABLE_OPTIONS, ');')
    .replace(TEXT_COLUMN, '$1 COLLATE "C"')
    .replace(INTEGER_COLUMN, '$1 BIGINT');
}
