import { loadOfficers } from '../cases/officers.ts';
import type { Day } from '../rules/days.ts';
import { NETWORKS, networkLabel } from '../rules/networks.ts';
import { KIND_LABELS } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { KINDS } from './declaration.ts';

export const KIND_CHOICES = KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));
export const NETWORK_CHOICES = NETWORKS.map(({ code }) => ({ value: code, label: networkLabel(code) }));
export const SINCE_HINT = 'A year, a month or a date: 2019, Mar 2019, 25/03/2019; or always.';

/** A relationship began today or before: a month or year may have begun. */
export function refuseToCome(since: string | undefined, today: Day): void {
  if (since !== undefined && since !== 'always' && since > today.slice(0, since.length))
    throw new Refusal('This is still to come. Please say since when you have known each other.', {
      field: 'since',
    });
}

/** Above Submit: who will read it, and what the manager learns. */
export async function whoReads(context: Context): Promise<string> {
  const officers = await loadOfficers(context, []);
  const reader = officers.ofFamily([], { declarer: context.me.id });
  const { titles } = context.setting;
  return [
    reader === undefined
      ? 'At the moment no officer is free to read it; the administrator will be told that a case waits.'
      : `It will be read by ${officers.nameOf(reader)}, or by the next officer where they are themselves involved.`,
    `The ${titles.manager} learns that there is a declaration, and whether it affects who may be key person; not whom you know, nor how.`,
    'Declaring is no accusation. It protects you.',
  ].join(' ');
}
