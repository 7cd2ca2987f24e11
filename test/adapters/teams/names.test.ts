import { expect, it } from 'vitest';
import { namesContract } from '../../contract/names.ts';
import type { Visitor } from '../../contract/platforms.ts';
import type { TestSetting } from '../../support/setting.ts';
import { openDoors } from '../../support/teams/doors.ts';
import { openTeamsSetting } from '../../support/teams/setting.ts';

/** Something that the client lets pass, in each question of these forms. */
const OTHERWISE: Record<string, string> = {
  who: 'Gemma Fairweather',
  child: 'Mia Reed',
  staff: 'Amina Yusuf',
  kind: 'friend',
  since: '2019',
  starts_on: '2026-12-01',
  answer: 'nothing',
  network: 'facebook',
};

namesContract('Teams', async (elm: TestSetting) => {
  const doors = await openDoors(elm);
  const seats = new Map<string, Visitor>();
  return {
    close: doors.close,
    async offers(who, verb, field, typed) {
      const visitor = seats.get(who) ?? (await doors.seat(who));
      seats.set(who, visitor);
      const { fields } = await visitor.type(verb);
      const kinds: Record<string, string> = {
        ...OTHERWISE,
        ...(verb === 'arrange' ? { kind: 'babysitting' } : {}),
      };
      const asked = fields.filter(({ name }) => name !== 'networks' && name !== 'note' && name !== 'from');
      const answers = Object.fromEntries(asked.map(({ name }) => [name, kinds[name] ?? '']));
      const shown = await visitor.answer({ ...answers, [field]: typed });
      const lines = shown.words.split('\n');
      const question = fields.find(({ name }) => name === field)?.label ?? '';
      const from = lines.indexOf(question) + 1;
      const count = shown.fields.find(({ name }) => name === field)?.choices?.length ?? 0;
      return lines.slice(from, from + count);
    },
  };
});

it('whoever means none of the names that fit types it again, and the other answers are kept', async () => {
  const open = await openTeamsSetting();
  const ruth = open.at('Ruth');
  await ruth.type('assign');
  const offered = await ruth.answer({ child: 'Mi', staff: 'Tom Ridley' });
  const choices = offered.fields.find(({ name }) => name === 'child')?.choices ?? [];
  const again = await ruth.answer({ child: choices.at(-1) ?? '' });
  const asked = Object.fromEntries(again.fields.map((field) => [field.name, field]));
  expect(asked.child).toMatchObject({ error: 'Please type the name.' });
  expect([asked.child?.value, asked.child?.choices]).toEqual([undefined, undefined]);
  expect(asked.staff?.value).toBe('Tom Ridley');
  expect((await ruth.answer({ child: 'Callum McBride' })).words).toContain('Allocated');
  expect(await open.elm.audited('allocation.made')).toBe(1);
  expect((await open.elm.held('Callum McBride')).map(({ staffName }) => staffName)).toEqual(['Tom Ridley']);
  await open.close();
});
