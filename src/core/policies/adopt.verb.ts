import { addMonths, lastDay, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, line, looseDate, word } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { type Block, heading, type Input, list, text } from '../talk/view.ts';
import { adopted, chairOf } from './adopting.ts';
import { consequences } from './consequences.ts';
import type { CHANGES, PolicyVersion } from './policy.ts';
import { adoptOrPropose } from './second-approval.ts';
import { whatDiffers, wholeText } from './what-differs.ts';

/** Records a minuted decision: a draft is adopted, or the text in force is reaffirmed (V1). */
export const adopt = command({
  name: 'adopt',
  title: 'Adopt a policy',
  summary: 'Record that a new version was adopted, or the present one reaffirmed.',
  roles: ['chair', 'manager'],
  writes: true,
  submit: 'Adopt',
  first: 'code',
  fields: {
    code: word('Which policy?', 60, { required: true }),
    change: choice(
      'What kind of change?',
      [
        { value: 'material', label: 'Material: everyone acknowledges again' },
        { value: 'minor', label: 'Minor: acknowledgements stand' },
        { value: 'reaffirmed', label: 'Reaffirmed: nothing changed' },
      ] satisfies { value: (typeof CHANGES)[number]; label: string }[],
      { required: true },
    ),
    version: line('Version', 40, {
      prefill: async (context, input) => (await bases(context, input))?.version,
    }),
    adopted_on: date('Adopted on', { prefill: ({ today }) => today }),
    next_review: looseDate('Next review', {
      prefill: ({ today }) => addMonths(today, 12),
      hint: 'A date, or a month, which means its last day.',
    }),
    signatory: line('Signed by', 200, { prefill: async (context) => (await chairOf(context))?.name }),
    signatory_role: line('In which role', 100, { prefill: ({ setting }) => setting.titles.chair }),
    confirm: confirmation('Adopt it'),
  },
  standsOn: async (context, input) => {
    const known = await knownCode(context, input);
    if (known === undefined) return undefined;
    const { current, draft } = await stateOf(context, known);
    return [known, ...[current, draft].flatMap((each) => (each ? standing(each) : ['none']))];
  },
  shownFirst: async (context, input) => !isAlready(context, await stateOf(context, input.code), input),
  reading: (context, input) => preview(context, input),
  execute: async (context, input) => {
    const { register, setting, me, today } = context;
    refuseUnconfirmed(input.confirm);
    const { code, current, draft } = await stateOf(context, input.code);
    if (current && isAlready(context, { current, draft }, input))
      return adopted(current, 'Adopted already; nothing was changed.');
    const source = input.change === 'reaffirmed' ? current : draft;
    if (!source) {
      throw new Refusal(
        input.change === 'reaffirmed'
          ? 'Nothing is in force under this code that could be reaffirmed. To adopt the draft choose material.'
          : 'There is no draft of this policy. Import its new text first, without adopted_on; or choose reaffirmed.',
        { field: 'change', cites: ['V1'] },
      );
    }
    const version =
      input.version ?? (await bases(context, { code, change: input.change }))?.version ?? source.version;
    const used = (await register.policies.versions(setting.id, code)).some(
      (other) => other.state !== 'draft' && other.version === version,
    );
    if (used)
      throw new Refusal(`Version ${version} has been adopted before. Please give the next one.`, {
        field: 'version',
      });
    const adoptedOn = input.adopted_on ?? today;
    if (adoptedOn > today)
      throw new Refusal('This day is still to come. Please give the day of the decision.', {
        field: 'adopted_on',
      });
    // Compared as text, so a month or a year of adoption counts from its first day.
    if (current?.adoptedOn && adoptedOn < current.adoptedOn)
      throw new Refusal(
        `What is in force was adopted on ${showDay(current.adoptedOn)}. Please give that day or a later one.`,
        { field: 'adopted_on' },
      );
    const nextReview = input.next_review ?? addMonths(today, 12);
    if (nextReview === 'always' || lastDay(nextReview) <= today)
      throw new Refusal('The next review must be a day to come.', { field: 'next_review' });
    return adoptOrPropose(context, {
      source,
      current,
      decision: {
        change: current ? input.change : 'material',
        version,
        adoptedOn,
        nextReview,
        signatory: input.signatory ?? (await chairOf(context))?.name ?? me.name,
        signatoryRole: input.signatory_role ?? setting.titles.chair,
      },
      by: me.id,
      confirmedBy: null,
    });
  },
});

function standing({ id, sha256, statements }: PolicyVersion): string[] {
  return [id, sha256, ...statements.map((statement) => `${statement.id}: ${statement.text}`)];
}

/** Whether the same decision was recorded before. */
function isAlready(
  { today }: Context,
  { current, draft }: { current: PolicyVersion | undefined; draft: PolicyVersion | undefined },
  said: { change: string; adopted_on?: string | undefined; version?: string | undefined },
): boolean {
  return (
    current !== undefined &&
    (said.change === 'reaffirmed' || !draft) &&
    current.change === said.change &&
    current.adoptedOn === (said.adopted_on ?? today) &&
    (said.version === undefined || said.version === current.version)
  );
}

async function stateOf(
  { register, setting }: Context,
  code: string,
): Promise<{ code: string; current: PolicyVersion | undefined; draft: PolicyVersion | undefined }> {
  const codes = await register.policies.codes(setting.id);
  const known = codes.find((existing) => existing.toLowerCase() === code.toLowerCase());
  if (known === undefined)
    throw new Refusal(
      codes.length === 0
        ? 'No policy has been imported here yet.'
        : `There is no such code here. There ${codes.length === 1 ? 'is' : 'are'}: ${codes.join(', ')}.`,
      { field: 'code' },
    );
  const versions = await register.policies.versions(setting.id, known);
  return {
    code: known,
    current: versions.find((version) => version.state === 'adopted'),
    draft: versions.find((version) => version.state === 'draft'),
  };
}

/** The policy code that was typed; undefined where no policy has it. */
async function knownCode({ register, setting }: Context, input: Input): Promise<string | undefined> {
  const said = String(input.code ?? '').trim();
  const codes = await register.policies.codes(setting.id);
  return codes.find((code) => code.toLowerCase() === said.toLowerCase());
}

/** The default name of the new version: the draft's own, or the current one with its last number raised. */
async function bases(context: Context, input: Input): Promise<{ version: string } | undefined> {
  const known = await knownCode(context, input);
  if (!known) return undefined;
  const { current, draft } = await stateOf(context, known);
  if (draft && input.change !== 'reaffirmed') return { version: draft.version };
  if (!current) return draft && { version: draft.version };
  const [, head = '', last] = /^(.*?)(?:\.(\d+))?$/.exec(current.version) ?? [];
  return { version: `${head}.${Number(last ?? 0) + 1}` };
}

/** What is read above the questions: what differs, and what adopting it would do. Nothing is adopted or reaffirmed unseen. */
async function preview(context: Context, input: Input): Promise<Block[]> {
  const known = await knownCode(context, input);
  if (!known) {
    const codes = await context.register.policies.codes(context.setting.id);
    return [
      text(
        codes.length === 0 ? 'No policy has been imported here yet.' : `Policies here: ${codes.join(', ')}.`,
      ),
    ];
  }
  const { current, draft } = await stateOf(context, known);
  const next = draft ?? current;
  return [
    text(
      [
        current
          ? `In force: version ${current.version}, adopted ${current.adoptedOn ? showDay(current.adoptedOn) : 'on an unknown day'}.`
          : 'Nothing is in force under this code yet.',
        draft
          ? `Draft: version ${draft.version}${current ? ` (to read all of it: policy ${known} version=${draft.version})` : ''}.`
          : 'There is no draft: you can reaffirm what is in force.',
      ].join('\n'),
    ),
    ...(draft && current ? await whatDiffers(current, draft) : next ? wholeText(next) : []),
    ...(next ? [heading('What adopting it would do'), list(await consequences(context, current, next))] : []),
  ];
}
