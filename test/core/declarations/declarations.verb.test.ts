import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('says so when there is none, and offers to declare', async () => {
  expect(words(await elm.view(ZOE, 'declarations'))).toMatch(
    /You have declared nothing.*\[Declare a relationship\]/s,
  );
});

test('shows state, who opened it and when, and what can be done next; never another’s', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.form(MAEVE, 'decide D-1');
  const shown = words(await elm.view(ZOE, 'declarations'));
  expect(shown).toContain('waiting for a decision, due 24 Nov 2026');
  expect(shown).toContain('Opened by an officer: 23 Nov 2026 at 10:00');
  expect(shown).not.toContain(MAEVE);
  expect(shown).toContain('[Change D-1] [End D-1]');
  expect(words(await elm.view(TOM, 'declarations'))).not.toContain('D-1');
  expect((await elm.view('Marcus Bell', 'declarations')).refused).toBe(true);
});

test('no day of a decision tells that a name is that of a protected child’s family, who attends', async () => {
  await elm.view(RUTH, 'child "Mia Reed" protected=yes');
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  await elm.view(TOM, 'declare "Nora Quill" friend since=2019');
  const dueOf = (answer: string) =>
    answer.match(/waiting for a decision, due \d+ \w+ \d+( \(overdue\))?/g) ?? [];
  for (const said of ['declarations', 'me'])
    for (const at of ['2026-11-23T10:05:00Z', '2026-11-25T10:00:00Z', '2026-11-26T10:00:00Z']) {
      const [one, other, ...more] = dueOf(words(await elm.view(TOM, said, at)));
      expect(more).toEqual([]);
      expect(one, `${said} ${at}`).toBe(other);
      expect(one).toContain('25 Nov 2026');
    }
});
