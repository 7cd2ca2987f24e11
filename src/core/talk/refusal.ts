import { type Button, buttons, type Input, text, type View, view } from './view.ts';
import type { Choice } from './widget.ts';

/**
 * An expected "no": it rolls the transaction back and is shown. With `field` it is about one question of a form, which is
 * shown again with the message above that question.
 */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly field: string | undefined;
  readonly cites: string[];
  /** What can be done instead: where nothing can be typed, a window must not say what to type. */
  readonly ways: Button[];

  constructor(message: string, about: { field?: string; cites?: string[]; ways?: Button[] } = {}) {
    super(message);
    this.field = about.field;
    this.cites = about.cites ?? [];
    this.ways = about.ways ?? [];
  }
}

export function toView(refusal: Refusal, title = 'That could not be done'): View {
  const shown = view(title, text(refusal.message), buttons(...refusal.ways));
  return { ...shown, refused: true, cites: refusal.cites };
}

/** A name that fits several people: the form asks which one is meant, and never guesses. */
export class Ambiguity extends Refusal {
  override name = 'Ambiguity';
  readonly choices: Choice[];
  /** Hidden answers of other questions that the form which asks carries. */
  readonly carried: Input;

  /** `field` is needed only when it is thrown by `execute`, as with any Refusal. */
  constructor(message: string, offered: Choice[], field?: string, carried: Input = {}) {
    super(message, field === undefined ? {} : { field });
    this.choices = offered;
    this.carried = carried;
  }
}
