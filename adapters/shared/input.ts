import { z } from 'zod';
import type { Form, Input } from '../../src/core/talk/view.ts';

/** A command's input as a button or a form brings it back: read as if anybody had written it. */
export const carriedInput = z.record(z.string().max(60), z.union([z.string(), z.array(z.string())]));

/** What a form carries and does not ask: which case and which setting it is about, its nonce, what it was drawn from. */
export function unseenOf({ inputs }: Form): Input {
  return Object.fromEntries(
    inputs.flatMap(({ name, widget, value }) =>
      widget.kind === 'hidden' && value !== undefined ? [[name, value] as const] : [],
    ),
  );
}
