import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { localTime, showInstant } from '../rules/days.ts';
import { nextWindow } from '../rules/working-days.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, text, view } from '../talk/view.ts';
import { peopleIn, remindable } from './owing.ts';
import { type Duty, dueOf } from './policy.ts';
import { dutyWords } from './words.ts';

const ABOUT = [
  { value: 'policy', label: 'Policies to acknowledge' },
  { value: 'signature', label: 'The agreement to sign' },
] as const;

/**
 * Reminds those who have yet to acknowledge or sign (G4, P8), each of each document at most once a day. Whether they still owe it is
 * asked again when the message leaves.
 */
export const remind = command({
  name: 'remind',
  title: 'Remind them',
  summary: 'Remind those who have yet to acknowledge the policy or sign the agreement.',
  roles: ['manager', 'dso', 'deputy_dso'],
  writes: true,
  fields: {
    code: word('Of which policy?', 60, { hint: 'Its code. Left empty: all.' }),
    about: choice('Of what?', ABOUT, { hint: 'Left empty: both.' }),
  },
  execute: async (context, { code, about }) => {
    const { register, setting, now, today, calendar } = context;
    const all = await register.policies.duties(setting.id, today);
    const duties = all.filter((duty) => isMeant(duty, code, about));
    if (code !== undefined && !all.some((duty) => duty.code.toLowerCase() === code.toLowerCase()))
      throw new Refusal(
        `There is no such code here. There are: ${[...new Set(all.map((duty) => duty.code))].join(', ')}.`,
        { field: 'code' },
      );
    const owed = await remindable(context, duties);
    const back = buttons(button('Who has not', 'outstanding'), button('My page', 'me'));
    if (owed.length === 0)
      return view(
        'Nobody to remind',
        text('Everybody who is here has answered, or has been reminded today.'),
        back,
      );
    for (const duty of owed)
      await tell(context, duty.person, {
        subject: duty.code,
        content: { kind: 'reminded' },
        occasion: today,
        ...dutyWords(duty, dueOf(context, duty), today),
      });
    await record(context, {
      action: 'duties.reminded',
      subject: setting.code,
      payload: { reminded: owed.map(({ person, code: of }) => ({ person, code: of })) },
    });
    const count = peopleIn(owed);
    return view(
      count === 1 ? 'One person is reminded' : `${count} people are reminded`,
      text(
        `They get the message ${whenIn(context, nextWindow(now, setting, calendar))}, and only for what they still owe then. Whoever is away, or was reminded today, is left out.`,
      ),
      back,
    );
  },
});

function isMeant(
  duty: Duty,
  code: string | undefined,
  about: (typeof ABOUT)[number]['value'] | undefined,
): boolean {
  if (code !== undefined && duty.code.toLowerCase() !== code.toLowerCase()) return false;
  return about === undefined || (about === 'policy') === (duty.kind === 'policy');
}

function whenIn({ now, today, setting }: Context, at: Date): string {
  if (at <= now) return 'now';
  const { day, time } = localTime(at, setting.timezone);
  return day === today ? `today at ${time}` : `on ${showInstant(at, setting.timezone)}`;
}
