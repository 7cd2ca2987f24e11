import { expect, it } from 'vitest';
import { CHILDREN, elm, sheet, withStore } from '../../import/folder.ts';

const ISLA =
  'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother); Mike Reed (father),Ann Lee,Bea Stone';
const OSCAR = 'C2,Oscar Tillman,2027-01-04,,Paul Tillman (father),,';
const POPPY = 'C3,Poppy Tillman,2027-01-04,,Paul Tillman (father),,';

const given = withStore();
const withChildren = (...rows: string[]) => elm({ 'children.csv': sheet(CHILDREN, ...rows) });
const asked = () =>
  given.store.read(async (register) =>
    (await register.notices.all())
      .filter(({ subject }) => subject === 'families')
      .map((each) => each.recipientName)
      .sort(),
  );
const questions = () =>
  given.read(async (register, id) =>
    (await register.families.waiting(id)).map(({ children }) => children.map(({ name }) => name)),
  );

it('a first import asks nobody whom they know', async () => {
  await given.seed(withChildren(ISLA, OSCAR));
  expect(await asked()).toEqual([]);
  expect(await questions()).toEqual([]);
});

it('a later one asks once about a new family, siblings together, and says nothing on being repeated', async () => {
  await given.seed(withChildren(ISLA));
  await given.seed(withChildren(ISLA, OSCAR, POPPY));
  expect(await asked()).toEqual(['Ann Lee', 'Bea Stone', 'Dora Marlow', 'Max Arden']);
  expect(await questions()).toEqual([['Oscar Tillman', 'Poppy Tillman']]);
  await given.seed(withChildren(ISLA, OSCAR, POPPY));
  expect(await asked()).toHaveLength(4);
});

it('a later one asks about a new carer and about another first day, and about nothing else', async () => {
  await given.seed(withChildren(ISLA, OSCAR));
  await given.seed(
    withChildren(ISLA.replace('(father)', '(stepfather)'), OSCAR.replace(',,Paul', ',2027-07-20,Paul')),
  );
  expect(await questions()).toEqual([]);
  await given.seed(
    withChildren(ISLA.replace('Mike Reed (father)', 'Mike Reed (stepfather); Jo Lark (mother)'), OSCAR),
  );
  expect(await questions()).toEqual([['Isla Reed']]);
  await given.seed(
    withChildren(
      ISLA.replace('Mike Reed (father)', 'Mike Reed (stepfather); Jo Lark (mother)'),
      OSCAR.replace('2027-01-04', '2027-02-01'),
    ),
  );
  expect((await questions()).flat().sort()).toEqual(['Isla Reed', 'Oscar Tillman']);
});
