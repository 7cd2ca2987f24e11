import { afterEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import { remind } from '../../../src/core/notices/due.ts';
import { addDays } from '../../../src/core/rules/days.ts';
import { instantOf } from '../../../src/core/rules/working-days.ts';
import { acceptingPlatform } from '../../support/platforms.ts';
import { put } from '../../support/put.ts';
import { MONDAY, openSetting, type TestSetting, type Variation } from '../../support/setting.ts';

const calendar = createCalendar();
let elm: TestSetting;
afterEach(() => elm.close());

/** Elm with nothing due but what a test is about: everybody has acknowledged, and every child has a key person. */
async function open(variation: Variation = {}): Promise<void> {
  elm = await openSetting({ noPolicies: true, without: [], ...variation });
  await elm.change(async (register, setting) => {
    const people = await register.people.employed(setting);
    for (const { child } of await register.allocations.childrenInNeed(setting, '2026-11-23')) {
      await put(register, {
        allocations: [
          {
            setting,
            id: `kp-${child.number}`,
            number: 900 + child.number,
            child: child.id,
            staff: people.find(({ name }) => name === 'Karolina Nowak')?.id ?? '',
            role: 'key_person',
            from: child.startsOn,
            until: null,
            flaggedOn: null,
            dueOn: null,
            endReason: null,
            toldOn: null,
          },
        ],
      });
    }
  });
}

async function tick(at: string): Promise<void> {
  const now = new Date(at);
  await remind({ store: elm.store, calendar, now });
  await deliver({ store: elm.store, platforms: [acceptingPlatform()], calendar, now });
}

/** What a kind of reminder has told: day sent, recipient, subject. */
async function told(name: string): Promise<string[]> {
  return (await elm.told())
    .filter(({ milestone }) => milestone.startsWith(`${name}:`))
    .map(({ sentAt, recipientName, subject, state, class: urgency }) =>
      [sentAt?.toISOString().slice(0, 10) ?? state, recipientName.split(' ')[0], subject, urgency].join(' '),
    )
    .sort();
}

/** A tick in a window of each of these days. */
async function days(from: string, to: string): Promise<void> {
  for (let day = from; day <= to; day = addDays(day, 1))
    await tick(instantOf(day, '12:30', 'Europe/London').toISOString());
}

const declare = 'declare who="Sarah Reed" kind=friend since=2019 networks=whatsapp';

describe('A policy review', () => {
  it('reaches DSO and chair 60 and 14 days before, on the day, weekly, then monthly; the manager from 14 days late', async () => {
    elm = await openSetting();
    await elm.change(async (register, setting) => {
      for (const version of await register.policies.inForce(setting))
        await put(register, {
          policies: [
            {
              ...version,
              nextReview: version.kind === 'policy' ? '2027-01' : null,
            },
          ],
        });
    });
    await days('2026-12-01', '2027-05-10');
    // Due on Sunday 31 January: what falls on a day off reaches people on the next open one.
    const dso = (await told('policy-review')).filter((line) => line.includes('Maeve'));
    expect(dso).toEqual(
      [
        '2026-12-02',
        '2027-01-18',
        '2027-02-01',
        '2027-02-08',
        '2027-02-15',
        '2027-02-22',
        '2027-03-01',
        '2027-03-30',
        '2027-04-28',
      ].map((day) => `${day} Maeve social-media routine`),
    );
    const manager = (await told('policy-review')).filter((line) => line.includes('Ruth'));
    expect(manager.map((line) => line.slice(0, 10))).toEqual([
      '2027-02-15',
      '2027-02-22',
      '2027-03-01',
      '2027-03-30',
      '2027-04-28',
    ]);
  });

  it('is counted from the last day of its month, and says by how many days it is late', async () => {
    elm = await openSetting();
    await elm.change(async (register, setting) => {
      for (const version of await register.policies.inForce(setting))
        await put(register, {
          policies: [
            {
              ...version,
              nextReview: version.kind === 'policy' ? '2020-03' : null,
            },
          ],
        });
    });
    await tick('2026-11-23T12:30:00Z');
    const [message, ...others] = (await elm.told("Maeve O'Sullivan")).filter(({ milestone }) =>
      milestone.startsWith('policy-review'),
    );
    expect(message).toMatchObject({
      state: 'sent',
      title: 'Please review our policy “Social media and relationships”: overdue by 2428 days',
    });
    expect(others).toEqual([]);
  });
});

describe('An acknowledgement', () => {
  it('is asked for on days 0, 14 and 20 after it is owed, of whoever has not given it', async () => {
    elm = await openSetting({ setting: { firstImportOn: '2026-11-23' } });
    await days('2026-11-23', '2026-11-25');
    await elm.submit(
      'Tom Ridley',
      'acknowledge',
      { code: 'social-media', answer: 'acknowledge', statements: ['S1', 'S2', 'S3'] },
      '2026-11-26T12:30:00Z',
    );
    await elm.submit(
      'Amina Yusuf',
      'acknowledge',
      { code: 'social-media', answer: 'decline', reason: 'no' },
      '2026-11-26T12:30:00Z',
    );
    await days('2026-11-26', '2026-12-18');
    const lines = await told('acknowledge');
    expect(lines.filter((line) => line.includes('Zoë'))).toEqual([
      '2026-11-23 Zoë social-media routine',
      '2026-12-07 Zoë social-media routine',
      '2026-12-14 Zoë social-media routine',
    ]);
    expect(lines.filter((line) => /Tom|Amina/.test(line))).toEqual([
      '2026-11-23 Amina social-media routine',
      '2026-11-23 Tom social-media routine',
    ]);
  });

  it('is asked for four times weekly and then monthly after its day, and not while they are away', async () => {
    elm = await openSetting({ setting: { firstImportOn: '2026-11-23' } });
    await elm.view('Amina Yusuf', 'away from=2026-12-18 to=2027-01-22', '2026-11-23T09:00:00Z');
    // It is closed over Christmas.
    const weekly = ['2026-11-23', '2026-12-14', '2027-01-04', '2027-01-11', '2027-01-25'];
    for (const day of [...weekly, '2027-02-11', '2027-02-12', '2027-03-11']) await tick(`${day}T12:30:00Z`);
    const lines = await told('acknowledge');
    const of = (name: string) => lines.filter((line) => line.includes(name)).map((line) => line.slice(0, 10));
    expect(of('Zoë')).toEqual([...weekly.slice(0, 4), '2027-02-11', '2027-03-11']);
    expect(of('Amina')).toEqual(['2026-11-23', '2026-12-14', '2027-01-25', '2027-02-11', '2027-03-11']);
  });

  it('of somebody who joins is counted from that day', async () => {
    elm = await openSetting();
    await days('2027-01-04', '2027-01-29');
    expect((await told('acknowledge')).filter((line) => line.includes('Marcus'))).toEqual([
      '2027-01-04 Marcus social-media routine',
      '2027-01-18 Marcus social-media routine',
      '2027-01-25 Marcus social-media routine',
    ]);
  });
});

describe('The question about all the families', () => {
  const lines = async (name: string) => (await told('all-families')).filter((line) => line.includes(name));

  it('is asked again on days 3, 7 and 14 of whoever has not answered, and not while they are away', async () => {
    elm = await openSetting();
    await tick('2026-11-23T12:30:00Z');
    await elm.view('Tom Ridley', 'families none', '2026-11-23T13:00:00Z');
    await elm.view('Amina Yusuf', 'away from=2026-11-25 to=2026-12-01', '2026-11-23T13:00:00Z');
    await days('2026-11-24', '2026-12-18');
    expect(await lines('Zoë')).toEqual([
      '2026-11-26 Zoë families routine',
      '2026-11-30 Zoë families routine',
      '2026-12-07 Zoë families routine',
    ]);
    expect(await lines('Tom')).toEqual([]);
    expect(await lines('Amina')).toEqual([
      '2026-12-02 Amina families routine',
      '2026-12-07 Amina families routine',
    ]);
    expect([...(await lines('Helen')), ...(await lines('Colin'))]).toEqual([]);
  });

  it('is moot once it is answered, even if it was queued', async () => {
    elm = await openSetting();
    await tick('2026-11-23T12:30:00Z');
    await tick('2026-11-26T05:00:00Z');
    expect(await lines('Zoë')).toEqual(['queued Zoë families routine']);
    await elm.view('Zoë Adeyemi', 'families none', '2026-11-26T06:00:00Z');
    await days('2026-11-26', '2026-12-08');
    expect(await lines('Zoë')).toEqual(['suppressed Zoë families routine']);
  });
});

describe('A case', () => {
  it('is called to its officer’s mind when due and when late; the next hears only that it waits, the chair from day 5', async () => {
    await open();
    await elm.view('Zoë Adeyemi', declare, MONDAY);
    await days('2026-11-23', '2026-12-08');
    // A child of the family attends: due in one working day.
    expect(await told('decision')).toEqual([
      '2026-11-24 Maeve D-1 alert',
      '2026-11-25 Maeve D-1 alert',
      '2026-12-01 Maeve D-1 alert',
    ]);
    expect(await told('waits')).toEqual([
      '2026-11-25 Priya D-1 alert',
      '2026-12-01 Helen D-1 alert',
      '2026-12-08 Helen D-1 alert',
    ]);
    const [toNext] = (await elm.told('Priya Raman-Clarke')).filter(({ milestone }) =>
      milestone.startsWith('waits'),
    );
    expect(`${toNext?.title} ${toNext?.text}`).not.toContain('Zoë');
    expect(toNext?.button).toBeNull();
  });

  it('that is decided is not called to mind any more, even if that was queued', async () => {
    await open();
    await elm.view('Zoë Adeyemi', declare, MONDAY);
    await tick('2026-11-23T10:01:00Z');
    await tick('2026-11-24T05:00:00Z');
    expect(await told('decision')).toEqual(['queued Maeve D-1 alert']);
    await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted', '2026-11-24T06:00:00Z');
    await days('2026-11-24', '2026-12-01');
    expect(await told('decision')).toEqual(['suppressed Maeve D-1 alert']);
    expect(await told('waits')).toEqual([]);
  });

  it('goes to the next officer, with one alert, while its officer is away; and comes back', async () => {
    await open();
    await elm.view('Zoë Adeyemi', declare, MONDAY);
    await tick('2026-11-23T10:01:00Z');
    await elm.view("Maeve O'Sullivan", 'away from=2026-11-23 to=2026-11-25', '2026-11-23T11:00:00Z');
    await days('2026-11-23', '2026-11-27');
    expect(await told('handler')).toEqual(['2026-11-23 Priya D-1 alert']);
    expect(await told('decision')).toEqual([
      '2026-11-24 Priya D-1 alert',
      '2026-11-25 Priya D-1 alert',
      '2026-11-26 Maeve D-1 alert',
    ]);
  });

  it('that nobody can handle is made known to the admin, once', async () => {
    await open({ without: ["Maeve O'Sullivan", 'Priya Raman-Clarke', 'Helen Whitcombe'] });
    await elm.view('Zoë Adeyemi', declare, MONDAY);
    await tick('2026-11-23T10:01:00Z');
    await elm.view('Ruth Hallam', 'away from=2026-11-24 to=2026-11-30', '2026-11-23T11:00:00Z');
    await days('2026-11-24', '2026-11-26');
    expect(await told('nobody')).toEqual(['2026-11-24 Colin D-1 alert']);
  });
});

describe('An allocation that needs a successor', () => {
  it('is called to the manager’s mind on days 1, 3 and 5, and to the DSO’s on day 5', async () => {
    await open();
    await elm.view('Zoë Adeyemi', declare, MONDAY);
    await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted', MONDAY);
    await days('2026-11-23', '2026-12-04');
    const lines = (await told('successor')).map((line) => line.replace(/KP-\d+/, 'KP'));
    expect(lines).toEqual([
      '2026-11-24 Ruth KP alert',
      '2026-11-26 Ruth KP alert',
      '2026-11-30 Maeve KP alert',
      '2026-11-30 Ruth KP alert',
    ]);
  });
});

describe('The review of a declaration', () => {
  it('reaches declarer and officer 30 and 7 days before and on the day', async () => {
    await open();
    await elm.view('Tom Ridley', declare, MONDAY);
    await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted next_review=2027-02-03', MONDAY);
    await days('2026-12-30', '2027-02-05');
    expect(await told('declaration-review')).toEqual(
      ['2027-01-04', '2027-01-27', '2027-02-03'].flatMap((day) => [
        `${day} Maeve D-1 routine`,
        `${day} Tom D-1 routine`,
      ]),
    );
  });

  it('that was answered meanwhile reaches nobody', async () => {
    await open();
    await elm.view('Tom Ridley', declare, MONDAY);
    await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted next_review=2027-02-03', MONDAY);
    await tick('2027-02-03T05:00:00Z');
    expect(await told('declaration-review')).toHaveLength(2);
    await elm.view('Tom Ridley', 'confirm D-1 still_true=yes affected_child=no', '2027-02-03T06:00:00Z');
    await tick('2027-02-03T08:10:00Z');
    expect(await told('declaration-review')).toEqual([
      'suppressed Maeve D-1 routine',
      'suppressed Tom D-1 routine',
    ]);
  });
});

describe('A key person’s leave', () => {
  const leave = async () => (await told('leave')).map((line) => line.replace(/KP-\d+/, 'KP'));

  it('is told to the manager 15 working days before, once a child, and not again while it lasts', async () => {
    await open();
    await elm.view('Ruth Hallam', 'away staff="Tom Ridley" from=2027-01-18 to=2027-01-29', MONDAY);
    await days('2026-12-10', '2027-01-27');
    // Two weeks of closure lie between.
    expect(await leave()).toEqual(['2026-12-14 Ruth KP routine', '2026-12-14 Ruth KP routine']);
  });

  it('recorded later than that is told at once; fewer than five open days are not', async () => {
    await open();
    await elm.view('Tom Ridley', 'away from=2026-11-26 to=2026-12-02', MONDAY);
    await elm.view('Amina Yusuf', 'away from=2026-11-26 to=2026-12-01', MONDAY);
    await days('2026-11-23', '2026-12-03');
    expect(await leave()).toEqual(['2026-11-23 Ruth KP routine', '2026-11-23 Ruth KP routine']);
  });

  it('and their leaving, until a new one is named', async () => {
    await open();
    await elm.view('Ruth Hallam', 'person "Tom Ridley" leaves_on=2027-01-22', MONDAY);
    await elm.view('Ruth Hallam', 'assign "Elsie Wood" "Amina Yusuf" from=2027-01-23', MONDAY);
    await days('2026-12-28', '2027-01-08');
    expect(await leave()).toEqual(['2027-01-04 Ruth KP routine']);
  });
});

describe('Each open day', () => {
  it('on which nobody is DSO, manager and chair are told', async () => {
    await open({ without: ["Maeve O'Sullivan"] });
    await days('2026-11-26', '2026-12-01');
    expect(await told('no-dso')).toEqual(
      ['2026-11-26', '2026-11-27', '2026-11-30', '2026-12-01'].flatMap((day) => [
        `${day} Helen dso routine`,
        `${day} Ruth dso routine`,
      ]),
    );
  });
});

describe('A child who attends and has no key person', () => {
  it('is told to the manager on five open days and then on Mondays, in one message for all of them', async () => {
    await open();
    const on = '2027-01-11';
    const left = new Set<string>();
    await elm.change(async (register, setting) => {
      const present = await register.children.present(setting, on);
      const newcomer = present.find(({ startsOn }) => startsOn === on);
      const other = present.find(({ startsOn }) => startsOn < on);
      for (const child of [newcomer, other]) {
        left.add(`C-${child?.number}`);
        for (const each of await register.allocations.ofChild(setting, child?.id ?? '', on))
          await put(register, {
            allocations: [
              { ...each, until: child === other ? '2027-01-13' : '2026-12-01', endReason: 'test' },
            ],
          });
      }
    });
    await days('2027-01-07', '2027-02-02');
    const messages = (await elm.told()).filter(({ milestone }) => milestone.startsWith('no-key-person'));
    const lines = messages.map(({ sentAt, title }) => `${sentAt?.toISOString().slice(5, 10)} ${title}`);
    // Another child begins the five days anew: from the 14th on.
    expect(lines.map((line) => line.replace(/C-\d+/, 'C'))).toEqual([
      ...[11, 12, 13].map((day) => `01-${day} A child needs a key person (C)`),
      ...[14, 15, 18, 19, 20, 25].map((day) => `01-${day} 2 children need a key person`),
      '02-01 2 children need a key person',
    ]);
    for (const ref of left) expect(messages.at(-1)?.text).toContain(ref);
  });
});

describe('The weekly summary', () => {
  it('leaves in Monday’s first window, with what no message of the last two open days has said, or not at all', async () => {
    await open();
    for (const time of ['00:10', '07:50', '08:00', '12:30']) await tick(`2026-12-07T${time}:00Z`);
    expect(await told('week')).toEqual([]);
    await elm.view('Zoë Adeyemi', declare, '2027-01-05T10:00:00Z');
    // Called to mind when late on Thursday, and the allocation on Friday: neither is said again on Monday.
    await days('2027-01-05', '2027-01-17');
    expect(await told('week')).toEqual([]);
    for (const time of ['00:10', '07:50', '08:00', '12:30']) await tick(`2027-01-18T${time}:00Z`);
    const summaries = (await elm.told()).filter(({ milestone }) => milestone.startsWith('week'));
    expect(summaries.map(({ recipientName, sentAt }) => [recipientName, sentAt?.toISOString()])).toEqual([
      ["Maeve O'Sullivan", '2027-01-18T08:00:00.000Z'],
      ['Ruth Hallam', '2027-01-18T08:00:00.000Z'],
    ]);
    expect(summaries[0]?.text).toContain('Cases that wait for you: D-1 (overdue by 12 days)');
    expect(summaries[1]?.text).not.toContain('D-1');
    expect(summaries[1]?.text).toMatch(/need a new key person: KP-\d+ \(overdue by 6 days\)/);
  });

  it('asks the manager for who is late, and the safeguarding officer for nothing that has messages of its own', async () => {
    elm = await openSetting({ setting: { firstImportOn: '2026-11-23' } });
    await tick('2026-11-23T12:30:00Z');
    await tick('2027-01-11T08:00:00Z');
    const [toManager, ...others] = (await elm.told()).filter(
      ({ milestone, state }) => milestone.startsWith('week') && state === 'sent',
    );
    expect(toManager?.recipientName).toBe('Ruth Hallam');
    expect(toManager?.text).toMatch(/have yet to sign it, \d+ overdue/);
    expect(others).toEqual([]);
  });

  it('tells the admin of messages that could not be delivered', async () => {
    await open();
    await elm.view('Zoë Adeyemi', declare, '2026-12-10T10:00:00Z');
    const refusing = acceptingPlatform({ deliver: async () => ({ kind: 'never', reason: '403' }) });
    await deliver({
      store: elm.store,
      platforms: [refusing],
      calendar,
      now: new Date('2026-12-10T10:01:00Z'),
    });
    await tick('2026-12-14T08:00:00Z');
    const toAdmin = (await elm.told('Colin Threadgold')).find(({ milestone }) =>
      milestone.startsWith('week'),
    );
    expect(toAdmin?.text).toMatch(/could not be delivered in the last week: \d/);
  });

  it('tells admin and witness the head of the audit chain, without a count, and nobody else', async () => {
    await open({ setting: { witness: 'tom RIDLEY' } });
    await elm.view('Zoë Adeyemi', declare, '2026-12-10T10:00:00Z');
    const refusing = acceptingPlatform({ deliver: async () => ({ kind: 'never', reason: '403' }) });
    const now = new Date('2026-12-10T10:01:00Z');
    await deliver({ store: elm.store, platforms: [refusing], calendar, now });
    const head = () => elm.read((register, setting) => register.audit.head(setting));
    const { seq, hash } = await head();
    await tick('2026-12-14T08:00:00Z');
    const summaries = (await elm.told()).filter(({ milestone }) => milestone.startsWith('week'));
    const withHead = summaries.filter(({ text }) => text.includes(hash));
    expect(withHead.map(({ recipientName }) => recipientName).sort()).toEqual([
      'Colin Threadgold',
      'Tom Ridley',
    ]);
    expect(summaries.length).toBeGreaterThan(2);
    for (const { text } of summaries) expect(text).not.toContain('events');
    for (const { text } of summaries.filter((each) => !withHead.includes(each)))
      expect(text).not.toMatch(/[0-9a-f]{64}/);
    // What was sent out is an event, which outlives the message.
    expect((await elm.events('head.told')).map(({ payload }) => payload)).toEqual([{ seq, hash }]);
    expect(await elm.store.verifyAudit([{ hash }])).toMatchObject({ kind: 'sound' });
  });

  it('tells the witness each week, also when nothing else is to be said', async () => {
    await open({ setting: { witness: 'tom@elm.example' } });
    await elm.change(async (register) => {
      await put(register, {
        people: [{ ...(await elm.person('Tom Ridley')), email: 'Tom@elm.example' }],
      });
    });
    for (const day of ['2026-12-07', '2026-12-14']) await tick(`${day}T08:00:00Z`);
    expect(await told('week')).toEqual(['2026-12-07 Tom week summary', '2026-12-14 Tom week summary']);
    expect(await elm.audited('head.told')).toBe(2);
  });
});

it('after an outage only the latest of the missed reminders is sent', async () => {
  await open();
  await elm.view('Zoë Adeyemi', declare, MONDAY);
  await tick('2026-11-23T10:01:00Z');
  await tick('2026-12-01T12:30:00Z');
  expect(await told('decision')).toEqual(['2026-12-01 Maeve D-1 alert']);
  const milestones = (await elm.told()).map(({ milestone }) => milestone);
  expect(milestones.filter((each) => each.startsWith('decision'))).toEqual(['decision:2026-11-24:w5']);
});

it('a clock set back sends nothing twice, and holds nothing up', async () => {
  await open();
  await elm.view('Zoë Adeyemi', declare, MONDAY);
  await tick('2026-11-23T12:30:00Z');
  await tick('2026-11-24T12:30:00Z');
  await tick('2030-03-04T12:30:00Z');
  await tick('2026-11-25T12:30:00Z');
  await tick('2026-11-25T12:31:00Z');
  expect((await told('decision')).slice(0, 2)).toEqual([
    '2026-11-24 Maeve D-1 alert',
    '2026-11-25 Maeve D-1 alert',
  ]);
  const rows = await elm.told();
  expect(rows.filter(({ state }) => state === 'queued')).toEqual([]);
});

it('one setting that cannot be looked at holds up no other', async () => {
  await open();
  await elm.change(async (register, setting) => {
    const broken = await register.settings.byId(setting);
    if (broken)
      await register.settings.save({ ...broken, id: '0-broken', code: 'broken', timezone: 'Nowhere/Else' });
  });
  await elm.view('Zoë Adeyemi', declare, MONDAY);
  await expect(tick('2026-11-24T12:30:00Z')).rejects.toThrow(
    'some settings could not be checked for what is due',
  );
  expect(await told('decision')).toEqual(['queued Maeve D-1 alert']);
});
