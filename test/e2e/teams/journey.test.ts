import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import { MONDAY } from '../../support/setting.ts';
import { readCard } from '../../support/teams/card.ts';
import { faultsOf } from '../../support/teams/check.ts';
import { openTeamsSetting, type TeamsSetting } from '../../support/teams/setting.ts';
import { sentTo, type TeamsVisitor } from '../../support/teams/visitor.ts';

describe('from a declaration to a decision, in Teams', () => {
  let open: TeamsSetting;
  let zoe: TeamsVisitor;
  let maeve: TeamsVisitor;
  let ruth: TeamsVisitor;
  beforeAll(async () => {
    open = await openTeamsSetting();
    zoe = open.at('Zoe');
    maeve = open.at('Maeve');
    ruth = open.at('Ruth');
  });
  afterAll(async () => {
    const cards = open.teams.peer.calls
      .map(({ body }) => body?.attachments?.[0]?.content)
      .filter((card) => card?.type === 'AdaptiveCard');
    expect(cards.length).toBeGreaterThan(15);
    for (const card of cards) expect(faultsOf(card)).toEqual([]);
    await open.close();
  });
  const tick = () =>
    deliver({
      store: open.elm.store,
      platforms: [open.teams.platform],
      calendar: createCalendar(),
      now: new Date(MONDAY.getTime() + 60_000),
    });
  /** The alerts in somebody's chat, and the newest of them as what lies in front of them. */
  const alerts = (who: TeamsVisitor) =>
    sentTo(open.teams, who.who).filter(({ body }) => /\(D-\d+\)$/.test(body?.summary ?? ''));

  it('begins with what I owe', async () => {
    const before = await zoe.type('me');
    expect(before.words.match(/Read and (?:acknowledge|sign)/g)).toHaveLength(2);
    expect(before.words).toContain('Mia Reed');
    expect(before.words).not.toMatch(/D-\d/);
  });

  it('is declared in a card, a wrong answer marked in its place, three deliveries of it one declaration', async () => {
    await zoe.press('Declare');
    const again = await zoe.answer({ who: 'Sarah Reed', kind: 'friend', since: 'long ago' });
    expect(again.fields.find(({ name }) => name === 'since')?.error).toBeDefined();
    const press = zoe.pressing(zoe.last().card?.submit ?? '', { since: 'Mar 2020' });
    const done = await zoe.see(press);
    expect(done.words).toMatch(/D-\d+/);
    await open.teams.post({ ...press, id: 'again-1' });
    await open.teams.post({ ...press, id: 'again-2' });
    const mine = await open.elm.read(async (register, setting) =>
      register.declarations.ofDeclarer(setting, (await open.elm.person('Zoë Adeyemi')).id),
    );
    expect(mine).toHaveLength(1);
    expect((await zoe.type('me')).words).toContain(
      'Sarah Reed: waiting for a decision, due 24 Nov 2026 (D-1)',
    );
  });

  it('reaches the DSO, who has only installed the app, as a message that keeps its secrets', async () => {
    await open.teams.post(installation(maeve));
    await tick();
    const [alert] = alerts(maeve);
    const { words } = readCard(alert?.body.attachments[0].content);
    expect(words).toMatch(/D-\d+/);
    expect(words).not.toMatch(/Sarah|Reed|friend/i);
    await tick();
    expect(alerts(maeve)).toHaveLength(1);
  });

  it('is opened from the message’s button and decided in its place', async () => {
    const [alert] = alerts(maeve);
    const card = readCard(alert?.body.attachments[0].content);
    const [button] = card.actions;
    const opened = await maeve.see({
      ...maeve.saying(''),
      text: undefined,
      value: button?.data,
      replyToId: 'alert',
    });
    expect(opened.words).toContain('Sarah Reed');
    expect(opened.fields.map(({ name }) => name)).toContain('outcome');
    const decided = await maeve.answer({ outcome: 'noted' });
    expect(decided.words).toMatch(/D-\d+/);
    const own = await zoe.type('declarations');
    expect(own.words).toMatch(/noted/i);
  });

  it('stands in the way of an allocation', async () => {
    const answer = await ruth.type('keyperson Mia Reed');
    expect(answer.words).toMatch(/Zoë Adeyemi/);
    expect(answer.words).toMatch(/K3 \(D-1\)/);
    expect(answer.words).not.toMatch(/Sarah Reed|friend/);
    const refused = await ruth.type('assign child="Mia Reed" staff="Zoë Adeyemi"');
    expect(refused.words).toMatch(/That could not be done/);
    expect(refused.words).toMatch(/K3/);
  });

  it('and the policy is read, acknowledged and the agreement signed', async () => {
    await zoe.type('me');
    const form = await zoe.press('Acknowledge');
    expect(form.words).toContain('We look after children and each other.');
    expect(form.words.match(/You agree: /g)).toHaveLength(3);
    const missing = await zoe.answer({});
    expect(missing.fields.find(({ name }) => name === 'all')?.error).toBeDefined();
    const receipt = await zoe.answer({ all: ['yes'] });
    expect(receipt.words).not.toMatch(/That could not be done/);
    await zoe.type('sign');
    const wrong = await zoe.answer({ full_name: 'Zoe' });
    expect(wrong.fields.find(({ name }) => name === 'full_name')?.error).toBeDefined();
    await zoe.answer({ full_name: 'Zoë Adeyemi' });
    const after = await zoe.type('me');
    expect(after.words).not.toMatch(/Read and (?:acknowledge|sign)/);
  });

  function installation(who: TeamsVisitor): Record<string, unknown> {
    return { ...who.saying(''), type: 'installationUpdate', action: 'add', text: undefined };
  }
});
