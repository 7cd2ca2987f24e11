import type { Context } from '../../core/talk/context.ts';
import { button } from '../../core/talk/view.ts';
import type { FileAnswers, FileQuestion, OpenedFile, Reading } from '../../core/uploads/opened-file.ts';
import { type Document, keepDraft, openDocument, planDraft, policiesOf } from '../document/index.ts';
import {
  type AnswerName,
  type Answers,
  type Draft,
  type Question,
  understand,
} from '../document/understand.ts';
import { sha256 } from '../read/policies.ts';
import { type Asked, askAll, labelled } from './asking.ts';
import { inChat } from './words.ts';

/** Opens the text of a policy. */
export async function openPolicy(name: string, bytes: Uint8Array): Promise<OpenedFile | { wrong: string }> {
  const document = await openDocument(bytes, name);
  if ('wrong' in document) return document;
  if ('faults' in document) return { wrong: document.faults.map((fault) => inChat(name, fault)).join('\n') };
  return {
    name,
    digest: sha256(bytes).slice(0, 32),
    read: (context, answers) => read(name, document, context, answers),
  };
}

async function read(
  name: string,
  { markdown, answers: own, statements, notes: howRead }: Document,
  context: Context,
  answers: FileAnswers,
): Promise<Reading> {
  const { register, setting, me, now } = context;
  const policies = await policiesOf(register, setting.id);
  const said = answers.get('statements');
  const ticks = said === undefined ? {} : { statements: said.split('\n').join(' | ') };
  const understood = (told: readonly Answers[]) =>
    understand(markdown, Object.assign({}, own, ticks, ...told) as Answers, policies, statements);
  const { told, questions } = await askAll<Answers>(
    (told) =>
      understood(told)
        .questions.filter(({ name }) => name !== 'statements')
        .map(toAsked),
    answers,
  );
  const { draft, notes } = understood(told);
  const isWrong = understood(told).questions.some(({ name }) => name === 'statements');
  const reading: Reading = {
    questions,
    notes: [...howRead, ...notes].map((note) => inChat(name, note)),
  };
  if (draft === undefined && !isWrong) return reading;
  const proposed = understand(markdown, Object.assign({}, own, ...told) as Answers, policies, statements);
  reading.questions.push({
    ...STATEMENTS,
    ...(isWrong ? { complaint: STATEMENTS.label } : {}),
    suggestion: linesOf(proposed.draft),
  });
  if (draft === undefined) return reading;
  return {
    ...reading,
    holds: ['policy'],
    plan: async () => {
      const planned = await planDraft(draft, setting, policies, now);
      const { version, changes } = 'wrong' in planned ? { version: undefined, changes: [] } : planned;
      return {
        questions: [],
        isOpen: false,
        faults: 'wrong' in planned ? [planned.wrong] : [],
        notes: [],
        changes,
        summary: ['It becomes a draft, and is adopted by nobody yet.'],
        digest: sha256(JSON.stringify([draft, changes])),
        async write() {
          if (version) await keepDraft(register, version, me.id, now);
          return {
            faults: [],
            summary: [
              ...changes,
              'It is a draft: adopt shows what differs, and whom it affects, before it is in force.',
            ],
            ways: [button('What adopting would do', 'adopt', { code: draft.code })],
          };
        },
      };
    },
  };
}

const LABELS: Record<AnswerName, string> = {
  code: 'Its code',
  title: 'Its title',
  version: 'Its version',
  change: 'A material change, or a minor one?',
  kind: 'A policy, or the confidentiality agreement?',
  adoption: 'What becomes of the lines of an adoption at its end?',
  statements: 'What everyone ticks, one statement a line',
};

const STATEMENTS: Omit<FileQuestion, 'suggestion'> = {
  name: 'statements',
  label: LABELS.statements,
  choices: [],
  isOptional: true,
  isLong: true,
};

function linesOf(draft: Draft | undefined): string | undefined {
  return draft?.statements.map(({ text }) => text).join('\n') || undefined;
}

function toAsked({ name, words, suggestion }: Question): Asked<Answers> {
  const choices = (CHOICES[name] ?? []).map(([value, label]) => ({ value, label }));
  return {
    question: { name, ...labelled(inChat('', words), LABELS[name]), choices, suggestion },
    tell: (answer) => ({ [name]: answer }),
  };
}

const CHOICES: Partial<Record<AnswerName, [string, string][]>> = {
  change: [
    ['material', 'Material: everyone acknowledges it again'],
    ['minor', 'Minor: nobody is asked again'],
  ],
  kind: [
    ['policy', 'A policy'],
    ['confidentiality', 'The confidentiality agreement'],
  ],
  adoption: [
    ['out', 'Take these lines out of the text'],
    ['in', 'Leave them in it'],
  ],
};
