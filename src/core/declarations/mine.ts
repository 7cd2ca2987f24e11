import { ARRANGEMENT_STATES } from '../arrangements/states.ts';
import { ARRANGEMENT_LABELS } from '../arrangements/words.ts';
import { localDay, showDay } from '../rules/days.ts';
import { stateAfter } from '../rules/states.ts';
import type { Context } from '../talk/context.ts';
import type { Listed } from '../talk/listed.ts';
import { referred } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, type Input } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';
import { isOpen } from './states.ts';

/** My open declaration of that number. The refusal is the same whether it is somebody else's or does not exist. */
export async function ownOpen(context: Context, number: number): Promise<Declaration> {
  const found = await context.register.declarations.byNumber(context.setting.id, number);
  if (found && found.declarer === context.me.id && isOpen(found.state)) return found;
  throw noneOfMine(number);
}

/** The same refusal whether the declaration is somebody else's, needs nothing or does not exist. */
export function noneOfMine(number: number): Refusal {
  return new Refusal(`You have no open declaration D-${number}.`, {
    field: 'ref',
    ways: [button('My declarations', 'declarations')],
  });
}

/** My declaration that the form names so far, in any state; undefined where none is named. */
export async function ownNamed(
  { register, setting, me }: Context,
  input: Input,
): Promise<Declaration | undefined> {
  const number = referred(input, ['D'])?.number;
  const found = number === undefined ? undefined : await register.declarations.byNumber(setting.id, number);
  return found?.declarer === me.id ? found : undefined;
}

/** My open declarations and arrangements. */
export async function ownOfBoth(context: Context): Promise<Listed[]> {
  const arranged = await context.register.arrangements.ofStaff(context.setting.id, context.me.id);
  return [
    ...(await ownDeclarations(context)),
    ...arranged
      .filter(({ state }) => stateAfter(ARRANGEMENT_STATES, state, 'ended') !== undefined)
      .map(({ number, kind, childName, declaredAt }) => ({
        value: `A-${number}`,
        label: `${ARRANGEMENT_LABELS[kind]}, ${childName} (A-${number})`,
        names: [childName],
        on: localDay(declaredAt, context.setting.timezone),
      })),
  ];
}

/** My open declarations. */
export async function ownDeclarations(context: Context): Promise<Listed[]> {
  const mine = await context.register.declarations.ofDeclarer(context.setting.id, context.me.id);
  return mine
    .filter((declaration) => isOpen(declaration.state))
    .map((declaration) => listedOwn(context, declaration));
}

/** One of my declarations: whom I know, and when I said so. */
export function listedOwn(
  { setting }: Context,
  { number, counterpartName, childName, submittedAt }: Declaration,
): Listed {
  const on = localDay(submittedAt, setting.timezone);
  return {
    value: `D-${number}`,
    label: `${counterpartName}, declared ${showDay(on)} (D-${number})`,
    names: [counterpartName, ...(childName === null ? [] : [childName])],
    on,
  };
}
