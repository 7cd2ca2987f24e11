// Loaded before a server (`node --import`), which it leaves as it is: it answers the bench what the process has used so far.
export interface Usage {
  /** Processor time of all threads, in milliseconds. */
  cpu: number;
  /** Resident memory now, in bytes. */
  memory: number;
}

export function usage(): Usage {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1000, memory: process.memoryUsage.rss() };
}

process.on('message', (asked) => {
  if (asked === 'usage') process.send?.({ usage: usage() });
});
// Whoever listens to the bench is kept alive by it: a server is to live, and end, by itself.
process.channel?.unref();
