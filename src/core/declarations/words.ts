import { showDay } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { NETWORKS } from '../rules/networks.ts';
import { allowsLink, basis, KIND_LABELS } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';
import { type Button, button } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';
import { confirmsInPerson } from './in-person.ts';
import { openMatchesShown } from './matches.ts';
import { stateOf } from './outcomes.ts';
import { detailsForOfficer } from './questions.ts';
import { childrenOf } from './reach.ts';
import { isOwnWord } from './states.ts';

const BASIS_LABELS = {
  prior: 'before the child started here (G1)',
  since: "since the child's start here (P9)",
  not_yet_a_parent: 'no parent here, as far as the register knows',
} as const;

/** A declaration in lines for the officer who handles it. */
export async function caseWords(context: Context, declaration: Declaration): Promise<string> {
  const children = await childrenOf(context, declaration);
  const names: string[] = [];
  for (const id of children.keys()) {
    const child = await context.register.children.byId(context.setting.id, id);
    if (child) names.push(child.name);
  }
  const first = [...children.values()].sort()[0] ?? null;
  const began = basis({ kind: declaration.kind, since: declaration.since, childStartsOn: first });
  const networks = declaration.networks.map(
    (code) => NETWORKS.find((network) => network.code === code)?.label ?? code,
  );
  const isAgainstG2 = networks.length > 0 && children.size > 0 && !allowsLink(began);
  const linked =
    declaration.counterpart === null
      ? undefined
      : await context.register.people.byId(context.setting.id, declaration.counterpart);
  const { unmatched, hasLeft } = await openQuestions(context, declaration);
  const lines: [string, string | null | false][] = [
    ['Declared by', declaration.declarerName],
    [
      'With',
      declaration.counterpartName +
        (declaration.counterpart === null
          ? ' (a name, linked to nobody here)'
          : fold(linked?.name ?? '') === fold(declaration.counterpartName)
            ? ''
            : ` (matched: ${linked?.name ?? 'nobody'})`),
    ],
    ['Off the form', hasLeft && 'please say first what became of them'],
    ['To be matched', unmatched && 'somebody here has that name (K5): please say first who it is'],
    ['How', KIND_LABELS[declaration.kind]],
    ['Since', declaration.since === null ? null : showDay(declaration.since)],
    ['Answered before', answeredBefore(declaration)],
    ['Basis', BASIS_LABELS[began]],
    ['Children', names.join(', ') || declaration.childName],
    ['Linked on', networks.join(', ') + (isAgainstG2 ? ' (G2)' : '')],
    ...detailsForOfficer(declaration),
    ['On behalf', await onBehalf(context, declaration)],
    ['Proposed', await proposal(context, declaration)],
    ['State', stateOf(declaration, context.today, declaration.dueOn)],
    [
      'Ended on',
      declaration.endedOn === null ? null : `${showDay(declaration.endedOn)}: ${declaration.endReason ?? ''}`,
    ],
    [
      'Has it affected the child?',
      declaration.affectedChild === null
        ? null
        : declaration.affectedChild
          ? 'Yes, the declarer says (P3)'
          : 'No',
    ],
    ['Takes up', declaration.resumes !== null && `D-${declaration.resumes}, which is closed`],
  ];
  return lines
    .filter((line): line is [string, string] => typeof line[1] === 'string' && line[1] !== '')
    .map(([label, words]) => `${label}: ${words}`)
    .join('\n');
}

/** What is asked about a declaration besides the decision. */
async function openQuestions(
  context: Context,
  { id, counterpart }: Declaration,
): Promise<{ unmatched: boolean; hasLeft: boolean }> {
  const [matches, unsettled] = await Promise.all([
    openMatchesShown(context),
    context.register.children.unsettled(context.setting.id),
  ]);
  return {
    unmatched: matches.some(({ declaration }) => declaration.id === id),
    hasLeft: unsettled.some(({ person }) => person === counterpart),
  };
}

/** Buttons that answer what is asked about a declaration besides the decision. */
export async function caseWays(context: Context, declaration: Declaration): Promise<Button[]> {
  const ref = `D-${declaration.number}`;
  const { unmatched, hasLeft } = await openQuestions(context, declaration);
  const isUnasked = declaration.onBehalfBy !== null && !isOwnWord(declaration);
  return [
    ...(unmatched ? [button('Say who it is', 'match', { ref })] : []),
    ...(hasLeft ? [button('Say what became of them', 'match', { ref })] : []),
    ...(isUnasked && (await confirmsInPerson(context, declaration))
      ? [button('Record their word', 'confirm', { ref })]
      : []),
  ];
}

/** Whose word it is, where an officer recorded it on somebody's behalf. */
async function onBehalf(context: Context, declaration: Declaration): Promise<string | null> {
  const { onBehalfBy } = declaration;
  if (onBehalfBy === null) return null;
  if (isOwnWord(declaration)) return 'recorded by an officer, checked by the declarer';
  const inPerson = (await confirmsInPerson(context, declaration))
    ? '; they have no account: please ask them, and record their word'
    : '';
  return `recorded by an officer, not checked by the declarer yet${inPerson}`;
}

/** The earlier answers, of which the strictest kind counts until the officer decides. */
function answeredBefore({ earlier }: Declaration): string {
  return earlier
    .map(({ kind, since }) => `${KIND_LABELS[kind]}${since === null ? '' : `, ${showDay(since)}`}`)
    .join('; ');
}

async function proposal(
  { register, setting }: Context,
  { voidProposedBy, officerNote }: Declaration,
): Promise<string | null> {
  if (voidProposedBy === null) return null;
  const by = await register.people.byId(setting.id, voidProposedBy);
  return `recorded in error, says ${by?.name ?? 'an officer'}${officerNote ? `: ${officerNote}` : ''}. To agree choose “recorded in error”; any other answer lets it stand`;
}
