/**
 * Ways in which something is not claimed, by its `claimed_until`, for an instant and for the day after it. A claim that lasts
 * beyond tomorrow was made by a clock that has been set back since.
 */
export const UNCLAIMED = ['IS NULL', '<= ?', '> ?'];

/** SQL that says so of one row, where these two instants are known. */
export const isUnclaimed = (column: string) =>
  `(${UNCLAIMED.map((claimed) => `${column} ${claimed}`).join(' OR ')})`;

/** A day after `now`, as a statement takes it. */
export const tomorrow = (now: Date) => new Date(now.getTime() + 86_400_000).toISOString();
