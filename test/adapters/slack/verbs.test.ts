import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFormModal } from '../../../adapters/slack/form.ts';
import { toMessage, toMessages, toModal } from '../../../adapters/slack/render.ts';
import type { Answer } from '../../../src/core/talk/view.ts';
import { commands } from '../../support/platforms.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';
import { faultsOfMessage, faultsOfView } from '../../support/slack/blockkit.ts';

let elm: TestSetting;
beforeAll(async () => {
  elm = await openSetting();
  // So that there is something to show: an ordinary name, and those that nobody should have.
  await elm.ask('Zoë Adeyemi', 'declare "Sarah Reed" kind=friend since=2019 networks=facebook');
  await elm.ask('Zoë Adeyemi', 'declare "<!channel> & *Co*" kind=neighbour since=2020');
  await elm.ask('Tom Ridley', `declare "${'Anna'.repeat(49)}" kind=neighbour since=2020`);
  await elm.ask('Tom Ridley', 'declare "<@U123>" kind=business since=always note="_slanted_ שרה 👩‍👧"');
  await elm.ask('Amina Yusuf', 'declare "Laura Ashdown" kind=family');
});
afterAll(async () => {
  await elm.close();
});

function faultsOf(answer: Answer): string[] {
  const faults: string[] = [];
  if (answer.kind === 'form') {
    for (let page = 0; page < 30; page++)
      faults.push(...faultsOfView(toFormModal(answer, { opening: {}, page })));
    return [...faults, ...faultsOfView(toFormModal(answer, { opening: {}, complain: true }))];
  }
  const message = toMessage(answer);
  if (message) faults.push(...faultsOfMessage(message));
  for (const each of toMessages(answer)) faults.push(...faultsOfMessage(each));
  for (let page = 0; page < 5; page++)
    faults.push(...faultsOfView(toModal(answer, { command: 'me', input: {} }, page)));
  return faults;
}

const PEOPLE = [
  'Ruth Hallam',
  "Maeve O'Sullivan",
  'Priya Raman-Clarke',
  'Helen Whitcombe',
  'Colin Threadgold',
  'Zoë Adeyemi',
  'Tom Ridley',
];

describe.each(commands.map(({ name }) => name))('%s', (verb) => {
  it.each(PEOPLE)(
    'is drawn within Slack’s limits for %s, and so is all that its buttons lead to',
    async (who) => {
      const seen = new Set<string>();
      let waiting: { command: string; input: Record<string, string | string[]>; submitted?: boolean }[] = [
        { command: verb, input: {} },
        { command: verb, input: {}, submitted: true },
      ];
      for (let steps = 0; waiting.length > 0 && steps < 2; steps++) {
        const next: typeof waiting = [];
        for (const invocation of waiting.slice(0, 25)) {
          const key = JSON.stringify(invocation);
          if (seen.has(key)) continue;
          seen.add(key);
          const answer = await elm.app.run(await elm.identity(who), invocation);
          expect(faultsOf(answer), `${key} of ${who}`).toEqual([]);
          if (answer.kind === 'view')
            next.push(
              ...answer.blocks.flatMap((block) =>
                block.kind === 'buttons' ? block.buttons.map(({ run }) => run) : [],
              ),
            );
        }
        waiting = next;
      }
      expect(seen.size).toBeGreaterThan(0);
    },
  );
});
