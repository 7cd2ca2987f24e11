/** Work that somebody is waiting for, or that goes on after they were answered. */
export interface UnderWay {
  add(work: Promise<unknown>): void;
  /** Comes back when none is left, what was added meanwhile included, or after so many milliseconds. */
  drained(within: number): Promise<void>;
}

export function createUnderWay(): UnderWay {
  let count = 0;
  let rested = () => {};
  return {
    add(work) {
      count += 1;
      const done = () => {
        count -= 1;
        if (count === 0) rested();
      };
      work.then(done, done);
    },
    async drained(within) {
      if (count === 0) return;
      let late: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        rested = resolve;
        late = setTimeout(resolve, within);
      });
      clearTimeout(late);
    },
  };
}
