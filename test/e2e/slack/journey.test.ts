import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workplace } from '../../support/process.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { openSettingFolder, PEOPLE, serve } from '../../support/slack/service.ts';
import { openWorkspace, type People, type Workspace } from '../../support/slack/workspace.ts';

const [RUTH, MAEVE, ZOE, TOM, NOBODY, AMINA] = Object.keys(PEOPLE) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

// biome-ignore lint/suspicious/noExplicitAny: Slack's payloads, as deep as they come.
type Shown = Record<string, any>;
const read = (shown: Shown) => wordsOf({ view: shown });

describe.each(['socket', 'events'] as const)('Candour in a workspace, by %s', (mode) => {
  let workspace: Workspace;
  let workplace: Workplace;
  let candour: Awaited<ReturnType<typeof serve>>;
  let people: People;

  beforeAll(async () => {
    workspace = await openWorkspace({ mode, users: PEOPLE });
    workplace = await openSettingFolder((file, text) =>
      file === 'children.csv'
        ? `${text.trimEnd()}\nC90,Nia Powell,2025-09-03,,Dilys Powell <dilys@families.test> (mother),Zoë Adeyemi,,,,\n`
        : text,
    );
    candour = await serve(workplace, workspace, mode);
    people = await workspace.people();
  });
  afterAll(async () => {
    people?.close();
    await candour?.stop();
    await workplace?.close();
    await workspace?.close();
  });
  afterEach(() => {
    expect(workspace.faults).toEqual([]);
  });

  const open = async (verb: string) =>
    (await workplace.candour(['say', '--as', 'Zoë Adeyemi', '--json', verb])).stdout;

  /** The greeting is not to be taken for an answer that comes after it. */
  const isGreeted = (user: string) =>
    people.until('the greeting', () => people.dms(user).some(({ text }) => /Welcome/.test(text)), 15_000);

  it('shows Home to who is known, and how to be added to who is not', async () => {
    const home = read(await people.home(ZOE));
    expect(home).toMatch(/Read and (acknowledge|sign)/);
    expect(home).toContain('Nia Powell: key person');
    const stranger = await people.home(NOBODY);
    expect(stranger.blocks).toHaveLength(1);
    expect(read(stranger)).toContain('To be added');
  });

  it('takes a declaration, marks what is wrong in it, and tells the DSO, whose button opens the case', async () => {
    const form = await people.command(ZOE, 'declare "Dilys Powell"');
    expect(read(form)).toContain('Declaring is no accusation');
    const wrong = await people.submit(ZOE, {
      kind: 'close_friend',
      since: 'some time ago',
      networks: ['whatsapp'],
    });
    expect(wrong.errors).toEqual({ 'since~when': expect.stringContaining('always') });
    const done = await people.submit(ZOE, {
      kind: 'close_friend',
      since: 'Mar 2019',
      networks: ['whatsapp'],
    });
    expect(read(done)).toMatch(/D-\d+/);
    await people.home(MAEVE);
    // It is not to be taken for the answer.
    await people.until(
      'the greeting',
      () => people.dms(MAEVE).some(({ text }) => /Welcome/.test(text)),
      15_000,
    );
    const alert = await people.until(
      'the alert',
      () => people.dms(MAEVE).find((message) => /D-\d+\b/.test(message.text)),
      15_000,
    );
    expect(JSON.stringify(alert.blocks) + alert.text).not.toMatch(/Dilys|Powell|Nia|whatsapp/i);
    const [label] = alert.blocks
      .flatMap((block: Shown) => (block.type === 'actions' ? block.elements : []))
      .map((each: Shown) => each.text.text);
    const opened = await people.press(MAEVE, alert, label);
    expect(read(opened)).toContain('Dilys Powell');
    const decided = await people.submit(MAEVE, { outcome: 'managed', affected_child: 'no' });
    expect(read(decided)).toMatch(/D-\d+/);
    expect(await open('declarations')).toMatch(/D-\d+.*Maeve/s);
  });

  it('shows the block in keyperson, and refuses to assign with its rules', async () => {
    // Her own message has come by then: it is not to be taken for the answer.
    await people.until('what it means for an allocation', () => people.dms(RUTH).length > 0, 15_000);
    const answer = read(await people.command(RUTH, 'keyperson "Nia Powell"'));
    expect(answer).toMatch(/Zoë Adeyemi\nAnswer: No · Rules: K3/);
    const refused = read(await people.command(RUTH, 'assign "Nia Powell" staff="Zoë Adeyemi" role=back_up'));
    expect(refused).toContain('K3');
    const needed = read(await people.command(RUTH, 'keyperson'));
    expect(needed).toContain('Nia Powell');
  });

  it('takes an acknowledgement and a signature, and Home follows', async () => {
    const turnOn = async (user: string) => {
      for (let pages = 0; people.state.modal?.submit?.text === 'Next page' && pages < 20; pages++)
        await people.submit(user, {});
    };
    await people.command(ZOE, 'acknowledge');
    await turnOn(ZOE);
    const all = (people.state.modal?.blocks ?? []).flatMap((block: Shown) =>
      block.block_id?.startsWith('all~') ? block.element.options.map((each: Shown) => each.value) : [],
    );
    expect(all).toEqual(['yes']);
    await people.submit(ZOE, { all });
    await people.until(
      'a fresh Home',
      () => !/Read and (acknowledge|sign)/.test(read(people.state.homes[ZOE] ?? {})),
      10_000,
    );
    await people.home(AMINA);
    await isGreeted(AMINA);
    await people.command(AMINA, 'sign');
    await turnOn(AMINA);
    await people.submit(AMINA, { full_name: 'amina yusuf' });
    await people.until(
      'a fresh Home',
      () => (read(people.state.homes[AMINA] ?? {}).match(/Read and (acknowledge|sign)/g) ?? []).length === 1,
      10_000,
    );
  });

  it('counts a form once that is delivered three times', async () => {
    await people.command(TOM, 'declare "Thrice Sent"');
    const done = await people.submit(TOM, { kind: 'neighbour', since: '2020' }, 3);
    const reference = read(done).match(/D-\d+/)?.[0];
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(read(people.state.modal ?? {})).toContain(reference);
    const said = await workplace.candour(['say', '--as', 'Tom Ridley', '--json', 'declarations']);
    expect(said.stdout.match(/Thrice Sent/g)).toHaveLength(1);
    const sent = workspace.delivered('view_submission').filter((body) => body.includes('Thrice Sent'));
    expect(sent.length).toBeGreaterThanOrEqual(mode === 'events' ? 3 : 0);
  });

  it('answers what is typed to it, and keeps nothing that is no command', async () => {
    const help = read(await people.say(ZOE, 'I am worried about little Zebedee'));
    expect(help).toContain('Then delete it here');
    const opener = await people.say(TOM, 'declare');
    const form = await people.press(TOM, opener, 'Open the form');
    expect(form.type).toBe('modal');
  });

  it('loses nothing when it is restarted in the middle of a form, and counts it once', async () => {
    await people.command(TOM, 'declare "Brynn Unknown"');
    await candour.kill();
    candour = await serve(workplace, workspace, mode);
    const done = await people.submit(TOM, { kind: 'neighbour', since: '2020' });
    expect(read(done)).toMatch(/D-\d/);
    const said = await workplace.candour(['say', '--as', 'Tom Ridley', '--json', 'declarations']);
    expect(said.stdout.match(/Brynn Unknown/g)).toHaveLength(1);
  });

  it('shows names as names, and mentions nobody', async () => {
    for (const name of ['<!channel> & *Co*', '<@U123>', 'שרה לוי', '👩‍👧 Ann', 'Anna'.repeat(18)]) {
      await people.command(TOM, 'declare');
      const done = await people.submit(TOM, { who: name, kind: 'neighbour', since: '2020' });
      expect(JSON.stringify(done)).not.toContain('"mrkdwn","text":"<');
      const mine = await people.command(TOM, 'declarations');
      expect(read(mine)).toContain(name);
    }
  });

  it('stops when it is told to, without a loss', async () => {
    const { code, stderr } = await candour.stop();
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/Dilys|Zebedee|Brynn|xoxb|xapp/);
    const verified = await workplace.candour(['audit', 'verify']);
    expect(verified.code).toBe(0);
    candour = await serve(workplace, workspace, mode);
  });
});
