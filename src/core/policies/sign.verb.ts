import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { showDay } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { type Field, isYes, line, yesNo } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import {
  button,
  buttons,
  clip,
  facts,
  type Input,
  inPlainWords,
  text,
  type View,
  view,
} from '../talk/view.ts';
import { called } from './called.ts';
import { toBlocks } from './document.ts';
import { inForceOfKind, versionAnswered } from './in-force.ts';
import { onPaper } from './on-paper.ts';
import { plain } from './plain-text.ts';
import type { PolicyVersion, Signature } from './policy.ts';
import { changedSinceMine } from './what-differs.ts';

/** Signs the confidentiality agreement with one's full name, typed (P8). A new version is signed again. */
export const sign = command({
  name: 'sign',
  said: ['Sign it', 'See what I signed'],
  title: 'Sign the agreement',
  summary: 'Read and sign the confidentiality agreement.',
  roles: 'in_post',
  writes: true,
  submit: 'I agree, and sign',
  fields: {
    full_name: line('Your full name', 200, {
      required: true,
      hint: 'As a signature: type it as the register has it. Sending it says that you have read the agreement and agree to it. If you cannot, send nothing, and speak with your manager.',
    }),
    agree: agreed(),
  },
  standsOn: async (context) => {
    const owed = await nextToSign(context);
    return owed && !owed.signed ? [owed.agreement.code, owed.agreement.sha256] : undefined;
  },
  shownFirst: () => true,
  settled: async (context, input) => {
    const owed = await nextToSign(context);
    if (owed === undefined)
      return view('Nothing to sign', text('No confidentiality agreement has been adopted here yet.'));
    return owed.signed && input.full_name === undefined
      ? signatureView(context, owed.agreement, owed.signed, true)
      : undefined;
  },
  intro: async (context) => {
    const owed = await nextToSign(context);
    if (!owed) return undefined;
    const changed = inPlainWords(await changedSinceMine(context, owed.agreement));
    return [nameOf(owed.agreement), changed, plain(owed.agreement.text), NOT_STOPPED]
      .filter((words) => words !== '')
      .join('\n\n');
  },
  reading: async (context) => {
    const owed = await nextToSign(context);
    return (
      owed && [
        text(nameOf(owed.agreement)),
        ...(await changedSinceMine(context, owed.agreement)),
        ...toBlocks(owed.agreement.text),
        text(NOT_STOPPED),
      ]
    );
  },
  execute: async (context, { full_name, agree }) => {
    const owed = await nextToSign(context);
    if (owed === undefined) throw new Refusal('No confidentiality agreement has been adopted here yet.');
    const { agreement, signed } = owed;
    if (signed) return signatureView(context, agreement, signed, true);
    if (!agree) {
      throw new Refusal(
        'Nothing was signed. If you cannot agree, please speak with your manager; the agreement never stops you from raising a concern.',
        { field: 'agree', cites: ['P8'] },
      );
    }
    if (fold(full_name) !== fold(context.me.name)) {
      throw new Refusal(`A signature is your own full name, as the register has it: ${context.me.name}.`, {
        field: 'full_name',
        cites: ['P8'],
      });
    }
    const given: Signature = {
      setting: context.setting.id,
      id: newId(context.now),
      person: context.me.id,
      root: agreement.root,
      version: agreement.id,
      sha256: agreement.sha256,
      nameTyped: full_name,
      source: 'chat',
      witness: null,
      signedOn: context.today,
      at: context.now,
      account: context.account,
    };
    const { id, root, version, sha256, nameTyped, account } = given;
    await record(
      context,
      {
        action: 'agreement.signed',
        subject: agreement.code,
        payload: { id, root, version, sha256, nameTyped, account },
      },
      { signatures: [given] },
    );
    return signatureView(context, agreement, given, false);
  },
});

/**
 * Whether they agree. The form's button says it, beside the name that is typed, so that it is not asked as well; typed in one line
 * without it, or answered with no, it is.
 */
function agreed(): Field<boolean, true> {
  const isAsked = ({ full_name, agree }: Input) =>
    agree === undefined ? given(full_name) !== undefined : !isYes(String(agree));
  return {
    ...yesNo('I have read the agreement and agree to it', {
      required: true,
      prefill: (_, input) => (isAsked(input) ? undefined : 'yes'),
    }),
    widget: (_, input) => ({ kind: isAsked(input) ? 'yesno' : 'hidden' }),
  };
}

function nameOf({ title, version }: PolicyVersion): string {
  return `${title} (version ${version})`;
}

/** Shown with every agreement, in case its own text does not say so. */
const NOT_STOPPED =
  'Nothing in this agreement stops you from raising a safeguarding concern, from whistleblowing, from speaking to the police or the inspectorate, or from taking legal advice. Breaking it is a disciplinary matter (P8).';

/** The first agreement that I have not signed; when all are signed, the first one with my signature. */
async function nextToSign(
  context: Context,
): Promise<{ agreement: PolicyVersion; signed: Signature | undefined } | undefined> {
  const agreements = await inForceOfKind(context, 'confidentiality');
  const signatures = await context.register.policies.signaturesOf(context.setting.id, context.me.id);
  const pairs = agreements.map((agreement) => ({
    agreement,
    signed: signatures.find((signature) => signature.root === agreement.root),
  }));
  return pairs.find((pair) => pair.signed === undefined) ?? pairs[0];
}

async function signatureView(
  { register }: Context,
  agreement: PolicyVersion,
  signature: Signature,
  before: boolean,
): Promise<View> {
  const shown = await versionAnswered(register, agreement, signature.version);
  return view(
    clip(`You have signed ${called(agreement)}`, 150),
    before && text(`You did this on ${showDay(signature.signedOn)}: the first signature stands.`),
    facts(
      ['Agreement', `${shown.title}, version ${shown.version}`],
      ['Signed on', showDay(signature.signedOn)],
      [
        'In force now',
        shown.id !== agreement.id && `version ${agreement.version}, for which your signature counts as well`,
      ],
      ['Name', signature.nameTyped],
      onPaper(signature),
    ),
    buttons(button('My page', 'me')),
  );
}
