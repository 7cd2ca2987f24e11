import { z } from 'zod';
import { type Asked, coded, type Field, field, type Options, single } from './field.ts';
import type { Input } from './view.ts';
import type { Choice } from './widget.ts';

/** `D-12`: the letters in capitals, and the number; `code` of `CODE/D-12`. */
export interface Reference {
  code?: string;
  letters: string;
  number: number;
}

/** A reference such as `D-12`, of one of these letters; also `CODE/D-12`. Gives the letters and the number. */
export function reference<R extends boolean = false>(
  label: string,
  letters: readonly string[],
  options: Options<R> & { choices?: Asked<Choice[]> } = {},
): Field<Reference, NoInfer<R>> {
  const { choices: offered, ...rest } = options;
  const example = letters.map((each) => `${each}-12`).join(' or ');
  const schema = single.transform((said, issue) => {
    const read = among(letters, said);
    if (read) return read;
    issue.addIssue({ code: 'custom', message: `Please write the reference like ${example}.` });
    return z.NEVER;
  });
  const asked = field(
    label,
    rest,
    async (context, input) => {
      const known = offered ? await offered(context, input) : [];
      const said = String(input.ref ?? '').trim();
      // One that was named stays to be seen, whether or not it is among those that wait.
      const more =
        said === '' || coded(said, known) !== undefined ? [] : [{ value: said, label: said.toUpperCase() }];
      return known.length === 0
        ? { kind: 'line', max: 40 }
        : { kind: 'choice', choices: [...known, ...more] };
    },
    schema,
    true,
  );
  return {
    ...asked,
    fixed: (said) => {
      const read = among(letters, said);
      return read && `${read.code === undefined ? '' : `${read.code}/`}${read.letters}-${read.number}`;
    },
  };
}

/** The reference that `ref` holds so far, for what a form shows; undefined while it is none of these letters. */
export function referred({ ref }: Input, letters: readonly string[]): Reference | undefined {
  return among(letters, String(ref ?? ''));
}

/** Reads `D-12`, `d12` and `CODE/D-12`, whatever the letters; undefined where it is none. */
export function readReference(said: string): Reference | undefined {
  const [, code, letters, number] = /^(?:([\w-]+)\/)?([A-Za-z]{1,2})-?(\d{1,9})$/.exec(said.trim()) ?? [];
  if (letters === undefined) return undefined;
  return { ...(code === undefined ? {} : { code }), letters: letters.toUpperCase(), number: Number(number) };
}

function among(letters: readonly string[], said: string): Reference | undefined {
  const read = readReference(said);
  return read && letters.includes(read.letters) ? read : undefined;
}
