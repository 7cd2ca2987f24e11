/** For how long an import can be taken back, in milliseconds. */
export const TAKEN_BACK_MS = 24 * 3_600_000;

/** A row of the register by its columns, as it is stored. */
export type StoredRow = Readonly<Record<string, string | number | null>>;

/** What the rows of a setting are before an import. Only the store looks into it. */
export interface RowsBefore {
  readonly setting: string;
}

/** Something that the last import wrote and that is not as it left it, or that has come to rest on it since. */
export interface BuiltOn {
  /**
   * changed: the row itself. refers: a newer row that names a record which the import made. used: the account of somebody
   * whom it let in. acted: such a person, in an event.
   */
  kind: 'changed' | 'refers' | 'used' | 'acted';
  /** The table, and what stands or stood in it; of an event `audit`. */
  table: string;
  row: StoredRow;
  /** Ids of the records made by the import that the row names. */
  names: readonly string[];
}

/** What the last import of a setting wrote, as far as taking it back needs to know. */
export interface LastImport {
  at: Date;
  /** Who gave the file in chat, or `import` at the machine. */
  by: string;
  /** How many rows it added, changed and took away, by table. */
  counts: ReadonlyMap<string, { added: number; changed: number; gone: number }>;
  /** Children who are new by it, and those who were here and of whom it wrote something, or of whose people. */
  newChildren: readonly string[];
  touchedChildren: readonly string[];
  /** The setting's row before, where it changed that. */
  settingBefore: StoredRow | undefined;
}

/**
 * What the last import of each setting wrote: what each row was before, in the columns that changed, and a digest of what it
 * was afterwards. It is kept for a day, until the next import, and not beyond the erasure of anybody whom it names.
 */
export interface LastImports {
  /** Reads what stands there before an import. */
  before(setting: string): Promise<RowsBefore>;
  /** Keeps what an import has written since, in place of what an earlier one wrote. */
  keep(before: RowsBefore, by: string, at: Date): Promise<void>;
  find(setting: string): Promise<LastImport | undefined>;
  /** Everything because of which it cannot be taken back; it reads the setting whole. */
  builtOn(setting: string): Promise<BuiltOn[]>;
  /**
   * Puts each row back, deletes what was new, with the messages about it that have not been sent, and forgets the import. The
   * numbers of deleted records are given to nobody else. Returns the numbers of the audit events that told of what is
   * deleted; the caller records what was done and erases these.
   */
  takeBack(setting: string): Promise<number[]>;
  /** Forgets imports older than that. */
  purge(before: Date): Promise<number>;
}
