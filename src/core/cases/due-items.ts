import { called } from '../policies/called.ts';
import { addDays, type Day } from '../rules/days.ts';
import { policyReview } from '../rules/reviews.ts';
import type { Context } from '../talk/context.ts';
import { type Button, button, clip } from '../talk/view.ts';
import { loadOfficers } from './officers.ts';

/** How many days ahead items are listed. A policy's first reminder comes as many days before its review (V1). */
export const AHEAD_DAYS = 60;

export interface DueItem {
  kind: 'policy' | 'declaration' | 'successor';
  /** The policy as people speak of it; of others, what is due. */
  title: string;
  on: Day;
  next: Button;
}

/**
 * What is overdue or falls due within `AHEAD_DAYS`, soonest first: policies for every officer, declarations for their handler,
 * successors for the manager.
 */
export async function dueItems(context: Context): Promise<DueItem[]> {
  const { register, setting, today, me, roles } = context;
  const all: DueItem[] = [];
  for (const policy of await register.policies.inForce(setting.id)) {
    const { code, title, nextReview } = policy;
    if (nextReview === null) continue;
    const adopts = roles.includes('chair') || roles.includes('manager');
    const next = adopts
      ? button(clip(`Review ${title}`, 40), 'adopt', { code })
      : button(clip(`Read ${title}`, 40), 'policy', { code });
    all.push({
      kind: 'policy',
      title: called(policy),
      on: policyReview(nextReview, today).dueOn,
      next,
    });
  }
  const officers = await loadOfficers(context);
  for (const declaration of await register.declarations.open(setting.id)) {
    if (declaration.nextReview === null || declaration.state !== 'active') continue;
    if (officers.ofDeclaration(declaration) !== me.id) continue;
    const ref = `D-${declaration.number}`;
    all.push({
      kind: 'declaration',
      title: `${ref}, ${declaration.declarerName}`,
      on: declaration.nextReview,
      next: button(`Open ${ref}`, 'decide', { ref }),
    });
  }
  if (roles.includes('manager')) {
    for (const { number, childNumber, dueOn } of await register.allocations.open(setting.id, today)) {
      if (dueOn === null) continue;
      all.push({
        kind: 'successor',
        title: `A new key person (KP-${number})`,
        on: dueOn,
        next: button(`Open KP-${number}`, 'keyperson', { child: `C-${childNumber}` }),
      });
    }
  }
  return all
    .filter(({ on }) => on <= addDays(today, AHEAD_DAYS))
    .sort((a, b) => (a.on === b.on ? a.title.localeCompare(b.title) : a.on < b.on ? -1 : 1));
}
