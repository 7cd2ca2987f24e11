import { newId } from '../identifier.ts';
import { record } from '../records/record.ts';
import { localDay, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, choices, coded, ownWords, word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import {
  type Block,
  button,
  buttons,
  clip,
  facts,
  heading,
  type Input,
  inPlainWords,
  list,
  text,
  type View,
  view,
} from '../talk/view.ts';
import { toBlocks } from './document.ts';
import { inForceOfKind, policyInForce, versionAnswered } from './in-force.ts';
import { onPaper, whenInWords } from './on-paper.ts';
import { plain } from './plain-text.ts';
import type { Acknowledgement, PolicyVersion } from './policy.ts';
import { changedSinceMine } from './what-differs.ts';

const ALL = [{ value: 'yes', label: 'I agree to all of these' }] as const;
const ANSWERS = [
  { value: 'acknowledge', label: 'I have read it and acknowledge it' },
  { value: 'decline', label: 'I do not acknowledge it' },
] as const;

/**
 * Shows what has changed since one's last acknowledgement, and a policy's clauses, each with the statement that belongs to it, and asks for one tick to all statements, or for each by its id
 * where it is typed; or records a decline, with its reason, for which nothing need be ticked. An answer is never rewritten: the same
 * answer again gives the first receipt, and a decline stands beside an acknowledgement, earlier or later (rules: States).
 */
export const acknowledge = command({
  name: 'acknowledge',
  title: 'Acknowledge the policy',
  summary: 'Read the policy and acknowledge it, statement by statement.',
  roles: 'in_post',
  writes: true,
  submit: 'Send my answer',
  fields: {
    code: {
      ...word('Which policy?', 60, { prefill: async (context) => (await chosen(context, undefined))?.code }),
      // The button that leads here names it; only a wrong code, which somebody typed, is asked about.
      widget: async (context, input) => {
        const said = codeIn(input)?.toLowerCase();
        const known = await inForceOfKind(context, 'policy');
        return said === undefined || known.some(({ code }) => code.toLowerCase() === said)
          ? { kind: 'hidden' }
          : { kind: 'line', max: 60 };
      },
      check: async (raw, context) =>
        policyInForce(await inForceOfKind(context, 'policy'), String(raw).trim()).code,
    },
    answer: {
      ...choice('What is your answer?', ANSWERS, { required: true, prefill: () => 'acknowledge' }),
      widget: (_, input) =>
        input.answer === undefined || coded(input.answer, ANSWERS) !== undefined
          ? { kind: 'hidden' }
          : { kind: 'choice', choices: [...ANSWERS] },
    },
    all: choices('Your answer', ALL, {
      shown: asksStatements,
      neededWhen: async (_, input) => input.statements === undefined,
      hint: 'If you cannot, choose “I do not acknowledge it”.',
    }),
    statements: choices('Each of these is so', async (context, input) => await statementsOf(context, input), {
      isTyped: true,
      neededWhen: (_, input) => input.all === undefined,
      shown: asksStatements,
      hint: 'Tick all of them to acknowledge.',
    }),
    reason: ownWords('Why do you not acknowledge it?', 280, {
      shown: (_, input) => isDecline(input),
      neededWhen: (_, input) => isDecline(input),
      hint: 'Your manager reads it and will speak with you.',
    }),
  },
  standsOn: async (context, input) => {
    const about = await chosen(context, codeIn(input));
    const answer = input.answer === 'decline' ? 'decline' : 'acknowledge';
    if (!about || (await existingAnswer(context, about, answer))) return undefined;
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
    if (!about) return undefined;
    const title = `${about.title} (version ${about.version})`;
    if (isDecline(input)) return title;
    const changed = inPlainWords(await changedSinceMine(context, about));
    return [title, changed, plain(about.text), MATTERS].filter((words) => words !== '').join('\n\n');
  },
  reading: async (context, input) => {
    const about = await chosen(context, codeIn(input));
    return about && (isDecline(input) ? undefined : clauses(about, await changedSinceMine(context, about)));
  },
  ways: async (context, input) => {
    const code = (await chosen(context, codeIn(input)))?.code;
    if (code === undefined) return [];
    return [
      isDecline(input)
        ? button('Back to the policy', 'acknowledge', { code })
        : button('I do not acknowledge it', 'acknowledge', { code, answer: 'decline' }),
    ];
  },
  execute: async (context, input) => {
    const about = policyInForce(
      await inForceOfKind(context, 'policy'),
      input.code ?? (await chosen(context, undefined))?.code,
    );
    const before = await existingAnswer(context, about, input.answer);
    if (before) return acknowledgementView(context, about, before, true);
    const every = about.statements.map(({ id }) => id);
    const said = input.all?.includes('yes') ? every : (input.statements ?? []);
    const missing = about.statements.filter((statement) => !said.includes(statement.id));
    if (input.answer === 'acknowledge' && missing.length > 0) {
      throw new Refusal(
        `To acknowledge it, please agree to every statement. Not yet:\n${missing.map((statement) => `• ${clip(withoutIds(statement.text), 90)}`).join('\n')}`,
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
      statements: input.answer === 'acknowledge' ? every : [],
      reason: input.answer === 'decline' ? (input.reason ?? null) : null,
      at: context.now,
      account: context.account,
      source: 'chat',
      witness: null,
    };
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

/** Said with every acknowledgement (G4). */
const MATTERS = 'Not keeping to this policy is a disciplinary matter (G4).';

function isDecline(input: Input): boolean {
  return coded(input.answer, ANSWERS) === 'decline';
}

async function asksStatements(context: Context, input: Input): Promise<boolean> {
  return !isDecline(input) && (await statementsOf(context, input)).length > 0;
}

/** The text in its headed clauses, each followed by the statements that name it; those that name none stand at the end. */
function clauses(
  { title, version, text: markdown, statements }: PolicyVersion,
  changed: readonly Block[],
): Block[] {
  const blocks: Block[] = [text(`${title} (version ${version})`), ...changed];
  const left = new Set(statements);
  const agreed = (clause: string | undefined): Block[] =>
    clause === undefined
      ? []
      : [...left]
          .filter(({ text: words }) => words.includes(`(${clause})`))
          .map((statement) => {
            left.delete(statement);
            return agreeing(statement.text);
          });
  let clause: string | undefined;
  for (const block of toBlocks(markdown)) {
    if (block.kind === 'heading') {
      blocks.push(...agreed(clause));
      clause = /^[A-Z]{1,3}\d{1,3}\b/.exec(block.text)?.[0];
    }
    blocks.push(block);
  }
  blocks.push(...agreed(clause));
  if (left.size > 0)
    blocks.push(
      heading('What everyone acknowledges'),
      ...[...left].map(({ text: words }) => agreeing(words)),
    );
  blocks.push(text(withoutIds(MATTERS)));
  return blocks;
}

/** A statement without the ids of clauses, which stand behind the words. */
function withoutIds(words: string): string {
  return words.replace(/\s*\([A-Z]{1,3}\d{1,3}\)/g, '').trim();
}

/** A statement beside its clause. */
function agreeing(words: string): Block {
  const mark = 'You agree: ';
  return { kind: 'text', text: mark + withoutIds(words), strong: [[0, mark.trim().length]] };
}

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

async function acknowledgementView(
  context: Context,
  about: PolicyVersion,
  answer: Acknowledgement,
  before: boolean,
): Promise<View> {
  const { register, setting } = context;
  const on = whenInWords(answer, setting.timezone);
  const declined = answer.answer === 'decline';
  const acknowledged = declined ? await existingAnswer(context, about) : answer;
  const shown = await versionAnswered(register, about, answer.version);
  const agreedTo = answer.statements.map(
    (id) => shown.statements.find((statement) => statement.id === id)?.text ?? id,
  );
  return view(
    clip(`${declined ? 'Not acknowledged' : 'Acknowledged'}: ${about.title}`, 150),
    before && text(`You did this on ${on}: the first ${declined ? 'answer' : 'receipt'} stands.`),
    facts(
      ['Policy', `${shown.title}, version ${shown.version}`],
      ['On', on],
      onPaper(answer),
      [
        'In force now',
        shown.id !== about.id && `version ${about.version}, for which your answer counts as well`,
      ],
      ['Reason', answer.reason],
    ),
    agreedTo.length > 0 && text('You agreed to each of these:'),
    agreedTo.length > 0 && list(agreedTo),
    declined &&
      text(
        acknowledged
          ? `Your manager sees your answer and will speak with you. That you acknowledged it on ${showDay(localDay(acknowledged.at, setting.timezone))} stays on record beside it.`
          : 'Your manager sees your answer and will speak with you. You can still acknowledge it later.',
      ),
    buttons(
      button('My page', 'me'),
      acknowledged
        ? before &&
            !declined &&
            button('I do not acknowledge it any more', 'acknowledge', { code: about.code, answer: 'decline' })
        : button('Acknowledge it', 'acknowledge', { code: about.code }),
    ),
  );
}
