import { candidatesFor, dayFor } from '../core/allocations/candidates.ts';
import { RULES } from '../core/rules/clauses.ts';
import { type Calendar, localDay } from '../core/rules/days.ts';
import { showReasons } from '../core/rules/eligibility.ts';
import type { Register } from '../core/store.ts';
import type { Scene } from '../core/talk/context.ts';
import type { Findings } from './findings.ts';
import type { Plan } from './plan.ts';

/**
 * After the first import, reports allocations that `assign` would refuse, at their line. Children and people who are not in
 * the register yet are skipped.
 */
export async function refuseForbidden(
  plan: Plan,
  register: Register,
  calendar: Calendar,
  now: Date,
  findings: Findings,
): Promise<void> {
  const { setting } = plan;
  const today = localDay(now, setting.timezone);
  for (const allocating of plan.allocating.filter((allocation) => allocation.refuseForbidden)) {
    const child = await register.children.byId(setting.id, allocating.child);
    if (!child || !(await register.people.byId(setting.id, allocating.staff))) continue;
    const scene: Scene = { setting, now, today, calendar, register };
    const found = (await candidatesFor(scene, child, dayFor(child, today))).find(
      ({ person }) => person.id === allocating.staff,
    );
    const answer = found?.result.answer ?? 'no';
    if (answer === 'yes' || answer === 'note') continue;
    const reasons =
      found?.result.reasons.filter((reason) => reason.answer === 'no' || reason.answer === 'check') ?? [];
    // The operator may be anybody, so K2 is shown as K3 or K4, as to a manager.
    const shown = reasons.map((reason) =>
      reason.id === 'K2'
        ? { ...reason, id: (reason.undecided ?? []).length > 0 ? ('K4' as const) : ('K3' as const) }
        : reason,
    );
    const why = shown.map(({ id }) => RULES[id]).join(' ');
    findings.fault(
      allocating.place,
      `${allocating.label}: ${shown.length === 0 ? `K7. ${RULES.K7}` : `${showReasons(shown)}. ${why}`} Ask keyperson who may.`,
    );
  }
}
