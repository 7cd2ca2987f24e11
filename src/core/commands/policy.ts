import type { PolicyVersion } from '../policy.ts';
import { lastDay, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, clip, facts, list, text, view } from '../talk/view.ts';
import { plain } from '../words/plain.ts';
import { lateness } from './due.ts';

/** The adopted text of a policy, its adoption line, and when it is reviewed next (F1, V1). */
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
    const chosen = oneOf(inForce, code);
    const others = inForce.filter((each) => each.id !== chosen.id);
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
        ...others.map((each) => button(`Read ${clip(each.code, 30)}`, 'policy', { code: each.code })),
      ),
    );
  },
});

/** The adopted version of that code; without one, the first policy that is to be acknowledged. */
export function oneOf(
  inForce: readonly PolicyVersion[],
  code: string | undefined,
  kind?: PolicyVersion['kind'],
): PolicyVersion {
  const fits = kind === undefined ? inForce : inForce.filter((each) => each.kind === kind);
  const found =
    code === undefined
      ? (fits.find((each) => each.kind === 'policy') ?? fits[0])
      : fits.find((each) => each.code.toLowerCase() === code.toLowerCase());
  if (found) return found;
  const known = fits.map((each) => each.code).join(', ');
  throw new Refusal(
    known === ''
      ? 'Nothing of this kind has been adopted here yet.'
      : `There is no such code here. There ${fits.length === 1 ? 'is' : 'are'}: ${known}.`,
    { field: 'code' },
  );
}

export async function inForceOfKind(
  { register, setting }: Context,
  kind: PolicyVersion['kind'],
): Promise<PolicyVersion[]> {
  return (await register.policies.inForce(setting.id)).filter((each) => each.kind === kind);
}

function adoption({ adoptedOn, adoptedAt }: PolicyVersion): string {
  return [adoptedOn && showDay(adoptedOn), adoptedAt && `at ${adoptedAt}`].filter(Boolean).join(' ');
}
