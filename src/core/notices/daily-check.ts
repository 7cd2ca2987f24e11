/** The last look at a setting for what has fallen due there, and the next. */
export interface DailyCheck {
  setting: string;
  /** How long its audit chain is: a look that read an older register must be repeated. */
  seq: number;
  checkedAt: Date;
}

/**
 * When each setting is looked at: once in its day, again after every event of its audit chain, and again when the clock has
 * been set back. A minute in which nothing is due asks one question, however many settings there are.
 */
export interface DailyChecks {
  /** Settings whose look is due, longest due first. */
  due(now: Date, limit: number): Promise<DailyCheck[]>;
  /** Notes a look. The next one is at `next`, unless something has happened to the setting since `look`. */
  checked(look: DailyCheck, at: Date, next: Date): Promise<void>;
  /** When the next look is due; undefined without a setting. */
  next(): Promise<Date | undefined>;
}
