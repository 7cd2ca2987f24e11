import { type Field, yesNo } from './field.ts';
import { Refusal } from './refusal.ts';

/**
 * The answer to what is shown before it is done. The form does not ask it, because sending the form is that answer; a line may
 * say it, and counts once its reader has been shown what it is about.
 */
export function confirmation(label: string): Field<boolean, false> {
  return yesNo(label, { shown: (_, input) => input.confirm !== undefined });
}

/** `confirm=no` changes nothing. */
export function refuseUnconfirmed(confirm: boolean | undefined): void {
  if (confirm === false) throw new Refusal('Nothing was changed.');
}
