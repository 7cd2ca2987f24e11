import { lastDay, showDay } from '../rules/days.ts';
import { lateness } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, button, buttons, clip, facts, heading, list, table, text, view } from '../talk/view.ts';
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
    const isDraft = chosen.state === 'draft';
    const adopted = (await context.register.policies.versions(context.setting.id, chosen.code)).filter(
      ({ state }) => state !== 'draft',
    );
    const mine = context.roles.length > 0 && isInForce;
    return view(
      clip(`${chosen.title} (${chosen.version})`, 150),
      isDraft
        ? text(`This is a draft, which nobody has adopted. Version ${current.version} is in force.`)
        : !isInForce && text(`This version is in force no more. Version ${current.version} is.`),
      facts(
        ['Version', chosen.version],
        ['Adopted', adoption(chosen)],
        ['Reviewed', chosen.reviewedOn && showDay(chosen.reviewedOn)],
        ['Signed', [chosen.signatory, chosen.signatoryRole].filter(Boolean).join(', ')],
        ['Recorded by', !isDraft && (await recordedBy(context, chosen))],
        ['Next review', isInForce && next && `${showDay(next)} (${lateness(lastDay(next), context.today)})`],
      ),
      ...toBlocks(chosen.text),
      chosen.statements.length > 0 && heading('What everyone acknowledges'),
      chosen.statements.length > 0 && list(chosen.statements.map((statement) => statement.text)),
      ...(adopted.length > 1 ? history(adopted, chosen) : []),
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

/** How many earlier versions get a button. */
const LISTED = 20;

/** Every version that was adopted, newest first, each with a button but the one that is shown. */
function history(adopted: readonly PolicyVersion[], shown: PolicyVersion): Block[] {
  const others = adopted.filter(({ id }) => id !== shown.id).slice(0, LISTED);
  return [
    heading('Its versions'),
    table(
      ['Version', 'Change', 'Adopted', 'Signed', 'Next review'],
      adopted.map(({ version, change, adoptedOn, signatory, signatoryRole, nextReview }) => [
        version,
        change,
        adoptedOn === null ? '' : showDay(adoptedOn),
        [signatory, signatoryRole].filter(Boolean).join(', '),
        nextReview === null ? '' : showDay(nextReview),
      ]),
    ),
    buttons(
      ...others.map(({ code, version }) =>
        button(`Read version ${clip(version, 20)}`, 'policy', { code, version }),
      ),
    ),
  ].filter((block) => block !== undefined);
}

/** Who recorded the adoption in chat, and who confirmed it; nothing where it came with a file. */
async function recordedBy(
  { register, setting }: Context,
  { recorded }: PolicyVersion,
): Promise<string | undefined> {
  if (recorded === null || recorded.waits !== null) return undefined;
  const nameOf = async (id: string) =>
    (await register.people.byId(setting.id, id))?.name ?? 'somebody who has left';
  const second = recorded.confirmedBy === null ? '' : `, confirmed by ${await nameOf(recorded.confirmedBy)}`;
  return (await nameOf(recorded.by)) + second;
}

/** A version that was adopted, also one that another has replaced; a draft for those who may adopt it. */
async function versionNamed(
  { register, setting, roles }: Context,
  { code }: PolicyVersion,
  version: string,
): Promise<PolicyVersion> {
  const mayAdopt = roles.includes('chair') || roles.includes('manager');
  const adopted = (await register.policies.versions(setting.id, code)).filter(
    ({ state }) => state !== 'draft' || mayAdopt,
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
