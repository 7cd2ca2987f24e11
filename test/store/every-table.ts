import type { Store } from '../../src/core/store.ts';
import { explain, put } from '../support/put.ts';
import {
  aBoundary,
  aDeclaration,
  aFamily,
  aMatter,
  anAcknowledgement,
  anAllocation,
  anArrangement,
  aPolicy,
  aSignature,
  NOW,
  TODAY,
} from './fixture.ts';

/** A family, and a row in every table of which the audit trail keeps traces. */
export async function everyTable(store: Store) {
  const family = await aFamily(store);
  const { setting, manager, staff, mother, child } = family;
  const s = setting.id;
  const declaration = aDeclaration(staff, 1, 'Sarah Reed', { counterpart: mother.id });
  const policy = aPolicy(s, 'SM');
  const boundary = aBoundary(declaration, 1);
  const hold = {
    setting: s,
    id: 'h1',
    child: child.id,
    staff: staff.id,
    reason: 'a reason',
    placedBy: manager.id,
    placedAt: NOW,
    liftedAt: null,
  };
  await store.write([s], async (register) => {
    await put(register, {
      absences: [
        {
          setting: s,
          id: 'a1',
          person: staff.id,
          from: TODAY,
          to: TODAY,
          recordedBy: manager.id,
          recordedAt: NOW,
          confirmedBy: null,
          withdrawnAt: null,
        },
      ],
      proposals: [
        {
          setting: s,
          id: 'o1',
          person: staff.id,
          kind: 'begins',
          roles: ['staff', 'dso'],
          startsOn: TODAY,
          leavesOn: null,
          proposedBy: staff.id,
          proposedAt: NOW,
          answer: null,
          answeredBy: null,
          answeredAt: null,
          rolesThen: ['staff'],
          startsOnThen: null,
          leavesOnThen: null,
        },
      ],
      allocations: [anAllocation(s, 1, child.id, manager.id)],
      declarations: [declaration, aDeclaration(manager, 2, 'Somebody else')],
      arrangements: [anArrangement(staff, 1, child)],
      boundaries: [boundary],
      conduct: [aMatter(staff, 1, manager)],
      holds: [hold, { ...hold, id: 'h2', liftedAt: NOW }],
      policies: [policy],
    });
    await put(register, {
      acknowledgements: [anAcknowledgement(staff, policy)],
      signatures: [aSignature(staff, policy)],
    });
    const { declarations, boundaries, families, retention } = register;
    await declarations.pass(s, 'D-1', manager.id, NOW);
    await declarations.opened(s, declaration.id, manager.id, NOW);
    const by = { setting: s, declaration: declaration.id, by: manager.id, at: NOW };
    await declarations.clear({ ...by, child: child.id, may: false });
    await declarations.decideMatch({ ...by, candidate: mother.id, answer: 'matched' });
    await boundaries.issue({ setting: s, boundary: boundary.id, token: 't', expiresAt: NOW });
    const about = { children: [child.id], carers: [mother.id], people: [staff.id, manager.id] };
    await families.ask({ setting: s, id: 'q1', askedAt: NOW, ...about });
    await families.answer(s, 'q1', staff.id, 'nothing', NOW);
    const order = { setting: s, person: staff.id, why: 'a claim', placedAt: NOW, liftedAt: null };
    await retention.place({ ...order, id: 'l1' });
    const account = { platform: 'slack', tenant: 'T1', setting: s, person: staff.id, lastUsedAt: NOW };
    await register.accounts.bind({ ...account, user: 'U1' });
    await register.accounts.save({
      ...account,
      user: 'U2',
      named: true,
      state: 'waiting',
      recordedBy: manager.id,
      waitsSince: NOW,
      seenBy: manager.id,
      hasStood: false,
    });
    await explain(register, s);
  });
  return { ...family, declaration, policy, boundary };
}
