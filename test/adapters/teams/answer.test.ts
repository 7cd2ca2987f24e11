import { expect, it } from 'vitest';
import { answer } from '../../../adapters/teams/answer.ts';
import type { Incoming } from '../../../adapters/teams/library.ts';
import { toCard } from '../../../adapters/teams/render.ts';
import type { App } from '../../../src/core/app.ts';
import type { Form } from '../../../src/core/talk/view.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { readCard } from '../../support/teams/card.ts';

const identity = {
  account: { platform: 'teams', tenant: 't', user: 'u' },
  memberships: [{ setting: 's', person: 'p' }],
};

it('which name is meant is asked of what was typed, and never of what the button that opened the form gave', async () => {
  const exhibition = createExhibition();
  const form: Form = {
    kind: 'form',
    command: 'form',
    title: 'Who?',
    submit: 'Submit',
    inputs: [
      {
        name: 'who',
        label: 'Which parent',
        widget: { kind: 'person', of: 'carers', suggest: true },
        required: true,
        value: '01a207d9',
      },
    ],
  };
  // Every name fits: as where an id happens to begin like one.
  const app: App = { ...exhibition.app, suggest: async () => [{ value: 'x', label: 'Sarah Reed' }] };
  const card = readCard(toCard(form, { command: 'form', input: { who: '01a207d9' } }));
  const sent = async (who: string) => {
    const reply = await answer(app, identity, {
      value: card.press('Submit', { who }),
      conversation: { id: 'a:x' },
    } as Incoming);
    return 'card' in reply ? readCard(reply.card).words : reply.words;
  };
  expect(await sent('01a207d9')).toContain('Thank you');
  expect(await sent('Sa')).toContain('Which of these do you mean?');
});
