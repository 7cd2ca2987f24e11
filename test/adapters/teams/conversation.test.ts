import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/core/store.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { readCard } from '../../support/teams/card.ts';
import { faultsOf } from '../../support/teams/check.ts';
import { APP_ID, TENANT } from '../../support/teams/connector.ts';
import { openTeamsSetting, type TeamsSetting } from '../../support/teams/setting.ts';
import {
  activityFrom,
  type LocalTeams,
  openTeams,
  sentTo,
  somebody,
  visit,
} from '../../support/teams/visitor.ts';

let open: TeamsSetting;
beforeAll(async () => {
  open = await openTeamsSetting();
});
afterAll(async () => {
  await open.close();
});
beforeEach(() => {
  open.teams.peer.calls.length = 0;
  open.teams.logged.length = 0;
});
afterEach(() => {
  for (const { body } of open.teams.peer.calls) {
    const card = body?.attachments?.[0]?.content;
    if (card) expect(faultsOf(card)).toEqual([]);
  }
});

const declared = () =>
  open.elm.read(async (register, setting) => {
    const zoe = await open.elm.person('Zoë Adeyemi');
    return register.declarations.ofDeclarer(setting, zoe.id);
  });

const answers = { who: 'Laura Ashdown', kind: 'friend', since: '2019' };

describe('in the personal chat', () => {
  it.each(['me', '/me', '/candour me', 'candour me', 'ME', '', '<p>me&nbsp;</p>'])(
    '%j shows what I owe',
    async (text) => {
      const shown = await open.at('Zoe').type(text === '' ? 'me' : text);
      expect(shown.words).toContain('Zoë Adeyemi');
      expect(shown.buttons).toContain('Declare');
    },
  );

  it('takes words although Teams sends a null beside them', async () => {
    const zoe = open.at('Zoe');
    expect(
      (
        await zoe.see(
          activityFrom(open.teams, zoe.who, {
            text: 'me',
            value: null,
            channelData: { tenant: { id: TENANT } },
          }),
        )
      ).words,
    ).toContain('Zoë Adeyemi');
  });

  it('answers a worry with whom to tell, alone, and keeps no word of it in a card', async () => {
    const zoe = open.at('Zoe');
    const shown = await zoe.type('child told me daddy hurts her');
    expect(shown.words).toMatch(/In danger: 999\./);
    expect(shown.words).toContain('Then delete it here: Teams keeps what is typed.');
    expect(shown.buttons).toEqual(['It is about something else']);
    expect(JSON.stringify(sentTo(open.teams, zoe.who))).not.toContain('daddy');
    expect((await zoe.type('concern')).words).not.toContain('Then delete');
  });

  it('answers a picture, which is no command, and keeps nothing of it', async () => {
    const zoe = open.at('Zoe');
    const shown = await zoe.see(
      activityFrom(open.teams, zoe.who, { text: undefined, attachments: [{ contentType: 'image/png' }] }),
    );
    expect(shown.words).toContain('Pictures, links and cards are not read.');
  });

  it('announces an answer without a word of its content', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('me');
    const [call] = sentTo(open.teams, zoe.who);
    expect(call?.body.summary).toBe('Candour has answered you.');
    expect(call?.body.text ?? '').toBe('');
  });

  it('asks in a card, draws it again in its place with the complaint, and replaces it by the result', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('me');
    const asked = await zoe.press('Declare');
    expect(asked.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['who', 'kind', 'since']));
    const again = await zoe.answer({ ...answers, since: 'ages ago' });
    expect(again.fields.find(({ name }) => name === 'since')?.error).toContain('Please write a year');
    expect(again.fields.find(({ name }) => name === 'who')?.value).toBe('Laura Ashdown');
    expect(again.fields.find(({ name }) => name === 'kind')?.value).toBe('friend');
    const done = await zoe.answer({ since: '2019' });
    expect(done.words).toMatch(/D-1\b/);
    // Her page of before is not looked at.
    const calls = sentTo(open.teams, zoe.who).filter(({ body }) => body.text === undefined);
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'PUT', 'PUT', 'PUT']);
    // One message all along.
    expect(new Set(calls.slice(1).map(({ path }) => path)).size).toBe(1);
    expect(await declared()).toHaveLength(1);
  });

  it('makes one record of a double click, of a repeated activity and of the same one under another id', async () => {
    const zoe = open.at('Zoe');
    const before = (await declared()).length;
    await zoe.type('declare');
    const press = zoe.pressing('Declare', { ...answers, who: 'Sarah Reed' });
    const twice = { ...press, id: 'another-id' };
    const statuses = await Promise.all([
      open.teams.post(press),
      open.teams.post(twice),
      open.teams.post(press),
    ]);
    await open.teams.post(press);
    await open.teams.post({ ...press, id: 'a-third-id' });
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await declared()).toHaveLength(before + 1);
    const results = sentTo(open.teams, zoe.who).filter(({ method }) => method === 'PUT');
    const words = results.map(({ body }) => readCard(body.attachments[0].content).words);
    expect(new Set(words).size).toBe(1);
    // Once for each id: what came again while the first was being answered was the first.
    expect(words).toHaveLength(3);
  });

  it('makes one record of typed words that Teams sends again', async () => {
    const zoe = open.at('Zoe');
    const before = (await declared()).length;
    const typed = activityFrom(open.teams, zoe.who, { text: 'declare "Mike Reed" kind=friend since=2019' });
    await open.teams.post(typed);
    await open.teams.post(typed);
    expect(sentTo(open.teams, zoe.who)).toHaveLength(1);
    await open.teams.post({ ...typed, id: 'repeated' });
    expect(await declared()).toHaveLength(before + 1);
  });

  it('gives the first answer when the reply was lost and the activity comes again', async () => {
    const zoe = open.at('Zoe');
    const before = (await declared()).length;
    await zoe.type('declare');
    const press = zoe.pressing('Declare', { ...answers, who: 'Fiona McBride' });
    const isReply = ({ method }: { method: string }) => method === 'PUT';
    open.teams.peer.fates.push({ fate: 'lose', when: isReply });
    expect((await open.teams.post(press)).status).toBe(502);
    expect((await open.teams.post(press)).status).toBe(200);
    expect(await declared()).toHaveLength(before + 1);
    const [last] = sentTo(open.teams, zoe.who).slice(-1);
    expect(readCard(last?.body.attachments[0].content).words).toMatch(/D-\d+/);
  });

  /** The bot as it would be after a restart: on the same register, with nothing in memory. */
  const restarted = (store: Store = open.elm.store) => openTeams({ app: open.elm.app, store });
  const at = (teams: LocalTeams, activity: Record<string, unknown>) => ({
    ...activity,
    serviceUrl: teams.peer.url,
  });

  it('does not answer again after a restart', async () => {
    const typed = activityFrom(open.teams, open.who('Zoe'), { text: 'help' });
    const first = await restarted();
    await first.post(at(first, typed));
    await first.platform.stop();
    const second = await restarted();
    expect((await second.post(at(second, typed))).status).toBe(200);
    expect(sentTo(first, open.who('Zoe'))).toHaveLength(1);
    expect(sentTo(second, open.who('Zoe'))).toHaveLength(0);
    await first.close();
    await second.close();
  });

  it('says nothing more where another process has answered it while this one was stopped', async () => {
    const typed = activityFrom(open.teams, open.who('Zoe'), {
      text: 'declare "Petra Lindqvist" kind=neighbour since=2018',
    });
    const before = (await declared()).length;
    const other = await restarted();
    let now = new Date();
    let isStopped = false;
    const stopped = await openTeams({
      clock: () => now,
      store: open.elm.store,
      app: {
        ...open.elm.app,
        // Stopped after the command; Teams repeats the activity to another process after fifteen seconds.
        run: async (...given) => {
          const done = await open.elm.app.run(...given);
          if (isStopped) return done;
          isStopped = true;
          now = new Date(now.getTime() + 20_000);
          await other.post(at(other, typed));
          await other.platform.stop();
          return done;
        },
      },
    });
    expect((await stopped.post(at(stopped, typed))).status).toBe(200);
    expect(isStopped).toBe(true);
    expect(sentTo(other, open.who('Zoe'))).toHaveLength(1);
    expect(sentTo(stopped, open.who('Zoe'))).toHaveLength(0);
    expect(await declared()).toHaveLength(before + 1);
    await other.close();
    await stopped.close();
  });

  it('gives the first answer again after a crash that left no note of it, and does nothing twice', async () => {
    const typed = activityFrom(open.teams, open.who('Zoe'), {
      text: 'declare "Ben Ashdown" kind=business since=2019',
    });
    const before = (await declared()).length;
    // What belongs to no setting never reaches the disk: the command does, the note does not.
    const first = await restarted({
      ...open.elm.store,
      write: (settings, work) =>
        settings.length === 0
          ? Promise.reject(new Error('the power is gone'))
          : open.elm.store.write(settings, work),
    });
    await first.post(at(first, typed));
    const second = await restarted();
    await second.post(at(second, typed));
    await second.post(at(second, typed));
    const words = [first, second].map((teams) =>
      sentTo(teams, open.who('Zoe')).map(({ body }) => readCard(body.attachments[0].content).words),
    );
    expect(words[0]).toHaveLength(1);
    expect(words[1]).toEqual(words[0]);
    expect(await declared()).toHaveLength(before + 1);
    await first.close();
    await second.close();
  });

  it('notes of each message that it was answered, and nothing more for a chat that is known', async () => {
    let notes = 0;
    const counting = await restarted({
      ...open.elm.store,
      write: (settings, work) => {
        if (settings.length === 0) notes += 1;
        return open.elm.store.write(settings, work);
      },
    });
    const say = () => at(counting, activityFrom(open.teams, open.who('Zoe'), { text: 'help' }));
    await counting.post(say());
    notes = 0;
    await Promise.all(Array.from({ length: 12 }, () => counting.post(say())));
    await counting.platform.stop();
    expect(sentTo(counting, open.who('Zoe'))).toHaveLength(13);
    expect(notes).toBe(12);
    await counting.close();
  });

  it('tries again where the connector is busy for a moment', async () => {
    const zoe = open.at('Zoe');
    open.teams.peer.fates.push({ fate: { status: 502 }, when: ({ method }) => method === 'POST' });
    expect((await zoe.type('me')).words).toContain('Zoë Adeyemi');
  });

  it('writes anew where the card is no more', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('me');
    open.teams.peer.fates.push({ fate: { status: 404 }, when: ({ method }) => method === 'PUT' });
    await zoe.press('More');
    expect(sentTo(open.teams, zoe.who).at(-1)).toMatchObject({ method: 'POST' });
  });

  it('replaces the page of before by the newest, but not what has become an answer', async () => {
    const priya = open.at('Priya');
    const puts = () =>
      sentTo(open.teams, priya.who).filter(({ method, body }) => method === 'PUT' && body.text !== undefined);
    await priya.type('me');
    const { id: first } = priya.last();
    await priya.type('me');
    await expect.poll(() => puts().length).toBe(1);
    expect(puts()[0]?.path.endsWith(`/${first}`)).toBe(true);
    expect(puts()[0]?.body.text).toContain('The newest one in this chat counts');
    // The second page becomes help; the third has nothing to replace.
    await priya.press('More');
    await priya.type('me');
    await priya.type('help');
    expect(puts()).toHaveLength(1);
  });

  it('offers the names that fit a beginning, and takes the one that is chosen', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('declare');
    const offered = await zoe.answer({ ...answers, who: 'Gem' });
    expect(offered.words).toContain('Gemma Fairweather, parent of Poppy Stanton and Theo Cole');
    expect(offered.words).toContain('“Gem”, as I typed it');
    expect(offered.fields.find(({ name }) => name === 'since')?.value).toBe('2019');
    const choices = zoe
      .last()
      .card?.json.body.flatMap(
        (each: { items?: { id?: string; choices?: { title: string; value: string }[] }[] }) =>
          each.items ?? [],
      );
    const gemma = choices
      .find(({ id }: { id?: string }) => id === 'a.who')
      .choices.find(({ title }: { title: string }) => title.startsWith('Gemma F'));
    // The id that was picked is not for reading: in a form that comes back it is a name.
    const again = await zoe.answer({ who: gemma.value, since: 'never' });
    expect(again.fields.find(({ name }) => name === 'who')?.value).toBe(
      'Gemma Fairweather, parent of Poppy Stanton and Theo Cole',
    );
    await zoe.answer({ since: '2018' });
    const [newest] = await declared();
    expect(newest).toMatchObject({ counterpartName: 'Gemma Fairweather', since: '2018' });
    expect(newest?.counterpart).not.toBeNull();
  });

  it('keeps a name as typed when the person says so', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('declare');
    await zoe.answer({ ...answers, who: 'Emma' });
    await zoe.answer({ who: 'Emma' });
    expect((await declared())[0]).toMatchObject({ counterpartName: 'Emma', counterpart: null });
  });

  it.each([
    ['a card of somebody else’s making', { hello: 'there' }],
    ['a button with a command that is none', { do: 'run', command: 'drop tables', input: {}, card: 'x' }],
    ['a list', [1, 2]],
    ['a word', 'submit'],
    ['a page far away', { do: 'turn', command: 'policy', input: {}, card: 'x', page: 900 }],
  ])('answers %s without a fall', async (_what, value) => {
    const zoe = open.at('Zoe');
    const { status } = await open.teams.post(
      activityFrom(open.teams, zoe.who, { value, replyToId: 'sent-1' }),
    );
    expect(status).toBe(200);
    expect(open.teams.logged.filter(({ level }) => level === 'error')).toEqual([]);
    expect(sentTo(open.teams, zoe.who)).toHaveLength(1);
  });

  it('answers an invoke that no card of ours sends', async () => {
    const zoe = open.at('Zoe');
    const invoke = {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', verb: 'x', data: {} } },
    };
    const { status, body } = await open.teams.post(activityFrom(open.teams, zoe.who, invoke));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      statusCode: 200,
      value: expect.stringContaining('cannot be used'),
    });
    expect(
      (
        await open.teams.post(
          activityFrom(open.teams, zoe.who, { ...invoke, name: 'composeExtension/query' }),
        )
      ).status,
    ).toBe(501);
  });

  it('logs nothing of what people wrote', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('declare "Quentin Quill" kind=friend since=2019 note="a private thing"');
    open.teams.peer.fates.push({ fate: { status: 400 } });
    await open.teams.post(activityFrom(open.teams, zoe.who, { text: 'me' }));
    expect(JSON.stringify(open.teams.logged)).not.toMatch(/Quentin|private thing|quoting/);
  });
});

describe('two people', () => {
  it('press the same officer’s button at once, and one decision is recorded', async () => {
    const zoe = open.at('Zoe');
    const words = (await zoe.type('declare "Shabnam Rahman" kind=friend since=2019')).words;
    const ref = /D-\d+/.exec(words)?.[0] ?? '';
    const maeve = open.at('Maeve');
    const priya = open.at('Priya');
    await maeve.type(`decide ${ref}`);
    const decide = {
      value: { do: 'run', command: 'decide', input: { ref, outcome: 'noted' }, card: 'alert' },
      replyToId: 'alert-1',
    };
    await Promise.all([
      open.teams.post(activityFrom(open.teams, maeve.who, decide)),
      open.teams.post(activityFrom(open.teams, priya.who, decide)),
    ]);
    const seen = [maeve, priya].map(
      ({ who }) => readCard(sentTo(open.teams, who).at(-1)?.body.attachments[0].content).words,
    );
    expect(seen.filter((each) => /That could not be done/.test(each))).toHaveLength(1);
    const maeveId = (await open.elm.person("Maeve O'Sullivan")).id;
    const decided = (await declared()).find(({ number }) => `D-${number}` === ref);
    expect(decided).toMatchObject({ state: 'active', outcome: 'noted', decidedBy: maeveId });
  });
});

describe('in a room with others', () => {
  const room = {
    conversation: { id: '19:room', conversationType: 'channel', tenantId: TENANT, isGroup: true },
    channelData: { tenant: { id: TENANT }, team: { id: '19:team' } },
  };
  const mention = {
    type: 'mention',
    text: '<at>Candour</at>',
    mentioned: { id: `28:${APP_ID}`, name: 'Candour' },
  };
  const inRoom = () =>
    open.teams.peer.calls.filter(({ path, method }) => path.includes('19:room') && method === 'POST');

  it('says one neutral sentence, and goes on in private', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('me');
    open.teams.peer.calls.length = 0;
    await open.teams.post(
      activityFrom(open.teams, zoe.who, { ...room, text: '<at>Candour</at> me', entities: [mention] }),
    );
    expect(inRoom().map(({ body }) => body.text)).toEqual(['I have written to you privately.']);
    expect(JSON.stringify(inRoom())).not.toMatch(/Adeyemi|attachments/);
    const [personal] = sentTo(open.teams, zoe.who);
    expect(readCard(personal?.body.attachments[0].content).words).toContain('Zoë Adeyemi');
  });

  it.each([
    ['Tia has bruises on her back', 'In danger: 999.'],
    ['declare "Sarah Reed" friend', 'Whom do you know?'],
  ])('%s: asks all not to write about children there, and answers in private', async (text, answered) => {
    const zoe = open.at('Zoe');
    await zoe.type('me');
    open.teams.peer.calls.length = 0;
    await open.teams.post(activityFrom(open.teams, zoe.who, { ...room, text }));
    expect(inRoom().map(({ body }) => body.text)).toEqual([
      'Please do not write about children or families here: others read this. I have written to you privately.',
    ]);
    const [personal] = sentTo(open.teams, zoe.who);
    const { words } = readCard(personal?.body.attachments[0].content);
    expect(words).toContain(answered);
    if (text.startsWith('Tia')) expect(words).toContain('Then delete it where you typed it: Teams keeps');
    expect(JSON.stringify(inRoom())).not.toMatch(/Tia|Reed|attachments/);
  });

  it('opens the private chat of somebody who has none yet', async () => {
    const ellis = open.at('Ellis');
    await open.teams.post(activityFrom(open.teams, ellis.who, { ...room, text: 'me' }));
    expect(open.teams.peer.calls.find(({ path }) => path === '/v3/conversations')?.body).toMatchObject({
      members: [{ id: ellis.who.aad }],
      tenantId: TENANT,
    });
    expect(inRoom().map(({ body }) => body.text)).toEqual(['I have written to you privately.']);
  });

  it('says the same to strangers and to those whom it cannot reach', async () => {
    const stranger = somebody('stranger', 900);
    open.teams.peer.roster.set(stranger.id, { email: 'x@nowhere.test', userRole: 'user' });
    await open.teams.post(activityFrom(open.teams, stranger, { ...room, text: 'me' }));
    const amina = open.at('Amina');
    open.teams.peer.fates.push({ fate: { status: 403 }, when: ({ path }) => path === '/v3/conversations' });
    await open.teams.post(activityFrom(open.teams, amina.who, { ...room, text: 'me' }));
    const [one, other] = inRoom().map(({ body }) => body.text);
    expect(one).toBe(other);
    expect(one).toContain('in private');
  });
});

describe('an installation', () => {
  const installed = (who: ReturnType<typeof somebody>, action: string) =>
    activityFrom(open.teams, who, { type: 'installationUpdate', action, text: undefined });

  it('is greeted once, with what this person owes, though Teams tells of it twice', async () => {
    const karolina = open.who('Karolina');
    await Promise.all([
      open.teams.post(installed(karolina, 'add')),
      open.teams.post(
        activityFrom(open.teams, karolina, {
          type: 'conversationUpdate',
          membersAdded: [{ id: `28:${APP_ID}` }],
        }),
      ),
    ]);
    await open.teams.post(installed(karolina, 'add-upgrade'));
    const sent = sentTo(open.teams, karolina);
    expect(sent).toHaveLength(1);
    const card = readCard(sent[0]?.body.attachments[0].content);
    expect(card.words).toContain('Welcome');
    expect(card.words).toContain('Read and acknowledge our policy “Social media and relationships”');
    expect(card.actions.map(({ title }) => title)).toEqual(['My page', 'Declare']);
    // Nothing about children: she is Barnaby's key person, and has yet to answer about families.
    expect(card.words).not.toMatch(/Barnaby|key person|[Ff]amilies/);
  });

  it('is greeted again when the first greeting never arrived', async () => {
    const ruth = open.who('Ruth');
    open.teams.peer.fates.push({
      fate: { status: 400 },
      when: ({ method, path }) => method === 'POST' && path.includes(ruth.chat),
    });
    await open.teams.post(installed(ruth, 'add'));
    await open.teams.post(installed(ruth, 'add'));
    expect(sentTo(open.teams, ruth)).toHaveLength(2);
  });

  it('tells somebody whom the register does not know how to be added', async () => {
    const stranger = somebody('newcomer', 901);
    open.teams.peer.roster.set(stranger.id, { email: 'new@nowhere.test', userRole: 'user' });
    await open.teams.post(installed(stranger, 'add'));
    expect(sentTo(open.teams, stranger)[0]?.body.text).toContain(
      'put your work e-mail, the one you use in Teams',
    );
  });

  it('that is taken back is forgotten, and in a room nothing is said', async () => {
    const helen = open.who('Helen');
    await open.teams.post(installed(helen, 'add'));
    const account = { platform: 'teams', tenant: TENANT, user: helen.aad };
    const found = () => open.elm.store.read((register) => register.conversations.find(account));
    expect(await found()).toMatchObject({ id: helen.chat, serviceUrl: open.teams.peer.url });
    await open.teams.post(installed(helen, 'remove'));
    expect(await found()).toBeUndefined();
    open.teams.peer.calls.length = 0;
    const room = { conversation: { id: '19:r', conversationType: 'groupChat', tenantId: TENANT } };
    await open.teams.post({ ...installed(helen, 'add'), ...room });
    expect(open.teams.peer.calls).toEqual([]);
  });
});

describe('when something is wrong inside', () => {
  it('a closed database is told politely, with a reference that the log has too', async () => {
    const broken = await openTeamsSetting();
    const zoe = broken.at('Zoe');
    await zoe.type('me');
    await broken.elm.store.close();
    const shown = await zoe.type('me');
    const reference = /Candour: (\w{8})/.exec(shown.words)?.[1];
    expect(reference).toBeDefined();
    expect(
      broken.teams.logged.some(({ level, facts }) => level === 'error' && facts.reference === reference),
    ).toBe(true);
    await broken.teams.close();
  });

  it('a roster that fails is no stranger: the person is asked to try again', async () => {
    const amina = open.at('Amina');
    await open.elm.app.forget({ platform: 'teams', tenant: TENANT, user: amina.who.aad });
    open.teams.peer.fates.push({ fate: { status: 500 }, when: ({ path }) => path.includes('/members/') });
    expect((await amina.type('me')).words).toMatch(/Something went wrong/);
    expect((await amina.type('me')).words).toContain('Amina Yusuf');
  });

  it('takes nothing more once it stops, and finishes what it began', async () => {
    const second = await openTeams({ app: open.elm.app, store: open.elm.store });
    second.peer.roster.set('29:Zoe', { email: 'zoe@elm.test', userRole: 'user' });
    const zoe = visit(second, open.who('Zoe'));
    second.peer.fates.push({ fate: { status: 503 }, when: ({ method }) => method === 'POST' });
    const answered = second.post(activityFrom(second, zoe.who, { text: 'me' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await second.platform.stop();
    expect((await answered).status).toBe(200);
    expect((await second.post(activityFrom(second, zoe.who, { text: 'me' }))).status).toBe(503);
    await second.close();
  });
});

describe('typed words that come again under another id', () => {
  it('share a key with the first, and words typed again share none', async () => {
    const { app, received } = createExhibition();
    const teams = await openTeams({ app, store: open.elm.store });
    const who = somebody('again', 902);
    const typed = activityFrom(teams, who, { text: 'text' });
    await teams.post(typed);
    await teams.post({ ...typed, id: 'under another id' });
    await teams.post(activityFrom(teams, who, { text: 'text' }));
    const [first, repeated, later] = received.map(({ keys }) => new Set(keys));
    const shared = (one?: Set<string>, other?: Set<string>) =>
      [...(one ?? [])].filter((key) => other?.has(key));
    expect(received).toHaveLength(3);
    expect(shared(first, repeated)).toHaveLength(1);
    expect(shared(first, later)).toHaveLength(0);
    await teams.close();
  });
});
