import { expect, test } from 'vitest';
import { anArrangement } from '../store/fixture.ts';
import { put } from '../support/put.ts';
import { CHILDREN, elm, sheet, TODAY, withStore, write } from './folder.ts';

const on = withStore();
const C2 = 'C2,Tom Vale,2026-09-01,,Vera Vale,Bea Stone,';
const flagged = () =>
  on.read(async (register, setting) =>
    (await register.allocations.open(setting, TODAY))
      .filter((each) => each.flaggedOn !== null)
      .map((each) => [each.childName, each.staffName]),
  );

/** Ann, who is key person of Isla, babysits Isla. */
async function arrange(): Promise<void> {
  await on.write(async (register, setting) => {
    const ann = await register.people.byRef(setting, 'P3');
    const [isla] = await register.children.byName(setting, 'islareed');
    if (ann === undefined || isla === undefined) throw new Error('Ann or Isla is not in the register.');
    await put(register, { arrangements: [anArrangement(ann, 1, isla, { state: 'acknowledged' })] });
  });
}

test('a profile that comes to forbid arrangements marks those who stand (K9), and one that allows them lifts it', async () => {
  const dir = await on.seed(elm());
  await arrange();
  const profile = (babysitting: string) => ({
    'setting.json': JSON.stringify({ code: 'elm', name: 'Elm House', profile: { babysitting } }),
  });
  write(dir, profile('prohibited'));
  const report = await on.run(dir);
  expect(report.faults).toEqual([]);
  expect(report.flagged).toHaveLength(1);
  expect(await flagged()).toEqual([['Isla Reed', 'Ann Lee']]);
  expect((await on.run(dir)).flagged).toEqual([]);
  write(dir, profile('declare'));
  expect((await on.run(dir)).faults).toEqual([]);
  expect(await flagged()).toEqual([]);
});

test('a carer whom a row makes a mere relative is told to the safeguarding officer', async () => {
  const dir = await on.seed(elm());
  await on.declare('Sarah Reed');
  const alerts = () =>
    on.read(async (register) =>
      (await register.notices.all()).filter(({ title }) => title.includes('no longer on the form')),
    );
  write(dir, {
    'children.csv': sheet(
      CHILDREN,
      'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (relative: aunt); Mike Reed (father),Ann Lee,Bea Stone',
      C2,
    ),
  });
  expect((await on.run(dir)).faults).toEqual([]);
  expect((await alerts()).map(({ recipientName }) => recipientName)).toEqual(['Dora Marlow']);
});
