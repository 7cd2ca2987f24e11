import { text, type View, view } from './view.ts';
import type { Choice } from './widget.ts';

/**
 * An expected "no": it rolls back and is shown. With `field` it is the answer to one field of a form, which is drawn again
 * with the complaint above it.
 */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly field: string | undefined;
  readonly cites: string[];

  constructor(message: string, about: { field?: string; cites?: string[] } = {}) {
    super(message);
    this.field = about.field;
    this.cites = about.cites ?? [];
  }
}

export function toView(refusal: Refusal, title = 'Not done'): View {
  return { ...view(title, text(refusal.message)), refused: true, cites: refusal.cites };
}

/** A name that fits several: the form asks which, and never guesses. */
export class Ambiguity extends Refusal {
  override name = 'Ambiguity';
  readonly choices: Choice[];

  /** With `field` it may be thrown while carrying out, as any Refusal. */
  constructor(message: string, offered: Choice[], field?: string) {
    super(message, field === undefined ? {} : { field });
    this.choices = offered;
  }
}
