import { boundaryDue } from '../boundaries/boundary.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { boundaryPassedOn, passedOn } from '../notices/words.ts';
import { record } from '../records/record.ts';
import { command, OFFICERS } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { reference, referred, unlessListed } from '../talk/reference.ts';
import { button, buttons, text, view } from '../talk/view.ts';
import { arrangementOfMine, boundaryOfMine, caseOfMine, deciderOf, listedCases, officerOf } from './case.ts';
import { loadOfficers, type Officers } from './officers.ts';
import { tellAdmin } from './unroutable.ts';

const LETTERS = ['D', 'A', 'B'] as const;

/** Hands a case to the next in the order, who is named first; no reason is asked. */
export const pass = command({
  name: 'pass',
  title: 'Pass a case on',
  summary: 'Hand a case to the next officer; no reason is asked.',
  roles: OFFICERS,
  writes: true,
  settled: unlessListed(LETTERS, listedCases, () =>
    view('Pass a case on', text('No case waits for you.'), buttons(button('My cases', 'inbox'))),
  ),
  fields: {
    ref: reference('Which case?', LETTERS, { required: true, list: listedCases }),
    confirm: confirmation('Pass it on'),
  },
  standsOn: async (context, input) => {
    const about = referred(input, LETTERS);
    if (about === undefined) return undefined;
    const { id, after } = await caseNamed(context, about.letters, about.number);
    return [id, (await after(await loadOfficers(context))) ?? 'nobody'];
  },
  shownFirst: () => true,
  intro: async (context, input) => {
    const about = referred(input, LETTERS);
    if (about === undefined) return undefined;
    const { after } = await caseNamed(context, about.letters, about.number);
    const officers = await loadOfficers(context);
    const next = await after(officers);
    return next === undefined
      ? 'No other officer is free: the administrator is told that a case waits. You cannot take it back.'
      : `${officers.nameOf(next)} reads and decides it then. You no longer see it, and cannot take it back.`;
  },
  execute: async (context, { ref: { letters, number }, confirm }) => {
    refuseUnconfirmed(confirm);
    const { register, setting, me, now } = context;
    const ref = `${letters}-${number}`;
    const held = await caseNamed(context, letters, number);
    await register.declarations.pass(setting.id, ref, me.id, now);
    await record(context, { action: 'case.passed', subject: ref });
    const officers = await loadOfficers(context);
    const next = await held.next(officers);
    if (next === undefined) {
      await tellAdmin(context, officers, ref, 'passed');
      return view(
        `${ref} passed on`,
        text('You have passed it on. No other officer is free; the administrator is told that a case waits.'),
      );
    }
    await tell(context, next, held.telling);
    return view(
      `${ref} passed on`,
      text('The next officer has it now.'),
      buttons(button('My cases', 'inbox')),
    );
  },
});

/** A case that I handle, who would handle it next, and the message to them. */
interface Held {
  id: string;
  telling: Telling;
  /** Who would have it after me, were I to pass it on. */
  after(officers: Officers): Promise<string | undefined>;
  next(officers: Officers): Promise<string | undefined>;
}

async function caseNamed(context: Context, letters: string, number: number): Promise<Held> {
  if (letters === 'A') {
    const { arrangement } = await arrangementOfMine(context, number);
    const { register, setting, me } = context;
    return {
      id: arrangement.id,
      after: async (officers) =>
        officers.ofArrangement(arrangement, await register.children.carersOf(setting.id, arrangement.child), [
          me.id,
        ]),
      telling: passedOn(`A-${number}`, context.me.id, arrangement.dueOn),
      next: (officers) => officerOf(context, officers, arrangement),
    };
  }
  if (letters === 'B') {
    const { agreement, declaration } = await boundaryOfMine(context, number);
    return {
      id: agreement.id,
      after: async (officers) => officers.ofBoundary(agreement, declaration, [context.me.id]),
      telling: boundaryPassedOn(number, context.me.id, boundaryDue(agreement, context.setting.timezone)),
      next: async (officers) => officers.ofBoundary(agreement, declaration),
    };
  }
  const { declaration } = await caseOfMine(context, number);
  return {
    id: declaration.id,
    after: async (officers) => deciderOf(officers, declaration, [context.me.id]),
    telling: passedOn(`D-${number}`, context.me.id, declaration.dueOn),
    next: async (officers) => deciderOf(officers, declaration),
  };
}
