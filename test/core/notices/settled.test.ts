import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import { remind } from '../../../src/core/notices/due.ts';
import type { Delivery, Message, Platform } from '../../../src/core/platform.ts';
import { MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { acceptingPlatform } from '../../support/platforms.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';

const calendar = createCalendar();
const SARAH = 'declare "Sarah Reed" friend since=2015';

/** A chat platform: what stands in its chats, by handle, and what it was asked. */
function chatPlatform(name: string) {
  const standing = new Map<string, { user: string; message: Message }>();
  const asked: string[] = [];
  let answers: Delivery[] = [];
  const platform: Platform = acceptingPlatform({
    name,
    reachesEveryone: false,
    async deliver({ user }, message) {
      const handle = `${name}-${standing.size + 1}`;
      asked.push(`deliver ${handle}`);
      const outcome = answers.shift() ?? { kind: 'sent', at: { chat: user, handle } };
      if (outcome.kind === 'sent' || outcome.reason === 'no answer') standing.set(handle, { user, message });
      return outcome;
    },
    async rewrite({ user }, { handle }, message) {
      asked.push(`rewrite ${handle}`);
      const outcome = answers.shift() ?? { kind: 'sent' };
      if (outcome.kind === 'sent') standing.set(handle, { user, message });
      return outcome;
    },
  });
  return {
    platform,
    standing,
    asked,
    /** Its next answers; then it takes everything. */
    next: (...given: Delivery[]) => {
      answers = given;
    },
    textsTo: (user: string) =>
      [...standing.values()].filter((each) => each.user === user).map(({ message }) => message.text),
  };
}

let elm: TestSetting;
let slack: ReturnType<typeof chatPlatform>;
let teams: ReturnType<typeof chatPlatform>;

beforeEach(async () => {
  elm = await openSetting();
  slack = chatPlatform('slack');
  teams = chatPlatform('teams');
});
afterEach(() => elm.close());

async function bind(who: string, platform = 'slack', lastUsedAt = '2026-11-23T09:00:00Z'): Promise<void> {
  const { id } = await elm.person(who);
  await elm.change((register, setting) =>
    register.accounts.bind({
      setting,
      person: id,
      platform,
      tenant: 'T1',
      user: who,
      lastUsedAt: new Date(lastUsedAt),
    }),
  );
}

/** A minute of the service, with a delivery of its own: as after a restart. */
async function tick(instant: string, ...platforms: Platform[]): Promise<void> {
  const now = new Date(instant);
  await remind({ store: elm.store, calendar, now });
  const all = platforms.length > 0 ? platforms : [slack.platform, teams.platform];
  await deliver({ store: elm.store, platforms: all, calendar, now });
}
const kept = () => elm.read((register, setting) => register.sentMessages.ofSetting(setting));

describe('who settled it, and when', () => {
  it.each([
    [
      'its officer, of their own act',
      MAEVE,
      [MAEVE, 'decide D-1 noted'],
      'Noted by you on 23 Nov 2026, 11:00.',
    ],
    ['the officer who passed it on', MAEVE, [MAEVE, 'pass D-1'], 'Passed on by you on 23 Nov 2026, 11:00.'],
  ] as const)('is told to %s', async (_, reader, [who, said], words) => {
    await bind(reader);
    await elm.view(TOM, SARAH, '2026-11-23T10:00:00Z');
    await tick('2026-11-23T10:01:00Z');
    await elm.view(who, said, '2026-11-23T11:00:00Z');
    await tick('2026-11-23T11:01:00Z');
    expect(slack.textsTo(reader)).toEqual([words]);
  });

  it('is not told to whom the case has left: another officer acted since', async () => {
    await bind(MAEVE);
    await elm.view(TOM, SARAH, '2026-11-23T10:00:00Z');
    await tick('2026-11-23T10:01:00Z');
    await elm.view(MAEVE, 'pass D-1', '2026-11-23T11:00:00Z');
    await elm.view(PRIYA, 'decide D-1 noted', '2026-11-23T11:01:00Z');
    await tick('2026-11-23T11:02:00Z');
    expect(slack.textsTo(MAEVE)).toEqual(['This has been settled.']);
  });

  it('is not told on an account that is no longer theirs', async () => {
    await bind(MAEVE);
    await elm.view(TOM, SARAH, '2026-11-23T10:00:00Z');
    await tick('2026-11-23T10:01:00Z');
    await elm.view(MAEVE, 'decide D-1 noted', '2026-11-23T11:00:00Z');
    await bind(ZOE, 'teams');
    await elm.sql('UPDATE accounts SET person = ? WHERE user_id = ?', (await elm.person(ZOE)).id, MAEVE);
    await tick('2026-11-23T11:01:00Z');
    expect(slack.textsTo(MAEVE)).toEqual(['This has been settled.']);
    await elm.sql('UPDATE accounts SET person = ? WHERE user_id = ?', (await elm.person(MAEVE)).id, MAEVE);
  });

  it('is told to a declarer once the officer has acted, and to no manager', async () => {
    for (const who of [TOM, RUTH]) await bind(who);
    await elm.view(MAEVE, `${SARAH} on_behalf_of="${TOM}"`, '2026-11-23T12:16:00Z');
    await tick('2026-11-23T12:20:00Z');
    await elm.view(PRIYA, 'decide D-1 noted', '2026-11-23T12:29:00Z');
    await elm.view(PRIYA, 'decide D-1 closed note=over', '2026-11-23T12:30:00Z');
    await tick('2026-11-23T12:31:00Z');
    const said = slack.textsTo(TOM);
    expect(said.join()).toContain('Closed by Priya Raman-Clarke on 23 Nov 2026, 12:30.');
    expect(slack.textsTo(RUTH).join()).not.toContain('Priya');
  });
});

describe('where it stands', () => {
  it('is every account that it reached: one gave no answer in time, so that another was tried', async () => {
    await bind(MAEVE, 'teams', '2026-11-23T08:00:00Z');
    await bind(MAEVE, 'slack', '2026-11-23T09:00:00Z');
    await elm.view(TOM, SARAH, '2026-11-23T10:00:00Z');
    await tick('2026-11-23T10:01:00Z');
    const [message] = await kept();
    if (!message) throw new Error('it is not known where it stands');
    // It had arrived on the other platform as well.
    await elm.change((register) =>
      register.sentMessages.keep({
        ...message,
        id: 'late',
        account: { platform: 'teams', tenant: 'T1', user: MAEVE },
        at: { chat: MAEVE, handle: 'teams-1' },
      }),
    );
    await elm.view(MAEVE, 'decide D-1 noted', '2026-11-23T11:00:00Z');
    await tick('2026-11-23T11:01:00Z');
    expect(slack.textsTo(MAEVE)).toEqual(['Noted by you on 23 Nov 2026, 11:00.']);
    expect(teams.textsTo(MAEVE)).toEqual(['Noted by you on 23 Nov 2026, 11:00.']);
    expect(await kept()).toEqual([]);
  });

  it('is rewritten as a whole where several things are one message, and what is open stands', async () => {
    await bind(TOM);
    await tick('2026-11-23T12:20:00Z');
    expect(slack.textsTo(TOM)).toHaveLength(1);
    const [first] = [...slack.standing.values()];
    const held = first?.message.parts?.length ?? 0;
    expect(held).toBe(3);
    await elm.view(TOM, `sign full_name="${TOM}" agree=yes`, '2026-11-23T12:30:00Z');
    await tick('2026-11-23T12:31:00Z');
    const [{ message } = { message: first?.message }] = [...slack.standing.values()];
    const parts = message?.parts ?? [];
    expect(parts.filter(({ text }) => text.startsWith('✓ '))).toEqual([
      {
        text: expect.stringMatching(/^✓ Please sign .* – Signed by you on 23 Nov 2026, 12:30\.$/),
        button: null,
      },
    ]);
    expect(parts.filter(({ button }) => button !== null).length).toBe(held - 1);
    expect(slack.asked).toEqual(['deliver slack-1', 'rewrite slack-1']);
    await elm.view(TOM, 'acknowledge social-media answer=acknowledge statements=S1,S2,S3');
    await elm.view(TOM, 'families none', '2026-11-23T12:40:00Z');
    await tick('2026-11-23T12:41:00Z');
    const [{ message: last } = { message: undefined }] = [...slack.standing.values()];
    expect(last?.title).toBe(`✓ ${held} things, all settled`);
    expect(last?.button).toBeNull();
    expect(await kept()).toEqual([]);
  });
});

describe('a message of more things than it shows', () => {
  const told = async (who: string, names: readonly string[]) => {
    for (const name of names)
      await elm.view(who, `declare "${name}" friend since=2015 none_of_these=yes`, '2026-11-21T10:00:00Z');
  };
  const NAMES = [
    'Ola Berg',
    'Una Vance',
    'Ike Dorn',
    'Pat Quill',
    'Max Stern',
    'Lou Trask',
    'Jem Pike',
    'Kim Sorrel',
  ];
  const last = () => [...slack.standing.values()].find(({ user }) => user === MAEVE)?.message;
  const texts = () => last()?.parts?.map(({ text, button }) => `${text}${button ? ' []' : ''}`) ?? [];

  it('settles each where it stands, and shows what was hidden', async () => {
    await bind(MAEVE);
    await told(TOM, NAMES);
    await tick('2026-11-23T07:00:00Z');
    expect(texts()).toHaveLength(6);
    expect(texts().at(-1)).toBe('and 3 more');
    expect(last()?.button?.run.command).toBe('me');
    // One that was shown, and one that was not.
    for (const ref of ['D-2', 'D-8'])
      await elm.view(MAEVE, `decide ${ref} returned note=who`, '2026-11-23T11:00:00Z');
    await tick('2026-11-23T11:01:00Z');
    expect(texts()).toHaveLength(7);
    expect(texts().at(-1)).toBe('and 1 more');
    expect(texts()[0]).toContain('D-1');
    expect(texts()[1]).toMatch(/^✓ .* – Sent back with a question by you on 23 Nov 2026, 11:00\.$/);
    expect(texts()[5]).toContain('D-6');
    for (const ref of ['D-1', 'D-3', 'D-4'])
      await elm.view(MAEVE, `decide ${ref} returned note=who`, '2026-11-23T11:10:00Z');
    await tick('2026-11-23T11:11:00Z');
    expect(last()?.title).toContain('D-5');
    expect(last()?.button).toBeNull();
    const shown = texts().map((text) => `${text.startsWith('✓') ? '✓' : ''}${/D-\d/.exec(text)?.[0]}`);
    expect(shown).toEqual(['✓D-1', '✓D-2', '✓D-3', '✓D-4', 'D-5', 'D-6', 'D-7', '✓D-8']);
    expect(texts().filter((text) => text.endsWith(' []'))).toHaveLength(3);
    for (const ref of ['D-5', 'D-6', 'D-7'])
      await elm.view(MAEVE, `decide ${ref} returned note=who`, '2026-11-23T11:20:00Z');
    await tick('2026-11-23T11:21:00Z');
    expect(last()?.title).toBe('✓ 8 things, all settled');
    expect(texts().filter((text) => text.startsWith('✓'))).toHaveLength(8);
    expect((await kept()).filter(({ account }) => account.user === MAEVE)).toEqual([]);
    expect(slack.asked.filter((each) => each.startsWith('deliver'))).toHaveLength(1);
  });
});

describe('a message that cannot be rewritten', () => {
  const later: Delivery = { kind: 'later', reason: '503' };
  const settle = async () => {
    await bind(MAEVE);
    await elm.view(TOM, SARAH, '2026-11-23T10:00:00Z');
    await tick('2026-11-23T10:01:00Z');
    await elm.view(MAEVE, 'decide D-1 noted', '2026-11-23T11:00:00Z');
  };

  it('is tried again, and never sent again', async () => {
    await settle();
    slack.next(later);
    await tick('2026-11-23T11:01:00Z');
    await tick('2026-11-23T11:01:30Z');
    expect(slack.asked).toEqual(['deliver slack-1', 'rewrite slack-1']);
    await tick('2026-11-23T11:03:00Z');
    expect(slack.textsTo(MAEVE)).toEqual(['Noted by you on 23 Nov 2026, 11:00.']);
    await tick('2026-11-23T11:10:00Z');
    expect(slack.asked).toEqual(['deliver slack-1', 'rewrite slack-1', 'rewrite slack-1']);
  });

  it('is given up on after five more attempts, or at once where it is gone', async () => {
    await settle();
    for (const instant of ['23T11:01', '23T11:03', '23T11:10', '23T11:50', '23T15:00', '24T12:00']) {
      slack.next(later);
      await tick(`2026-11-${instant}:00Z`);
    }
    expect(await kept()).toEqual([]);
    expect(slack.asked.filter((each) => each.startsWith('rewrite'))).toHaveLength(6);
    await elm.view(TOM, 'end D-1 ended_on=2026-11-20 reason=moved', '2026-11-24T12:10:00Z');
    await tick('2026-11-24T12:11:00Z');
    await elm.view(MAEVE, 'decide D-1 closed note=over', '2026-11-24T12:20:00Z');
    slack.next({ kind: 'never', reason: 'message_not_found' });
    await tick('2026-11-24T12:21:00Z');
    await tick('2026-11-24T13:21:00Z');
    expect((await kept()).filter(({ notices }) => notices.length === 1)).toEqual([]);
    expect(slack.asked.filter((each) => each.startsWith('rewrite'))).toHaveLength(7);
    const alerts = [...slack.standing.values()].filter(({ message }) =>
      /Please decide.*\(D-1\)$/.test(message.title),
    );
    expect(alerts).toHaveLength(2);
  });

  it('holds up no other: not on its platform, and not on another', async () => {
    await bind(PRIYA, 'teams');
    await settle();
    await elm.view(ZOE, 'declare "Luke Stanton" friend since=2015', '2026-11-23T11:00:00Z');
    slack.platform.rewrite = () => new Promise(() => {});
    const now = new Date('2026-11-23T11:01:00Z');
    await remind({ store: elm.store, calendar, now });
    void deliver({ store: elm.store, platforms: [slack.platform, teams.platform], calendar, now });
    await expect.poll(() => slack.asked.includes('deliver slack-2')).toBe(true);
  });

  it('waits for the process that runs its platform', async () => {
    await settle();
    await tick('2026-11-23T11:01:00Z', teams.platform);
    expect(slack.asked).toEqual(['deliver slack-1']);
    await tick('2026-11-23T11:02:00Z', slack.platform);
    expect(slack.textsTo(MAEVE)).toEqual(['Noted by you on 23 Nov 2026, 11:00.']);
  });
});

it('what is settled while its message is being rewritten is in the next rewriting', async () => {
  await bind(TOM);
  await tick('2026-11-23T12:20:00Z');
  await elm.view(TOM, `sign full_name="${TOM}" agree=yes`, '2026-11-23T12:30:00Z');
  const rewrite = slack.platform.rewrite;
  slack.platform.rewrite = async (...given) => {
    slack.platform.rewrite = rewrite as NonNullable<Platform['rewrite']>;
    await elm.view(TOM, 'acknowledge social-media answer=acknowledge statements=S1,S2,S3');
    await remind({ store: elm.store, calendar, now: new Date('2026-11-23T12:31:10Z') });
    return (await rewrite?.(...given)) ?? { kind: 'sent' };
  };
  await tick('2026-11-23T12:31:00Z');
  await tick('2026-11-23T12:32:00Z');
  const done = slack
    .textsTo(TOM)[0]
    ?.split('\n')
    .filter((line) => line.startsWith('✓ '));
  expect(done).toHaveLength(2);
});

it('where a message stands is forgotten before its words are erased, after 90 days', async () => {
  await bind(MAEVE);
  await elm.view(TOM, SARAH, '2026-11-23T10:00:00Z');
  await tick('2026-11-23T10:01:00Z');
  expect(await kept()).toHaveLength(1);
  await remind({ store: elm.store, calendar, now: new Date('2027-02-22T10:02:00Z') });
  expect(await kept()).toEqual([]);
});
