import type { Plan } from '../plan.ts';
import { sha256 } from '../read/policies.ts';

/** A digest of what a plan would do: the same however often it is made, although each time what is new gets other ids. */
export function digestOf(plan: Plan): string {
  const { people, children, links, endings, allocating, carersLost, policies, ending } = plan;
  const fresh = new Map<string, string>();
  for (const { before, after } of [...people, ...children])
    if (before === undefined) fresh.set(after.id, `new ${fresh.size}`);
  const inWords = (_: string, value: unknown) =>
    typeof value === 'string' ? (fresh.get(value) ?? value) : value;
  const said = {
    people,
    children,
    links,
    endings,
    allocating,
    carersLost: [...carersLost],
    policies,
    ending,
  };
  return sha256(JSON.stringify(said, inWords));
}
