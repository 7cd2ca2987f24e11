import { tellAdmin } from '../arrival.ts';
import { openDesk } from '../facts/cases.ts';
import { caseChoices, caseOfMine, whoseWord } from '../facts/handled.ts';
import { showDay } from '../rules/days.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { reference } from '../talk/field.ts';
import { button, buttons, text, view } from '../talk/view.ts';
import { tell } from '../tell.ts';

/** Hands a case to the next in the order; no reason is asked. */
export const pass = command({
  name: 'pass',
  title: 'Pass a case on',
  summary: 'Hand a case to the next officer; no reason is asked.',
  roles: OFFICERS,
  writes: true,
  fields: { ref: reference('Which case?', ['D', 'A', 'B'], { required: true, choices: caseChoices }) },
  execute: async (context, input) => {
    const { register, setting, me, now } = context;
    const { declaration } = await caseOfMine(context, input.ref.letters === 'D' ? input.ref.number : 0);
    const ref = `D-${declaration.number}`;
    await register.declarations.pass(setting.id, ref, me.id, now);
    await register.audit.append(
      setting.id,
      { action: 'case.passed', actor: me.id, subject: ref, payload: {} },
      now,
    );
    const desk = await openDesk(context);
    const next = whoseWord(desk, declaration);
    if (next === undefined) {
      await tellAdmin(context, desk, ref, 'passed');
      return view(
        `${ref} passed on`,
        text('You have passed it on. No other officer is free; the administrator is told that a case waits.'),
      );
    }
    await tell(context, {
      to: next,
      subject: ref,
      milestone: `passed:${me.id}`,
      class: 'alert',
      title: `${ref}: passed on to you`,
      text: `${ref} has been passed on to you. It is due by ${showDay(declaration.dueOn)}.`,
      button: button(`Open ${ref}`, 'decide', { ref }),
    });
    return view(
      `${ref} passed on`,
      text('The next officer has it now.'),
      buttons(button('My cases', 'inbox')),
    );
  },
});
