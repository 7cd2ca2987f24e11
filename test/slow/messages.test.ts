import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoticeClass, NoticeRow } from '../../src/core/notices/notice.ts';
import { addDays, localDay, localTime } from '../../src/core/rules/days.ts';
import { instantOf } from '../../src/core/rules/working-days.ts';
import { writeAsh } from '../support/fifteen.ts';
import { expectLockScreenKeepsSecrets } from '../support/shown.ts';
import { openYear, type Year } from '../support/year.ts';

/** `npm run slow` prints what docs/messages.md shows. */
const IS_PRINTED = process.env.CANDOUR_SLOW === '1';
const ZONE = 'Europe/London';
const FROM = new Date('2026-09-01T06:00:00.000Z');
const TO = new Date('2027-08-31T22:59:00.000Z');

const [RUTH, MAEVE, PRIYA, HELEN, COLIN] = [
  'Ruth Hallam',
  'Maeve Osborne',
  'Priya Raman',
  'Helen Whitcombe',
  'Colin Threadgold',
];
const [ZOE, BETHANY, AMINA, KAROLINA, TOM] = [
  'Zoë Adeyemi',
  'Bethany Marsh',
  'Amina Yusuf',
  'Karolina Nowak',
  'Tom Ridley',
];
const [SANDRA, ELLIS, DEBORAH, GRACE, MARCUS] = [
  'Sandra Pickering',
  'Ellis Farrow',
  'Deborah Crane',
  'Grace Kimani',
  'Marcus Bell',
];

type Doing = readonly [day: string, time: string, who: string, words: string];

const READ = 'acknowledge SM answer=acknowledge statements=S1,S2,S3,S4,S5,S6,S7,S8';
const signs = (day: string, ...people: string[]): Doing[] =>
  people.flatMap((who): Doing[] => [
    [day, '12:20', who, READ],
    [day, '12:25', who, `sign full_name="${who}" agree=yes`],
  ]);
const knowNobody = (day: string, ...people: string[]): Doing[] =>
  people.map((who) => [day, '12:40', who, 'families none']);
const QUICK = [RUTH, MAEVE, PRIYA, ZOE, AMINA, KAROLINA, TOM];
const SLOW = [BETHANY, SANDRA, ELLIS, GRACE];

/** What people do in an ordinary year: most in time, some late, and one officer once forgets a case. */
const DOINGS: readonly Doing[] = [
  // Most read and sign in the first week; Sandra first declines; the chair signs in November.
  ...signs('2026-09-01', RUTH, MAEVE, PRIYA),
  ...signs('2026-09-02', COLIN, ZOE, GRACE, KAROLINA),
  ...signs('2026-09-09', AMINA, DEBORAH, TOM),
  ...signs('2026-09-17', BETHANY),
  ...signs('2026-09-24', ELLIS),
  ['2026-09-03', '12:20', SANDRA, `sign full_name="${SANDRA}" agree=yes`],
  ['2026-09-23', '12:20', SANDRA, 'acknowledge SM answer=decline reason="I have a question"'],
  ['2026-10-08', '12:20', SANDRA, READ],
  ...signs('2026-11-11', HELEN),
  ...knowNobody('2026-09-02', RUTH, MAEVE, PRIYA, ZOE, GRACE),
  ...knowNobody('2026-09-07', AMINA, KAROLINA, TOM, DEBORAH),
  ...knowNobody('2026-09-11', BETHANY, SANDRA, ELLIS),
  // Declarations: four in September, two of them on a Saturday.
  ['2026-09-04', '16:40', KAROLINA, 'declare "Laura Ashdown" friend since=2019'],
  ['2026-09-07', '12:30', MAEVE, 'decide D-1 outcome=noted next_review=2027-05-12'],
  ['2026-09-07', '19:30', ZOE, 'declare "Sarah Reed" close_friend since=2018 networks=facebook'],
  ['2026-09-08', '12:30', MAEVE, 'decide D-2 outcome=managed'],
  ['2026-09-08', '12:35', MAEVE, 'boundary D-2'],
  ['2026-09-10', '16:00', RUTH, 'assign "Noah Reed" "Tom Ridley" confirm=yes'],
  ['2026-09-10', '12:30', ZOE, 'boundary B-1 agree=yes'],
  ['2026-09-15', '12:30', MAEVE, 'boundary B-1 parent_answer=paper parent_signed_on=2026-09-14'],
  ['2026-09-19', '10:30', TOM, 'declare "Donna Gaskell" neighbour since=2015'],
  ['2026-09-19', '11:30', GRACE, 'declare "Gwen Pryce" community since=2016'],
  ['2026-09-21', '12:30', MAEVE, 'decide D-3 outcome=not_personal'],
  ['2026-09-21', '12:32', MAEVE, 'decide D-4 outcome=returned note="Since when exactly?"'],
  ['2026-09-25', '12:30', GRACE, 'update D-4 since=2016-05'],
  ['2026-09-28', '12:30', MAEVE, 'decide D-4 outcome=noted'],
  ['2026-10-02', '16:10', AMINA, 'arrange "Noah Reed" kind=babysitting starts_on=2026-10-10'],
  ['2026-10-05', '12:30', MAEVE, 'decide A-1 acknowledged'],
  // One of the deputy herself, which the safeguarding officer leaves for a week.
  ['2026-10-12', '16:10', PRIYA, 'declare "Kate Fairley" friend since=2020'],
  ['2026-10-19', '12:30', MAEVE, 'decide D-5 outcome=noted'],
  // She is away after half-term, and a case comes to the deputy.
  ['2026-10-20', '12:30', MAEVE, 'away from=2026-11-02 to=2026-11-06'],
  ['2026-11-03', '16:10', BETHANY, 'declare "Emma Wood" friend since=2021'],
  ['2026-11-04', '12:30', PRIYA, 'decide D-6 outcome=noted'],
  // Children join in November, in January and after Easter.
  ['2026-10-20', '16:00', RUTH, 'child "Hana Sato" starts_on=2026-11-16 carers="Yuki Sato (mother)"'],
  ...knowNobody('2026-10-21', ...QUICK, DEBORAH),
  ...knowNobody('2026-11-04', ...SLOW),
  ['2026-11-05', '16:00', RUTH, 'assign "Hana Sato" "Grace Kimani"'],
  ['2026-12-01', '16:00', RUTH, 'child "Ottilie Frame" starts_on=2027-01-11 carers="Jill Frame (mother)"'],
  ['2026-12-01', '16:02', RUTH, 'child "Max Oduya" starts_on=2027-01-11 carers="Ade Oduya (father)"'],
  [
    '2026-12-01',
    '16:05',
    RUTH,
    'child "Lila Hargreave" starts_on=2027-01-18 carers="Sue Hargreave (mother)"',
  ],
  ...knowNobody('2026-12-02', ...QUICK, DEBORAH),
  ...knowNobody('2026-12-09', ...SLOW),
  ['2026-12-03', '16:00', RUTH, 'assign "Ottilie Frame" "Amina Yusuf"'],
  ['2027-01-05', '16:00', RUTH, 'assign "Max Oduya" "Priya Raman"'],
  // This one has begun without anybody.
  ['2027-01-20', '16:00', RUTH, 'assign "Lila Hargreave" "Bethany Marsh"'],
  // Marcus joins in January.
  ...signs('2027-01-06', MARCUS),
  ...knowNobody('2027-01-07', MARCUS),
  ['2027-01-13', '16:10', MARCUS, 'declare "Anja Brandt" friend since=2017'],
  ['2027-01-14', '12:30', MAEVE, 'decide D-7 outcome=noted'],
  // Karolina is away for four weeks; Deborah leaves at Easter.
  ['2027-01-25', '16:00', KAROLINA, 'away from=2027-02-22 to=2027-03-19'],
  ['2027-02-22', '16:00', RUTH, 'assign "Arthur Penrose" "Marcus Bell" from=2027-03-26'],
  ['2027-02-22', '16:05', RUTH, 'assign "Daisy Holt" "Marcus Bell" from=2027-03-26'],
  ['2027-03-10', '16:05', RUTH, 'assign "Ivo Petrov" "Zoë Adeyemi" from=2027-03-26'],
  // Reviews: of the managed declaration, of the policy, and of an older declaration.
  ['2027-03-04', '12:30', ZOE, 'confirm D-2 still_true=yes affected_child=no'],
  ['2027-03-17', '20:00', HELEN, 'adopt SM change=reaffirmed adopted_on=2027-03-17 next_review=2028-03-17'],
  ['2027-04-13', '16:00', RUTH, 'child "Iris Coady" starts_on=2027-04-26 carers="Meg Coady (mother)"'],
  ['2027-04-13', '16:05', RUTH, 'child "Ralph Beynon" starts_on=2027-04-26 carers="Non Beynon (mother)"'],
  ...knowNobody('2027-04-14', ...QUICK, MARCUS),
  ...knowNobody('2027-04-21', ...SLOW),
  ['2027-04-15', '16:00', RUTH, 'assign "Iris Coady" "Marcus Bell"'],
  ['2027-04-22', '16:00', RUTH, 'assign "Ralph Beynon" "Zoë Adeyemi"'],
  ['2027-04-29', '12:30', KAROLINA, 'confirm D-1 still_true=yes affected_child=no'],
  ['2027-06-10', '16:10', TOM, 'end D-3 ended_on=2027-06-01 reason="They moved away"'],
  ['2027-06-11', '12:30', MAEVE, 'decide D-3 closed note="They moved away"'],
  ['2027-06-21', '16:10', ZOE, 'arrange "Kit Lowell" kind=babysitting starts_on=2027-07-03'],
  ['2027-06-22', '12:30', MAEVE, 'decide A-2 acknowledged'],
];

interface Arrived {
  at: Date;
  who: string;
  class: NoticeClass;
  title: string;
}

let year: Year;
let folder: ReturnType<typeof writeAsh>;
let rows: NoticeRow[];
let arrived: Arrived[];

beforeAll(async () => {
  folder = writeAsh();
  year = await openYear(FROM, folder.dir);
  const at = ([day, time]: Doing) => instantOf(day, time, ZONE);
  for (const doing of [...DOINGS].sort((one, other) => at(one).getTime() - at(other).getTime())) {
    if (at(doing) > TO) break;
    const [, , who, words] = doing;
    await year.run(at(doing));
    const answer = await year.say(who, words, at(doing));
    if (answer.kind === 'form' || answer.refused) throw new Error(`${words}: ${JSON.stringify(answer)}`);
    await year.tick(new Date(at(doing).getTime() + 60_000));
  }
  await year.run(TO);
  const all = await year.rows();
  rows = all.filter(({ state }) => state === 'sent');
  arrived = year.sent.map((sent) => {
    const first = all.find(({ id }) => id === sent.message.id.split('+')[0]);
    if (!first) throw new Error('a message holds no notice');
    return { at: sent.at, who: first.recipientName, class: first.class, title: sent.message.title };
  });
  if (IS_PRINTED) process.stdout.write(`\n${table()}\n${calendarOf(MAEVE)}\n`);
});
afterAll(async () => {
  await year.close();
  folder.remove();
});

const to = (who: string) => arrived.filter((message) => message.who === who);
const people = () => [...new Set(arrived.map(({ who }) => who))];

/** How many messages each person had, by class. */
function table(): string {
  const of = (who: string, urgency: NoticeClass) => to(who).filter((each) => each.class === urgency).length;
  const lines = people().map(
    (who) =>
      `| ${who} | ${of(who, 'alert')} | ${of(who, 'routine')} | ${of(who, 'summary')} | ${to(who).length} |`,
  );
  return ['| | alerts | routine | summaries | all |', '|---|---|---|---|---|', ...lines, ''].join('\n');
}

function calendarOf(who: string): string {
  return to(who)
    .map(({ at, class: urgency, title }) => {
      const { day, time } = localTime(at, ZONE);
      return `| ${day} ${time} | ${urgency} | ${title} |`;
    })
    .join('\n');
}

describe('In an ordinary year of fifteen staff', () => {
  it('the safeguarding officer has 25 messages at most, and nobody more than one a week', () => {
    const weeks = (TO.getTime() - FROM.getTime()) / (7 * 86_400_000);
    expect(people()).toHaveLength(15);
    expect(to(MAEVE).length).toBeLessThanOrEqual(25);
    for (const who of people()) expect(to(who).length, who).toBeLessThanOrEqual(weeks);
  });

  it('a person has one message in a minute, and nothing of a case within a day of its alert', () => {
    const minutes = arrived.map(({ at, who }) => `${at.toISOString()} ${who}`);
    expect(new Set(minutes).size).toBe(minutes.length);
    for (const { sentAt, content, subject, recipient } of rows) {
      if (content.kind !== 'decision') continue;
      const before = rows.filter(
        (row) =>
          row.recipient === recipient && row.subject === subject && (row.sentAt ?? TO) < (sentAt ?? FROM),
      );
      for (const row of before)
        expect((sentAt?.getTime() ?? 0) - (row.sentAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(86_400_000);
    }
  });

  it('a summary is sent where something in it asks for something, and repeats nothing of the days before', () => {
    for (const { text, sentAt, recipient } of rows.filter(({ content }) => content.kind === 'week')) {
      expect(text).toMatch(/wait for you|overdue|declined|[Nn]ames to match|Unsigned|without a key person/);
      const since = addDays(localDay(sentAt ?? FROM, ZONE), -2);
      const said = rows
        .filter((row) => row.recipient === recipient && row.content.kind !== 'week')
        .filter(
          (row) => localDay(row.sentAt ?? FROM, ZONE) >= since && (row.sentAt ?? TO) <= (sentAt ?? FROM),
        );
      for (const { subject } of said.filter((row) => /^[A-Z]+-\d/.test(row.subject)))
        expect(text).not.toMatch(new RegExp(`\\b${subject}\\b`));
    }
  });

  it('nothing needed is left out', () => {
    const told = (who: string, kind: string, subject: string) =>
      rows.some(
        (row) => row.recipientName === who && row.content.kind === kind && row.subject.startsWith(subject),
      );
    // Each case reached its officer, and the one that was forgotten came back, and went to the next.
    for (const ref of ['D-1', 'D-2', 'D-3', 'D-4', 'D-5'])
      expect(told(MAEVE, 'submitted', ref), ref).toBe(true);
    expect(told(MAEVE, 'updated', 'D-4')).toBe(true);
    expect(told(PRIYA, 'submitted', 'D-6')).toBe(true);
    expect(told(MAEVE, 'declared', 'A-1')).toBe(true);
    expect(
      rows.filter(({ content, subject }) => content.kind === 'decision' && subject === 'D-5'),
    ).toHaveLength(2);
    expect(told(RUTH, 'waits', 'D-5')).toBe(true);
    // The child who needed another key person, and Hana, who had none yet.
    expect(told(RUTH, 'effect', 'D-2')).toBe(true);
    expect(rows.some(({ recipientName, text }) => recipientName === RUTH && text.includes('C-25'))).toBe(
      true,
    );
    // The chair, who has not signed: three times before its day, four times weekly, then monthly.
    const chair = rows.filter(
      ({ recipientName, content }) => recipientName === HELEN && content.kind === 'sign',
    );
    expect(chair.map(({ sentAt }) => localDay(sentAt ?? FROM, ZONE))).toEqual([
      '2026-09-01',
      '2026-09-15',
      '2026-09-21',
      '2026-09-29',
      '2026-10-06',
      '2026-10-13',
      '2026-10-20',
    ]);
    expect(told(MAEVE, 'end', 'D-3')).toBe(true);
    expect(told(MAEVE, 'declaration-review', 'D-2')).toBe(true);
    for (const who of [MAEVE, HELEN]) expect(told(who, 'policy-review', 'SM')).toBe(true);
    // Lila begins on a Monday without a key person, and has one on Wednesday.
    const days = rows
      .filter(({ content }) => content.kind === 'no-key-person')
      .map(({ sentAt, title }) => `${localDay(sentAt ?? FROM, ZONE)} ${title}`);
    expect(days).toEqual([18, 19, 20].map((day) => `2027-01-${day} A child needs a key person (C-28)`));
    // Three weeks before Karolina's children need somebody, and before Deborah leaves.
    const leave = rows.filter(({ content }) => content.kind === 'leave');
    expect(leave.map(({ recipientName }) => recipientName)).toEqual(leave.map(() => RUTH));
    expect(leave.some(({ title }) => title.startsWith('A key child needs a stand-in from 22 Feb 2027'))).toBe(
      true,
    );
    expect(
      leave.some(({ title }) => title.startsWith('A key child needs a new key person from 26 Mar 2027')),
    ).toBe(true);
  });

  it('shows nothing on a lock screen that names a family', async () => {
    await expectLockScreenKeepsSecrets(year.store);
  });
});
