import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../../import/findings.ts';
import { policyPath, readPolicies, showPolicy } from '../../import/read/policies.ts';
import { choice, type Questions } from './question.ts';

/** The name of the demo's setting, which stands in its texts. */
const INVENTED = /Willowmere Pre-school/g;

/** Asks whether to begin with the starter policy. */
export function* askPolicies(): Questions {
  yield choice({
    id: 'policies.which',
    ask: 'With which policies do you begin?',
    why: 'Staff acknowledge a policy and sign a confidentiality agreement. The starter texts are drafts: nobody is asked to sign before the chair has adopted them.',
    default: 'starter',
    choices: [
      { value: 'starter', label: 'the starter policy and agreement, as drafts' },
      { value: 'none', label: 'none yet' },
    ],
  });
}

/** The starter policy and agreement as drafts of a setting of that name, by their paths in its folder. */
export function starterPolicies(root: string, setting: string): Map<string, string> {
  const folder = join(root, 'demo/policies');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  const texts = new Map(
    names.sort().map((name) => [`policies/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );
  return new Map(
    readPolicies(texts, new Findings()).map((policy) => {
      const draft = {
        ...policy,
        version: '1',
        text: policy.text.replace(INVENTED, () => setting),
        adoptedOn: null,
        adoptedAt: null,
        reviewedOn: null,
        nextReview: null,
        signatory: null,
        signatoryRole: null,
      };
      return [
        policyPath(draft),
        showPolicy({
          ...draft,
          setting: '',
          id: '',
          state: 'draft',
          root: '',
          rootAdoptedOn: null,
          recorded: null,
        }),
      ];
    }),
  );
}
