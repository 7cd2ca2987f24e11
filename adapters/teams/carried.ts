import { z } from 'zod';
import type { Input } from '../../src/core/talk/view.ts';
import { carriedInput } from '../shared/input.ts';
import type { Element } from './elements.ts';

const common = { command: z.string().max(40), input: carriedInput, card: z.string().max(60) };

/** For each field, the label of each picked value: ids are not shown. */
const labels = z.record(z.string().max(60), z.record(z.string().max(200), z.string().max(400)));
export type Labels = z.infer<typeof labels>;

/** What a card's button carries. It is not trusted: it comes back from the person. */
const schema = z.discriminatedUnion('do', [
  /** A command and part of its input. */
  z.object({ do: z.literal('run'), ...common }),
  /** A form that is sent. `input` holds the hidden values; `from` is the input that opened the form. */
  z.object({
    do: z.literal('submit'),
    ...common,
    fields: z.array(z.string().max(60)).max(60),
    many: z.array(z.string().max(60)).max(60),
    names: z.array(z.string().max(60)).max(60),
    from: carriedInput,
    labels: labels.optional(),
  }),
  /** A page that is turned: the same command again, under the same key, so that it has no second effect. */
  z.object({
    do: z.literal('turn'),
    ...common,
    page: z.number().int().min(0).max(999),
    /** What was answered in a form that came back. */
    answered: carriedInput.optional(),
    key: z.string().max(80).optional(),
    submitted: z.boolean().optional(),
    fields: z.array(z.string().max(60)).max(60).optional(),
    many: z.array(z.string().max(60)).max(60).optional(),
    labels: labels.optional(),
  }),
]);

export type Press = z.infer<typeof schema>;
export type Submission = Extract<Press, { do: 'submit' }>;
export type PageTurn = Extract<Press, { do: 'turn' }>;

/** The ids of a card's inputs. They differ from the names of the button's own data, because Teams merges the two. */
export const inputId = (field: string) => `a.${field}`;

export function submitAction(title: string, press: Press, more: Record<string, unknown> = {}): Element {
  return { type: 'Action.Submit', title, data: press, ...more };
}

/** The button and the answers typed into the card; undefined for anything that none of our cards sends. */
export function readPress(value: unknown): { press: Press; answers: Input } | undefined {
  const read = schema.safeParse(value);
  if (!read.success) return undefined;
  const press = read.data;
  const answers: Input = {};
  if (press.do === 'run') return { press, answers };
  const { fields = [], many = [], labels: called = {} } = press;
  for (const field of fields) {
    const said = (value as Record<string, unknown>)[inputId(field)];
    const words =
      typeof said === 'string'
        ? said
        : typeof said === 'number' || typeof said === 'boolean'
          ? String(said)
          : '';
    const picked = Object.entries(called[field] ?? {}).find(([, label]) => label === words);
    answers[field] = many.includes(field)
      ? words
          .split(',')
          .filter((each) => each !== '')
          .map(decode)
      : (picked?.[0] ?? words);
  }
  return { press, answers };
}

/** Teams joins several choices with commas, so that a value with a comma is sent encoded. */
export function encode(value: string): string {
  return value.replace(/[%,]/g, (character) => encodeURIComponent(character));
}

function decode(value: string): string {
  return value.replace(/%(25|2C)/gi, (code) => decodeURIComponent(code));
}
