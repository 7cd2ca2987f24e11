import { lastDay, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import { word } from '../talk/field.ts';
import { button, buttons, clip, facts, list, text, view } from '../talk/view.ts';
import { policyInForce } from './in-force.ts';
import { plain } from './plain-text.ts';
import type { PolicyVersion } from './policy.ts';

/** Shows the adopted text of a policy, when it was adopted, and when it is reviewed next (F1, V1). */
export const policy = command({
  name: 'policy',
  title: 'The policy',
  summary: 'The current text of a policy, and when it is reviewed next.',
  roles: 'known',
  writes: false,
  fields: { code: word('Which one?', 60, { hint: 'Its code. Left empty: the policy.' }) },
  execute: async (context, { code }) => {
    const inForce = await context.register.policies.inForce(context.setting.id);
    if (inForce.length === 0)
      return view(
        'No policy yet',
        text('No policy has been adopted here yet. The chair adopts it with adopt, once it is imported.'),
      );
    const chosen = policyInForce(inForce, code);
    const others = inForce.filter((other) => other.id !== chosen.id);
    const next = chosen.nextReview;
    const mine = context.roles.length > 0;
    return view(
      clip(`${chosen.code}: ${chosen.title}`, 150),
      facts(
        ['Version', chosen.version],
        ['Adopted', adoption(chosen)],
        ['Reviewed', chosen.reviewedOn && showDay(chosen.reviewedOn)],
        ['Signed', [chosen.signatory, chosen.signatoryRole].filter(Boolean).join(', ')],
        ['Next review', next && `${showDay(next)} (${lateness(lastDay(next), context.today)})`],
      ),
      text(plain(chosen.text)),
      chosen.statements.length > 0 && text('What everyone acknowledges'),
      chosen.statements.length > 0 &&
        list(chosen.statements.map((statement) => `${statement.id}: ${statement.text}`)),
      chosen.kind === 'policy' &&
        text(
          'Further reading: the guidance for safer working practice that the policy names is of 2015; a newer edition exists (February 2022).',
        ),
      buttons(
        mine &&
          (chosen.kind === 'policy'
            ? button('Acknowledge it', 'acknowledge', { code: chosen.code })
            : button('Sign it', 'sign')),
        ...others.map((policy) => button(`Read ${clip(policy.code, 30)}`, 'policy', { code: policy.code })),
      ),
    );
  },
});

function adoption({ adoptedOn, adoptedAt }: PolicyVersion): string {
  return [adoptedOn && showDay(adoptedOn), adoptedAt && `at ${adoptedAt}`].filter(Boolean).join(' ');
}
