/** Requests that are being answered, and work that goes on after the answer. */
export interface UnderWay {
  add(work: Promise<unknown>): void;
  /** Resolves when all work is done, including work added meanwhile, or after so many milliseconds. */
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
