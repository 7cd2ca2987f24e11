import { basename } from 'node:path';
import { newId } from '../../core/identifier.ts';
import { differenceBetween, inOneSentence } from '../../core/policies/difference.ts';
import type { PolicyVersion, Statement } from '../../core/policies/policy.ts';
import { showDay } from '../../core/rules/days.ts';
import { clip } from '../../core/rules/entries.ts';
import { fold } from '../../core/rules/names.ts';
import type { Setting } from '../../core/settings/setting.ts';
import type { Register, Store } from '../../core/store.ts';
import { Findings } from '../findings.ts';
import { readPolicies, sha256 } from '../read/policies.ts';
import { readDocument } from './read.ts';
import {
  ANSWERS,
  type AnswerName,
  type Answers,
  type Draft,
  faultOf,
  type Question,
  understand,
} from './understand.ts';

export { formatOf } from './read.ts';

export interface DocumentOptions {
  store: Store;
  now: Date;
  /** The file's name, and its content. */
  file: string;
  bytes: Uint8Array;
  /** The code of the setting, where the database holds several. */
  setting: string | undefined;
  answers: Answers;
  dryRun?: boolean;
}

export interface DocumentReport {
  /** Why nothing was written. */
  faults: string[];
  /** What is still to be answered; then nothing was written either. */
  questions: Question[];
  /** How the document was read. */
  notes: string[];
  /** What was written, or would be. */
  changes: string[];
  summary: string[];
}

/** Thrown to roll back the transaction of a dry run. */
class Undone extends Error {
  override name = 'Undone';
}

/**
 * Makes a draft of a policy from a document: Word, Markdown or text. Nothing is adopted by it, and no adoption is undone: a text that
 * differs from the adopted one of its version is a fault. The same document again changes nothing.
 */
export async function importDocument({
  store,
  now,
  file,
  bytes,
  setting: code,
  answers,
  dryRun = false,
}: DocumentOptions): Promise<DocumentReport> {
  const report: DocumentReport = { faults: [], questions: [], notes: [], changes: [], summary: [] };
  const name = basename(file);
  const fault = (words: string) => {
    report.faults.push(`${name}: ${words}`);
    report.summary.push('Nothing was imported.');
    return report;
  };
  const document = await openDocument(bytes, name);
  if ('wrong' in document) return fault(document.wrong);
  if ('faults' in document) {
    report.faults.push(...document.faults);
    report.summary.push('Nothing was imported.');
    return report;
  }
  report.notes.push(...document.notes.map((note) => `${name}: ${note}`));

  const found = await store.read(async (register) => {
    const setting = await settingFor(register, code);
    return 'wrong' in setting ? setting : { setting, policies: await policiesOf(register, setting.id) };
  });
  if ('wrong' in found) return fault(found.wrong);
  const { draft, questions, notes } = understand(
    document.markdown,
    { ...document.answers, ...answers },
    found.policies,
    document.statements,
  );
  report.notes.push(...notes.map((note) => `${name}: ${note}`));
  if (draft === undefined) {
    report.questions.push(...questions);
    return report;
  }
  try {
    await store.write([found.setting.id], async (register) => {
      const policies = await policiesOf(register, found.setting.id);
      const planned = await planDraft(draft, found.setting, policies, now);
      if ('wrong' in planned) {
        fault(planned.wrong);
        throw new Undone();
      }
      report.changes = planned.changes.map((change) => `${name}: ${change}`);
      if (planned.version !== undefined) await keepDraft(register, planned.version, 'import', now);
      if (dryRun) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  if (report.faults.length > 0) return report;
  report.summary.push(
    report.changes.length === 0
      ? 'Nothing changes: this draft is here already.'
      : dryRun
        ? 'A dry run: nothing was written.'
        : `Nothing is adopted yet. The chair reads what differs, and adopts it: adopt ${draft.code}`,
  );
  return report;
}

/** A document's text, with what its front matter answers, and how it was read. */
export interface Document {
  markdown: string;
  answers: Answers;
  statements: Statement[] | undefined;
  notes: string[];
}

export async function openDocument(
  bytes: Uint8Array,
  name: string,
): Promise<Document | { wrong: string } | { faults: string[] }> {
  const read = await readDocument(bytes, name);
  if ('wrong' in read) return read;
  const front = frontMatter(name, read.markdown);
  if (front && 'faults' in front) return front;
  const markdown = front?.markdown ?? read.markdown;
  const wrong = faultOf(markdown);
  if (wrong !== undefined) return { wrong };
  return {
    markdown,
    answers: front?.answers ?? {},
    statements: front?.statements,
    notes: [...read.notes, ...(front?.notes ?? [])],
  };
}

/** Saves a draft. `actor`: who gave the document in chat, or `import` at the machine. */
export async function keepDraft(
  register: Register,
  draft: PolicyVersion,
  actor: string,
  now: Date,
): Promise<void> {
  const { code, version, state, sha256 } = draft;
  await register.record(
    draft.setting,
    { action: 'policy.imported', actor, subject: code, payload: { version, state, sha256 } },
    { policies: [draft] },
    now,
  );
}

/** The only setting, or the one that was named. */
async function settingFor(
  register: Register,
  code: string | undefined,
): Promise<Setting | { wrong: string }> {
  const all = await register.settings.all();
  const codes = all.map((setting) => setting.code).join(', ');
  if (all.length === 0)
    return { wrong: 'There is no setting in this database yet. Please import its folder first.' };
  if (code === undefined)
    return all.length === 1 && all[0]
      ? all[0]
      : { wrong: `For which setting? Add --setting and one of: ${codes}.` };
  return (
    all.find((setting) => fold(setting.code) === fold(code)) ?? {
      wrong: `There is no setting ${clip(code)}. There are: ${codes}.`,
    }
  );
}

export async function policiesOf(register: Register, setting: string): Promise<PolicyVersion[]> {
  const versions: PolicyVersion[] = [];
  for (const code of await register.policies.codes(setting))
    versions.push(...(await register.policies.versions(setting, code)));
  return versions;
}

/** The version to save, and what that changes; none where the very same draft is there already. */
export async function planDraft(
  draft: Draft,
  setting: Setting,
  policies: readonly PolicyVersion[],
  now: Date,
): Promise<{ version: PolicyVersion | undefined; changes: string[] } | { wrong: string }> {
  const { code, version, text } = draft;
  const digest = sha256(text);
  const same = policies.filter((policy) => policy.code === code);
  const before = same.find((policy) => policy.version === version);
  if (before !== undefined && before.state !== 'draft') {
    const on = before.adoptedOn === null ? '' : ` on ${showDay(before.adoptedOn)}`;
    return before.sha256 === digest
      ? { version: undefined, changes: [] }
      : {
          wrong: `${code} ${version} was adopted${on}, and this is not the text that was: please give a changed text a new version.`,
        };
  }
  const isSame =
    before !== undefined &&
    before.sha256 === digest &&
    before.title === draft.title &&
    before.change === draft.change &&
    JSON.stringify(before.statements) === JSON.stringify(draft.statements);
  if (isSame) return { version: undefined, changes: [] };
  const id = before?.id ?? newId(now);
  const current = same.find(({ state }) => state === 'adopted');
  const difference = current && (await differenceBetween(current.text, text));
  return {
    version: {
      setting: setting.id,
      id,
      ...draft,
      sha256: digest,
      adoptedOn: null,
      adoptedAt: null,
      reviewedOn: null,
      nextReview: null,
      signatory: null,
      signatoryRole: null,
      state: 'draft',
      root: id,
      rootAdoptedOn: null,
      recorded: null,
    },
    changes: [
      `${code} ${version} “${clip(draft.title)}” ${before ? 'was changed, and is still' : 'is new, as'} a draft.`,
      ...(current && difference
        ? [`beside ${code} ${current.version}, which is in force: ${inOneSentence(difference)}`]
        : []),
    ],
  };
}

/** What the front matter of a Markdown file answers; undefined where it has none. That it was adopted is for the folder, or for adopt, to say. */
function frontMatter(
  name: string,
  markdown: string,
):
  | { markdown: string; answers: Answers; statements: Statement[]; notes: string[] }
  | { faults: string[] }
  | undefined {
  if (!/^---[ \t]*\n/.test(markdown)) return undefined;
  const findings = new Findings();
  const [file] = readPolicies(new Map([[name, markdown]]), findings);
  if (findings.any || file === undefined) return { faults: findings.faults() };
  const answers: Answers = {
    code: file.code,
    title: file.title,
    version: file.version,
    change: file.change,
    kind: file.kind,
    adoption: 'in',
  };
  const passed =
    file.adoptedOn !== null && 'That it was adopted is passed over: a single file becomes a draft.';
  return {
    markdown: file.text,
    answers,
    statements: file.statements,
    notes: [...findings.notes, ...(passed ? [passed] : [])],
  };
}

/** The answers that a command line gave as field=value, or what is wrong with them. */
export function readAnswers(given: readonly string[]): { value: Answers } | { wrong: string } {
  const answers: Answers = {};
  for (const each of given) {
    const [, name = '', value] = /^([A-Za-z_]+)=(.*)$/s.exec(each) ?? [];
    if (value === undefined || !(ANSWERS as readonly string[]).includes(name))
      return { wrong: `--answer wants field=value, and one of ${ANSWERS.join(', ')}, not “${clip(each)}”.` };
    answers[name as AnswerName] = value;
  }
  return { value: answers };
}
