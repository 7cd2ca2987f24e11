import { ALLOCATION_LABELS } from '../allocations/allocation.ts';
import { openIt } from '../boundaries/terms.ts';
import { myCases } from '../cases/case.ts';
import { openFamilies } from '../children/unasked.ts';
import { stateOf } from '../declarations/outcomes.ts';
import { isOpen } from '../declarations/states.ts';
import { dueOf } from '../policies/policy.ts';
import { addDays, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command, isOfficer, OFFICERS } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { type Block, button, buttons, clip, facts, list, meter, text, view } from '../talk/view.ts';
import { maySeeFamilies } from '../who/family.ts';
import { concernLine } from './concern-line.ts';

/** What I have to do, my declarations, my key children, and for officers the cases that wait for them. */
export const me = command({
  name: 'me',
  title: 'Where I stand',
  summary: 'What you owe, your declarations and your key children.',
  roles: 'known',
  writes: false,
  fields: {},
  execute: async (context) => {
    const { register, setting, today, roles } = context;
    const declarations = (await register.declarations.ofDeclarer(setting.id, context.me.id)).filter(
      (declaration) => isOpen(declaration.state),
    );
    const children = await register.allocations.ofStaff(setting.id, context.me.id, today);
    return view(
      clip(`${context.me.name}, ${setting.name}`, 150),
      roles.length === 0 && text('You hold no role here today.'),
      ...(roles.length === 0 ? [] : await owed(context)),
      ...(roles.length === 0 ? [] : await openQuestions(context)),
      declarations.length > 0 && text('My declarations'),
      declarations.length > 0 &&
        list(
          declarations.map(
            (declaration) =>
              `D-${declaration.number} (${declaration.counterpartName}): ${stateOf(declaration, today, maySeeFamilies(context))}`,
          ),
        ),
      children.length > 0 && text('My key children'),
      children.length > 0 &&
        list(
          children.map((allocation) => {
            const from = allocation.from > today ? `, from ${showDay(allocation.from)}` : '';
            return `${allocation.childName}: ${ALLOCATION_LABELS[allocation.role].toLowerCase()}${from}${allocation.flaggedOn === null ? '' : ' (interim)'}`;
          }),
        ),
      ...(await officers(context)),
      text(await concernLine(context)),
      buttons(
        roles.length > 0 && button('Declare a relationship', 'declare'),
        declarations.length > 0 && button('My declarations', 'declarations'),
        button('The policy', 'policy'),
        button('Help', 'help'),
      ),
    );
  },
});

async function owed(context: Context): Promise<(Block | undefined)[]> {
  const duties = await context.register.policies.dutiesOf(context.setting.id, context.me.id);
  if (duties.length === 0) return [];
  const open = duties.filter((duty) => duty.doneAt === null);
  return [
    meter('Acknowledged and signed', duties.length - open.length, duties.length),
    open.length > 0
      ? list(
          open.map(
            (duty) =>
              `${duty.kind === 'policy' ? 'Acknowledge' : 'Sign'} ${duty.code}: due ${showDay(dueOf(context, duty))} (${lateness(dueOf(context, duty), context.today)})`,
          ),
        )
      : text('You owe nothing.'),
    buttons(
      ...open.map((duty) =>
        duty.kind === 'policy'
          ? button(clip(`Acknowledge ${duty.code}`, 40), 'acknowledge', { code: duty.code })
          : button(clip(`Sign ${duty.code}`, 40), 'sign'),
      ),
    ),
  ];
}

/** How many days ahead reviews are listed: as many as before the first reminder. */
const REVIEWED_AHEAD = 30;

/** What else I am asked: to sign boundaries, to answer reviews (P3), and whether I know new families. */
async function openQuestions(context: Context): Promise<(Block | undefined)[]> {
  const { register, setting, me, today } = context;
  const unsigned = (await register.boundaries.ofStaff(setting.id, me.id)).filter(
    ({ state }) => state === 'awaiting_staff',
  );
  const families = maySeeFamilies(context) ? await openFamilies(context) : [];
  const soon = addDays(today, REVIEWED_AHEAD);
  const reviews = (await register.declarations.ofDeclarer(setting.id, me.id)).flatMap(
    ({ number, state, nextReview, raisedAt }) =>
      state === 'active' && raisedAt === null && nextReview !== null && nextReview <= soon
        ? [{ ref: `D-${number}`, nextReview }]
        : [],
  );
  const items = [
    ...unsigned.map(({ number }) => `B-${number}: professional boundaries to read and sign`),
    ...reviews.map(
      ({ ref, nextReview }) =>
        `${ref}: is it still true? By ${showDay(nextReview)} (${lateness(nextReview, today)})`,
    ),
    ...(families.length > 0 ? [`Families: ${families.length} you have not answered about`] : []),
  ];
  if (items.length === 0) return [];
  return [
    text('You are asked'),
    list(items),
    buttons(
      ...unsigned.slice(0, 5).map(({ number }) => openIt(number)),
      ...reviews.slice(0, 5).map(({ ref }) => button(`Review ${ref}`, 'confirm', { ref })),
      families.length > 0 && button('Do you know them?', 'families'),
    ),
  ];
}

/** What waits for an officer, by reference alone. Each item opens from its own button. */
async function officers(context: Context): Promise<(Block | undefined)[]> {
  const { roles, register, setting, today } = context;
  if (!isOfficer(roles)) return [];
  const cases = await myCases(context);
  const allocates = roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
  const needs = allocates ? (await register.allocations.childrenInNeed(setting.id, today)).length : 0;
  return [
    facts(
      ['Cases that are mine', String(cases.length)],
      ['Children who need a key person', allocates && String(needs)],
    ),
    buttons(
      OFFICERS.some((role) => roles.includes(role)) && button(`My cases (${cases.length})`, 'inbox'),
      allocates && button('Who may be key person?', 'keyperson'),
      allocates && button('Ask about another child', 'keyperson', { child: '' }),
      button('Outstanding', 'outstanding'),
      button('Due for review', 'due'),
    ),
  ];
}
