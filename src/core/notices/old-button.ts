import type { Context } from '../talk/context.ts';
import { given } from '../talk/form.ts';
import { buttons, type Input, text, button as toButton, type View, view } from '../talk/view.ts';
import { loadReminderFacts } from './facts.ts';
import { SETTLED, settledWords } from './settled.ts';
import { createStillAsks } from './table.ts';

/**
 * The answer to the button of a message that this person was sent, where what it asked for is done: who did it and when, and
 * nothing is done a second time. Undefined where it still asks, or was sent to somebody else.
 */
export async function answerOldButton(context: Context, id: string): Promise<View | undefined> {
  const { register, setting, calendar, me, now } = context;
  const [notice] = await register.notices.byIds(setting.id, [id]);
  if (notice?.recipient !== me.id) return undefined;
  const facts = await loadReminderFacts(register, setting, calendar, now, new Set([notice.subject]));
  if (await createStillAsks(facts)(notice)) return undefined;
  const words = await settledWords(facts, notice);
  const { button } = notice;
  // Whoever may know what was done with it may look at it all the same.
  const on = words !== SETTLED && button && toButton(button.label, button.run.command, button.run.input);
  return view(DONE, text(words), buttons(on || undefined, toButton('My page', 'me')));
}

const DONE = 'Nothing more to do';

/**
 * The answer to a list's button whose case is no longer this person's to handle: what was done with it, as far as they may
 * know. Undefined where they may not.
 */
export async function answerOldRow(context: Context, { ref }: Input): Promise<View | undefined> {
  const { register, setting, calendar, me, now } = context;
  const subject = given(ref);
  if (typeof subject !== 'string' || !/^[DAB]-\d+$/.test(subject)) return undefined;
  const facts = await loadReminderFacts(register, setting, calendar, now, new Set([subject]));
  const asked = {
    subject,
    recipient: me.id,
    createdAt: new Date(0),
    content: { kind: 'submitted' },
  } as const;
  const words = await settledWords(facts, asked);
  return words === SETTLED ? undefined : view(DONE, text(words));
}
