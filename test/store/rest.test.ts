import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BoundaryAgreement } from '../../src/core/boundaries/boundary.ts';
import { put } from '../support/put.ts';
import { openTestStore } from '../support/store.ts';
import { aBoundary, aDeclaration, aFamily, aMatter, aPerson, aSetting, NOW } from './fixture.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let family: Awaited<ReturnType<typeof aFamily>>;
beforeEach(async () => {
  opened = await openTestStore();
  family = await aFamily(opened.store);
});
afterEach(() => opened.close());

const write = <T>(work: Parameters<typeof opened.store.write<T>>[1]) =>
  opened.store.write([family.setting.id], work);
const read = <T>(work: Parameters<typeof opened.store.read<T>>[0]) => opened.store.read(work);

async function anAgreement(given: Partial<BoundaryAgreement> = {}): Promise<BoundaryAgreement> {
  const declaration = aDeclaration(family.staff, 1, family.mother);
  const agreement = aBoundary(declaration, 1, given);
  await write(async (register) => {
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
  const s = family.setting.id;
  expect(await read((register) => register.boundaries.byNumber(s, 1))).toEqual(agreement);
  expect(await read((register) => register.boundaries.ofStaff(s, family.staff.id))).toEqual([agreement]);
  expect(await read((register) => register.boundaries.ofDeclaration(s, agreement.declaration))).toEqual([
    agreement,
  ]);
  const ended = { ...agreement, state: 'ended' as const, endedOn: '2026-12-01' };
  await write((register) => put(register, { boundaries: [ended] }));
  expect(await read((register) => register.boundaries.byNumber(s, 1))).toEqual({ ...ended, version: 2 });
});

it('the database itself keeps an agreement from being in force with one signature, and a second one from standing', async () => {
  await expect(anAgreement({ state: 'in_force', parentAnswer: 'page' })).rejects.toThrow(/check/i);
  const agreement = await anAgreement();
  await expect(
    write((register) => put(register, { boundaries: [{ ...agreement, id: 'other', number: 2 }] })),
  ).rejects.toThrow(/unique/i);
});

it('waits for signatures oldest first, and not where the parent has declined', async () => {
  const agreement = await anAgreement();
  const unsigned = () => read((register) => register.boundaries.unsigned(family.setting.id));
  expect(await unsigned()).toEqual([agreement]);
  await write((register) =>
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

it('a matter of conduct comes back as it went in, and to its own setting alone', async () => {
  const other = aSetting();
  const subject = aPerson(other.id, 'Tom Ridley', ['staff']);
  const matter = { ...aMatter(family.staff, 1, family.manager), note: 'a note' };
  await opened.store.write([], (register) => register.settings.save(other));
  await opened.store.write([family.setting.id, other.id], async (register) => {
    await put(register, { conduct: [matter] });
    await put(register, { people: [subject] });
    await put(register, { conduct: [aMatter(subject, 1, subject)] });
  });
  expect(await read((register) => register.conduct.all(family.setting.id))).toEqual([matter]);
  const closed = { ...matter, outcome: 'spoken with', closedBy: family.manager.id, closedAt: NOW };
  await write((register) => put(register, { conduct: [closed] }));
  expect(await read((register) => register.conduct.byNumber(family.setting.id, 1))).toEqual({
    ...closed,
    version: 2,
  });
});

it('a question about a family grows with its siblings, and keeps who has answered', async () => {
  const { setting, staff, manager, child, mother } = family;
  const question = { setting: setting.id, id: 'q1', askedAt: NOW, children: [child.id], carers: [mother.id] };
  await write(async (register) => {
    await register.families.ask({ ...question, people: [staff.id, manager.id] });
    await register.families.answer(setting.id, 'q1', staff.id, 'nothing', NOW);
    await register.families.ask({ ...question, people: [staff.id] });
  });
  const [found] = await read((register) => register.families.aboutCarer(setting.id, mother.id));
  expect(found?.asked.map(({ person, answer }) => [person, answer])).toEqual([
    [manager.id, null],
    [staff.id, 'nothing'],
  ]);
  expect(await read((register) => register.families.waitingFor(setting.id, staff.id))).toEqual([]);
  expect(await read((register) => register.families.waiting(setting.id))).toHaveLength(1);
  const [answer] = await read((register) => register.families.answersOf(setting.id, staff.id));
  expect(answer).toMatchObject({ answer: 'nothing', at: NOW, question: { id: 'q1' } });
});
