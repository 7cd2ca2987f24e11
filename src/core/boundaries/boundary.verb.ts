import type { Declaration } from '../declarations/declaration.ts';
import { reachedWith } from '../declarations/reach.ts';
import { newId, newSecret } from '../identifier.ts';
import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { stateAfter, stateThen } from '../rules/states.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, hidden, paragraph, yesNo } from '../talk/field.ts';
import { reference } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, danger, text, type View, view } from '../talk/view.ts';
import { acceptName, parentAnswers, saveAgreement } from './agreement.ts';
import type { BoundaryAgreement } from './boundary.ts';
import {
  type BoundaryMatter,
  boundaryNamed,
  boundaryOfForm,
  isAsked,
  listedBoundaries,
  recordReading,
} from './reading.ts';
import { awaits, BOUNDARY_STATES } from './states.ts';

import { templateTerms } from './terms.ts';
import { boundaryDrafted, boundaryIntro, boundarySigned, toOfficer, toSheet, toStaff } from './words.ts';

/** How long a one-time link opens the page, in days. */
const LINK_DAYS = 7;

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
      list: listedBoundaries,
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
    confirm: confirmation('Go on'),
    read: hidden('Read first'),
    sheet: hidden('A sheet to print'),
    name_is_theirs: hidden('Yes, this is they', { shown: (_, input) => input.name_is_theirs !== undefined }),
    withdraw: hidden('Withdraw the link', { shown: (_, input) => input.withdraw !== undefined }),
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
  // A signature, a first draft, whose terms another person is asked to sign, and a link, which may not be safe to send, are shown
  // before they are carried out.
  shownFirst: async (context, input) => {
    const matter = await boundaryNamed(context, input.ref);
    // What would be refused is refused at once.
    if (isForLink(matter, input.parent_answer))
      return (await whyNoLink(context, matter.declaration)) === undefined;
    if (matter.party === 'officer') return matter.agreement === undefined;
    return isForStaffToSign(matter) && input.agree === true;
  },
  intro: async (context, input) => {
    const matter = await boundaryOfForm(context, input);
    if (matter) await recordReading(context, matter);
    if (!matter) return undefined;
    const intro = boundaryIntro(context, matter);
    return isForLink(matter, input.parent_answer) ? `${IS_IT_SAFE}\n\n${intro}` : intro;
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
    if (input.withdraw === 'yes') return withdrawLink(context, agreement);
    if (input.name_is_theirs === 'yes') return takeName(context, agreement);
    if (input.terms !== undefined && input.terms !== agreement.terms)
      return adapt(context, agreement, input.terms);
    if (input.parent_answer !== undefined)
      return recordAnswer(context, matter, agreement, input.parent_answer, input.parent_signed_on);
    return toOfficer(context, agreement, `Boundaries: B-${agreement.number}`);
  },
});

/** Asked before a link is made: paper is the equal choice (rules: States). */
const IS_IT_SAFE =
  'Before you make a link: is it safe to send? Others in the household may read the telephone. If you are not sure, choose paper: it counts the same.';

/** Whether a link is asked for, and one could be made. */
function isForLink({ party, agreement }: BoundaryMatter, answer: unknown): boolean {
  return party === 'officer' && agreement?.state === 'awaiting_parent' && answer === 'page';
}

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
  if (!agrees && before.parentAnswer !== null)
    throw new Refusal(
      'The parent has answered, so your signature stands. Please speak with the safeguarding officer.',
      {
        field: 'agree',
      },
    );
  const after: BoundaryAgreement = {
    ...before,
    state: stateThen(BOUNDARY_STATES, before.state, agrees ? 'staff_signed' : 'staff_withdrew'),
    staffSignedAt: agrees ? context.now : null,
    staffAccount: agrees ? context.account : null,
  };
  if (!agrees) await context.register.boundaries.spend(after.setting, after.id, context.now);
  await saveAgreement(context, after, agrees ? 'staff_signed' : 'staff_withdrew', context.me.id);
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

/** Why no link can be made: it could not be opened, or must not be. */
async function whyNoLink(context: Context, declaration: Declaration): Promise<string | undefined> {
  const children = (await reachedWith(context, declaration)).map(({ child }) => child);
  if (children.length === 0 || children.some((child) => child.protected))
    return 'For this family no link is made. Please print the sheet, and record the paper.';
  if (context.publicUrl === undefined)
    return 'One-time links need an https address of this installation, and there is none. Please print the sheet, and record the paper.';
  return undefined;
}

/**
 * Makes a one-time link for the officer to hand over, in place of earlier ones. Its token is 256 random bits, of which only a
 * digest is stored. It opens nothing before the first name of a child of theirs is typed.
 */
async function link(context: Context, agreement: BoundaryAgreement, declaration: Declaration): Promise<View> {
  const { register, setting, publicUrl, now } = context;
  const why = await whyNoLink(context, declaration);
  if (why !== undefined) throw new Refusal(why, { field: 'parent_answer' });
  const ref = `B-${agreement.number}`;
  const token = newSecret();
  const expiresAt = new Date(now.getTime() + LINK_DAYS * 86_400_000);
  await register.boundaries.spend(setting.id, agreement.id, now);
  await register.boundaries.issue({ setting: setting.id, boundary: agreement.id, token, expiresAt });
  await record(context, { action: 'boundary.link_issued', subject: ref, payload: { expiresAt } });
  return view(
    `A link for ${ref}`,
    text(
      `${publicUrl}/agreement?setting=${encodeURIComponent(setting.id)}&key=${token}`,
      `Please hand it to ${agreement.parentName} yourself, and to nobody else. It opens once, within ${LINK_DAYS} days, and is shown only now; an earlier link opens nothing any more.`,
      'The page first asks for the first name of their child. Then the parent reads the terms and signs, or declines. You are told.',
    ),
    buttons(danger(button('Withdraw this link', 'boundary', { ref, withdraw: 'yes' }))),
  );
}

/** Ends every link to the agreement. */
async function withdrawLink(context: Context, agreement: BoundaryAgreement): Promise<View> {
  const ref = `B-${agreement.number}`;
  await context.register.boundaries.spend(context.setting.id, agreement.id, context.now);
  await record(context, { action: 'boundary.link_withdrawn', subject: ref });
  return toOfficer(context, agreement, `No link of ${ref} opens any more`);
}

/** The parent signed in another name than the one on record, and the officer knows it to be theirs. */
async function takeName(context: Context, before: BoundaryAgreement): Promise<View> {
  const ref = `B-${before.number}`;
  if (before.state !== 'awaiting_parent' || before.parentAnswer !== 'page')
    return toOfficer(context, before, `Boundaries: ${ref}`);
  return toOfficer(context, await acceptName(context, before, context.me.id), `In force: ${ref}`);
}
