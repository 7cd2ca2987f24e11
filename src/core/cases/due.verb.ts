import { addDays, type Day, showDay } from '../rules/days.ts';
import { lateness, policyReview } from '../rules/reviews.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { type Button, button, buttons, table, text, view } from '../talk/view.ts';
import { loadOfficers } from './officers.ts';

/** How many days ahead items are listed. A policy's first reminder comes as many days before its review (V1). */
const AHEAD_DAYS = 60;

/**
 * What is overdue or falls due soon; the overdue come first, with the days: policies for every officer, declarations for
 * their handler, successors for the manager.
 */
export const due = command({
  name: 'due',
  title: 'Due for review',
  summary: 'What is due for review, and how late it is.',
  roles: OFFICERS,
  writes: false,
  fields: {},
  execute: async (context) => {
    const { register, setting, today, me, roles } = context;
    const all: { what: string; on: Day; next: Button | undefined }[] = [];
    for (const policy of await register.policies.inForce(setting.id)) {
      if (policy.nextReview === null) continue;
      const adopts = roles.includes('chair') || roles.includes('manager');
      const next = adopts
        ? button(`Review ${policy.code}`.slice(0, 40), 'adopt', { code: policy.code })
        : button(`Read ${policy.code}`.slice(0, 40), 'policy', { code: policy.code });
      all.push({
        what: `${policy.code}: ${policy.title}`,
        on: policyReview(policy.nextReview, today).dueOn,
        next,
      });
    }
    const officers = await loadOfficers(context);
    for (const declaration of await register.declarations.open(setting.id)) {
      if (declaration.nextReview === null || declaration.state !== 'active') continue;
      if (officers.ofDeclaration(declaration) !== me.id) continue;
      all.push({
        what: `D-${declaration.number}, ${declaration.declarerName}`,
        on: declaration.nextReview,
        next: button(`Open D-${declaration.number}`, 'decide', { ref: `D-${declaration.number}` }),
      });
    }
    if (roles.includes('manager')) {
      for (const allocation of await register.allocations.open(setting.id, today)) {
        if (allocation.dueOn !== null)
          all.push({
            what: `KP-${allocation.number}: a successor`,
            on: allocation.dueOn,
            next: button(`Open KP-${allocation.number}`, 'keyperson', {
              child: `C-${allocation.childNumber}`,
            }),
          });
      }
    }
    const items = all.filter(({ on }) => on <= addDays(today, AHEAD_DAYS));
    items.sort((a, b) => (a.on === b.on ? a.what.localeCompare(b.what) : a.on < b.on ? -1 : 1));
    if (items.length === 0) return view('Due for review', text(`Nothing is due within ${AHEAD_DAYS} days.`));
    return view(
      'Due for review',
      table(
        ['What', 'Due', 'How late'],
        items.map(({ what, on }) => [what, showDay(on), lateness(on, today)]),
      ),
      buttons(...items.slice(0, 15).map(({ next }) => next)),
    );
  },
});
