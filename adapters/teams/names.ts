import type { App, Identity } from '../../src/core/app.ts';
import { fold } from '../../src/core/rules/names.ts';
import type { Form, Input } from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import type { Submission } from './press.ts';

/**
 * Where only the beginning of a name was typed, the form with the names that fit, before anything is carried out: a card
 * cannot look names up while somebody types. Undefined for a whole name, and for one that nobody here has: these go through.
 */
export async function offerNames(
  app: App,
  identity: Identity,
  { command, input, from, names }: Submission,
  answers: Input,
): Promise<Form | undefined> {
  const begun = new Map<string, Choice[]>();
  for (const name of names) {
    const typed = String(answers[name] ?? '').trim();
    if (fold(typed) === '') continue;
    const fits = await app.suggest(identity, { command, input }, name, typed);
    const isWhole = fits.some(({ label }) => fold(label.replace(/\s*\([^()]*\)$/, '')) === fold(typed));
    if (fits.length === 0 || isWhole) continue;
    begun.set(name, [...fits, { value: typed, label: `“${typed}”, as I typed it` }]);
  }
  if (begun.size === 0) return undefined;
  const opened = await app.run(identity, { command, input: from });
  if (opened.kind !== 'form') return undefined;
  const filled = fill(opened, answers);
  const inputs = filled.inputs.map((asked) => {
    const choices = begun.get(asked.name);
    if (!choices) return asked;
    const { value: _typed, ...rest } = asked;
    return { ...rest, widget: { kind: 'choice' as const, choices }, error: 'Which of these do you mean?' };
  });
  return { ...filled, inputs };
}

/** The form with what somebody has answered so far. */
export function fill(form: Form, answers: Input): Form {
  const inputs = form.inputs.map((input) => {
    const said = answers[input.name];
    return said === undefined || said.length === 0 ? input : { ...input, value: said };
  });
  return { ...form, inputs };
}
