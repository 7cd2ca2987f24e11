import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { type Person, rolesOn } from '../people/person.ts';
import { record } from '../records/record.ts';
import { type Day, localDay, showDay } from '../rules/days.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, coded, pastDate } from '../talk/field.ts';
import { given, saidSoFar } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, clip, facts, type Input, text, type View, view } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { staff } from '../who/people.ts';
import { called, calledFirst } from './called.ts';
import { inForceOfKind, versionAnswered } from './in-force.ts';
import { answerTo, howInWords, recordOf, whenInWords } from './on-paper.ts';
import { type Acknowledgement, isOwed, type PolicyVersion, type Signature } from './policy.ts';

const WHAT = [
  { value: 'policy', label: 'A policy' },
  { value: 'confidentiality', label: 'The confidentiality agreement' },
] as const;

const STAFF = staff('Who signed on paper?', { required: true });
const PERSON: typeof STAFF = {
  ...STAFF,
  check: async (raw, context, input) => {
    const person = await STAFF.check(raw, context, input);
    if (person.id === context.me.id)
      throw new Refusal(
        'Your own paper is recorded by somebody else: another manager or safeguarding officer. Or read and sign it here.',
      );
    return person;
  },
};
const SIGNED_ON = pastDate('On which day?', { required: true, hint: 'The day on the paper.' });
const WITNESS = staff('Who saw them sign?', {
  required: true,
  hint: 'Somebody else who works here; it may be you.',
});

/**
 * Records what somebody signed on paper, such as a cook or agency staff without an account: of the version in force on the day on the
 * paper. An answer is never rewritten: a second one gives the first receipt (rules: States).
 */
export const paper = command({
  name: 'paper',
  title: 'Record a paper',
  said: ['Record another'],
  summary: 'Record what somebody signed on paper: a policy, or the confidentiality agreement.',
  roles: ['manager', 'dso', 'deputy_dso'],
  writes: true,
  submit: 'Record it',
  fields: {
    person: PERSON,
    what: choice('What did they sign?', WHAT, { required: true }),
    signed_on: SIGNED_ON,
    witness: {
      ...WITNESS,
      check: async (raw, context, input) => {
        const witness = await WITNESS.check(raw, context, input);
        if ((await saidSoFar(PERSON, context, input, 'person'))?.id === witness.id)
          throw new Refusal('Nobody is their own witness. Please name somebody else who works here.');
        return witness;
      },
    },
    code: choice('Which one?', (context, input) => documents(context, input), {
      shown: async (context, input) =>
        given(input.code) !== undefined || (await documents(context, input)).length > 1,
      neededWhen: async (context, input) => (await documents(context, input)).length > 1,
    }),
    confirm: confirmation('Record it'),
  },
  standsOn: async (context, input) => {
    const found = await soFar(context, input);
    return found && !found.before ? [found.person.id, found.version.id, found.current.id] : undefined;
  },
  // What is recorded is not quite what was said: of an earlier version, or of somebody who was not here yet.
  shownFirst: async (context, { person, what, signed_on, code }) =>
    (await cautions(context, await meant(context, person, { what, signed_on, code }))).length > 0,
  intro: (context, input) => preview(context, input),
  execute: async (context, { person, what, signed_on, witness, code, confirm }) => {
    refuseUnconfirmed(confirm);
    const about = await meant(context, person, { what, signed_on, code });
    if (about.before) return receipt(context, about, about.before, true);
    const { version, signedOn } = about;
    const { event, answer, rows } = recordOf(
      { person, version, signedOn, witness: witness.name },
      context.now,
    );
    await record(context, event, rows);
    if (await isReached(context, person))
      await tell(context, person.id, paperRecorded(version, signedOn, about.current));
    return receipt(context, about, answer, false);
  },
});

/** What a paper is about: the version in force on the day on it, the one in force now, and the answer that stands already. */
interface Meant {
  person: Person;
  signedOn: Day;
  version: PolicyVersion;
  current: PolicyVersion;
  before: Acknowledgement | Signature | undefined;
}

interface Said {
  what: PolicyVersion['kind'];
  signed_on: Day;
  code?: string | undefined;
}

async function meant(context: Context, person: Person, { what, signed_on, code }: Said): Promise<Meant> {
  const then = await inForceThen(context, what, signed_on);
  const version = code === undefined ? then[0] : then.find((each) => each.code === code);
  const now = await inForceOfKind(context, what);
  if (!version) throw await notYetInForce(context, now, { what, signed_on, code });
  if (person.leavesOn !== null && person.leavesOn < signed_on)
    throw new Refusal(
      `${person.name} left on ${showDay(person.leavesOn)}. Please look at the day on the paper again.`,
      { field: 'signed_on' },
    );
  const current = now.find((each) => each.code === version.code) ?? version;
  return {
    person,
    signedOn: signed_on,
    version,
    current,
    before: await answerTo(context.register, version, person.id),
  };
}

async function inForceThen(
  { register, setting }: Context,
  kind: PolicyVersion['kind'],
  on: Day,
): Promise<PolicyVersion[]> {
  return (await register.policies.inForceOn(setting.id, on)).filter((version) => version.kind === kind);
}

/** Nothing of this kind, or not this one, was in force on that day: says since when one is. */
async function notYetInForce(
  { register, setting }: Context,
  now: readonly PolicyVersion[],
  { what, signed_on, code }: Said,
): Promise<Refusal> {
  const of = now.filter((each) => code === undefined || each.code === code);
  if (of.length === 0)
    return new Refusal(`No ${what === 'policy' ? 'policy' : 'agreement'} has been adopted here yet.`, {
      field: 'what',
    });
  const lines: string[] = [];
  for (const policy of of) {
    const days = (await register.policies.versions(setting.id, policy.code)).flatMap(
      ({ state, adoptedOn }) => (state === 'draft' || adoptedOn === null ? [] : [adoptedOn]),
    );
    const first = days.sort()[0] ?? policy.rootAdoptedOn ?? '';
    lines.push(`${calledFirst(policy)} was first adopted on ${showDay(first)}`);
  }
  return new Refusal(
    `Nothing of this was in force on ${showDay(signed_on)}. ${lines.join('. ')}. Please look at the day on the paper again.`,
    { field: 'signed_on' },
  );
}

/** Those that the paper may be about: in force on its day; while that is not known, or nothing was, in force now. */
async function documents(context: Context, input: Input): Promise<Choice[]> {
  const what = coded(input.what, WHAT);
  if (what === undefined) return [];
  const on = await saidSoFar(SIGNED_ON, context, input, 'signed_on');
  const then = on === undefined ? [] : await inForceThen(context, what, on);
  const known = then.length > 0 ? then : await inForceOfKind(context, what);
  return known.map((version) => ({ value: version.code, label: calledFirst(version) }));
}

/** What was said so far means, if it is enough to know. */
async function soFar(context: Context, input: Input): Promise<Meant | undefined> {
  const [person, what, signed_on, code] = [
    await saidSoFar(PERSON, context, input, 'person'),
    coded(input.what, WHAT),
    await saidSoFar(SIGNED_ON, context, input, 'signed_on'),
    coded(input.code, await documents(context, input)),
  ];
  if (!person || what === undefined || signed_on === undefined) return undefined;
  if (code === undefined && (await inForceThen(context, what, signed_on)).length > 1) return undefined;
  try {
    return await meant(context, person, { what, signed_on, code });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** What is said before it is recorded. */
async function preview(context: Context, input: Input): Promise<string> {
  const about = await soFar(context, input);
  const always = 'It counts as if they had done it here, and is never changed afterwards.';
  if (!about) {
    const inForce = await context.register.policies.inForce(context.setting.id);
    return [
      `Records what somebody signed on paper: the version that was in force on that day. ${always}`,
      inForce.length > 0 &&
        `In force now: ${inForce.map((each) => `${called(each, { version: each.version })}${each.adoptedOn === null ? '' : `, since ${showDay(each.adoptedOn)}`}`).join('; ')}.`,
    ]
      .filter(Boolean)
      .join('\n');
  }
  const { person, version, signedOn, before } = about;
  const document = called(version, { version: version.version });
  if (before)
    return `${person.name} has ${did(version)} ${document} already, ${howInWords(before)}, on ${whenInWords(before, context.setting.timezone)}. That stands.`;
  return [
    `To be recorded: ${person.name} ${did(version)} ${document} on paper on ${showDay(signedOn)}. ${always}`,
    ...(await cautions(context, about)),
  ].join('\n');
}

function did({ kind }: Pick<PolicyVersion, 'kind'>): string {
  return kind === 'policy' ? 'acknowledged' : 'signed';
}

/** What whoever records it may not expect. */
async function cautions(
  context: Context,
  { person, signedOn, version, current, before }: Meant,
): Promise<string[]> {
  if (before) return [];
  const said: string[] = [];
  if (current.root !== version.root)
    said.push(
      `Version ${version.version} has been replaced since. ${await stillOwed(context, person, current)}`.trim(),
    );
  if (rolesOn(person, signedOn).length === 0)
    said.push(
      person.startsOn !== null && signedOn < person.startsOn
        ? `On that day ${person.name} had not started here yet: their first day is ${showDay(person.startsOn)}. It counts all the same.`
        : `On that day ${person.name} had no role here. It counts all the same.`,
    );
  return said;
}

/** That they owe what is in force now, where they do. */
async function stillOwed(
  { register, setting }: Context,
  person: Person,
  current: PolicyVersion,
): Promise<string> {
  const duties = await register.policies.dutiesOf(setting.id, person.id);
  return duties.some((duty) => duty.policy === current.id && isOwed(duty))
    ? `${person.name} has yet to ${current.kind === 'policy' ? 'acknowledge' : 'sign'} version ${current.version}, which is in force now.`
    : '';
}

/** Whether a message can reach them: they work here and have an account. */
async function isReached({ register, setting, today }: Context, person: Person): Promise<boolean> {
  if (rolesOn(person, today).length === 0) return false;
  return (await register.accounts.ofPerson(setting.id, person.id)).length > 0;
}

async function receipt(
  context: Context,
  { person, version, current }: Meant,
  answer: Pick<Signature, 'version' | 'source' | 'witness' | 'at'>,
  isBefore: boolean,
): Promise<View> {
  const { register, setting } = context;
  const shown = await versionAnswered(register, version, answer.version);
  const on = whenInWords(answer, setting.timezone);
  const declined = (await register.policies.acknowledgementsOf(setting.id, person.id)).find(
    (each) => each.root === version.root && each.answer === 'decline',
  );
  return view(
    clip(`${person.name} has ${did(version)} ${called(version)}`, 150),
    isBefore && text(`They did this on ${on}: the first receipt stands, and nothing was changed.`),
    facts(
      ['Who', person.name],
      ['What', calledFirst(shown, { version: shown.version })],
      ['On', on],
      ['How', howInWords(answer)],
      [
        'In force now',
        current.root === version.root &&
          shown.id !== current.id &&
          `version ${current.version}, for which it counts as well`,
      ],
    ),
    current.root !== version.root &&
      text(
        `Version ${shown.version} has been replaced since. ${await stillOwed(context, person, current)}`.trim(),
      ),
    declined &&
      text(
        `On ${showDay(localDay(declined.at, setting.timezone))} they declined it: that stays on record beside it.`,
      ),
    !isBefore &&
      (await isReached(context, person)) &&
      text('They have an account, and are told what was recorded.'),
    buttons(
      button('Record another', 'paper'),
      button('Who has', 'outstanding', { show: 'signed' }),
      button('Who has not', 'outstanding'),
    ),
  );
}

/** Tells somebody who has an account what was recorded of them. It may stand on a lock screen. */
function paperRecorded(version: PolicyVersion, signedOn: Day, current: PolicyVersion): Telling {
  const { code, kind, root } = version;
  return {
    subject: code,
    content: { kind: 'paper-recorded' },
    occasion: root,
    title: 'A paper that you signed is on record',
    text: `It is recorded that you ${did(version)} ${called(version)} on paper on ${showDay(signedOn)}. If that is not so, please tell your manager.`,
    button:
      current.root !== root
        ? button('My page', 'me')
        : kind === 'policy'
          ? button('See what I acknowledged', 'acknowledge', { code })
          : button('See what I signed', 'sign'),
  };
}
