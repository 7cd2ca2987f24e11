// Loaded into a server (`node --import`) without changing it: answers the bench what the process has used so far.
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
// A channel to the bench would keep the process alive; a server must end by itself.
process.channel?.unref();
