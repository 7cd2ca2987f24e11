import type { Answer } from '../../src/core/talk/view.ts';

/** An answer that is read off what was shown just before: a nonce, a choice. */
export type FromShown = (shown: Answer) => string;

export interface Said {
  kind: 'said';
  as: string;
  text: string;
  /** A form that is sent: with them the words count as submitted. */
  answers?: Record<string, string | string[] | FromShown>;
  /** Moves the clock for good. */
  at?: string;
  setting?: string;
  /** Also as Slack, Teams and the console show it. */
  drawn?: true;
}

/** What is read off the outbox: a message's id. */
export type FromOutbox = (told: readonly Record<string, string>[]) => string;

/** Another word of the command line. */
export interface Ran {
  kind: 'ran';
  args: (string | FromOutbox)[];
  /** What is printed is of no interest. */
  quietly?: true;
  at?: string;
  /** Files that are put into the scene's folder first; null: taken away. */
  files?: Record<string, string | null>;
}

export type Step = Said | Ran;

/** What is played on a copy of one register, and recorded in one golden file. */
export interface Scene {
  /** The golden file: `declare/asked-by-chair`. */
  name: string;
  register: string;
  /** In the environment, besides nothing. */
  env?: Record<string, string>;
  /** What a platform answers for each of its users, where there is one. */
  platform?: Record<string, 'sent' | 'later' | 'never'>;
  steps: Step[];
}

export function scene(name: string, register: string, ...steps: Step[]): Scene {
  return { name, register, steps };
}

type More = Pick<Said, 'at' | 'setting'>;

/** Somebody who speaks: `zoe('declare', { who: 'Laura Ashdown' })`. */
export function speaker(as: string) {
  return (text: string, answers?: Said['answers'], more: More = {}): Said => ({
    kind: 'said',
    as,
    text,
    ...(answers === undefined ? {} : { answers }),
    ...more,
  });
}

/** The same, with what each platform makes of the answer. */
export function drawn(said: Said): Said {
  return { ...said, drawn: true };
}

/** Another word of the command line: `cli('outbox', '--json')`. */
export function cli(...args: Ran['args']): Ran {
  return { kind: 'ran', args };
}

/** The same at an instant, to which the clock moves for good. */
export function at<S extends Step>(instant: string, step: S): S {
  return { ...step, at: instant };
}

/** A minute's tick, at an instant. */
export function tick(instant: string): Ran {
  return { kind: 'ran', args: ['tick'], at: instant };
}

/** A tick on each of so many days, at that time; only what has been told by then is of interest. */
export function daily(from: string, days: number): Ran[] {
  return Array.from({ length: days }, (_, day) => {
    const instant = new Date(Date.parse(from) + day * 86_400_000).toISOString();
    return { ...tick(instant), quietly: true } as const;
  });
}

/** The nonce of the form that was shown. */
export const nonce: FromShown = (shown) => {
  const found = shown.kind === 'form' && shown.inputs.find(({ name }) => name === 'nonce')?.value;
  if (typeof found !== 'string') throw new Error('no form with a nonce was shown');
  return found;
};

/** The choice of that place among those that a form offers, from 0. */
export function offered(input: string, place: number): FromShown {
  return (shown) => {
    const widget =
      shown.kind === 'form' ? shown.inputs.find(({ name }) => name === input)?.widget : undefined;
    const choice = widget && 'choices' in widget ? widget.choices[place] : undefined;
    if (!choice) throw new Error(`no choice ${place} of ${input} was shown`);
    return choice.value;
  };
}
