import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAEVE, ZOE } from '../../support/elm.ts';
import { faultsOf } from '../../support/teams/check.ts';
import { openTeamsSetting, type TeamsSetting } from '../../support/teams/setting.ts';
import { sentTo } from '../../support/teams/visitor.ts';

let open: TeamsSetting;
beforeEach(async () => {
  open = await openTeamsSetting();
});
afterEach(async () => {
  for (const { body } of open.teams.peer.calls) {
    const card = body?.attachments?.[0]?.content;
    if (card?.type === 'AdaptiveCard') expect(faultsOf(card)).toEqual([]);
  }
  await open.close();
});

/** What stands in somebody's chat: the newest of each message. */
function standing(first: string): string[] {
  const found = new Map<string, string>();
  for (const { id, path, method, body } of sentTo(open.teams, open.who(first)))
    found.set(method === 'PUT' ? (path.split('/').at(-1) ?? '') : (id ?? ''), JSON.stringify(body));
  return [...found.values()];
}

describe('a form', () => {
  it.each([
    ['sign', 'Your full name'],
    ['declare', 'Whom do you know?'],
    ['acknowledge', 'I agree to all of these'],
  ])('%s is left without an answer, and nothing of it stays in the chat', async (verb, asked) => {
    const zoe = open.at('Zoe');
    expect((await zoe.type(verb)).words).toContain(asked);
    const left = await zoe.press('Cancel');
    expect(left.words).toContain(ZOE);
    expect(standing('Zoe')).toHaveLength(1);
    expect(standing('Zoe').join()).not.toContain(asked);
    for (const action of ['agreement.signed', 'declaration.submitted', 'policy.acknowledged'])
      expect(await open.elm.audited(action)).toBe(0);
  });

  it('closes once it is answered: its questions are gone, and what it opened is recorded once', async () => {
    const zoe = open.at('Zoe');
    await zoe.type('sign');
    await zoe.answer({ full_name: ZOE });
    expect(standing('Zoe')).toHaveLength(1);
    expect(standing('Zoe').join()).not.toContain('Input.Text');
    expect(await open.elm.audited('agreement.signed')).toBe(1);
  });

  it('of a boundary agreement is declined as it is signed, and may be left', async () => {
    await open.elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
    await open.elm.view(MAEVE, 'decide D-1 managed');
    await open.elm.view(MAEVE, 'boundary D-1');
    const zoe = open.at('Zoe');
    const form = await zoe.type('boundary B-1');
    expect(form.fields.map(({ name }) => name)).toContain('agree');
    expect((await zoe.press('Cancel')).words).toContain(ZOE);
    await zoe.type('boundary B-1');
    expect((await zoe.answer({ agree: 'no' })).words).toContain('Not signed');
    expect(await open.elm.audited('boundary.staff_signed')).toBe(0);
  });
});
