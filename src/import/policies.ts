import { newId } from '../core/identifier.ts';
import type { PolicyVersion } from '../core/policies/policy.ts';
import { type Day, lastDay, localDay, showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { Directory } from './directory.ts';
import { digest, Merge } from './merge.ts';
import type { Scope } from './plan.ts';

import type { PolicyFile } from './read/policies.ts';
import type { AgreementRow } from './rows.ts';

/** The texts of demo/policies, by their SHA-256. */
export const DEMO_TEXTS: readonly string[] = [
  'ef2fea4a1fc6a1372dfb07dababf5266f1c9de243d710d156178266418217bad',
  '3459dda60672aba5be34d1d113fa56ebf743b9336142b80a1d85fa41339c6b9a',
];

/** Plans what the files of policies/ change. Returns every version of the setting as it will be saved. */
export function planPolicies(files: readonly PolicyFile[], scope: Scope): PolicyVersion[] {
  const { known, plan, findings } = scope;
  const versions = new Map(known.policies.map((version) => [version.id, version]));
  const seen = new Set<string>();
  for (const file of files) {
    const before = stored(file, known.policies, scope);
    const kind = known.policies.find(({ code }) => code.toLowerCase() === file.code.toLowerCase());
    if (kind && kind.kind !== file.kind)
      findings.fault(
        file.placeOf('kind'),
        `${file.code} is of kind ${kind.kind} in the register: one code is of one kind.`,
      );
    const after =
      before && before.state !== 'draft'
        ? settleAdopted(file, before, scope)
        : toVersion(file, kind?.code, before, scope);
    versions.set(after.id, after);
    seen.add(after.id);
  }
  for (const { id, code, version, state } of scope.says.policies ? known.policies : []) {
    if (seen.has(id) || state === 'superseded') continue;
    findings.note(
      known.fingerprints.has(`V:${id}`)
        ? `policies: ${code} ${version} is no longer in the folder; nothing was deleted.`
        : `policies: ${code} ${version} was recorded in chat and is not in the folder; kept.`,
    );
  }
  const codes = new Set([...versions.values()].map(({ code }) => code));
  const planned = [...codes].flatMap((code) =>
    inOrder(
      [...versions.values()].filter((version) => version.code === code),
      known.policies,
    ),
  );
  const registered = new Map(known.policies.map((version) => [version.id, version]));
  const changed = planned.filter((version) => differs(version, registered.get(version.id)));
  // Superseded versions are saved before adopted ones, because a code has one version in force at any moment, also between
  // two statements.
  plan.policies.push(
    ...changed.filter(({ state }) => state !== 'adopted'),
    ...changed.filter(({ state }) => state === 'adopted'),
  );
  for (const version of changed) sayChange(version, files, scope);
  for (const { state, sha256, code, version } of plan.setting.demo || !scope.says.policies ? [] : planned)
    if (state === 'adopted' && DEMO_TEXTS.includes(sha256))
      findings.note(
        `Warning: ${code} ${version}, which is in force, is the text of the demo, whose people are invented: please put your own in its place.`,
      );
  return planned;
}

function differs(version: PolicyVersion, stored: PolicyVersion | undefined): boolean {
  if (!stored) return true;
  const { statements, ...rest } = version;
  return (
    JSON.stringify(statements) !== JSON.stringify(stored.statements) ||
    (Object.keys(rest) as (keyof typeof rest)[]).some((key) => rest[key] !== stored[key])
  );
}

/**
 * Finds the stored version of a file: by its version, or by the version under which it was imported, if it was adopted in
 * chat under another.
 */
function stored(
  file: PolicyFile,
  policies: readonly PolicyVersion[],
  { known }: Scope,
): PolicyVersion | undefined {
  const same = policies.filter(({ code }) => code.toLowerCase() === file.code.toLowerCase());
  return (
    same.find(({ version }) => version === file.version) ??
    same.find(({ id }) => known.fingerprint(`V:${id}`).version === digest(file.version))
  );
}

const FIELDS = ['title', 'adoptedAt', 'reviewedOn', 'nextReview', 'signatory', 'signatoryRole'] as const;

/**
 * Settles an adopted version: its text cannot change. Its other details may be corrected, except those that were changed in
 * chat.
 */
function settleAdopted(
  file: PolicyFile,
  before: PolicyVersion,
  { known, plan, findings, overwrite }: Scope,
): PolicyVersion {
  const key = `V:${before.id}`;
  const subject = { where: file.place.file, name: `${before.code} ${before.version}` };
  const merge = new Merge(known.fingerprint(key), overwrite, subject, findings);
  const on = before.adoptedOn === null ? '' : ` on ${showDay(before.adoptedOn)}`;
  if (file.sha256 !== before.sha256)
    findings.fault(
      file.textPlace,
      `${before.code} ${before.version} was adopted${on}, and this is not the text that was: please give a changed text a new version.`,
    );
  if (!saysTheSame(file.statements, before.statements))
    findings.fault(
      file.placeOf('statements'),
      `${before.code} ${before.version} was adopted${on} with other statements: please give changed ones a new version.`,
    );
  if (file.change !== before.change && merge.last('change') !== digest(file.change))
    findings.fault(
      file.placeOf('change'),
      `${before.code} ${before.version} was adopted${on} as ${before.change}: that stands; a new version may be ${file.change}.`,
    );
  const after = { ...before };
  if (file.adoptedOn === null)
    findings.note(
      `${subject.where}: ${subject.name} is a draft in the folder; it was adopted${on} in chat, and stays so.`,
    );
  for (const field of FIELDS) {
    const [said, registered] = [file[field] ?? undefined, before[field]];
    const outcome = merge.compare(field, said, registered);
    if (outcome === 'apply') Object.assign(after, { [field]: said });
    if (outcome === 'keep' && file.adoptedOn !== null)
      merge.noteKept(field, clip(String(registered ?? 'none')), clip(String(said)));
  }
  if (merge.compare('adoptedOn', file.adoptedOn ?? undefined, before.adoptedOn) === 'apply')
    after.adoptedOn = file.adoptedOn;
  merge.remember('change', file.change);
  merge.remember('version', file.version);
  plan.fingerprints.set(key, merge);
  return after;
}

function saysTheSame(one: PolicyVersion['statements'], other: PolicyVersion['statements']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function toVersion(
  file: PolicyFile,
  code: string | undefined,
  before: PolicyVersion | undefined,
  { known, plan, findings, now, today }: Scope,
): PolicyVersion {
  const id = before?.id ?? newId(now);
  if (file.adoptedOn !== null && firstDay(file.adoptedOn) > today) {
    findings.note(
      `${file.place.file}: ${file.code} ${file.version} is adopted on a day to come (${showDay(file.adoptedOn)}), and is taken as adopted already.`,
    );
  }
  const key = `V:${id}`;
  const merge = new Merge(
    known.fingerprint(key),
    true,
    { where: file.place.file, name: file.code },
    findings,
  );
  for (const field of [...FIELDS, 'adoptedOn', 'change', 'version'] as const)
    merge.remember(field, file[field]);
  plan.fingerprints.set(key, merge);
  return {
    setting: plan.setting.id,
    id,
    code: code ?? file.code,
    title: file.title,
    kind: file.kind,
    version: file.version,
    change: file.change,
    text: file.text,
    sha256: file.sha256,
    statements: file.statements,
    adoptedOn: file.adoptedOn,
    adoptedAt: file.adoptedAt,
    reviewedOn: file.reviewedOn,
    nextReview: file.nextReview,
    signatory: file.signatory,
    signatoryRole: file.signatoryRole,
    state: file.adoptedOn === null ? 'draft' : 'superseded',
    root: id,
    rootAdoptedOn: null,
    // What was put to a second person was this very text.
    recorded:
      file.adoptedOn === null &&
      before?.sha256 === file.sha256 &&
      saysTheSame(before.statements, file.statements)
        ? before.recorded
        : null,
  };
}

/**
 * Puts the versions of one code in order, the latest adopted one in force. A first version is always material; a minor one
 * keeps the root of the version before it. Roots that are stored already do not change.
 */
function inOrder(versions: readonly PolicyVersion[], stored: readonly PolicyVersion[]): PolicyVersion[] {
  const drafts = versions.filter(({ state }) => state === 'draft');
  const adopted = versions
    .filter(({ state }) => state !== 'draft')
    .sort(
      (a, b) =>
        compare(lastDay(a.adoptedOn ?? ''), lastDay(b.adoptedOn ?? '')) ||
        a.version.localeCompare(b.version, 'en', { numeric: true }),
    );
  const roots = new Map<string, PolicyVersion>();
  const ordered: PolicyVersion[] = [];
  for (const [index, version] of adopted.entries()) {
    const isStored = stored.some(({ id, state }) => id === version.id && state !== 'draft');
    const change = index === 0 && !isStored ? 'material' : version.change;
    const before = ordered.at(-1);
    const root = isStored ? version.root : change === 'material' || !before ? version.id : before.root;
    const after: PolicyVersion = {
      ...version,
      change,
      root,
      state: index === adopted.length - 1 ? 'adopted' : 'superseded',
    };
    roots.set(after.id, after);
    after.rootAdoptedOn = lastDay(roots.get(root)?.adoptedOn ?? after.adoptedOn ?? '');
    ordered.push(after);
  }
  return [...drafts, ...ordered];
}

function sayChange(version: PolicyVersion, files: readonly PolicyFile[], { known, plan }: Scope): void {
  const before = known.policies.find(({ id }) => id === version.id);
  const file = files.find(
    ({ code, version: number }) =>
      code.toLowerCase() === version.code.toLowerCase() && number === version.version,
  );
  const what = `${file?.place.file ?? 'policies'}: ${version.code} ${version.version}`;
  const adopted = version.adoptedOn === null ? '' : `, adopted ${showDay(version.adoptedOn)}`;
  if (!before) {
    const as = {
      draft: 'as a draft',
      adopted: `in force${adopted}`,
      superseded: `no longer in force${adopted}`,
    }[version.state];
    plan.changes.push(`${what} is new, ${as}.`);
  } else if (before.state !== version.state) {
    const becomes = { draft: 'is a draft', adopted: `is in force${adopted}`, superseded: 'is superseded' }[
      version.state
    ];
    plan.changes.push(`${what} ${becomes}.`);
  } else plan.changes.push(`${what} was changed.`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstDay(date: string): Day {
  return `${date}-01-01`.slice(0, 10);
}

/** Plans what agreements.csv says was signed on paper, of versions that were adopted. */
export async function planPapers(
  rows: readonly AgreementRow[],
  policies: readonly PolicyVersion[],
  directory: Directory,
  { known, plan, findings, today }: Scope,
): Promise<void> {
  const seen = new Map<string, AgreementRow>();
  for (const row of rows) {
    const { code, version, signedOn, witness } = row;
    const found = directory.find(row.person);
    if ('wrong' in found && found.wrong !== undefined) findings.fault(row.row.place('person'), found.wrong);
    const same = policies.filter((policy) => policy.code.toLowerCase() === code.toLowerCase());
    const policy = same.find((policy) => policy.version === version);
    if (same.length === 0)
      findings.fault(row.row.place('code'), `There is no policy or agreement with the code "${clip(code)}".`);
    else if (!policy)
      findings.fault(
        row.row.place('version'),
        `There is no version "${clip(version)}" of ${clip(code)}; there ${same.length === 1 ? 'is' : 'are'} ${same.map((policy) => policy.version).join(', ')}.`,
      );
    else if (policy.state === 'draft')
      findings.fault(
        row.row.place('version'),
        `${policy.code} ${version} is a draft, which nobody can have signed.`,
      );
    if (signedOn > today)
      findings.note(`agreements.csv:${row.row.line}: signed on a day to come (${showDay(signedOn)}).`);
    if ('wrong' in found || !policy || policy.state === 'draft') continue;
    const key = `${found.id} ${policy.root}`;
    const before = seen.get(key);
    if (before?.version === version)
      findings.fault(
        row.row.place('person'),
        `${clip(found.name)} stands in line ${before.row.line} for this version already.`,
      );
    if (before) continue;
    seen.set(key, row);
    const stands = await known.answerTo(found.id, policy);
    const did = policy.kind === 'policy' ? 'acknowledged' : 'signed';
    if (stands) {
      const stoodOn = localDay(stands.at, plan.setting.timezone);
      if (stoodOn !== signedOn)
        findings.note(
          `agreements.csv:${row.row.line}: ${clip(found.name)} ${did} on ${showDay(stoodOn)} by the register; ${policy.kind === 'policy' ? 'an acknowledgement' : 'a signature'} is never rewritten.`,
        );
      continue;
    }
    plan.papers.push({ person: found, version: policy, signedOn, witness });
    plan.changes.push(
      `agreements.csv:${row.row.line}: ${clip(found.name)} ${did} ${policy.code} ${version} on paper on ${showDay(signedOn)}.`,
    );
  }
}
