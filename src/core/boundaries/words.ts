import type { Telling } from '../notices/notice.ts';
import { showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { button, buttons, danger, facts, list, text, type View, view } from '../talk/view.ts';
import type { BoundaryAgreement, ParentAnswer } from './boundary.ts';
import type { BoundaryMatter } from './reading.ts';
import { sheetOf } from './sheet.ts';
import { boundaryState, openIt, staffSigned, termsForOfficer, termsOf } from './terms.ts';

/** The text above the questions: the agreement, or the standing terms while none is drafted. */
export function boundaryIntro(
  { setting }: Context,
  { agreement, declaration, party }: BoundaryMatter,
): string {
  if (!agreement)
    return [
      `For D-${declaration.number}. These terms always hold:`,
      ...termsForOfficer({ terms: '' }).map((term) => `• ${term}`),
    ].join('\n');
  const signed = staffSigned(agreement, setting);
  return [
    `B-${agreement.number}, between ${agreement.staffName} and ${agreement.parentName}: ${boundaryState(agreement)}.`,
    ...(party === 'officer' ? termsForOfficer : termsOf)(agreement).map((term) => `• ${term}`),
    ...(signed ? [`${agreement.staffName} signed on ${showDay(signed)}.`] : []),
    ...(party === 'staff' ? ['It is in force once the parent has signed as well.'] : []),
  ].join('\n');
}

/** The agreement for its officer. */
export function toOfficer(context: Context, agreement: BoundaryAgreement, title: string): View {
  const ref = `B-${agreement.number}`;
  const waits = agreement.state === 'awaiting_parent';
  const isNamedOtherwise = waits && agreement.parentTyped !== null && agreement.parentAnswer === 'page';
  const shown = described(context, agreement, title, termsForOfficer(agreement));
  const next = buttons(
    agreement.state === 'awaiting_staff' && button('Change the terms', 'boundary', { ref, read: 'yes' }),
    agreement.state !== 'ended' && button('A sheet to print', 'boundary', { ref, sheet: 'yes' }),
    isNamedOtherwise && button('Yes, this is they', 'boundary', { ref, name_is_theirs: 'yes' }),
    waits && button('The parent signed or declined', 'boundary', { ref, read: 'yes' }),
    waits &&
      context.publicUrl !== undefined &&
      button('A one-time link for the parent', 'boundary', { ref, parent_answer: 'page' }),
    button('My cases', 'inbox'),
  );
  return { ...shown, blocks: [...shown.blocks, ...(next ? [next] : [])] };
}

/** The page to be printed and signed by hand, as a file. */
export function toSheet({ setting }: Context, agreement: BoundaryAgreement): View {
  const ref = `B-${agreement.number}`;
  return {
    ...view(
      `A sheet for ${ref}`,
      text(
        'It is in the file: print it, and let the parent sign. Record the answer once you hold the paper.',
      ),
      buttons(openIt(agreement.number)),
    ),
    file: {
      name: `boundaries-${ref}.html`,
      type: 'text/html; charset=utf-8',
      bytes: () => new TextEncoder().encode(sheetOf(agreement, setting)),
    },
  };
}

/** The agreement for its member of staff. */
export function toStaff(context: Context, agreement: BoundaryAgreement, title: string): View {
  const ref = `B-${agreement.number}`;
  const shown = described(context, agreement, title, termsOf(agreement));
  const takesBack = agreement.state === 'awaiting_parent' && agreement.parentAnswer === null;
  const next = buttons(
    agreement.state === 'awaiting_staff' && button('Read and sign', 'boundary', { ref, read: 'yes' }),
    takesBack && danger(button('Take my signature back', 'boundary', { ref, agree: 'no' })),
    button('My declarations', 'declarations'),
  );
  return { ...shown, blocks: [...shown.blocks, ...(next ? [next] : [])] };
}

function described({ setting }: Context, agreement: BoundaryAgreement, title: string, terms: string[]): View {
  const signed = staffSigned(agreement, setting);
  return view(
    title,
    facts(
      ['Reference', `B-${agreement.number}, for D-${agreement.declarationNumber}`],
      ['Between', `${agreement.staffName} and ${agreement.parentName}`],
      ['State', boundaryState(agreement)],
      ['Signed by staff', signed && showDay(signed)],
      [
        'Signed by the parent',
        agreement.parentAnswer !== null &&
          agreement.parentAnswer !== 'declined' &&
          `${showDay(agreement.parentAnsweredOn ?? '')}${agreement.parentTyped === null ? ', on paper' : `, as ${agreement.parentTyped}`}`,
      ],
    ),
    list(terms),
  );
}

/** Asks the member of staff to sign. */
export function boundaryDrafted(number: number, at: Date): Telling {
  const ref = `B-${number}`;
  return {
    subject: ref,
    content: { kind: 'drafted' },
    occasion: at.toISOString(),
    title: `Please read and sign: professional boundaries (${ref})`,
    text: `Professional boundaries, ${ref}, have been drafted for you. Please read them and sign, or say what does not fit.`,
    button: openIt(number),
  };
}

/** Tells the officer that the member of staff has signed, or has taken the signature back. */
export function boundarySigned(number: number, staffName: string, signed: boolean, at: Date): Telling {
  const ref = `B-${number}`;
  return {
    subject: ref,
    content: { kind: 'staff' },
    occasion: at.toISOString(),
    title: signed
      ? `Please see to the other signature (${ref})`
      : `Please speak with a colleague about boundaries (${ref})`,
    text: signed
      ? `${staffName} has signed ${ref}. Please see to the other signature.`
      : `${staffName} has not signed ${ref}. Please speak with them.`,
    button: openIt(number),
  };
}

/** Tells the member of staff what the parent has answered. */
export function parentAnswered(number: number, answer: ParentAnswer, at: Date): Telling {
  const ref = `B-${number}`;
  const declined = answer === 'declined';
  return {
    subject: ref,
    content: { kind: 'parent', answer },
    occasion: `${answer}:${at.toISOString()}`,
    title: declined ? `Boundaries are not in force (${ref})` : `Boundaries are in force (${ref})`,
    text: declined
      ? `The professional boundaries, ${ref}, have been declined and are not in force. You will be spoken with about what follows.`
      : inForce(ref),
    button: openIt(number),
  };
}

/** Tells the officer what the parent has answered. */
export function boundaryAnswered(
  { number, state }: Pick<BoundaryAgreement, 'number' | 'state'>,
  answer: ParentAnswer,
  at: Date,
): Telling {
  const ref = `B-${number}`;
  const declined = answer === 'declined';
  return {
    subject: ref,
    content: { kind: 'answered', answer },
    occasion: at.toISOString(),
    title: declined
      ? `Boundaries are declined: please look (${ref})`
      : state === 'in_force'
        ? `Boundaries are in force (${ref})`
        : `Boundaries are signed: please say whose name it is (${ref})`,
    text: declined
      ? `The professional boundaries, ${ref}, have been declined and are not in force. Please look at them.`
      : state === 'in_force'
        ? inForce(ref)
        : `The professional boundaries, ${ref}, have been signed in a name that is not quite the one on record. Please say whether it is theirs.`,
    button: openIt(number),
  };
}

function inForce(ref: string): string {
  return `The professional boundaries, ${ref}, are signed by both, and in force.`;
}
