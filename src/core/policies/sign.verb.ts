import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { showDay } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { line, yesNo } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, clip, facts, text, type View, view } from '../talk/view.ts';
import { inForceOfKind } from './in-force.ts';
import { plain } from './plain-text.ts';
import type { PolicyVersion, Signature } from './policy.ts';

/** Signs the confidentiality agreement with one's full name, typed (P8). A new version is signed again. */
export const sign = command({
  name: 'sign',
  title: 'Sign the agreement',
  summary: 'Read and sign the confidentiality agreement.',
  roles: 'in_post',
  writes: true,
  submit: 'Sign',
  fields: {
    full_name: line('Your full name', 200, {
      required: true,
      hint: 'As a signature: type it as the register has it.',
    }),
    agree: yesNo('I have read the agreement and agree to it', { required: true }),
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
      ? signatureView(owed.agreement, owed.signed, true)
      : undefined;
  },
  intro: async (context) => {
    const owed = await nextToSign(context);
    return (
      owed &&
      `${owed.agreement.code} ${owed.agreement.version}: ${owed.agreement.title}\n\n${plain(owed.agreement.text)}\n\n${NOT_STOPPED}`
    );
  },
  execute: async (context, { full_name, agree }) => {
    const owed = await nextToSign(context);
    if (owed === undefined) throw new Refusal('No confidentiality agreement has been adopted here yet.');
    const { agreement, signed } = owed;
    if (signed) return signatureView(agreement, signed, true);
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
    return signatureView(agreement, given, false);
  },
});

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

function signatureView(agreement: PolicyVersion, signature: Signature, before: boolean): View {
  return view(
    clip(`Signed: ${agreement.code}`, 150),
    before && text('You have signed this already; the first signature stands.'),
    facts(
      ['Agreement', `${agreement.code} ${agreement.version}: ${agreement.title}`],
      ['Signed on', showDay(signature.signedOn)],
      ['Name', signature.nameTyped],
      [
        'On paper',
        signature.source === 'paper' &&
          `recorded by the setting${signature.witness ? `, witness ${signature.witness}` : ''}`,
      ],
      ['Text', `SHA-256 ${signature.sha256.slice(0, 16)}…`],
    ),
    buttons(button('What else I owe', 'me')),
  );
}
