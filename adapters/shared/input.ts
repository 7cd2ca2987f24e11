import { z } from 'zod';
import type { Form, Input } from '../../src/core/talk/view.ts';

/** A command's input as a button or a form returns it. It is not trusted: a person may have changed it. */
export const carriedInput = z.record(z.string().max(60), z.union([z.string(), z.array(z.string())]));

/** A form's hidden values: its case and setting, its nonce, and the digest of what it was drawn from. */
export function unseenOf({ inputs }: Form): Input {
  return Object.fromEntries(
    inputs.flatMap(({ name, widget, value }) =>
      widget.kind === 'hidden' && value !== undefined ? [[name, value] as const] : [],
    ),
  );
}
