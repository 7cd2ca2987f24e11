import type { Declaration } from '../declarations/declaration.ts';
import { concernsProtected } from '../declarations/reach.ts';
import { newId } from '../identifier.ts';
import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { stateAfter, stateThen } from '../rules/states.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, hidden, paragraph, yesNo } from '../talk/field.ts';
import { reference } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { text, type View, view } from '../talk/view.ts';
import { parentAnswers, saveAgreement } from './agreement.ts';
import type { BoundaryAgreement } from './boundary.ts';
import {
  type BoundaryMatter,
  boundaryChoices,
  boundaryNamed,
  boundaryOfForm,
  isAsked,
  recordReading,
} from './reading.ts';
import { awaits, BOUNDARY_STATES } from './states.ts';

import { templateTerms } from './terms.ts';
import { boundaryDrafted, boundaryIntro, boundarySigned, toOfficer, toSheet, toStaff } from './words.ts';

/** How long a one-time link opens the page, in days. */
const LINK_DAYS = 14;

/**
 * Professional boundaries between a member of staff and a parent (P1–P3): drafted by the officer, signed by the member of
 * staff in chat and by the parent on paper or on a one-time page, in force with both signatures. Its answers contain links
 * and files, so they are not stored.
 */
export const boundary = command({
  name: 'boundary',
  title: 'Professional boundaries',
  summary: 'Agree professional boundaries with a parent you know: draft, sign, record.',
  roles: 'in_post',
  writes: true,
  keepsNoAnswer: true,
  recordsOpening: true,
  fields: {
    ref: reference('Which declaration or agreement?', ['B', 'D'], {
      required: true,
      choices: boundaryChoices,
    }),
    terms: paragraph('Terms, one a line', 2000, {
      hint: 'Beside those that always hold (P2, P3).',
      shown: (context, input) => isAsked(context, input, 'terms'),
      prefill: async (context, input) =>
        (await boundaryOfForm(context, input))?.agreement?.terms ?? templateTerms(context.setting.titles),
    }),
    parent_answer: choice(
      'What has the parent answered?',
      [
        { value: 'paper', label: 'Signed on paper' },
        { value: 'page', label: 'Not yet: give me a one-time link' },
        { value: 'declined', label: 'Declined' },
      ],
      { shown: (context, input) => isAsked(context, input, 'answer') },
    ),
    parent_signed_on: date('On which day?', {
      shown: (context, input) => isAsked(context, input, 'answer'),
      prefill: ({ today }) => today,
      hint: 'As the paper says.',
    }),
    agree: yesNo('I agree to these boundaries', {
      shown: (context, input) => isAsked(context, input, 'agree'),
      neededWhen: async (context, input) =>
        input.sheet !== 'yes' && isForStaffToSign(await boundaryOfForm(context, input)),
    }),
    confirm: confirmation('Draft it'),
    read: hidden('Read first'),
    sheet: hidden('A sheet to print'),
  },
  // A button opens the form for reading. A line typed with an answer in it is carried out.
  unfinished: ({ read, terms, parent_answer, agree }) =>
    read === 'yes' && terms === undefined && parent_answer === undefined && agree === undefined,
  standsOn: async (context, input) => {
    const matter = await boundaryOfForm(context, input);
    if (!matter) return undefined;
    const { agreement, declaration, party } = matter;
    if (!agreement) return [declaration.id, String(declaration.version)];
    return [agreement.id, party === 'staff' ? agreement.terms : String(agreement.version)];
  },
  // A signature, and a first draft, whose terms another person is asked to sign, are shown before they are carried out.
  shownFirst: async (context, input) => {
    const matter = await boundaryNamed(context, input.ref);
    if (matter.party === 'officer') return matter.agreement === undefined;
    return isForStaffToSign(matter) && input.agree === true;
  },
  intro: async (context, input) => {
    const matter = await boundaryOfForm(context, input);
    if (matter) await recordReading(context, matter);
    return matter && boundaryIntro(context, matter);
  },
  execute: async (context, input) => {
    refuseUnconfirmed(input.confirm);
    const matter = await boundaryNamed(context, input.ref);
    if (input.terms === undefined && input.parent_answer === undefined) await recordReading(context, matter);
    if (input.sheet === 'yes' && matter.agreement) return toSheet(context, matter.agreement);
    if (matter.party === 'staff') return sign(context, matter, input.agree);
    if (!matter.agreement)
      return draft(context, matter, input.terms ?? templateTerms(context.setting.titles));
    const { agreement } = matter;
    if (input.terms !== undefined && input.terms !== agreement.terms)
      return adapt(context, agreement, input.terms);
    if (input.parent_answer !== undefined)
      return recordAnswer(context, matter, agreement, input.parent_answer, input.parent_signed_on);
    return toOfficer(context, agreement, `Boundaries: B-${agreement.number}`);
  },
});

async function draft(context: Context, { declaration }: BoundaryMatter, terms: string): Promise<View> {
  const { register, setting, me, now } = context;
  const agreement: BoundaryAgreement = {
    setting: setting.id,
    id: newId(now),
    version: 1,
    number: await register.drawNumber(setting.id, 'B'),
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
  await saveAgreement(context, agreement, 'drafted', me.id);
  await tell(context, agreement.staff, boundaryDrafted(agreement.number, context.now));
  return toOfficer(context, agreement, `Drafted: B-${agreement.number}`);
}

/** Changes the terms, which is allowed until somebody has signed them. */
async function adapt(context: Context, before: BoundaryAgreement, terms: string): Promise<View> {
  const state = stateAfter(BOUNDARY_STATES, before.state, 'adapted');
  if (state === undefined)
    throw new Refusal(
      'It has been signed, so its text stands. End the declaration, or draft anew after that.',
      {
        field: 'terms',
      },
    );
  const after = { ...before, state, terms };
  await saveAgreement(context, after, 'adapted', context.me.id);
  await tell(context, after.staff, boundaryDrafted(after.number, context.now));
  return toOfficer(context, after, `Changed: B-${after.number}`);
}

function isForStaffToSign(matter: BoundaryMatter | undefined): boolean {
  return matter?.party === 'staff' && matter.agreement?.state === 'awaiting_staff';
}

/** Records the signature of the member of staff, or takes it back, which is allowed until the parent has answered. */
async function sign(context: Context, matter: BoundaryMatter, agrees: boolean | undefined): Promise<View> {
  const { declaration, officers } = matter;
  const before = matter.agreement as BoundaryAgreement;
  const ref = `B-${before.number}`;
  if (awaits(before) === null || agrees === undefined) return toStaff(context, before, `Boundaries: ${ref}`);
  if (agrees === (before.staffSignedAt !== null))
    return toStaff(context, before, agrees ? `Signed already: ${ref}` : `Not signed: ${ref}`);
  const after: BoundaryAgreement = {
    ...before,
    state: stateThen(BOUNDARY_STATES, before.state, agrees ? 'staff_signed' : 'staff_withdrew'),
    staffSignedAt: agrees ? context.now : null,
    staffAccount: agrees ? context.account : null,
  };
  await saveAgreement(context, after, agrees ? 'staff_signed' : 'staff_withdrew', context.me.id);
  if (!agrees) await context.register.boundaries.spend(after.setting, after.id, context.now);
  const officer = officers.ofBoundary(after, declaration);
  if (officer !== undefined)
    await tell(context, officer, boundarySigned(after.number, after.staffName, agrees, context.now));
  return toStaff(context, after, agrees ? `Signed: ${ref}` : `Not signed: ${ref}`);
}

async function recordAnswer(
  context: Context,
  { declaration }: BoundaryMatter,
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
  if (answer === 'page') return link(context, before, declaration);
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

/** Makes a one-time link for the officer to hand over. Its token is 256 random bits, of which only a digest is stored. */
async function link(context: Context, agreement: BoundaryAgreement, declaration: Declaration): Promise<View> {
  const { register, setting, publicUrl, now } = context;
  if (await concernsProtected(context, declaration))
    throw new Refusal('For this family no link is made. Please print the sheet, and record the paper.', {
      field: 'parent_answer',
    });
  if (publicUrl === undefined)
    throw new Refusal(
      'One-time links need an https address of this installation, and there is none. Please print the sheet, and record the paper.',
      { field: 'parent_answer' },
    );
  const ref = `B-${agreement.number}`;
  const token = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const expiresAt = new Date(now.getTime() + LINK_DAYS * 86_400_000);
  await register.boundaries.issue({ setting: setting.id, boundary: agreement.id, token, expiresAt });
  await record(context, { action: 'boundary.link_issued', subject: ref, payload: { expiresAt } });
  return view(
    `A link for ${ref}`,
    text(
      `${publicUrl}/agreement?setting=${encodeURIComponent(setting.id)}&key=${token}`,
      `Please hand it to ${agreement.parentName} yourself, and to nobody else. It opens once, within ${LINK_DAYS} days, and is shown only now.`,
      'On the page the parent reads the terms and signs, or declines. You are told.',
    ),
  );
}
