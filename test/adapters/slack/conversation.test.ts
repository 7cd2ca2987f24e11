import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../../support/slack/client.ts';
import { type Elm, openElm, USERS } from '../../support/slack/elm.ts';
import { by, sendCommand, sendEvent, sendPayload } from '../../support/slack/requests.ts';

let elm: Elm;
beforeAll(async () => {
  elm = await openElm();
});
afterAll(async () => {
  await elm.close();
});
afterEach(() => {
  expect(elm.api.faults).toEqual([]);
});

const open = () => elm.setting.read((register, setting) => register.declarations.open(setting));

describe('A declaration in Slack', () => {
  it('is asked for in a modal, marked where it is wrong, and told to the officer, who decides in Slack', async () => {
    const zoe = elm.client(USERS.staff);
    await zoe.type('declare');
    expect(wordsOf(zoe.screen)).toContain('Declaring is no accusation');
    await zoe.fill({
      who: 'Sarah Reed',
      kind: 'friend',
      since: 'whenever',
      networks: ['facebook', 'tiktok'],
      note: 'We meet at choir.',
    });
    const wrong = await zoe.submit();
    expect(Object.entries(wrong.errors)).toEqual([['since~when', expect.stringContaining('always')]]);
    await zoe.fill({ since: '2019' });
    const done = await zoe.submit();
    expect(wordsOf(done)).toContain('D-1');
    const [declared] = await open();
    expect(declared).toMatchObject({
      counterpartName: 'Sarah Reed',
      kind: 'friend',
      since: '2019',
      networks: ['facebook', 'tiktok'],
      note: 'We meet at choir.',
    });
    expect(declared?.counterpart).not.toBeNull();

    const maeve = elm.client(USERS.dso);
    await maeve.type('me');
    await elm.deliverDue();
    const [alert] = elm.dm(USERS.dso);
    const blocks = JSON.parse(alert?.fields.get('blocks') ?? '[]');
    expect(alert?.fields.get('text')).toContain('D-1');
    expect(`${alert?.fields.get('text')} ${JSON.stringify(blocks)}`).not.toMatch(
      /Sarah|Reed|Mia|friend|facebook/i,
    );
    maeve.see({ blocks }, 'message');
    const [label = ''] = maeve.buttons();
    const opened = await maeve.press(label);
    expect(opened.kind).toBe('modal');
    expect(wordsOf(opened)).toContain('Sarah Reed');
    await maeve.fill({ outcome: 'managed', affected_child: 'no' });
    await maeve.submit();
    expect((await open())[0]).toMatchObject({ state: 'active', outcome: 'managed' });
    expect([...zoe.faults, ...maeve.faults]).toEqual([]);
  });

  it('blocks the child, which shows in keyperson, and assign is refused with its rules', async () => {
    const ruth = elm.client(USERS.manager);
    const answer = await ruth.type('keyperson "Mia Reed"');
    const words = wordsOf(answer);
    expect(words).toMatch(/Zoë Adeyemi\nAnswer: No/);
    expect(words).toContain('K3');
    await ruth.type('assign "Mia Reed" staff="Zoë Adeyemi" role=back_up');
    expect(wordsOf(ruth.screen)).toContain('K3');
    const allocations = await elm.setting.read(async (register, setting) =>
      (await register.allocations.open(setting, '2026-11-23')).filter(
        (each) => each.childName === 'Mia Reed',
      ),
    );
    expect(allocations.map(({ role, staffName }) => [role, staffName])).toEqual([
      ['key_person', 'Zoë Adeyemi'],
    ]);
    expect(ruth.faults).toEqual([]);
  });

  it('counts once however often it is delivered, and is answered the same', async () => {
    const tom = elm.client(USERS.other);
    await tom.type('declare "Nobody Known" kind=neighbour since=2020');
    const before = (await open()).length;
    await tom.type('declare');
    await tom.fill({ who: 'Twice Told', kind: 'neighbour', since: '2020' });
    const submission = tom.submission();
    const answers = await Promise.all(
      [1, 2, 3].map(() => sendPayload(elm.url, submission, { headers: { 'x-slack-retry-num': '1' } })),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await open()).length).toBe(before + 1);
  });

  it('counts a command once that is delivered twice', async () => {
    const text = 'declare "Once Only" kind=neighbour since=2020';
    const before = (await open()).length;
    const [first, second] = [
      await sendCommand(elm.url, { user: USERS.other, text, trigger: 'same' }),
      await sendCommand(elm.url, { user: USERS.other, text, trigger: 'same' }),
    ];
    expect(first.text).toBe(second.text);
    expect((await open()).length).toBe(before + 1);
  });

  it('offers families to those who work with children, and takes any name', async () => {
    const zoe = elm.client(USERS.staff);
    await zoe.type('declare');
    const labels = (await zoe.offered('who', 'gem')).map((each) => each.text.text);
    expect(labels).toEqual([
      'Gemma Fairweather, parent of Poppy Stanton and Theo Cole',
      'Use “gem” as typed',
    ]);
    const helen = elm.client(USERS.chair);
    const form = await helen.type('declare');
    expect(
      form.view.blocks.find((block: { block_id?: string }) => block.block_id?.startsWith('who~')).element
        .type,
    ).toBe('plain_text_input');
    expect(await helen.offered('who', 'gem')).toEqual([]);
  });

  it('lets a name be typed that is too long for the list', async () => {
    const zoe = elm.client(USERS.staff);
    await zoe.type('declare');
    const name = `Wilhelmina ${'Longname '.repeat(9)}`.trim();
    const offered = await zoe.offered('who', name);
    await zoe.fill({ who: offered.at(-1)?.value, kind: 'neighbour', since: '2018' });
    const again = await zoe.submit();
    expect(wordsOf(again)).toContain('Please type the name here.');
    await zoe.fill({ who: name });
    expect(again.values['since~when']?.value).toBe('2018');
    await zoe.submit();
    expect((await open()).map((each) => each.counterpartName)).toContain(name);
    expect(zoe.faults).toEqual([]);
  });

  it('asks which of two people it is, and keeps the other answers', async () => {
    const tom = elm.client(USERS.other);
    await tom.type('declare');
    await tom.fill({ who: 'Emma Wood', kind: 'friend', since: '2021', note: 'Kept.' });
    // Picked as typed, so that the name alone is known.
    tom.screen.values['who~pick'] = {
      type: 'external_select',
      selected_option: { value: 'Emma Wood', text: { type: 'plain_text', text: 'Emma Wood' } },
    };
    const asked = await tom.submit();
    expect(wordsOf(asked)).toContain('Which one do you mean?');
    const { element } = asked.view.blocks.find(
      ({ block_id }: { block_id?: string }) => block_id === 'who~one',
    );
    expect(element.options.map(({ text }: { text: { text: string } }) => text.text)).toEqual([
      'Emma Wood, parent of Elsie Wood',
      'Emma Wood, parent of Jude Harrington',
      'None of these: keep “Emma Wood”',
    ]);
    await tom.fill({ who: element.options[0].value });
    const done = await tom.submit();
    expect(wordsOf(done)).toMatch(/D-\d/);
  });
});

describe('What is typed to the bot', () => {
  const message = (user: string, text: string, more: Record<string, unknown> = {}) =>
    sendEvent(elm.url, {
      type: 'message',
      channel_type: 'im',
      channel: `D${user}`,
      user,
      ts: `${Math.random()}`,
      text,
      ...more,
    });
  const reply = async (user: string, before: number) => {
    await elm.api.until(() => elm.dm(user).length > before);
    return elm.dm(user).at(-1)?.fields.get('blocks') ?? '';
  };

  it('is a command, whose form opens from a button', async () => {
    const before = elm.dm(USERS.staff).length;
    await message(USERS.staff, 'declare &quot;x&quot; kind=friend');
    const blocks = await reply(USERS.staff, before);
    const zoe = elm.client(USERS.staff);
    zoe.see({ blocks: JSON.parse(blocks) }, 'message');
    const form = await zoe.press('Open the form');
    expect(form.view.callback_id).toBe('form');
    expect(form.values['kind~menu']?.selected_option?.value).toBe('friend');
  });

  it.each(['keyperson "Mia Reed"', 'contacts "Mia Reed"', 'conduct', 'hold "Mia Reed"', 'me'])(
    '%s: is answered under a title that says nothing of the answer, also on a lock screen',
    async (said) => {
      const before = elm.dm(USERS.manager).length;
      await message(USERS.manager, said);
      const blocks = await reply(USERS.manager, before);
      expect(blocks).not.toBe('');
      const titles = elm
        .dm(USERS.manager)
        .slice(before)
        .map(({ fields }) => fields.get('text'));
      expect(new Set(titles)).toEqual(new Set(['Candour has answered you.']));
    },
  );

  it('is not kept when it is no command, and gets the line about concerns and two ways on', async () => {
    const before = elm.dm(USERS.staff).length;
    await message(USERS.staff, 'I am so fond of little Zebedee');
    const words = await reply(USERS.staff, before);
    expect(words).toContain('In danger: 999. Worried about a child: tell');
    expect(words).toMatch(/I have not kept it.*My page.*What I can do here/s);
    expect(words).not.toContain('Zebedee');
    expect(JSON.stringify(elm.lines)).not.toContain('Zebedee');
  });

  it.each(['I am so worried about little Zebedee', 'child told me Zebedee was hit by his dad'])(
    '%s: gets the line about concerns alone, and no message of ours holds a word of it',
    async (text) => {
      const before = elm.dm(USERS.staff).length;
      await message(USERS.staff, text);
      const words = await reply(USERS.staff, before);
      expect(words).toContain('In danger: 999. Worried about a child: tell');
      expect(words).toContain('Then delete it here: Slack keeps what is typed.');
      expect(words).toContain('It is about something else');
      expect(words).not.toMatch(/declare:|Zebedee|dad/);
      expect(JSON.stringify(elm.lines)).not.toContain('Zebedee');
    },
  );

  it('is answered to a slash command, which Slack does not keep, without asking to delete it', async () => {
    const shown = wordsOf(await elm.client(USERS.staff).type('Zebedee has bruises'));
    expect(shown).toContain('In danger: 999. Worried about a child: tell');
    expect(shown).not.toContain('Then delete');
  });

  it.each([
    ['<@UBOT> Zebedee has bruises', 'In danger: 999.', true],
    ['<@UBOT> declare "Sarah Reed" friend', 'Open the form', true],
    ['<@UBOT> help', 'What you can do here', false],
  ])('%s: in a channel is answered to its writer alone', async (text, answered, isForNoOneElse) => {
    const inRoom = () =>
      elm.api.of('chat.postMessage').filter(({ fields }) => fields.get('channel') === 'CROOM');
    const before = [inRoom().length, elm.api.of('chat.postEphemeral').length] as const;
    const said = { type: 'app_mention', channel: 'CROOM', user: USERS.staff, ts: `${Math.random()}`, text };
    await sendEvent(elm.url, said);
    await elm.api.until(() => elm.api.of('chat.postEphemeral').length > before[1]);
    const whispered = elm.api.of('chat.postEphemeral').at(-1)?.fields;
    expect([whispered?.get('channel'), whispered?.get('user')]).toEqual(['CROOM', USERS.staff]);
    expect(whispered?.get('blocks')).toContain(answered);
    expect(
      inRoom()
        .slice(before[0])
        .map(({ fields }) => fields.get('text')),
    ).toEqual(
      isForNoOneElse ? ['Please do not write about children or families here: others read this.'] : [],
    );
  });

  it('gets nothing when a bot said it, or when it was edited', async () => {
    const before = elm.api.of('chat.postMessage').length;
    await message(USERS.staff, 'me', { bot_id: 'B7' });
    await message(USERS.staff, 'me', { subtype: 'message_changed' });
    await message(USERS.staff, 'me', { channel_type: 'channel' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(elm.api.of('chat.postMessage').length).toBe(before);
  });
});

describe('Home', () => {
  const openHome = async (user: string) => {
    const before = elm.api.of('views.publish').length;
    await sendEvent(elm.url, {
      type: 'app_home_opened',
      user,
      channel: `D${user}`,
      tab: 'home',
      event_ts: '1',
    });
    await elm.api.until(() => elm.api.of('views.publish').length > before);
    return elm.home(user);
  };

  it('shows no key child any more to who has just left', async () => {
    expect(wordsOf({ view: await openHome(USERS.other) })).toContain('My key children');
    const manager = await elm.setting.identity('Ruth Hallam');
    const input = { name: 'Tom Ridley', leaves_on: '2026-11-20', confirm: 'yes' };
    // What it touches is shown first, and then confirmed.
    for (const _ of ['shown', 'confirmed'])
      await elm.app.run(manager, { command: 'person', input, submitted: true });
    await expect
      .poll(() => wordsOf({ view: elm.home(USERS.other) }))
      .toContain('You hold no role here today');
    expect(wordsOf({ view: elm.home(USERS.other) })).not.toContain('Elsie');
  });

  it('shows what somebody owes, has declared and looks after', async () => {
    const words = wordsOf({ view: await openHome(USERS.staff) });
    for (const each of ['Read and sign', 'My declarations', 'My key children']) expect(words).toContain(each);
    for (const each of ['How it stands', 'My cases']) expect(words).not.toContain(each);
  });

  it('shows officers what waits for them, and how it stands', async () => {
    const words = wordsOf({ view: await openHome(USERS.dso) });
    for (const each of ['The review of', 'See who', 'My cases', 'Who may be key person?'])
      expect(words).toContain(each);
  });

  it('changes after what its person does, without being opened again', async () => {
    await openHome(USERS.staff);
    const zoe = elm.client(USERS.staff);
    await zoe.type('sign');
    await zoe.fill({ full_name: 'Zoë Adeyemi' });
    await zoe.submit();
    await expect
      .poll(() => wordsOf({ view: elm.home(USERS.staff) }), { timeout: 3000 })
      .not.toContain('Read and sign');
  });

  it('tells somebody unknown how to be added, and nothing else', async () => {
    const words = wordsOf({ view: await openHome('UNOBODY') });
    expect(words).toContain('To be added');
    expect(elm.home('UNOBODY').blocks).toHaveLength(1);
  });

  it('greets whoever opens it for the first time, once, with what they owe and nothing about children', async () => {
    const user = 'UKAROLINA';
    const before = elm.dm(user).length;
    await openHome(user);
    await expect.poll(() => elm.dm(user).length).toBe(before + 1);
    const { fields } = elm.dm(user).at(-1) ?? {};
    const blocks = JSON.parse(fields?.get('blocks') ?? '[]');
    const words = wordsOf({ view: { blocks } });
    for (const each of ['I am Candour', 'Read and sign the confidentiality agreement', 'My page', 'Declare'])
      expect(words).toContain(each);
    expect(words).not.toMatch(/Barnaby|key person|Families/);
    expect(blocks.at(-1).elements).toHaveLength(2);
    await openHome(user);
    await openHome(user);
    expect(elm.dm(user).length).toBe(before + 1);
  });

  it('says only what is new when its buttons are pressed', async () => {
    const view = await openHome(USERS.staff);
    const zoe = elm.client(USERS.staff);
    zoe.see(view, 'message');
    const form = await zoe.press('Declare');
    expect(form.view.title.text).toBe('Declare a relationship');
  });
});

describe('The shortcut', () => {
  it('opens the form', async () => {
    const before = elm.api.calls.length;
    await sendPayload(elm.url, { type: 'shortcut', ...by(USERS.staff), callback_id: 'declare' });
    const call = await elm.api.next(before, ['views.open']);
    expect(call.fields.get('view')).toContain('Declare a relationship');
  });
});
