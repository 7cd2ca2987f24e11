import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../../import/findings.ts';
import { policyPath, readPolicies, showPolicy } from '../../import/read/policies.ts';
import { readSetting, type SettingFile } from '../../import/read/setting.ts';
import { choice, type Questions } from './question.ts';

/** What of a setting stands in the starter texts. */
export type Named = Pick<
  SettingFile,
  'name' | 'ladoPhone' | 'socialCarePhone' | 'socialCareOutOfHours' | 'whistleblowingPhone'
>;

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

/**
 * The starter policy and agreement as drafts of that setting, by their paths in its folder. Its own name and numbers stand where the
 * demo's invented ones did, and a number that is not known is left to be filled in.
 */
export function starterPolicies(root: string, setting: Named): Map<string, string> {
  const folder = join(root, 'demo/policies');
  const demo = readSetting(readFileSync(join(root, 'demo/setting.json'), 'utf8'), [], new Findings());
  if (!demo) throw new Error('the setting of the demo cannot be read');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  const texts = new Map(
    names.sort().map((name) => [`policies/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );
  return new Map(
    readPolicies(texts, new Findings()).map((policy) => {
      const draft = {
        ...policy,
        version: '1',
        text: inItsOwnWords(policy.text, demo, setting),
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

function inItsOwnWords(text: string, demo: Named, setting: Named): string {
  const own = new Map<string, string>([[demo.name, setting.name]]);
  for (const key of ['ladoPhone', 'socialCarePhone', 'socialCareOutOfHours', 'whistleblowingPhone'] as const)
    if (demo[key]) own.set(demo[key], setting[key] || NO_NUMBER);
  // All at once: a number of the setting's own may be one of the demo's.
  return text.replace(
    new RegExp([...own.keys()].join('|'), 'g'),
    (invented) => own.get(invented) ?? invented,
  );
}

const NO_NUMBER = '[number]';
