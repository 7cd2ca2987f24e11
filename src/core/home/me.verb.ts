import { ALLOCATION_LABELS, ALLOCATION_ROLES, type Allocation } from '../allocations/allocation.ts';
import { coversOf } from '../allocations/covers.ts';
import { AHEAD_DAYS } from '../cases/due-items.ts';
import { stateForDeclarer } from '../declarations/receipt.ts';
import { isOpen } from '../declarations/states.ts';
import { showDay } from '../rules/days.ts';
import { lacksOf } from '../settings/set-up.ts';
import { command, isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { hidden } from '../talk/field.ts';
import {
  type Block,
  type Button,
  button,
  buttons,
  capital,
  clip,
  heading,
  list,
  primary,
  rowButtons,
  text,
  view,
} from '../talk/view.ts';
import { concernLines } from './concern-line.ts';
import { inFew, inWords, LINES, type Needs, needsOf } from './needs.ts';

/** How many of one's own declarations, and of one's key children, are listed. */
const LISTED = { declarations: 5, children: 20 };

/**
 * One's own page: what needs me now in a few lines, the everyday ways on, how things stand for an officer, my declarations and key
 * children, and the line about concerns.
 */
export const me = command({
  name: 'me',
  said: ['Home', 'Start', { words: 'See all', input: { show: 'all' } }],
  title: 'My page',
  summary: 'What you owe, your declarations and your key children.',
  roles: 'known',
  writes: false,
  fields: {
    // Any other word means the page, as no word does.
    show: hidden('All that waits: all'),
  },
  execute: async (context, { show }) => {
    const { setting, roles } = context;
    if (roles.length === 0)
      return view(
        'My page',
        text(whoIAm(context)),
        text('You hold no role here today.'),
        ...(await keyChildren(context)),
        ...(await worried(context)),
        buttons(button('Policy', 'policy'), button('More', 'help')),
      );
    const needs = await needsOf(context);
    if (show === 'all')
      return view(
        clip(`All that waits for you, ${setting.name}`, 150),
        ...toLines(context, needs.all),
        buttons(button('My page', 'me')),
      );
    return view(
      'My page',
      text(whoIAm(context)),
      ...needsMeNow(context, needs),
      ...everyday(context),
      ...(await howItStands(context, needs)),
      ...(await myDeclarations(context)),
      ...(await keyChildren(context)),
      ...(await setUp(context)),
      ...(await worried(context)),
    );
  },
});

/** The line about concerns, in lines: it is read in a hurry. */
async function worried(context: Context): Promise<Block[]> {
  return [heading('If you are worried'), text((await concernLines(context)).join('\n'))];
}

function whoIAm({ me, setting }: Context): string {
  return `${me.name}, ${setting.name}`;
}

/** Each line with its button, overdue first. */
function needsMeNow(context: Context, { all }: Needs): (Block | undefined)[] {
  const lines = inFew(all, context.today).slice(0, LINES);
  return [
    heading('Needs you now'),
    ...toLines(context, lines),
    lines.length < all.length ? buttons(button(`See all ${all.length}`, 'me', { show: 'all' })) : undefined,
  ];
}

function toLines({ today }: Context, needs: Needs['all']): (Block | undefined)[] {
  if (needs.length === 0) return [text('You owe nothing, and nothing waits for you.')];
  return [
    list(needs.map((need) => inWords(need, today))),
    rowButtons(needs.map(({ next }) => primary(next))),
  ];
}

/** What people come for on any day. */
function everyday({ roles }: Context): (Block | undefined)[] {
  return [
    buttons(
      button('Declare', 'declare'),
      button('May I accept this parent?', 'connect'),
      button('Babysitting', 'arrange'),
      button('Who to speak to', 'contacts'),
      button('Policy', 'policy'),
      mayAllocate(roles) && button('Who may be key person?', 'keyperson', { child: '' }),
      button('More', 'help'),
    ),
  ];
}

function mayAllocate(roles: Context['roles']): boolean {
  return roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
}

/** For an officer: totals, each with a button to what stands behind it. */
async function howItStands(context: Context, { cases, due }: Needs): Promise<(Block | undefined)[]> {
  const { roles, register, setting, today } = context;
  if (!isOfficer(roles)) return [];
  const lines: [string, Button][] = [];
  const duties = await register.policies.duties(setting.id, today);
  if (duties.length > 0) {
    const people = new Set(duties.map(({ person }) => person)).size;
    const open = new Set(duties.filter(({ doneAt }) => doneAt === null).map(({ person }) => person)).size;
    lines.push([
      `${people - open} of ${people} have acknowledged and signed everything`,
      button('See who', 'outstanding'),
    ]);
  }
  if (mayAllocate(roles)) {
    const children = (await register.children.present(setting.id, today)).length;
    const inNeed = await register.allocations.childrenInNeed(setting.id, today);
    const lacking = new Set(inNeed.map(({ child }) => child.id)).size;
    if (children > 0)
      lines.push([
        `${children - lacking} of ${children} children have a key person`,
        lacking > 0 ? button('See who has none', 'keyperson') : button('See the children', 'keypeople'),
      ]);
  }
  lines.push([`My cases: ${cases}`, button('My cases', 'inbox')]);
  lines.push([`Due for review within ${AHEAD_DAYS} days: ${due}`, button('See what is due', 'due')]);
  return [
    heading('How it stands'),
    list(lines.map(([words]) => words)),
    rowButtons(lines.map(([, next]) => next)),
  ];
}

async function myDeclarations(context: Context): Promise<(Block | undefined)[]> {
  const { register, setting } = context;
  const open = (await register.declarations.ofDeclarer(setting.id, context.me.id)).filter(({ state }) =>
    isOpen(state),
  );
  if (open.length === 0) return [];
  const shown = open.slice(0, LISTED.declarations);
  const lines = shown.map(
    async (declaration) =>
      `${declaration.counterpartName}: ${await stateForDeclarer(context, declaration)} (D-${declaration.number})`,
  );
  return [
    heading('My declarations'),
    list([...(await Promise.all(lines)), ...andMore(open.length - shown.length)]),
    buttons(button('My declarations', 'declarations')),
  ];
}

async function keyChildren(context: Context): Promise<(Block | undefined)[]> {
  const { register, setting, today } = context;
  const mine = await register.allocations.ofStaff(setting.id, context.me.id, today);
  if (mine.length === 0) return [];
  const standsInFor = await standingIn(context, mine);
  // Whose key person I am comes first.
  const ordered = ALLOCATION_ROLES.flatMap((role) => mine.filter((allocation) => allocation.role === role));
  const lines = ordered.slice(0, LISTED.children).map((allocation) => {
    const from = allocation.from > today ? `, from ${showDay(allocation.from)}` : '';
    const away = standsInFor.get(allocation.id);
    const acts = away === undefined ? '' : `; you stand in for ${away}`;
    return `${allocation.childName}: ${ALLOCATION_LABELS[allocation.role].toLowerCase()}${from}${allocation.flaggedOn === null ? '' : ' (interim)'}${acts}`;
  });
  return [heading('My key children'), list([...lines, ...andMore(mine.length - lines.length)])];
}

function andMore(count: number): string[] {
  return count > 0 ? [`and ${count} more`] : [];
}

/** How many names are listed. */
const NAMED = 10;

/**
 * For the administrator: what the setting lacks, and who in post has no account yet. That the line about concerns lacks a number is
 * told to nobody who asks for it.
 */
async function setUp({ register, setting, roles, today }: Context): Promise<(Block | undefined)[]> {
  if (!roles.includes('admin')) return [];
  const inPost = await register.people.inPost(setting.id, today);
  const lines = lacksOf(setting, inPost, today).map(({ text: words }) => capital(words));
  const found = await register.accounts.ofPeople(
    setting.id,
    inPost.map(({ id }) => id),
  );
  const missing = inPost.filter(({ id }) => !found.some(({ person }) => person === id));
  // Where nobody has an account, no chat is set up for the setting.
  if (found.length > 0 && missing.length > 0) {
    const names = [...missing.slice(0, NAMED).map(({ name }) => name), ...andMore(missing.length - NAMED)];
    lines.push(
      `Not found in the chat yet, ${missing.length} of ${inPost.length}: ${names.join(', ')}. The address in people.csv must be the one they have there.`,
    );
  }
  return lines.length === 0 ? [] : [heading('Still to set up'), list(lines)];
}

/** By my allocation, the name of the key person who is away today and for whom I act. */
async function standingIn(
  context: Context,
  mine: readonly Allocation[],
): Promise<ReadonlyMap<string, string>> {
  const ids = mine.filter(({ role }) => role !== 'key_person').map(({ child }) => child);
  const children = await context.register.children.byIds(context.setting.id, [...new Set(ids)]);
  return new Map(
    (await coversOf(context, children, context.today)).flatMap(({ on, held, acting }) =>
      on === context.today && acting?.staff === context.me.id && acting.role !== 'key_person'
        ? [[acting.id, held.key_person?.staffName ?? ''] as const]
        : [],
    ),
  );
}
