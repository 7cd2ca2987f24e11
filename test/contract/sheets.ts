import { afterEach, describe, expect, it } from 'vitest';
import { RUTH } from '../support/elm.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';
import type { Doors } from './doors.ts';

/** A table for a spreadsheet is handed over as a file, which nobody else finds in the chat. */
export function sheetsContract(platform: string, open: (setting: TestSetting) => Promise<Doors>): void {
  describe(`on ${platform}, a table for a spreadsheet`, () => {
    let close = async () => {};
    afterEach(() => close());

    it.each([
      ['outstanding', 'outstanding-2026-11-23.csv', 'Name,What,Due,When,Declined', 'Tom Ridley'],
      ['keypeople', 'key-people-2026-11-23.csv', 'Child,When,Key person', 'Isla Marsh'],
    ])('%s: is offered on the first page, and comes as a file', async (verb, name, head, row) => {
      const elm = await openSetting();
      const doors = await open(elm);
      close = async () => {
        await doors.close();
        await elm.close();
      };
      const ruth = await doors.seat(RUTH);
      const first = await ruth.type(verb);
      // Above the table, however many pages that has.
      expect(first.words.indexOf('As a CSV file')).toBeGreaterThan(0);
      expect(first.words.indexOf('As a CSV file')).toBeLessThan(first.words.indexOf(row));
      const shown = await ruth.type(`${verb} format=csv`);
      expect(shown.file?.name).toBe(name);
      const csv = new TextDecoder().decode(shown.file?.bytes);
      expect(csv.startsWith(head)).toBe(true);
      expect(csv).toContain(row);
      // Not a row of it stands in the chat.
      expect(shown.words).not.toContain(row);
      // The letters are marked as Unicode's, or Excel shows others.
      expect(shown.file?.bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
    });
  });
}
