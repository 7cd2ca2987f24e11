import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../support/platforms.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';
import type { Shown, Visitor } from './platforms.ts';

/** One of each role, by the name that the register has for them. */
const EVERYBODY = {
  staff: 'Zoë Adeyemi',
  manager: 'Ruth Hallam',
  dso: "Maeve O'Sullivan",
  deputy: 'Priya Raman-Clarke',
  chair: 'Helen Whitcombe',
  admin: 'Colin Threadgold',
} as const;

/** What a person sees when something failed inside. */
const FAILED = /something went wrong|reference [0-9A-F]{8}/i;

/**
 * Every verb on a platform, on a real register: typed bare by one of each role, asked about with help, and its form, where
 * it has one, sent with nonsense. `open` seats a person of that name in front of the platform; it ends with the setting.
 */
export function verbsContract(
  platform: string,
  open: (setting: TestSetting, person: string) => Promise<Visitor>,
): void {
  describe(`every verb on ${platform}`, () => {
    let elm: TestSetting;
    const seated = new Map<string, Visitor>();
    beforeAll(async () => {
      elm = await openSetting();
      for (const name of Object.values(EVERYBODY)) seated.set(name, await open(elm, name));
      const zoe = visitor('staff');
      await zoe.type('declare "Laura Ashdown" kind=friend since=2019');
      await zoe.type('declare "Emma Wood" kind=neighbour since=2018 child="Elsie Wood"');
    });
    afterAll(async () => {
      for (const each of seated.values()) await each.close();
      await elm.close();
    });

    function visitor(role: keyof typeof EVERYBODY): Visitor {
      const found = seated.get(EVERYBODY[role]);
      if (!found) throw new Error(`nobody sits for ${role}`);
      return found;
    }

    function expectAnswer(shown: Shown): void {
      expect(shown.words.trim()).not.toBe('');
      expect(shown.words).not.toMatch(FAILED);
    }

    const roles = Object.keys(EVERYBODY) as (keyof typeof EVERYBODY)[];
    it.each(commands.map(({ name }) => name))(
      '%s answers one of each role, typed and asked about',
      async (verb) => {
        for (const role of roles) {
          expectAnswer(await visitor(role).type(verb));
          expectAnswer(await visitor(role).type(`help ${verb}`));
        }
      },
    );

    it.each(commands.filter(({ fields }) => Object.keys(fields).length > 0).map(({ name }) => name))(
      '%s draws its form again when it is sent with nonsense',
      async (verb) => {
        for (const role of roles) {
          const shown = await visitor(role).type(verb);
          if (shown.fields.length === 0) continue;
          const answers = Object.fromEntries(
            shown.fields.map(({ name, value, choices }) => [name, value ?? choices?.[0] ?? '%&/ 31/02/2019']),
          );
          const again = await visitor(role)
            .answer(answers)
            .catch((error: Error) => error);
          // The client itself may refuse to send it, which is as well.
          if (again instanceof Error) expect(again.message).toMatch(/^the client /);
          else expectAnswer(again);
        }
      },
    );

    it('leads from me to everything that it offers', async () => {
      for (const role of roles) {
        const { buttons } = await visitor(role).type('me');
        expect(buttons.length).toBeGreaterThan(0);
        for (const label of buttons) {
          await visitor(role).type('me');
          expectAnswer(await visitor(role).press(label));
        }
      }
    });
  });
}
