import { expect, it } from 'vitest';
import { withFamily } from './family.ts';
import { NOW } from './fixture.ts';

const on = withFamily();

it('a question about a family grows with its siblings, and keeps who has answered', async () => {
  const { setting, staff, manager, child, mother } = on.family;
  const question = { setting: setting.id, id: 'q1', askedAt: NOW, children: [child.id], carers: [mother.id] };
  await on.write(async (register) => {
    await register.families.ask({ ...question, people: [staff.id, manager.id] });
    await register.families.answer(setting.id, 'q1', staff.id, 'nothing', NOW);
    await register.families.ask({ ...question, people: [staff.id] });
  });
  const [found] = await on.read((register) => register.families.aboutCarer(setting.id, mother.id));
  expect(found?.asked.map(({ person, answer }) => [person, answer])).toEqual([
    [manager.id, null],
    [staff.id, 'nothing'],
  ]);
  expect(await on.read((register) => register.families.waitingFor(setting.id, staff.id))).toEqual([]);
  expect(await on.read((register) => register.families.waiting(setting.id))).toHaveLength(1);
  const [answer] = await on.read((register) => register.families.answersOf(setting.id, staff.id));
  expect(answer).toMatchObject({ answer: 'nothing', at: NOW, question: { id: 'q1' } });
});
