import { expect, it } from 'vitest';
import type { BoundaryAgreement } from '../../src/core/boundaries/boundary.ts';
import { put } from '../support/put.ts';
import { withFamily } from './family.ts';
import { aBoundary, aDeclaration, NOW } from './fixture.ts';

const on = withFamily();

async function anAgreement(given: Partial<BoundaryAgreement> = {}): Promise<BoundaryAgreement> {
  const declaration = aDeclaration(on.family.staff, 1, on.family.mother);
  const agreement = aBoundary(declaration, 1, given);
  await on.write(async (register) => {
    await put(register, { declarations: [declaration] });
    await put(register, { boundaries: [agreement] });
  });
  return agreement;
}

it('a boundary agreement comes back as it went in, by number, declaration and member of staff', async () => {
  const agreement = await anAgreement({
    state: 'in_force',
    staffSignedAt: NOW,
    staffAccount: 'slack:T1:U1',
    parentAnswer: 'page',
    parentTyped: 'Sarah Reed',
    parentAnsweredOn: '2026-11-22',
  });
  const s = on.family.setting.id;
  expect(await on.read((register) => register.boundaries.byNumber(s, 1))).toEqual(agreement);
  expect(await on.read((register) => register.boundaries.ofStaff(s, on.family.staff.id))).toEqual([
    agreement,
  ]);
  expect(await on.read((register) => register.boundaries.ofDeclaration(s, agreement.declaration))).toEqual([
    agreement,
  ]);
  const ended = { ...agreement, state: 'ended' as const, endedOn: '2026-12-01' };
  await on.write((register) => put(register, { boundaries: [ended] }));
  expect(await on.read((register) => register.boundaries.byNumber(s, 1))).toEqual({ ...ended, version: 2 });
});

it('the database itself keeps an agreement from being in force with one signature, and a second one from standing', async () => {
  await expect(anAgreement({ state: 'in_force', parentAnswer: 'page' })).rejects.toThrow(/check/i);
  const agreement = await anAgreement();
  await expect(
    on.write((register) => put(register, { boundaries: [{ ...agreement, id: 'other', number: 2 }] })),
  ).rejects.toThrow(/unique/i);
});

it('waits for signatures oldest first, and not where the parent has declined', async () => {
  const agreement = await anAgreement();
  const unsigned = () => on.read((register) => register.boundaries.unsigned(on.family.setting.id));
  expect(await unsigned()).toEqual([agreement]);
  await on.write((register) =>
    put(register, {
      boundaries: [
        {
          ...agreement,
          state: 'awaiting_parent',
          staffSignedAt: NOW,
          parentAnswer: 'declined',
        },
      ],
    }),
  );
  expect(await unsigned()).toEqual([]);
});
