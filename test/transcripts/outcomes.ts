/** How often a verb was said with each outcome. */
interface Outcomes {
  done: number;
  asked: number;
  refused: number;
}

interface Line {
  say?: string;
  exit?: number;
  told?: { milestone: string };
}

/** What these transcripts hold, by verb; and of each kind of message, how many were told. */
export function countOutcomes(transcripts: readonly string[]) {
  const verbs = new Map<string, Outcomes>();
  const messages = new Map<string, number>();
  for (const line of transcripts.flatMap((each) => each.trimEnd().split('\n'))) {
    const { say = '', exit, told } = JSON.parse(line) as Line;
    if (told) {
      const kind = told.milestone.split(':')[0] ?? '';
      messages.set(kind, (messages.get(kind) ?? 0) + 1);
    }
    const verb = /^[a-z]+/.exec(say)?.[0];
    if (verb === undefined) continue;
    const outcomes = verbs.get(verb) ?? { done: 0, asked: 0, refused: 0 };
    outcomes[exit === 0 ? 'done' : exit === 3 ? 'asked' : 'refused'] += 1;
    verbs.set(verb, outcomes);
  }
  return { verbs, messages };
}
