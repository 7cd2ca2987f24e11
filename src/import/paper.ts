import { stringify } from 'yaml';
import type { PolicyVersion } from '../core/policies/policy.ts';
import { sha256 } from './policies.ts';
import { slug } from './setting.ts';

/** Writes a policy version as a file that `readPolicies` reads back unchanged. */
export function showPolicy(version: PolicyVersion): string {
  const front = {
    code: version.code,
    title: version.title,
    version: version.version,
    change: version.change,
    kind: version.kind,
    adopted_on: version.adoptedOn,
    adopted_at: version.adoptedAt,
    reviewed_on: version.reviewedOn,
    next_review: version.nextReview,
    signatory: version.signatory,
    signatory_role: version.signatoryRole,
    statements: version.statements,
  };
  const said = Object.fromEntries(Object.entries(front).filter(([, value]) => value !== null));
  return `---\n${stringify(said, { lineWidth: 0 })}---\n\n${version.text}\n`;
}

/** The path of a version's file, such as `policies/sm-3.md`. Each version has its own. */
export function policyPath({ code, version }: Pick<PolicyVersion, 'code' | 'version'>): string {
  const safe = version.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `policies/${slug(code) || 'policy'}-${safe || sha256(version).slice(0, 8)}.md`;
}
