import { type Children, countedStanding } from '../children/child.ts';
import { isOffered } from './family.ts';
import { shownRelation } from './relations.ts';
import type { Here } from './resolve.ts';

/** `Sarah Reed, mother of Noah Reed`, without the children of whom this person may not be told; the name alone without any. */
export async function describeCarer(here: Here, person: { id: string; name: string }): Promise<string> {
  return labelOf(here, person, await here.register.children.ofPerson(here.setting.id, person.id));
}

/** The same, of links that were read. */
export function labelOf(
  here: Here,
  { name }: { name: string },
  links: Awaited<ReturnType<Children['ofPerson']>>,
): string {
  const shown = links.filter(({ child }) => isOffered(here, { isProtected: child.protected }));
  const counted = (standings: readonly (string | null)[]) =>
    shown
      .filter((link) => standings.includes(countedStanding(link)))
      .map(({ child, relation }) => ({ childName: child.name, relation }));
  const current = counted(['carer', 'relative']);
  // Of whom an officer has said that they are no carer any more, no relation is told.
  const former = counted(['former']).map((link) => ({ ...link, relation: null }));
  return current.length > 0 ? labelled(name, current) : labelled(name, former, 'former carer');
}

/** The label of somebody with these children: `Sarah Reed, mother of Noah Reed`. `as`: in place of the relation. */
export function labelled(
  name: string,
  links: readonly { childName: string; relation: string | null }[],
  as?: string,
): string {
  const [relation = 'parent', ...others] = new Set(links.map((link) => as ?? shownRelation(link.relation)));
  const children = [...new Set(links.map(({ childName }) => childName))];
  const last = children.pop();
  if (last === undefined) return name;
  const whose = children.length === 0 ? last : `${children.join(', ')} and ${last}`;
  return `${name}, ${others.length === 0 ? relation : 'parent'} of ${whose}`;
}
