import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import { MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { acceptingPlatform } from '../../support/platforms.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('what happens a second time is told a second time', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10, minute));
  const told = async (who: string, title: string) =>
    (await elm.told(who)).filter((each) => each.title === title).length;

  test('a name matched, rejected and matched again: its declarer, and not the manager where no allocation is affected', async () => {
    await elm.view(TOM, 'declare "Peter Lund" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.view(RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"');
    const match = 'match D-1 person="Peter Lund"';
    await elm.view(MAEVE, match, at(1));
    await elm.view(MAEVE, match, at(2));
    const effects = await told(RUTH, 'A declaration is recorded (D-1)');
    expect(await told(TOM, 'Please look at your declaration again (D-1)')).toBe(1);
    await elm.view(MAEVE, 'match D-1 reject=yes', at(3));
    await elm.view(MAEVE, match, at(4));
    expect(await told(TOM, 'Please look at your declaration again (D-1)')).toBe(2);
    expect(await told(RUTH, 'A declaration is recorded (D-1)')).toBe(effects);
  });

  test('a start moved, moved back and moved again, answered each time: its declarer', async () => {
    await elm.view(TOM, 'declare "Fiona McBride" friend since=2026-10');
    const starts = ['15/10/2026', '09/11/2026', '15/10/2026'];
    for (const [index, start] of starts.entries()) {
      await elm.view(MAEVE, 'decide D-1 noted', at(10 * index));
      await elm.view(RUTH, `child "Callum McBride" starts_on=${start}`, at(10 * index + 1));
      expect(await told(TOM, 'Please look at your declaration again (D-1)'), start).toBe(index + 1);
      await elm.view(TOM, `update D-1 note="looked at, ${index}"`, at(10 * index + 2));
    }
  });

  test('an error proposed, denied and proposed again: the second officer', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    const propose = 'decide D-1 void note="the wrong Sarah"';
    await elm.view(MAEVE, propose, at(1));
    expect(await told(PRIYA, 'Was it recorded in error? (D-1)')).toBe(1);
    await elm.view(PRIYA, 'decide D-1 noted', at(2));
    await elm.view(MAEVE, propose, at(3));
    expect(await told(PRIYA, 'Was it recorded in error? (D-1)')).toBe(2);
  });
});

describe('an allocation that is marked a second time on one day', () => {
  const told = async (who: string) =>
    (await elm.told(who)).filter(({ milestone }) => milestone.startsWith('reallocation:'));
  const HOLD = `hold "Mia Reed" "${ZOE}" reason="a reason"`;
  const UNHOLD = `unhold "Mia Reed" "${ZOE}" reason="a reason"`;

  test.each<[string, [string, string], [string, string]]>([
    ['a hold, lifted and placed again', [PRIYA, HOLD], [PRIYA, UNHOLD]],
    [
      'no longer able to be key person, able, and again not',
      [RUTH, `person "${ZOE}" key_person_capable=no`],
      [RUTH, `person "${ZOE}" key_person_capable=yes`],
    ],
  ])('is told of again: %s', async (_, mark, lift) => {
    await elm.view(...mark, '2026-11-23T10:00:00Z');
    const first = (await told(RUTH)).length;
    expect(first).toBeGreaterThan(0);
    await elm.view(...mark, '2026-11-23T10:10:00Z');
    expect(await told(RUTH)).toHaveLength(first);
    await elm.view(...lift, '2026-11-23T10:20:00Z');
    await elm.view(...mark, '2026-11-23T10:30:00Z');
    expect(await told(RUTH)).toHaveLength(2 * first);
  });

  test('in one message where neither has gone yet', async () => {
    await elm.view(PRIYA, HOLD, '2026-11-23T21:00:00Z');
    await elm.view(PRIYA, UNHOLD, '2026-11-23T21:10:00Z');
    await elm.view(PRIYA, HOLD, '2026-11-23T21:20:00Z');
    const now = new Date('2026-11-24T07:05:00Z');
    await deliver({ store: elm.store, platforms: [acceptingPlatform()], calendar: createCalendar(), now });
    expect((await told(RUTH)).map(({ state }) => state)).toEqual(['suppressed', 'sent']);
  });
});
