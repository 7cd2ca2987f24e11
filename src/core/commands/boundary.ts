import { openIt, parentAnswers, saveAgreement } from '../agree.ts';
import type { BoundaryAgreement } from '../boundary.ts';
import { type Declaration, isOpen } from '../declaration.ts';
import { type Desk, openDesk } from '../facts/cases.ts';
import { caseChoices } from '../facts/handled.ts';
import { showDay } from '../rules/days.ts';
import { newId } from '../store.ts';
import { command, isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, hidden, paragraph, reference, yesNo } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, list, text, type View, view } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { tell } from '../tell.ts';
import { boundaryState, sheetOf, staffSigned, templateTerms, termsOf } from '../words/agreement.ts';

/** How long a one-time link opens the page, in days. */
const LINK_DAYS = 14;

/** A declaration with its agreement, if one has been drafted, and what the reader is to it. */
interface Matter {
  declaration: Declaration;
  agreement: BoundaryAgreement | undefined;
  party: 'officer' | 'staff';
  desk: Desk;
}

/**
 * Professional boundaries between a member of staff and a parent (P1–P3): drafted by the officer, signed by staff in chat
 * and by the parent on paper or on a one-time page, in force with both. Its answers hold links and files: none is kept.
 */
export const boundary = command({
  name: 'boundary',
  title: 'Professional boundaries',
  summary: 'Agree professional boundaries with a parent you know: draft, sign, record.',
  roles: 'in_post',
  writes: true,
  forgets: true,
  fields: {
    ref: reference('Which declaration or agreement?', ['B', 'D'], { required: true, choices: choicesOf }),
    terms: paragraph('Terms, one a line', 2000, {
      hint: 'Beside those that always hold (P2, P3).',
      shown: (context, input) => shownTo(context, input, 'terms'),
      prefill: async (context, input) =>
        (await looked(context, input))?.agreement?.terms ?? templateTerms(context.setting.titles),
    }),
    parent_answer: choice(
      'What has the parent answered?',
      [
        { value: 'paper', label: 'Signed on paper' },
        { value: 'page', label: 'Not yet: give me a one-time link' },
        { value: 'declined', label: 'Declined' },
      ],
      { shown: (context, input) => shownTo(context, input, 'answer') },
    ),
    parent_signed_on: date('On which day?', {
      shown: (context, input) => shownTo(context, input, 'answer'),
      prefill: ({ today }) => today,
      hint: 'As the paper says.',
    }),
    agree: yesNo('I agree to these boundaries', {
      shown: (context, input) => shownTo(context, input, 'agree'),
    }),
    read: hidden('Read first'),
  },
  // A button lets one read, and answer below; what is typed without more is carried out.
  unfinished: ({ read, terms, parent_answer, agree }) =>
    read === 'yes' && terms === undefined && parent_answer === undefined && agree === undefined,
  intro: async (context, input) => {
    const matter = await looked(context, input);
    return matter && introOf(context, matter);
  },
  execute: async (context, input) => {
    const matter = await find(context, input.ref);
    if (matter.party === 'staff') return sign(context, matter, input.agree ?? true);
    if (!matter.agreement)
      return draft(context, matter, input.terms ?? templateTerms(context.setting.titles));
    const { agreement } = matter;
    if (input.terms !== undefined && input.terms !== agreement.terms)
      return adapt(context, matter, agreement, input.terms);
    if (input.parent_answer !== undefined)
      return record(context, matter, agreement, input.parent_answer, input.parent_signed_on);
    return toOfficer(context, agreement, `Boundaries: B-${agreement.number}`);
  },
});

/** What may be opened: an officer's cases, and one's own agreements. */
async function choicesOf(context: Context): Promise<Choice[]> {
  const cases = isOfficer(context.roles) ? await caseChoices(context) : [];
  const own = await context.register.boundaries.ofStaff(context.setting.id, context.me.id);
  return [
    ...cases.filter(({ value }) => !value.startsWith('A-')),
    ...own
      .filter(({ state }) => state !== 'ended')
      .map((each) => ({ value: `B-${each.number}`, label: `B-${each.number}: ${each.parentName}` })),
  ];
}

/** What is mine under that reference; the refusal is the same whether it is another's or nobody's. */
async function find(context: Context, ref: { letters: string; number: number }): Promise<Matter> {
  const { register, setting, me } = context;
  const named = ref.letters === 'B' ? await register.boundaries.byNumber(setting.id, ref.number) : undefined;
  const declaration =
    ref.letters === 'B'
      ? named && (await register.declarations.byId(setting.id, named.declaration))
      : await register.declarations.byNumber(setting.id, ref.number);
  if (declaration) {
    const all = await register.boundaries.ofDeclaration(setting.id, declaration.id);
    const agreement = named ?? all.find(({ state }) => state !== 'ended');
    const desk = await openDesk(context);
    if (declaration.declarer === me.id && agreement) return { declaration, agreement, party: 'staff', desk };
    const officer = agreement ? desk.ofBoundary(agreement, declaration) : desk.ofDeclaration(declaration);
    if (officer === me.id && declaration.declarer !== me.id && (agreement || isOpen(declaration.state)))
      return { declaration, agreement, party: 'officer', desk };
  }
  throw new Refusal(
    `There are no boundaries ${ref.letters}-${ref.number} that are yours to draft or to sign.`,
    { cites: ['authority'] },
  );
}

/** As `find`, for the form: of whatever the reference is so far. */
async function looked(context: Context, input: Input): Promise<Matter | undefined> {
  const [, letters, number] = /^(?:[\w-]+\/)?([BD])-?(\d{1,9})$/i.exec(String(input.ref ?? '').trim()) ?? [];
  if (letters === undefined) return undefined;
  return find(context, { letters: letters.toUpperCase(), number: Number(number) });
}

/** Which question is whose, and when: terms until the first signature, the parent's answer after it. */
async function shownTo(
  context: Context,
  input: Input,
  question: 'terms' | 'answer' | 'agree',
): Promise<boolean> {
  const matter = await looked(context, input);
  if (!matter) return false;
  const { party, agreement } = matter;
  if (question === 'agree') return party === 'staff';
  if (party === 'staff') return false;
  // Said too early, it is refused with the reason rather than as a question of somebody else's.
  if (question === 'answer')
    return agreement?.state === 'awaiting_parent' || input.parent_answer !== undefined;
  return agreement === undefined || agreement.state === 'awaiting_staff' || input.terms !== undefined;
}

function introOf({ setting }: Context, { agreement, declaration, party }: Matter): string {
  if (!agreement)
    return [
      `For D-${declaration.number}. These terms always hold:`,
      ...termsOf({ terms: '' }).map((term) => `• ${term}`),
    ].join('\n');
  const signed = staffSigned(agreement, setting);
  return [
    `B-${agreement.number}, between ${agreement.staffName} and ${agreement.parentName}: ${boundaryState(agreement)}.`,
    ...termsOf(agreement).map((term) => `• ${term}`),
    ...(signed ? [`${agreement.staffName} signed on ${showDay(signed)}.`] : []),
    ...(party === 'staff' ? ['It is in force once the parent has signed as well (P1).'] : []),
  ].join('\n');
}

async function draft(context: Context, { declaration }: Matter, terms: string): Promise<View> {
  const { register, setting, me, now } = context;
  const agreement: BoundaryAgreement = {
    setting: setting.id,
    id: newId(now),
    number: await register.settings.nextNumber(setting.id, 'B'),
    declaration: declaration.id,
    declarationNumber: declaration.number,
    staff: declaration.declarer,
    staffName: declaration.declarerName,
    parentName: declaration.counterpartName,
    terms,
    state: 'awaiting_staff',
    draftedBy: me.id,
    draftedAt: now,
    staffSignedAt: null,
    staffAccount: null,
    parentAnswer: null,
    parentTyped: null,
    parentAnsweredOn: null,
    recordedBy: null,
    endedOn: null,
  };
  await register.boundaries.insert(agreement);
  await saveAgreement(context, agreement, 'drafted', me.id);
  await askStaff(context, agreement);
  return toOfficer(context, agreement, `Drafted: B-${agreement.number}`);
}

/** The text may change until somebody has signed it. */
async function adapt(context: Context, _: Matter, before: BoundaryAgreement, terms: string): Promise<View> {
  if (before.state !== 'awaiting_staff')
    throw new Refusal(
      'It has been signed, so its text stands. End the declaration, or draft anew after that.',
      {
        field: 'terms',
      },
    );
  const after = { ...before, terms };
  await saveAgreement(context, after, 'adapted', context.me.id);
  await askStaff(context, after);
  return toOfficer(context, after, `Changed: B-${after.number}`);
}

async function askStaff(context: Context, agreement: BoundaryAgreement): Promise<void> {
  const ref = `B-${agreement.number}`;
  await tell(context, {
    to: agreement.staff,
    subject: ref,
    milestone: `drafted:${context.now.toISOString()}`,
    class: 'routine',
    title: `${ref}: please read and sign`,
    text: `Professional boundaries, ${ref}, have been drafted for you (P1). Please read them and sign, or say what does not fit.`,
    button: openIt(agreement.number),
  });
}

/** By its member of staff. A signature can be taken back until the parent has answered. */
async function sign(context: Context, matter: Matter, agrees: boolean): Promise<View> {
  const { declaration, desk } = matter;
  const before = matter.agreement as BoundaryAgreement;
  const ref = `B-${before.number}`;
  const open =
    before.state === 'awaiting_staff' || (before.state === 'awaiting_parent' && !before.parentAnswer);
  if (!open) return toStaff(context, before, `Boundaries: ${ref}`);
  if (agrees === (before.staffSignedAt !== null))
    return toStaff(context, before, agrees ? `Signed already: ${ref}` : `Not signed: ${ref}`);
  const after: BoundaryAgreement = {
    ...before,
    state: agrees ? 'awaiting_parent' : 'awaiting_staff',
    staffSignedAt: agrees ? context.now : null,
    staffAccount: agrees ? context.account : null,
  };
  await saveAgreement(context, after, agrees ? 'staff_signed' : 'staff_withdrew', context.me.id);
  if (!agrees) await context.register.boundaries.spend(after.setting, after.id, context.now);
  const officer = desk.ofBoundary(after, declaration);
  if (officer !== undefined)
    await tell(context, {
      to: officer,
      subject: ref,
      milestone: `staff:${context.now.toISOString()}`,
      class: 'alert',
      title: agrees ? `${ref}: signed by staff` : `${ref}: please speak with them`,
      text: agrees
        ? `${after.staffName} has signed ${ref}. Please see to the other signature.`
        : `${after.staffName} has not signed ${ref}. Please speak with them.`,
      button: openIt(after.number),
    });
  return toStaff(context, after, agrees ? `Signed: ${ref}` : `Not signed: ${ref}`);
}

async function record(
  context: Context,
  { declaration }: Matter,
  before: BoundaryAgreement,
  answer: 'paper' | 'page' | 'declined',
  signedOn: string | undefined,
): Promise<View> {
  const ref = `B-${before.number}`;
  if (before.state === 'awaiting_staff')
    throw new Refusal(`${ref} waits for the signature of ${before.staffName} first.`, {
      field: 'parent_answer',
      cites: ['P1'],
    });
  if (before.state !== 'awaiting_parent')
    return toOfficer(
      context,
      before,
      before.state === 'ended' ? `Ended: ${ref}` : `In force already: ${ref}`,
    );
  if (answer === 'page') return link(context, before);
  if (answer === 'declined' && before.parentAnswer === 'declined')
    return toOfficer(context, before, `Declined already: ${ref}`);
  const on = signedOn ?? context.today;
  if (on > context.today)
    throw new Refusal('This day is still to come. Please give the day on the paper.', {
      field: 'parent_signed_on',
    });
  const after = await parentAnswers(context, before, declaration, {
    answer,
    on,
    typed: null,
    recordedBy: context.me.id,
  });
  return toOfficer(context, after, answer === 'paper' ? `In force: ${ref}` : `Declined: ${ref}`);
}

/** A one-time link for the officer to hand over: 256 random bits, of which only a digest is kept. */
async function link(context: Context, agreement: BoundaryAgreement): Promise<View> {
  const { register, setting, publicUrl, now } = context;
  if (publicUrl === undefined)
    throw new Refusal(
      'One-time links need an https address of this installation, and there is none. Please print the sheet, and record the paper.',
      { field: 'parent_answer' },
    );
  const token = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const expiresAt = new Date(now.getTime() + LINK_DAYS * 86_400_000);
  await register.boundaries.issue({ setting: setting.id, boundary: agreement.id, token, expiresAt });
  await register.audit.append(
    setting.id,
    {
      action: 'boundary.link_issued',
      actor: context.me.id,
      subject: `B-${agreement.number}`,
      payload: { expiresAt: expiresAt.toISOString() },
    },
    now,
  );
  return view(
    `A link for B-${agreement.number}`,
    text(
      `${publicUrl}/agreement?key=${token}`,
      `Please hand it to ${agreement.parentName} yourself, and to nobody else. It opens once, within ${LINK_DAYS} days, and is shown only now.`,
      'On the page the parent reads the terms and signs, or declines. You are told.',
    ),
  );
}

function toOfficer(context: Context, agreement: BoundaryAgreement, title: string): View {
  const ref = `B-${agreement.number}`;
  const waits = agreement.state === 'awaiting_parent';
  const shown = described(context, agreement, title);
  const next = buttons(
    agreement.state === 'awaiting_staff' && button('Change the terms', 'boundary', { ref, read: 'yes' }),
    waits && button('The parent signed or declined', 'boundary', { ref, read: 'yes' }),
    waits &&
      context.publicUrl !== undefined &&
      button('A one-time link for the parent', 'boundary', { ref, parent_answer: 'page' }),
    button('My cases', 'inbox'),
  );
  const words = waits
    ? [text('The sheet to be printed and signed is in the file. Record the paper here once you hold it.')]
    : [];
  return {
    ...shown,
    blocks: [...shown.blocks, ...words, ...(next ? [next] : [])],
    file: {
      name: `boundaries-${ref}.html`,
      type: 'text/html; charset=utf-8',
      bytes: () => new TextEncoder().encode(sheetOf(agreement, context.setting)),
    },
  };
}

function toStaff(context: Context, agreement: BoundaryAgreement, title: string): View {
  const ref = `B-${agreement.number}`;
  const shown = described(context, agreement, title);
  const takesBack = agreement.state === 'awaiting_parent' && agreement.parentAnswer === null;
  const next = buttons(
    agreement.state === 'awaiting_staff' && button('Read and sign', 'boundary', { ref, read: 'yes' }),
    takesBack && button('Take my signature back', 'boundary', { ref, agree: 'no' }),
    button('My declarations', 'declarations'),
  );
  return { ...shown, blocks: [...shown.blocks, ...(next ? [next] : [])] };
}

function described({ setting }: Context, agreement: BoundaryAgreement, title: string): View {
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
    list(termsOf(agreement)),
  );
}
