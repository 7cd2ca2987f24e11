import type { Claim } from '../claim.ts';

/** The last check of a setting for what has fallen due there, and the claim of the process that makes the next one. */
export interface DailyCheck {
  setting: string;
  token: string;
  /** The length of the setting's audit chain at the check. A longer chain now means that the check must be repeated. */
  seq: number;
  checkedAt: Date;
}

/**
 * When each setting is checked for what has fallen due: once in its day, again after every event of its audit chain, and
 * again when the clock has been set back. A minute in which nothing is due takes one query, however many settings there
 * are.
 */
export interface DailyChecks {
  /** Settings whose check is due and that no process is checking, longest due first. */
  due(now: Date, limit: number): Promise<string[]>;
  /** Claims the check of a setting; undefined where another process was first. */
  claim(setting: string, now: Date, claim: Claim): Promise<DailyCheck | undefined>;
  /**
   * Records a check. The next one is at `next`, or sooner if something happened to the setting since this check. False, and
   * nothing is changed, where another process has claimed it since.
   */
  checked(check: DailyCheck, at: Date, next: Date): Promise<boolean>;
  /** The latest check of any setting; undefined where none was ever checked. */
  latest(): Promise<Date | undefined>;
  /** When the next check of any setting is due; undefined where there is no setting. */
  next(): Promise<Date | undefined>;
}
