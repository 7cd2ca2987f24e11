import type { Child } from '../core/children/child.ts';
import type { Register } from '../core/store.ts';
import type { Allocating, Plan } from './plan.ts';

/**
 * A first import is one event, with the digests of its files: they say all that it did. A later one is an event for each
 * thing it changed, and one for itself.
 */
export async function record(
  plan: Plan,
  children: ReadonlyMap<string, { before: Child | undefined; after: Child }>,
  made: readonly { wish: Allocating; number: number }[],
  register: Register,
  now: Date,
): Promise<void> {
  const { setting } = plan;
  const append = (action: string, subject: string, payload: Record<string, unknown>) =>
    register.audit.append(setting.id, { action, actor: 'import', subject, payload }, now);
  if (plan.changes.length === 0) return;
  if (!plan.isNew) {
    for (const { after, before, fields } of plan.people)
      await append(before ? 'person.changed' : 'person.added', after.id, { fields });
    for (const { after, before, fields } of plan.children)
      await append(before ? 'child.changed' : 'child.added', `C-${after.number}`, { fields });
    for (const { child, person, standing } of plan.links) {
      const number =
        children.get(child)?.after.number ?? (await register.children.byId(setting.id, child))?.number;
      await append(standing === 'former' ? 'carer.former' : 'carer.linked', `C-${number}`, {
        person,
        standing,
      });
    }
    for (const { number, until, reason } of plan.endings)
      await append('allocation.ended', `KP-${number}`, { on: until, reason });
    for (const { wish, number } of made)
      await append('allocation.made', `KP-${number}`, {
        child: wish.child,
        staff: wish.staff,
        role: wish.role,
        from: wish.from,
      });
  }
  for (const { code, version, state, sha256 } of plan.policies)
    await append('policy.imported', code, { version, state, sha256 });
  for (const { person, version, signedOn } of plan.signatures)
    await append('agreement.signed', person, { version, signedOn, source: 'paper' });
  await append('import', setting.code, {
    counts: {
      ...plan.counts,
      changes: plan.changes.length,
      people_saved: plan.people.length,
      children_saved: plan.children.length,
      allocations: made.length,
    },
    files: plan.digests(),
  });
}
