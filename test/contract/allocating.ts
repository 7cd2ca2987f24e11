import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUTH, TOM } from '../support/elm.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';
import type { Doors } from './doors.ts';
import type { Visitor } from './platforms.ts';

const SECOND = 'Amina Yusuf';
const CHILD = 'Callum McBride';

/** Two managers who allocate one child at once: the second is asked before the first one's choice is undone. */
export function allocatingContract(platform: string, open: (setting: TestSetting) => Promise<Doors>): void {
  describe(`on ${platform}, two managers with one child before them`, () => {
    let elm: TestSetting;
    let doors: Doors;
    let ruth: Visitor;
    let amina: Visitor;
    beforeEach(async () => {
      elm = await openSetting({ roles: { [SECOND]: ['staff', 'manager'] } });
      doors = await open(elm);
      ruth = await doors.seat(RUTH);
      amina = await doors.seat(SECOND);
    });
    afterEach(async () => {
      await doors.close();
      await elm.close();
    });

    const held = async () => (await elm.held(CHILD)).map(({ staffName }) => staffName);

    it('press a button beside a name: the second reads who holds it now, and only then replaces', async () => {
      for (const each of [ruth, amina]) await each.type(`keyperson "${CHILD}"`);
      expect((await ruth.press(`Allocate ${TOM}`)).words).toContain('Allocated');
      const asked = await amina.press('Allocate Karolina Nowak');
      expect(asked.words).toContain('Nothing has been done yet');
      expect(asked.words).toContain(TOM);
      expect(await held()).toEqual([TOM]);
      const done = await amina.answer({});
      expect(done.words).toContain('Allocated');
      expect(done.words).toContain(TOM);
      expect(await held()).toEqual(['Karolina Nowak']);
    });

    it('send a form that was opened before: it is shown again with what has changed', async () => {
      const answers = { child: CHILD, staff: 'Karolina Nowak' };
      await amina.type('assign');
      await ruth.type('assign');
      await ruth.answer({ ...answers, staff: TOM });
      expect(await held()).toEqual([TOM]);
      const asked = await amina.answer(answers);
      expect(asked.words).toMatch(/Nothing has been done yet|This has changed/);
      expect(asked.words).toContain(TOM);
      expect(await held()).toEqual([TOM]);
      expect((await amina.answer({})).words).toContain('Allocated');
      expect(await held()).toEqual(['Karolina Nowak']);
    });

    it('are asked once more where the child changed hands while they were asked', async () => {
      for (const each of [ruth, amina]) await each.type(`keyperson "${CHILD}"`);
      await ruth.press(`Allocate ${TOM}`);
      await amina.press('Allocate Karolina Nowak');
      await elm.view(RUTH, `assign "${CHILD}" "Bethany Marsh" confirm=yes`);
      const again = await amina.answer({});
      expect(again.words).toContain('This has changed since you opened it');
      expect(again.words).toContain('Bethany Marsh');
      expect(await held()).toEqual(['Bethany Marsh']);
    });

    it('have the same in mind: the second learns that it is done, and nothing is done twice', async () => {
      for (const each of [ruth, amina]) await each.type(`keyperson "${CHILD}"`);
      await ruth.press(`Allocate ${TOM}`);
      expect((await amina.press(`Allocate ${TOM}`)).words).toContain('Allocated already');
      expect(await elm.audited('allocation.made')).toBe(1);
    });
  });
}
