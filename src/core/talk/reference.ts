import { z } from 'zod';
import { type Asked, coded, type Field, field, type Options, single } from './field.ts';
import type { Input } from './view.ts';
import type { Choice } from './widget.ts';

/** The parts of `D-12` (letters in capitals, and the number); `code` is that of `CODE/D-12`. */
interface Reference {
  code?: string;
  letters: string;
  number: number;
}

/** A field for a reference such as `D-12` or `CODE/D-12`, with one of these letters. */
export function reference<R extends boolean = false>(
  label: string,
  letters: readonly string[],
  options: Options<R> & { choices?: Asked<Choice[]> } = {},
): Field<Reference, NoInfer<R>> {
  const { choices: offered, ...rest } = options;
  const example = letters.map((letter) => `${letter}-12`).join(' or ');
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
      // The reference that was named is offered too, even if it is not among the waiting ones.
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

/** The reference that `ref` holds so far, for what a form shows; undefined unless it has one of these letters. */
export function referred({ ref }: Input, letters: readonly string[]): Reference | undefined {
  return among(letters, String(ref ?? ''));
}

/** Parses `D-12`, `d12` and `CODE/D-12` with any letters; undefined where it is none of these. */
export function readReference(said: string): Reference | undefined {
  const [, code, letters, number] = /^(?:([\w-]+)\/)?([A-Za-z]{1,2})-?(\d{1,9})$/.exec(said.trim()) ?? [];
  if (letters === undefined) return undefined;
  return { ...(code === undefined ? {} : { code }), letters: letters.toUpperCase(), number: Number(number) };
}

function among(letters: readonly string[], said: string): Reference | undefined {
  const read = readReference(said);
  return read && letters.includes(read.letters) ? read : undefined;
}
