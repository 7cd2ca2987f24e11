import { afterEach, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { errorOf, openSetting, type TestSetting } from '../../support/setting.ts';

let elm: TestSetting;
afterEach(() => elm.close());
const preview = async (who: string) =>
  (await elm.form(who, { command: 'adopt', input: { code: 'social-media' } })).intro ?? '';

it('says before adopting who must acknowledge again, and which arrangements and links are not allowed', async () => {
  elm = await openSetting();
  await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=lift starts_on=2026-12-05');
  await elm.view('Amina Yusuf', 'declare "Sarah Reed" kind=friend since=2026 networks=facebook');
  await elm.view('Karolina Nowak', 'declare "Sarah Reed" kind=friend since=2015 networks=facebook');
  const before = await preview('Ruth Hallam');
  expect(before).toContain('They are: Amina Yusuf, ');
  expect(before).not.toContain('A-1');
  expect(before).toContain('in 1 declaration.');
  await elm.change(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (setting)
      await register.settings.save({
        ...setting,
        profile: { ...DEFAULT_PROFILE, babysitting: 'prohibited' },
      });
  });
  expect(await preview('Ruth Hallam')).toContain('1 arrangement outside (A-1) must end (P9)');
  const chair = await preview('Helen Whitcombe');
  expect(chair).toContain('1 arrangement outside must end');
  expect(chair).not.toMatch(/A-1|D-\d/);
});

it('takes no decision from before the one that stands, which the next import would put above it', async () => {
  elm = await openSetting();
  const adopt = (on: string) => `adopt social-media reaffirmed adopted_on=${on}`;
  const early = await elm.ask('Helen Whitcombe', adopt('2019-03-24'));
  expect(errorOf(early, 'adopted_on')).toMatch(
    /in force was adopted on 25 Mar 2019.*that day or a later one/,
  );
  expect((await elm.view('Helen Whitcombe', adopt('2019-03-25'))).title).toBe('Adopted');
});

it('says nothing of what is allowed', async () => {
  elm = await openSetting();
  expect(await preview('Ruth Hallam')).not.toMatch(/P9|G2/);
});
