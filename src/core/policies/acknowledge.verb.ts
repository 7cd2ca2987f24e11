import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { localTime, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, choices, coded, ownWords, word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, clip, facts, type Input, text, type View, view } from '../talk/view.ts';
import { inForceOfKind, policyInForce } from './in-force.ts';
import { plain } from './plain-text.ts';
import type { Acknowledgement, PolicyVersion } from './policy.ts';

const ANSWERS = [
  { value: 'acknowledge', label: 'I have read it and acknowledge it' },
  { value: 'decline', label: 'I do not acknowledge it' },
] as const;

/**
 * Shows a policy's text, then each statement to tick; or records a decline, with its reason. An answer is never rewritten:
 * answering again gives the first receipt.
 */
export const acknowledge = command({
  name: 'acknowledge',
  title: 'Acknowledge the policy',
  summary: 'Read the policy and acknowledge it, statement by statement.',
  roles: 'in_post',
  writes: true,
  fields: {
    code: {
      ...word('Which policy?', 60, { prefill: async (context) => (await chosen(context, undefined))?.code }),
      check: async (raw, context) =>
        policyInForce(await inForceOfKind(context, 'policy'), String(raw).trim()).code,
    },
    answer: choice('Your answer', ANSWERS, { required: true }),
    statements: choices('Each of these is so', async (context, input) => await statementsOf(context, input), {
      neededWhen: async (context, input) =>
        coded(input.answer, ANSWERS) !== 'decline' && (await statementsOf(context, input)).length > 0,
      shown: async (context, input) => (await statementsOf(context, input)).length > 0,
      hint: 'Tick all of them to acknowledge.',
    }),
    reason: ownWords('If you do not acknowledge it: why?', 280, {
      neededWhen: (_, input) => coded(input.answer, ANSWERS) === 'decline',
    }),
  },
  standsOn: async (context, input) => {
    const about = await chosen(context, codeIn(input));
    if (!about || (await existingAnswer(context, about))) return undefined;
    return [about.code, about.sha256, ...about.statements.map(({ id, text: words }) => `${id}: ${words}`)];
  },
  shownFirst: (_, { answer }) => answer === 'acknowledge',
  settled: async (context, input) => {
    const policies = await inForceOfKind(context, 'policy');
    if (policies.length === 0)
      return view('Nothing to acknowledge', text('No policy has been adopted here yet.'));
    if (input.answer !== undefined) return undefined;
    const about = policyInForce(
      policies,
      codeIn(input) ?? (await chosen(context, undefined))?.code,
      'policy',
    );
    const before = await existingAnswer(context, about);
    return before ? acknowledgementView(context, about, before, true) : undefined;
  },
  intro: async (context, input) => {
    const about = await chosen(context, codeIn(input));
    return (
      about &&
      `${about.code} ${about.version}: ${about.title}\n\n${plain(about.text)}\n\nNot keeping to this policy is a disciplinary matter (G4).`
    );
  },
  execute: async (context, input) => {
    const about = policyInForce(
      await inForceOfKind(context, 'policy'),
      input.code ?? (await chosen(context, undefined))?.code,
    );
    const before = await existingAnswer(context, about);
    if (before) return acknowledgementView(context, about, before, true);
    const said = input.statements ?? [];
    const missing = about.statements.filter((statement) => !said.includes(statement.id));
    if (input.answer === 'acknowledge' && missing.length > 0) {
      throw new Refusal(
        `To acknowledge it, please tick every statement; not yet: ${missing.map((statement) => statement.id).join(', ')}.`,
        { field: 'statements' },
      );
    }
    const given: Acknowledgement = {
      setting: context.setting.id,
      id: newId(context.now),
      person: context.me.id,
      root: about.root,
      version: about.id,
      sha256: about.sha256,
      answer: input.answer,
      statements: input.answer === 'acknowledge' ? about.statements.map((statement) => statement.id) : [],
      reason: input.answer === 'decline' ? (input.reason ?? null) : null,
      at: context.now,
      account: context.account,
    };
    const same = await existingAnswer(context, about, given.answer);
    if (same) return acknowledgementView(context, about, same, true);
    const { id, root, version, sha256, answer, statements, reason, account } = given;
    await record(
      context,
      {
        action: `policy.${answer === 'decline' ? 'declined' : 'acknowledged'}`,
        subject: about.code,
        payload: { id, root, version, sha256, statements, reason, account, shown: 'G4' },
      },
      { acknowledgements: [given] },
    );
    return acknowledgementView(context, about, given, false);
  },
});

function codeIn(input: Input): string | undefined {
  const code = Array.isArray(input.code) ? input.code[0] : input.code;
  return code?.trim() || undefined;
}

/** The policy to acknowledge: the one named, else the first that I have not acknowledged, else the first. */
async function chosen(context: Context, code: string | undefined): Promise<PolicyVersion | undefined> {
  const policies = await inForceOfKind(context, 'policy');
  const named = policies.find((policy) => policy.code.toLowerCase() === code?.toLowerCase());
  if (named) return named;
  if (policies.length < 2) return policies[0];
  const duties = await context.register.policies.dutiesOf(context.setting.id, context.me.id);
  return (
    policies.find((policy) => duties.some((duty) => duty.code === policy.code && duty.doneAt === null)) ??
    policies[0]
  );
}

async function statementsOf(context: Context, input: Input) {
  const about = await chosen(context, codeIn(input));
  return (about?.statements ?? []).map(({ id, text: words }) => ({ value: id, label: words }));
}

async function existingAnswer(
  { register, setting, me }: Context,
  about: PolicyVersion,
  answer: Acknowledgement['answer'] = 'acknowledge',
): Promise<Acknowledgement | undefined> {
  return (await register.policies.acknowledgementsOf(setting.id, me.id)).find(
    (acknowledgement) => acknowledgement.root === about.root && acknowledgement.answer === answer,
  );
}

function acknowledgementView(
  context: Context,
  about: PolicyVersion,
  answer: Acknowledgement,
  before: boolean,
): View {
  const { day, time } = localTime(answer.at, context.setting.timezone);
  const declined = answer.answer === 'decline';
  return view(
    clip(declined ? `Not acknowledged: ${about.code}` : `Acknowledged: ${about.code}`, 150),
    before &&
      text(
        declined
          ? 'You declined this already; the first answer stands.'
          : 'You acknowledged this already; the first receipt stands.',
      ),
    facts(
      ['Policy', `${about.code} ${about.version}: ${about.title}`],
      ['On', `${showDay(day)} at ${time}`],
      ['Statements', answer.statements.join(', ')],
      ['Reason', answer.reason],
      ['Text', `SHA-256 ${answer.sha256.slice(0, 16)}…`],
    ),
    declined &&
      text('Your manager sees your answer and will speak with you. You can still acknowledge it later.'),
    buttons(
      button('What else I owe', 'me'),
      declined && button('Acknowledge it', 'acknowledge', { code: about.code }),
    ),
  );
}
