import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { remind } from '../../../src/core/notices/due.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

const DSO = "Maeve O'Sullivan";
const DEPUTY = 'Priya Raman-Clarke';
const calendar = createCalendar();
let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const tick = (at: string) => remind({ store: elm.store, calendar, now: new Date(at) });
const alerts = async (who: string, ref: string) =>
  (await elm.told(who)).filter((each) => each.subject === ref && each.class === 'alert');
const inbox = async (who: string) => words(await elm.view(who, 'inbox'));

describe('delegation and turnover', () => {
  it('skips an officer who is away, tells the next, and gives the case back', async () => {
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    await elm.view('Tom Ridley', 'arrange "Isla Marsh" kind=lift starts_on=2026-12-05');
    await elm.view(DSO, 'away 2026-11-24 to=2026-11-27');
    await tick('2026-11-24T10:00:00Z');
    for (const ref of ['D-1', 'A-1']) expect(await alerts(DEPUTY, ref), ref).toHaveLength(1);
    expect(await elm.view(DEPUTY, 'inbox', '2026-11-24T10:01:00Z')).toBeTruthy();
    expect(await inbox(DEPUTY)).toMatch(/D-1[\s\S]*A-1|A-1[\s\S]*D-1/);
    expect(await inbox(DSO)).toContain('Nothing waits');
    expect((await elm.view(DEPUTY, 'recuse "Mia Reed"')).refused).toBeUndefined();
    await elm.view(DSO, 'inbox', '2026-11-28T10:00:00Z');
    expect(await inbox(DSO)).toContain('D-1');
    expect(await inbox(DEPUTY)).toContain('Nothing waits');
  });

  it('passes by an officer who declared a name like the parent’s, until another has said that it is not hers', async () => {
    await elm.view(DSO, 'declare "Sara Reed" kind=friend since=2015 none_of_these=yes');
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    expect(await inbox(DEPUTY)).toMatch(/D-2/);
    expect(await inbox(DSO)).toContain('Nothing waits');
    expect((await elm.view(DSO, 'hold "Mia Reed" "Tom Ridley" reason="seen"')).refused).toBe(true);
    await elm.view(DEPUTY, 'match D-1 reject=yes');
    await elm.view('Amina Yusuf', 'declare "Sarah Reed" kind=friend since=2015');
    expect(await inbox(DSO)).toMatch(/D-3/);
  });

  it('hands the open cases of a role that ends to the next, boundary agreements among them', async () => {
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.view('Colin Threadgold', `person "${DSO}" roles=staff`, '2026-11-24T10:00:00Z');
    await elm.view('Helen Whitcombe', `confirm "${DSO}" still_true=yes`);
    await tick('2026-11-24T10:01:00Z');
    expect(await alerts(DEPUTY, 'D-1')).toHaveLength(1);
    expect(await inbox(DEPUTY)).toContain('B-1');
    expect((await elm.view(DSO, 'boundary B-1')).refused).toBe(true);
    expect((await elm.view(DEPUTY, 'boundary B-1 parent_answer=paper')).title).toBe('In force: B-1');
  });

  it('tells manager and chair on each open day while there is no DSO', async () => {
    await elm.view('Colin Threadgold', `person "${DSO}" roles=staff`);
    await elm.view('Helen Whitcombe', `confirm "${DSO}" still_true=yes`);
    for (const day of ['2026-11-24', '2026-11-25', '2026-11-28']) await tick(`${day}T10:00:00Z`);
    const told = (await elm.told()).filter(({ title }) => /\bDSO\b/.test(title));
    const days = (who: string) =>
      new Set(told.filter(({ recipientName }) => recipientName === who).map(({ milestone }) => milestone))
        .size;
    expect(days('Ruth Hallam')).toBeGreaterThanOrEqual(2);
    expect(days('Helen Whitcombe')).toBeGreaterThanOrEqual(2);
    expect(days(DEPUTY)).toBe(0);
  });
});
