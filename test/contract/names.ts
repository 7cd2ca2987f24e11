import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUTH, ZOE } from '../support/elm.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';

/** What a platform offers for letters in a question for a name. */
export type Offers = (who: string, verb: string, field: string, typed: string) => Promise<string[]>;

/** A name is kept as it was typed only where a name that the register does not have is an answer. */
export function namesContract(
  platform: string,
  open: (setting: TestSetting) => Promise<{ offers: Offers; close(): Promise<void> }>,
): void {
  describe(`on ${platform}, a question for a name`, () => {
    let elm: TestSetting;
    let doors: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      elm = await openSetting();
      doors = await open(elm);
    });
    afterAll(async () => {
      await doors.close();
      await elm.close();
    });

    it.each([
      [ZOE, 'declare', 'who', 'Gem'],
      [ZOE, 'declare', 'child', 'Mi'],
      [ZOE, 'connect', 'who', 'Gem'],
    ])('%s %s %s: %s may stay as it was typed', async (who, verb, field, typed) => {
      const offered = await doors.offers(who, verb, field, typed);
      expect(offered.length).toBeGreaterThan(1);
      expect(offered.at(-1)).toMatch(/as (I )?typed/);
    });

    it.each([
      [ZOE, 'arrange', 'child', 'Mi', 'Mia Reed'],
      [ZOE, 'contacts', 'child', 'Mi', 'Mia Reed'],
      [ZOE, 'family', 'child', 'Mi', 'Mia Reed'],
      [RUTH, 'assign', 'child', 'Mi', 'Mia Reed'],
      [RUTH, 'assign', 'staff', 'Amin', 'Amina Yusuf'],
    ])('%s %s %s: %s stands for nobody else', async (who, verb, field, typed, meant) => {
      const offered = await doors.offers(who, verb, field, typed);
      expect(offered.join()).toContain(meant);
      expect(offered.join()).not.toMatch(/typed/);
    });
  });
}
