import type { NewAllocation } from '../core/allocations/allocation.ts';
import type { Child } from '../core/children/child.ts';
import type { Register, Rows } from '../core/store.ts';
import type { Plan } from './plan.ts';

/**
 * Saves what the plan changes. A first import is one event with the digests of its files, which say all that it did. A
 * later import is one event for each change and one for itself.
 */
export async function recordChanges(
  plan: Plan,
  children: ReadonlyMap<string, { before: Child | undefined; after: Child }>,
  made: readonly NewAllocation[],
  register: Register,
  now: Date,
): Promise<void> {
  const happened = happens(plan, register, now);
  if (plan.isNew) {
    await register.people.add(plan.people.map(({ after }) => after));
    await register.children.add(plan.children.map(({ after }) => after));
    await register.children.linkAll(plan.links);
    await register.allocations.addFirst(made);
  } else {
    for (const { after, before, fields } of plan.people)
      await happened(before ? 'person.changed' : 'person.added', after.id, { fields }, { people: [after] });
    for (const { after, before, fields } of plan.children)
      await happened(
        before ? 'child.changed' : 'child.added',
        `C-${after.number}`,
        { fields },
        { children: [after] },
      );
    for (const link of plan.links) {
      const { child, person, standing } = link;
      const number =
        children.get(child)?.after.number ?? (await register.children.byId(plan.setting.id, child))?.number;
      await happened(
        standing === 'former' ? 'carer.former' : 'carer.linked',
        `C-${number}`,
        { person, standing },
        { carerLinks: [link] },
      );
    }
    for (const ended of plan.endings)
      await happened(
        'allocation.ended',
        `KP-${ended.number}`,
        { on: ended.until, reason: ended.endReason },
        { allocations: [ended] },
      );
    for (const allocation of made) {
      const { number, child, staff, role, from } = allocation;
      await happened(
        'allocation.made',
        `KP-${number}`,
        { child, staff, role, from },
        { allocations: [allocation] },
      );
    }
  }
  for (const policy of plan.policies) {
    const { code, version, state, sha256 } = policy;
    await happened('policy.imported', code, { version, state, sha256 }, { policies: [policy] });
  }
  for (const signature of plan.signatures) {
    const { person, version, signedOn } = signature;
    await happened(
      'agreement.signed',
      person,
      { version, signedOn, source: 'paper' },
      { signatures: [signature] },
    );
  }
}

/** Records the import itself, where it changed anything. */
export async function recordImport(
  plan: Plan,
  allocations: number,
  register: Register,
  now: Date,
): Promise<void> {
  if (plan.changes.length === 0) return;
  await happens(plan, register, now)('import', plan.setting.code, {
    counts: {
      ...plan.counts,
      changes: plan.changes.length,
      people_saved: plan.people.length,
      children_saved: plan.children.length,
      allocations,
    },
    files: plan.digests(),
  });
}

function happens({ setting }: Plan, register: Register, now: Date) {
  return (
    action: string,
    subject: string,
    payload: Record<string, unknown>,
    rows: Partial<Rows> = {},
  ): Promise<void> => register.record(setting.id, { action, actor: 'import', subject, payload }, rows, now);
}
