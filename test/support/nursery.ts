import { addDays } from '../../src/core/rules/days.ts';
import { aChild, anAllocation } from '../store/fixture.ts';
import type { TestSetting } from './setting.ts';

/** So many more children at Elm, without a carer or a key person. */
export async function enrolMore(
  elm: TestSetting,
  { attending, later }: { attending: number; later: number },
): Promise<void> {
  await elm.change(async (register, setting) => {
    for (let at = 0; at < attending + later; at++) {
      const number = await register.children.nextNumber(setting);
      const name = `Pupil ${String(at + 1).padStart(3, '0')}`;
      const startsOn = at < attending ? '2026-09-01' : addDays('2026-12-01', at - attending);
      await register.children.add([aChild(setting, number, name, { startsOn })]);
    }
  });
}

/** Allocates a child to a member of staff from its first day on, behind everybody's back. */
export async function allocate(
  elm: TestSetting,
  child: string,
  staff: string,
  role: 'key_person' | 'co_key_person' | 'back_up',
  from = '2026-09-01',
): Promise<void> {
  const [about, person] = [await elm.child(child), await elm.person(staff)];
  await elm.change(async (register, setting) => {
    const number = await register.drawNumber(setting, 'KP');
    await register.allocations.addFirst([anAllocation(setting, number, about.id, person.id, { role, from })]);
  });
}
