import { loadOfficers, readersOf } from '../cases/officers.ts';
import type { Day } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { NETWORKS, networkLabel } from '../rules/networks.ts';
import { KIND_LABELS } from '../rules/relationship.ts';
import type { Context } from '../talk/context.ts';
import { choices, type Field, hidden, type Options, ownWords } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { DETAIL_NAMES, type Declaration, type Detail, KINDS } from './declaration.ts';

export const KIND_CHOICES = KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));
export const NETWORK_CHOICES = NETWORKS.map(({ code }) => ({ value: code, label: networkLabel(code) }));
export const SINCE_HINT = 'A year, a month or a date: 2019, Mar 2019, 25/03/2019; or always.';
/** Where the question is asked before the kind is known, for which it is needed or not. */
export const SINCE_NEEDED = `Needed, unless it is your own child, family or household. ${SINCE_HINT}`;

/**
 * Which names stay as they were typed, although somebody here fits them or is like them: answered by the form that asks which one is
 * meant, with the name about which it asked; `none_of_these=yes` says it of both.
 */
export function asTypedFields() {
  return {
    none_of_these: asTyped('None of these', 'none_of_these', 'who'),
    child_as_typed: asTyped('None of these children', 'child_as_typed', 'child'),
  };
}

function asTyped(label: string, name: string, of: 'who' | 'child'): Field<'both' | 'this' | 'no', false> {
  return {
    ...hidden(label, { shown: (_, input) => input[name] !== undefined }),
    check: async (raw, _, input) => {
      const said = fold(String(raw));
      if (said === 'yes' || said === 'true') return 'both';
      return said === fold(String(input[of] ?? '')) ? 'this' : 'no';
    },
  };
}

/** What the answers to `asTypedFields` say of the parent and of the child. */
export function keptAsTyped(input: {
  none_of_these?: 'both' | 'this' | 'no' | undefined;
  child_as_typed?: 'both' | 'this' | 'no' | undefined;
}): { isNoneOfThese: boolean; isChildAsTyped: boolean } {
  const is = (answer: string | undefined) => answer === 'both' || answer === 'this';
  return {
    isNoneOfThese: is(input.none_of_these),
    isChildAsTyped: is(input.child_as_typed) || input.none_of_these === 'both',
  };
}

/** Refuses a beginning in the future. The present month or year is accepted. */
export function refuseToCome(since: string | undefined, today: Day): void {
  if (since !== undefined && since !== 'always' && since > today.slice(0, since.length))
    throw new Refusal('This is still to come. Please say since when you have known each other.', {
      field: 'since',
    });
}

/** The text above Submit: who will read the declaration, and what the manager learns. */
export async function whoReads(context: Context): Promise<string> {
  const officers = await loadOfficers(context, []);
  return [
    officers.ofFamily([], { declarer: context.me.id }) === undefined
      ? 'Nobody here can read it yet; the administrator will be told that a case waits.'
      : `It is read by ${readersOf(officers)}.`,
    managerLearns(context),
    'Declaring is no accusation. It protects you.',
  ].join(' ');
}

export function managerLearns({ setting: { titles } }: Context): string {
  return `The ${titles.manager} learns that there is a declaration, and whether it affects who may be key person; not whom you know, nor how.`;
}

type Prefill = Pick<Options<false>, 'prefill' | 'hint'>;

/** The details that a declarer gives, in this order wherever they are asked, stored, changed or copied. */
const DETAILS = {
  networks: {
    ask: (more: Prefill = {}) =>
      choices('On which networks are you linked?', NETWORK_CHOICES, {
        among: 'the networks',
        ...more,
        isMenu: true,
      }),
    nothing: [] as string[],
    officerLine: null,
    copied: ['Networks', ({ networks }: Declaration) => networks.map(networkLabel)],
  },
  note: {
    ask: (more: Prefill = {}) =>
      ownWords(
        'Anything the safeguarding officer should know?',
        280,
        more.prefill ? more : { hint: 'Facts only, please; nothing about the child.' },
      ),
    nothing: null,
    officerLine: ['Note', ({ note }: Declaration) => note],
    copied: ['Your note', ({ note }: Declaration) => note],
  },
} as const satisfies Record<
  Detail,
  {
    ask: unknown;
    nothing: unknown;
    officerLine: readonly [string, unknown] | null;
    copied: readonly [string, unknown];
  }
>;

type Details = Pick<Declaration, Detail>;

/** The questions about the details, with the values of `of` filled in. */
export function details(
  of?: (
    pick: (declaration: Declaration) => string | string[] | null,
  ) => NonNullable<Options<false>['prefill']>,
) {
  return Object.fromEntries(
    DETAIL_NAMES.map((name) => [
      name,
      DETAILS[name].ask(of ? { prefill: of((declaration) => declaration[name]) } : {}),
    ]),
  ) as { [Name in Detail]: ReturnType<(typeof DETAILS)[Name]['ask']> };
}

/** The details as answered; those not mentioned stay as they were. */
export function detailsAnswered(
  input: { [Name in Detail]?: unknown },
  before?: Declaration,
  mentioned?: ReadonlySet<string>,
): Details {
  return Object.fromEntries(
    DETAIL_NAMES.map((name) => [
      name,
      before && !mentioned?.has(name) ? before[name] : (input[name] ?? DETAILS[name].nothing),
    ]),
  ) as unknown as Details;
}

/** The present details, for what an answer stands on. */
export function pickDetails(declaration: Declaration): unknown[] {
  return DETAIL_NAMES.map((name) => declaration[name]);
}

/** The details that were answered otherwise than they stand, to fill in the form that changes them. */
export function detailsThatDiffer(
  same: Declaration,
  said: { [Name in Detail]?: string | string[] | undefined },
) {
  return Object.fromEntries(
    DETAIL_NAMES.flatMap((name) =>
      said[name] === undefined || String(said[name]) === String(same[name]) ? [] : [[name, said[name]]],
    ),
  );
}

/** The details as the officer reads them. */
export function detailsForOfficer(declaration: Declaration): [string, string | null][] {
  return DETAIL_NAMES.flatMap((name) => {
    const { officerLine } = DETAILS[name];
    return officerLine === null
      ? []
      : [[officerLine[0], officerLine[1](declaration)] as [string, string | null]];
  });
}

/** The details as a copy of one's own data shows them. */
export function detailsCopied(declaration: Declaration): Record<string, string | string[] | null> {
  return Object.fromEntries(
    DETAIL_NAMES.map((name) => [DETAILS[name].copied[0], DETAILS[name].copied[1](declaration)]),
  );
}
