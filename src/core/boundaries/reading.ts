import { listedCases } from '../cases/case.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import { recordOpening } from '../cases/opened.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { isOpen } from '../declarations/states.ts';
import { localDay } from '../rules/days.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import type { Listed } from '../talk/listed.ts';
import { referred } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import type { Input } from '../talk/view.ts';
import type { BoundaryAgreement } from './boundary.ts';

/**
 * A declaration, its boundary agreement if one has been drafted, and whether the reader is its officer or its member of
 * staff.
 */
export interface BoundaryMatter {
  declaration: Declaration;
  agreement: BoundaryAgreement | undefined;
  party: 'officer' | 'staff';
  officers: Officers;
}

/** The agreements that this reader may open: those of their cases as officer, and their own. */
export async function listedBoundaries(context: Context): Promise<Listed[]> {
  const cases = isOfficer(context.roles) ? await listedCases(context) : [];
  const own = await context.register.boundaries.ofStaff(context.setting.id, context.me.id);
  return [
    ...cases.filter(({ value }) => !value.startsWith('A-')),
    ...own
      .filter(({ state }) => state !== 'ended')
      .map(({ number, parentName, draftedAt }) => ({
        value: `B-${number}`,
        label: `Boundaries with ${parentName} (B-${number})`,
        names: [parentName],
        on: localDay(draftedAt, context.setting.timezone),
      })),
  ];
}

/** The reader's agreement of that reference. The refusal is the same whether it is somebody else's or does not exist. */
export async function boundaryNamed(
  context: Context,
  ref: { letters: string; number: number },
): Promise<BoundaryMatter> {
  const { register, setting, me } = context;
  const named = ref.letters === 'B' ? await register.boundaries.byNumber(setting.id, ref.number) : undefined;
  const declaration =
    ref.letters === 'B'
      ? named && (await register.declarations.byId(setting.id, named.declaration))
      : await register.declarations.byNumber(setting.id, ref.number);
  if (declaration) {
    const all = await register.boundaries.ofDeclaration(setting.id, declaration.id);
    const agreement = named ?? all.find(({ state }) => state !== 'ended');
    const officers = await loadOfficers(context);
    if (declaration.declarer === me.id && agreement)
      return { declaration, agreement, party: 'staff', officers };
    const officer = agreement
      ? officers.ofBoundary(agreement, declaration)
      : officers.ofDeclaration(declaration);
    if (officer === me.id && declaration.declarer !== me.id && (agreement || isOpen(declaration.state)))
      return { declaration, agreement, party: 'officer', officers };
  }
  throw new Refusal(
    `There are no boundaries ${ref.letters}-${ref.number} that are yours to draft or to sign.`,
    { cites: ['authority'] },
  );
}

/** `boundaryNamed` for a form: undefined while the reference is missing or wrong. */
export async function boundaryOfForm(context: Context, input: Input): Promise<BoundaryMatter | undefined> {
  const ref = referred(input, ['B', 'D']);
  return ref && boundaryNamed(context, ref);
}

/** Records that an officer read the declaration, since its boundary agreement shows whom it is with. */
export async function recordReading(context: Context, { party, declaration }: BoundaryMatter): Promise<void> {
  if (party === 'officer') await recordOpening(context, declaration);
}

/** Whether this reader is asked that question now: terms until the first signature, the parent's answer after it. */
export async function isAsked(
  context: Context,
  input: Input,
  question: 'terms' | 'answer' | 'agree',
): Promise<boolean> {
  const matter = await boundaryOfForm(context, input);
  if (!matter) return false;
  const { party, agreement } = matter;
  if (question === 'agree') return party === 'staff';
  if (party === 'staff') return false;
  // An answer that comes too early is refused with the reason, so the question counts as asked.
  if (question === 'answer')
    return agreement?.state === 'awaiting_parent' || input.parent_answer !== undefined;
  return agreement === undefined || agreement.state === 'awaiting_staff' || input.terms !== undefined;
}
