import type { Declaration, OpenMatch } from '../declaration.ts';
import { isOpen } from '../declaration.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import type { Choice } from '../talk/widget.ts';
import { type Desk, openDesk } from './cases.ts';

/** A case on an officer's desk, and what it waits for. */
export interface Case {
  ref: string;
  declaration: Declaration;
  waitsFor: 'decision' | 'end' | 'review' | 'second word' | 'match';
  dueOn: string;
}

/** Who has the next word on a declaration: its handler, or, once it is proposed as void, somebody other than the proposer. */
export function whoseWord(desk: Desk, declaration: Declaration): string | undefined {
  return desk.ofDeclaration(
    declaration,
    declaration.voidProposedBy === null ? [] : [declaration.voidProposedBy],
  );
}

/** The cases that are mine to handle today, by due date. A fixed number of queries. */
export async function myCases(context: Context): Promise<Case[]> {
  const { register, setting, me } = context;
  const [desk, undecided, matches] = await Promise.all([
    openDesk(context),
    register.declarations.undecided(setting.id),
    register.declarations.openMatches(setting.id),
  ]);
  const mine = (declaration: Declaration) => whoseWord(desk, declaration) === me.id;
  const waiting = undecided.filter(mine).map((declaration) => toCase(declaration));
  const known = new Set(waiting.map((each) => each.declaration.id));
  return [...waiting, ...openMatchCases(matches, known).filter((each) => mine(each.declaration))].sort(
    (a, b) =>
      a.dueOn === b.dueOn ? a.declaration.number - b.declaration.number : a.dueOn < b.dueOn ? -1 : 1,
  );
}

function toCase(declaration: Declaration): Case {
  const waitsFor =
    declaration.voidProposedBy !== null
      ? 'second word'
      : declaration.state === 'submitted'
        ? 'decision'
        : declaration.state === 'end_requested'
          ? 'end'
          : 'review';
  return { ref: `D-${declaration.number}`, declaration, waitsFor, dueOn: declaration.dueOn };
}

function openMatchCases(matches: OpenMatch[], known: Set<string>): Case[] {
  const cases = new Map<string, Case>();
  for (const { declaration } of matches) {
    if (!known.has(declaration.id))
      cases.set(declaration.id, {
        ref: `D-${declaration.number}`,
        declaration,
        waitsFor: 'match',
        dueOn: declaration.dueOn,
      });
  }
  return [...cases.values()];
}

/** The declaration of a case that is mine; the refusal is the same whether it is another officer's or there is none. */
export async function caseOfMine(
  context: Context,
  number: number,
): Promise<{ declaration: Declaration; desk: Desk }> {
  const declaration = await context.register.declarations.byNumber(context.setting.id, number);
  const desk = await openDesk(context);
  if (declaration && isOpen(declaration.state) && whoseWord(desk, declaration) === context.me.id)
    return { declaration, desk };
  throw new Refusal(`There is no case D-${number} that is yours to handle. Type inbox to see yours.`, {
    cites: ['authority'],
  });
}

/** Cases to choose from: mine that are waiting. */
export async function caseChoices(context: Context): Promise<Choice[]> {
  return (await myCases(context)).map(({ ref, declaration }) => ({
    value: ref,
    label: `${ref}: ${declaration.declarerName}`,
  }));
}

/** An officer other than the declarer has it open: kept where the declarer can see it, and audited. */
export async function recordOpening(context: Context, declaration: Declaration): Promise<void> {
  if (declaration.declarer === context.me.id) return;
  await context.register.declarations.opened(context.setting.id, declaration.id, context.me.id, context.now);
  await context.register.audit.append(
    context.setting.id,
    { action: 'declaration.opened', actor: context.me.id, subject: `D-${declaration.number}`, payload: {} },
    context.now,
  );
}
