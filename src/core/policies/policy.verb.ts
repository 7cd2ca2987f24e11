import { lastDay, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, clip, facts, heading, list, text, view } from '../talk/view.ts';
import { toBlocks } from './document.ts';
import { policyInForce } from './in-force.ts';
import type { PolicyVersion } from './policy.ts';

/** Shows the adopted text of a policy, when it was adopted, and when it is reviewed next (F1, V1). */
export const policy = command({
  name: 'policy',
  said: ['Read the policy', 'Policies'],
  title: 'The policy',
  summary: 'The current text of a policy, and when it is reviewed next.',
  roles: 'known',
  writes: false,
  showsNoRecords: true,
  fields: {
    code: word('Which one?', 60, { hint: 'Its code. Left empty: the policy.' }),
    version: word('Which version?', 40, { hint: 'Left empty: the one in force.' }),
  },
  execute: async (context, { code, version }) => {
    const inForce = await context.register.policies.inForce(context.setting.id);
    if (inForce.length === 0)
      return view(
        'No policy yet',
        text('No policy has been adopted here yet. The chair adopts it with adopt, once it is imported.'),
      );
    const current = policyInForce(inForce, code);
    const chosen = version === undefined ? current : await versionNamed(context, current, version);
    const others = inForce.filter((other) => other.code !== chosen.code);
    const next = chosen.nextReview;
    const isInForce = chosen.id === current.id;
    const mine = context.roles.length > 0 && isInForce;
    return view(
      clip(`${chosen.title} (${chosen.version})`, 150),
      !isInForce && text(`This version is in force no more. Version ${current.version} is.`),
      facts(
        ['Version', chosen.version],
        ['Adopted', adoption(chosen)],
        ['Reviewed', chosen.reviewedOn && showDay(chosen.reviewedOn)],
        ['Signed', [chosen.signatory, chosen.signatoryRole].filter(Boolean).join(', ')],
        ['Next review', isInForce && next && `${showDay(next)} (${lateness(lastDay(next), context.today)})`],
      ),
      ...toBlocks(chosen.text),
      chosen.statements.length > 0 && heading('What everyone acknowledges'),
      chosen.statements.length > 0 && list(chosen.statements.map((statement) => statement.text)),
      chosen.kind === 'policy' && heading('Further reading'),
      chosen.kind === 'policy' &&
        text(
          'The guidance for safer working practice that the policy names is of 2015; a newer edition exists (February 2022).',
        ),
      buttons(
        mine &&
          (chosen.kind === 'policy'
            ? button('Acknowledge it', 'acknowledge', { code: chosen.code })
            : button('Sign it', 'sign')),
        !isInForce && button('Read what is in force', 'policy', { code: chosen.code }),
        ...others.map((policy) => button(`Read ${clip(policy.title, 34)}`, 'policy', { code: policy.code })),
      ),
    );
  },
});

/** A version that was adopted, also one that another has replaced; no draft. */
async function versionNamed(
  { register, setting }: Context,
  { code }: PolicyVersion,
  version: string,
): Promise<PolicyVersion> {
  const adopted = (await register.policies.versions(setting.id, code)).filter(
    ({ state }) => state !== 'draft',
  );
  const found = adopted.find((each) => each.version.toLowerCase() === version.toLowerCase());
  if (found) return found;
  throw new Refusal(
    `There is no such version here. There ${adopted.length === 1 ? 'is' : 'are'}: ${adopted.map((each) => each.version).join(', ')}.`,
    { field: 'version' },
  );
}

function adoption({ adoptedOn, adoptedAt }: PolicyVersion): string {
  return [adoptedOn && showDay(adoptedOn), adoptedAt && `at ${adoptedAt}`].filter(Boolean).join(' ');
}
