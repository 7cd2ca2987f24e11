import { newId } from '../core/identifier.ts';
import type { PolicyVersion, Signature } from '../core/policies/policy.ts';
import { showDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import type { AgreementRow } from './agreements.ts';
import type { Scope } from './roster.ts';
import type { Directory } from './staff.ts';

/** Plans the signatures on paper that agreements.csv adds, under versions that were in force. */
export async function planSignatures(
  rows: readonly AgreementRow[],
  policies: readonly PolicyVersion[],
  directory: Directory,
  scope: Scope,
): Promise<void> {
  const { known, plan, findings, now, today } = scope;
  const seen = new Map<string, AgreementRow>();
  for (const row of rows) {
    const { code, version, signedOn, witness } = row;
    const found = directory.find(row.person);
    if ('wrong' in found && found.wrong !== undefined) findings.fault(row.row.place('person'), found.wrong);
    const same = policies.filter((policy) => policy.code.toLowerCase() === code.toLowerCase());
    const policy = same.find((policy) => policy.version === version);
    if (same.length === 0)
      findings.fault(row.row.place('code'), `There is no policy or agreement with the code "${clip(code)}".`);
    else if (same[0]?.kind !== 'confidentiality')
      findings.fault(
        row.row.place('code'),
        `${clip(code)} is a policy, which people acknowledge in chat; here stands what was signed under the confidentiality agreement.`,
      );
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
    if ('wrong' in found || !policy || policy.kind !== 'confidentiality' || policy.state === 'draft')
      continue;
    const key = `${found.id} ${policy.root}`;
    const before = seen.get(key);
    if (before?.version === version)
      findings.fault(
        row.row.place('person'),
        `${clip(found.name)} stands in line ${before.row.line} for this version already.`,
      );
    if (before) continue;
    seen.set(key, row);
    const stands = (await known.signaturesOf(found.id)).find(({ root }) => root === policy.root);
    if (stands) {
      if (stands.signedOn !== signedOn)
        findings.note(
          `agreements.csv:${row.row.line}: ${clip(found.name)} signed on ${showDay(stands.signedOn)} by the register; a signature is never rewritten.`,
        );
      continue;
    }
    plan.signatures.push(signature(found, policy, { signedOn, witness }, plan.setting.id, now));
    plan.changes.push(
      `agreements.csv:${row.row.line}: ${clip(found.name)} signed ${policy.code} ${version} on paper on ${showDay(signedOn)}.`,
    );
  }
}

function signature(
  person: { id: string; name: string },
  policy: PolicyVersion,
  { signedOn, witness }: Pick<Signature, 'signedOn' | 'witness'>,
  setting: string,
  now: Date,
): Signature {
  return {
    setting,
    id: newId(now),
    person: person.id,
    root: policy.root,
    version: policy.version,
    sha256: policy.sha256,
    nameTyped: person.name,
    source: 'paper',
    witness,
    signedOn,
    // The hour is unknown. Noon UTC falls on that day in every timezone that a setting can have.
    at: new Date(`${signedOn}T12:00:00Z`),
    account: 'paper',
  };
}
