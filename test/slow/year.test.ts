import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { milestoneOf, type NoticeRow } from '../../src/core/notices/notice.ts';
import { localDay, localTime } from '../../src/core/rules/days.ts';
import { instantOf, inWindow, isOpenDay } from '../../src/core/rules/working-days.ts';
import { expectLockScreenKeepsSecrets } from '../support/shown.ts';
import { calendar, openYear, type Year } from '../support/year.ts';

/** A term in CI, the whole school year by `npm run slow`. */
const WHOLE = process.env.CANDOUR_SLOW === '1';
const FROM = new Date('2026-09-01T06:00:00.000Z');
const TO = new Date(WHOLE ? '2027-08-31T22:59:00.000Z' : '2026-12-18T23:59:00.000Z');
const ZONE = 'Europe/London';

/** What people do in the year, in seeded order: somebody, at a time of a day, says something. */
const DOINGS: readonly [day: string, time: string, who: string, words: string][] = [
  [
    '2026-09-02',
    '12:20',
    'Zoë Adeyemi',
    'acknowledge SM answer=acknowledge statements=S1,S2,S3,S4,S5,S6,S7,S8',
  ],
  [
    '2026-09-03',
    '16:10',
    'Tom Ridley',
    'acknowledge SM answer=acknowledge statements=S1,S2,S3,S4,S5,S6,S7,S8',
  ],
  ['2026-09-03', '16:12', 'Amina Yusuf', 'acknowledge SM answer=decline reason="I have a question"'],
  [
    '2026-09-04',
    '16:40',
    'Karolina Nowak',
    'declare who="Wei Chen" kind=friend since=2019 networks=whatsapp',
  ],
  [
    '2026-09-07',
    '21:30',
    'Zoë Adeyemi',
    'declare who="Ngozi Okafor" kind=close_friend since=2018 networks=facebook',
  ],
  ['2026-09-08', '12:30', "Maeve O'Sullivan", 'decide D-1 outcome=noted'],
  ['2026-09-16', '12:30', "Maeve O'Sullivan", 'decide D-2 outcome=managed'],
  ['2026-09-21', '16:00', 'Ruth Hallam', 'assign child="Chidi Okafor" staff="Karolina Nowak"'],
  ['2026-10-05', '12:30', 'Tom Ridley', 'declare who="Donna Gaskell" kind=neighbour since=2015'],
  ['2026-10-05', '16:00', "Maeve O'Sullivan", 'away from=2026-10-06 to=2026-10-09'],
  ['2026-10-14', '12:20', "Maeve O'Sullivan", 'pass D-3'],
  ['2026-11-05', '12:20', 'Priya Raman-Clarke', 'decide D-3 outcome=not_personal'],
  [
    '2026-10-23',
    '16:30',
    'Bethany Marsh',
    'declare who="Emma Wood" child="Elsie Wood" kind=friend since=2024',
  ],
  [
    '2026-11-04',
    '16:30',
    'Helen Whitcombe',
    'adopt SM change=reaffirmed adopted_on=2026-11-03 next_review=2027-02-26',
  ],
  ['2026-11-10', '12:30', 'Ruth Hallam', 'assign child="Callum McBride" staff="Tom Ridley"'],
  ['2026-12-01', '12:41', "Maeve O'Sullivan", 'decide D-4 outcome=noted next_review=2027-01-20'],
  ['2027-01-18', '12:30', 'Bethany Marsh', 'confirm D-4 still_true=yes affected_child=no'],
  ['2027-03-16', '09:00', 'Zoë Adeyemi', 'confirm D-2 still_true=yes affected_child=yes'],
  ['2027-03-24', '16:00', "Maeve O'Sullivan", 'decide D-2 outcome=managed affected_child=yes'],
];

let year: Year;
let rows: NoticeRow[];

beforeAll(async () => {
  year = await openYear(FROM);
  for (const [day, time, who, words] of DOINGS) {
    const at = instantOf(day, time, ZONE);
    if (at > TO) break;
    await year.run(at);
    const answer = await year.say(who, words, at);
    if (answer.kind === 'form' || answer.refused) throw new Error(`${words}: ${JSON.stringify(answer)}`);
    await year.tick(new Date(at.getTime() + 60_000));
  }
  await year.run(TO);
  rows = (await year.rows()).filter(({ state }) => state === 'sent');
  if (WHOLE) process.stdout.write(`\n${toCalendar(rows)}\n`);
});
afterAll(() => year.close());

/** When and to whom, by day: for a person to check. */
function toCalendar(sent: readonly NoticeRow[]): string {
  const lines: string[] = [];
  let day = '';
  const times = new Map<string, string[]>();
  for (const row of sent) {
    const local = localTime(row.sentAt ?? FROM, ZONE);
    const line = `${local.day} ${local.time}  ${row.class.padEnd(8)} ${row.title}`;
    times.set(line, [...(times.get(line) ?? []), row.recipientName.split(' ')[0] ?? '']);
  }
  for (const [line, names] of [...times].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (!line.startsWith(day) || day === '') {
      day = line.slice(0, 10);
      lines.push('', new Date(`${day}T12:00:00Z`).toUTCString().slice(0, 16));
    }
    lines.push(`  ${line.slice(11)}: ${names.sort().join(', ')}`);
  }
  return `${lines.join('\n').trim()}\n`;
}

const named = (name: string) => rows.filter(({ content }) => content.kind === name);
const sentOn = (row: NoticeRow) => localDay(row.sentAt ?? FROM, ZONE);
const where = () => ({ ...year.setting, calendar });
const until = (days: readonly string[]) => days.filter((day) => instantOf(day, '12:00', ZONE) <= TO);

describe('A school year', () => {
  it('tells nobody anything twice', () => {
    const keys = rows.map((row) => `${row.recipient} ${row.subject} ${milestoneOf(row)}`);
    expect(new Set(keys).size).toBe(keys.length);
    const lines = year.sent.map(({ at, person, message }) => `${at.toISOString()} ${person} ${message.id}`);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('sends what is routine, and summaries, in windows of open days alone', () => {
    const wrong = rows.filter(
      (row) => row.class !== 'alert' && !inWindow(row.sentAt ?? FROM, year.setting, calendar),
    );
    expect(wrong.map(({ title, sentAt }) => [title, sentAt])).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  });

  it('sends no alert at night, and none on a day off', () => {
    for (const row of rows.filter((each) => each.class === 'alert')) {
      const { time, day } = localTime(row.sentAt ?? FROM, ZONE);
      expect(time >= '07:00' && time < '20:00', `${row.title} at ${time}`).toBe(true);
      expect(isOpenDay(day, where()), day).toBe(true);
    }
  });

  it('sends at most one message to a person in one minute, but for a word that it affected the child', () => {
    const alone = new Set(
      rows.filter(({ content }) => 'affectedChild' in content && content.affectedChild).map(({ id }) => id),
    );
    const messages = year.sent.filter(({ message }) => !alone.has(message.id));
    expect(messages.length).toBeGreaterThan(WHOLE ? 100 : 50);
    const keys = messages.map(({ at, person }) => `${at.toISOString()} ${person}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('reminds of the policy’s review as V1 says, before and after it was reaffirmed', () => {
    const toChair = named('policy-review')
      .filter(({ recipientName, subject }) => recipientName === 'Helen Whitcombe' && subject === 'SM')
      .map(sentOn);
    expect(toChair).toEqual(
      until([
        // 32 days late at the first tick, then a month after the fourth week: 28 September; 28 October is half term.
        '2026-09-01',
        '2026-09-28',
        '2026-11-02',
        // Due on 26 February: 60 days before falls into the Christmas holidays, and goes on the last open day before them. What
        // falls into others once it is late comes after them.
        '2026-12-18',
        '2027-02-12',
        '2027-02-26',
        '2027-03-05',
        '2027-03-12',
        '2027-03-19',
        '2027-04-12',
        '2027-04-26',
        '2027-05-26',
        '2027-06-28',
      ]),
    );
  });

  it('asks for acknowledgements on days 0, 14 and 20, then four times weekly and monthly, of those who owe them', () => {
    const of = (name: string) =>
      named('acknowledge')
        .filter(({ recipientName }) => recipientName === name)
        .map(sentOn);
    expect(of('Zoë Adeyemi')).toEqual(['2026-09-01']);
    expect(of('Amina Yusuf')).toEqual(['2026-09-01']);
    // What falls on a day that is closed comes on the next that is open: in half-term, over Christmas, at a weekend.
    const [first, weekly] = [
      ['2026-09-01', '2026-09-15', '2026-09-21'],
      ['2026-09-29', '2026-10-06', '2026-10-13', '2026-10-20'],
    ];
    const monthly = ['2026-11-20', '2027-01-04', '2027-01-20', '2027-02-22', '2027-03-22', '2027-04-20'];
    expect(of('Bethany Marsh')).toEqual(
      until([...first, ...weekly, ...monthly, '2027-05-20', '2027-06-21', '2027-07-20']),
    );
    // Joined on 7 September; day 20 is a Sunday. Left in March.
    const ellis = ['2026-09-07', '2026-09-21', '2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19'];
    expect(of('Ellis Farrow')).toEqual(
      until([...ellis, '2026-11-02', '2026-11-26', '2027-01-04', '2027-01-26', '2027-02-26']),
    );
    const marcus = ['2027-01-04', '2027-01-18', '2027-01-25', '2027-02-01', '2027-02-08', '2027-02-22'];
    expect(of('Marcus Bell')).toEqual(
      until([...marcus, '2027-03-22', '2027-04-22', '2027-05-24', '2027-06-22']),
    );
    expect(of('Deborah Crane')).toEqual([]);
  });

  it('calls late cases to mind, and escalates them', () => {
    const about = (name: string, subject: string) =>
      named(name)
        .filter((row) => row.subject === subject)
        .map((row) => `${sentOn(row)} ${row.recipientName.split(' ')[0]}`)
        .sort();
    // Declared on Monday evening about a child who attends: its alert comes on Tuesday, when it is due. Decided eight
    // days later; in March its review is answered otherwise than “true, and harmless”.
    expect(about('decision', 'D-2')).toEqual(
      until(['2026-09-09', '2026-09-15', '2027-03-17', '2027-03-18', '2027-03-24']).map(
        (day) => `${day} Maeve`,
      ),
    );
    expect(about('waits', 'D-2').slice(0, 2)).toEqual(['2026-09-09 Priya', '2026-09-15 Helen']);
    // The DSO goes away: the deputy has the case's alert, once.
    expect(about('handler', 'D-3')).toEqual(['2026-10-06 Priya']);
    expect(about('decision', 'D-3')).toEqual(['2026-10-07 Priya', '2026-10-12 Maeve', '2026-10-13 Maeve']);
    expect(about('waits', 'D-3')).toEqual([
      '2026-10-07 Ruth',
      '2026-10-12 Priya',
      '2026-10-13 Helen',
      '2026-10-20 Helen',
      '2026-11-03 Helen',
    ]);
  });

  it('calls an allocation to be replaced to mind on days 1, 3 and 5', () => {
    const lines = named('successor').map((row) => `${sentOn(row)} ${row.recipientName.split(' ')[0]}`);
    expect(lines.filter((line) => line < '2026-09-20').sort()).toEqual(
      // Told at night, and so on Tuesday morning: nothing is said again before Wednesday.
      expect.arrayContaining(['2026-09-09 Ruth', '2026-09-10 Ruth', '2026-09-14 Maeve', '2026-09-14 Ruth']),
    );
  });

  it('tells the managers on five open days, and then on Mondays, of a child without a key person, until there is one', () => {
    const days = new Set(
      named('no-key-person')
        .filter(({ text }) => text.includes('C-40'))
        .map(sentOn),
    );
    const five = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06'];
    expect([...days].sort()).toEqual([...five, '2026-11-09']);
  });

  it('sends the weekly summary once a week at most, in its first window', () => {
    const times = named('week')
      .filter(({ recipientName }) => recipientName === 'Ruth Hallam')
      .map((row) => localTime(row.sentAt ?? FROM, ZONE));
    expect(times.every(({ time }) => time === '08:00')).toBe(true);
    const days = times.map(({ day }) => day);
    expect(new Set(days).size).toBe(days.length);
    expect(days.length).toBeGreaterThan(2);
    // Half term: that Monday's summary gives way to the next.
    expect(days).not.toContain('2026-10-26');
  });

  it('shows nothing on a lock screen that names a family', async () => {
    await expectLockScreenKeepsSecrets(year.store);
  });
});
