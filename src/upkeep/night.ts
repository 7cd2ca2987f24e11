const DAY_MINUTES = 1440;

/** The latest instant before `now`, or `now` itself, at this minute of a day in UTC. */
export function lastAt(minute: number, now: Date): Date {
  const days = Math.floor((now.getTime() / 60_000 - minute) / DAY_MINUTES);
  return new Date((days * DAY_MINUTES + minute) * 60_000);
}
