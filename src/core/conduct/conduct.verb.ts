import { loadOfficers } from '../cases/officers.ts';
import { newId } from '../identifier.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import { CLAUSE_NAMES, type ClauseId } from '../rules/clauses.ts';
import { localDay, showDay } from '../rules/days.ts';
import { adultHarmContact } from '../settings/setting.ts';
import { command } from '../talk/command.ts';
import { confirmation, refuseUnconfirmed } from '../talk/confirm.ts';
import type { Context } from '../talk/context.ts';
import { choice, ownWords } from '../talk/field.ts';
import type { Listed } from '../talk/listed.ts';
import { reference, referred } from '../talk/reference.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, type Input, text, type View, view } from '../talk/view.ts';
import { staff } from '../who/people.ts';
import type { ConductMatter } from './matter.ts';
import { mayRead, notYours, readable, readersOf } from './readers.ts';

/** How many matters the form lists at most. */
const SHOWN = 10;

/**
 * A matter of conduct on a clause (G4): people open it and close it with an outcome; the bot judges nothing. Only the
 * manager and the safeguarding officer see it, never its subject, nor who is close to them. The chair sees it only where that
 * leaves neither.
 */
export const conduct = command({
  name: 'conduct',
  title: 'A matter of conduct',
  summary: 'Open a matter of conduct on a clause, or close one with its outcome.',
  roles: ['manager', 'dso', 'chair'],
  writes: true,
  recordsOpening: true,
  submit: 'Record',
  fields: {
    staff: {
      ...staff('Whom is it about?', {
        required: true,
        prefill: async (context, input) => (await matterNamed(context, input))?.subjectName,
      }),
      widget: async (context) =>
        (await mayRead(context))
          ? { kind: 'person', of: 'staff', suggest: true }
          : { kind: 'line', max: 200 },
    },
    clause: choice(
      'On which clause?',
      (Object.keys(CLAUSE_NAMES) as ClauseId[]).map((value) => ({
        value,
        label: `${value}: ${CLAUSE_NAMES[value]}`,
      })),
      { required: true, prefill: async (context, input) => (await matterNamed(context, input))?.clause },
    ),
    ref: reference('Which matter?', ['M'], {
      hint: 'Only to close one, or to add to it.',
      list: async (context) =>
        (await mayRead(context))
          ? (await readable(context)).all.map((matter) => listedMatter(context, matter))
          : [],
    }),
    outcome: ownWords('Outcome', 280, {
      hint: 'What people have decided. It closes the matter.',
      neededWhen: (_, input) => input.ref !== undefined && input.note === undefined,
    }),
    note: ownWords('Note', 280, { hint: 'Facts only. Seen by whoever may see the matter.' }),
    confirm: confirmation('Record it'),
  },
  standsOn: async (context, input) => {
    const asked = await matterNamed(context, input);
    if (asked !== undefined) return [asked.id, String(asked.version)];
    const { all } = await readable(context);
    return all.map(({ id, version }) => `${id} ${version}`);
  },
  // What opens a matter, or closes it for good; a note on an open one is added as it is typed.
  shownFirst: async (context, { ref, outcome }) => {
    if (ref === undefined) return true;
    const matter = (await readable(context)).all.find(({ number }) => number === ref.number);
    return outcome !== undefined && matter?.closedAt === null;
  },
  intro: async (context, input) => {
    const { all } = await readable(context);
    const asked = await matterNamed(context, input);
    await recordReading(context, asked);
    return [
      asked ? undefined : stopIfHarm(context),
      'What follows from a matter of conduct is decided by people, in the setting’s own procedure. This is only the register (G4).',
      ...(asked ? [asked] : all.slice(0, SHOWN)).map((matter) => matterLine(context, matter)),
    ]
      .filter((paragraph) => paragraph !== undefined)
      .join('\n\n');
  },
  execute: async (context, { staff: subject, clause, ref, outcome, note, confirm }) => {
    refuseUnconfirmed(confirm);
    const { all, mayReadOf } = await readable(context);
    if (!mayReadOf(subject)) throw about(context, subject);
    if (ref === undefined) return openMatter(context, { subject, clause, outcome, note });
    const matter = all.find((matter) => matter.number === ref.number);
    if (!matter || matter.subject !== subject.id || matter.clause !== clause)
      throw new Refusal(`There is no matter M-${ref.number} about them on ${clause}.`, { field: 'ref' });
    return change(context, matter, outcome, note);
  },
});

function listedMatter(
  { setting }: Context,
  { number, subjectName, clause, openedAt }: ConductMatter,
): Listed {
  const on = localDay(openedAt, setting.timezone);
  return {
    value: `M-${number}`,
    label: `${subjectName}, ${clause}, of ${showDay(on)} (M-${number})`,
    names: [subjectName],
    on,
  };
}

/** Harm to a child is no matter of conduct for this register: the adult-harm contact advises, and nobody is questioned first. */
function stopIfHarm({ setting }: Context): string {
  const contact = [adultHarmContact(setting), setting.ladoPhone].filter(Boolean).join(', ');
  return `If an adult may have harmed a child or be a risk to one: stop. Tell ${contact}, within one working day; record it in your safeguarding file, not here; do not question the person.`;
}

function about({ me, setting, roles }: Context, subject: Person): Refusal {
  if (subject.id !== me.id && !roles.some((role) => role === 'manager' || role === 'dso')) return notYours();
  return new Refusal(
    `Nobody keeps a matter about themselves, or about somebody close to them. Another officer, or the ${setting.titles.chair}, does.`,
    { cites: ['authority', 'G4'] },
  );
}

async function matterNamed(context: Context, input: Input): Promise<ConductMatter | undefined> {
  const number = referred(input, ['M'])?.number;
  if (number === undefined) return undefined;
  return (await readable(context)).all.find((matter) => matter.number === number);
}

/** Records that somebody has read one matter, or the whole register of matters. */
async function recordReading(context: Context, matter: ConductMatter | undefined) {
  const subject = matter ? `M-${matter.number}` : context.setting.code;
  await record(context, { action: 'conduct.read', subject });
}

async function openMatter(
  context: Context,
  said: {
    subject: Person;
    clause: ClauseId;
    outcome: string | undefined;
    note: string | undefined;
  },
): Promise<View> {
  const { register, setting, me, now } = context;
  const matter: ConductMatter = {
    setting: setting.id,
    id: newId(now),
    version: 1,
    number: await register.drawNumber(setting.id, 'M'),
    subject: said.subject.id,
    subjectName: said.subject.name,
    clause: said.clause,
    note: said.note ?? null,
    openedBy: me.id,
    openedAt: now,
    outcome: said.outcome ?? null,
    closedBy: said.outcome === undefined ? null : me.id,
    closedAt: said.outcome === undefined ? null : now,
  };
  await saveMatter(context, matter, 'conduct.opened');
  await tellReaders(context, matter, 'opened');
  return matterView({ ...matter, note: null, outcome: null }, 'Opened');
}

async function change(
  context: Context,
  before: ConductMatter,
  outcome: string | undefined,
  note: string | undefined,
): Promise<View> {
  const { me, now } = context;
  if (before.closedAt !== null) {
    if (outcome === undefined || outcome === before.outcome) {
      await recordReading(context, before);
      return matterView(before, 'Closed already');
    }
    throw new Refusal('This matter is closed; its outcome stands. Please open another if there is more.', {
      field: 'outcome',
    });
  }
  const after: ConductMatter = {
    ...before,
    note: note ?? before.note,
    ...(outcome === undefined ? {} : { outcome, closedBy: me.id, closedAt: now }),
  };
  await saveMatter(context, after, outcome === undefined ? 'conduct.noted' : 'conduct.closed');
  if (outcome !== undefined) await tellReaders(context, after, 'closed');
  return matterView({ ...after, note: null, outcome: null }, outcome === undefined ? 'Noted' : 'Closed');
}

async function saveMatter(context: Context, matter: ConductMatter, action: string): Promise<void> {
  const { subject, clause, note, outcome } = matter;
  await record(
    context,
    { action, subject: `M-${matter.number}`, payload: { subject, clause, note, outcome } },
    { conduct: [matter] },
  );
}

/** Tells the other people who may see the matter that it exists. Its subject is never told. */
async function tellReaders(
  context: Context,
  matter: ConductMatter,
  event: 'opened' | 'closed',
): Promise<void> {
  const officers = await loadOfficers(context);
  const subject = { id: matter.subject, name: matter.subjectName };
  for (const to of readersOf(officers, subject))
    if (to !== context.me.id) await tell(context, to, matterNotice(matter.number, event, context.me.name));
}

/** Tells somebody else who may see a conduct matter that it was opened or closed. */
function matterNotice(number: number, kind: 'opened' | 'closed', by: string): Telling {
  const ref = `M-${number}`;
  return {
    subject: ref,
    content: { kind },
    occasion: '',
    title: `A matter is ${kind} (${ref})`,
    text: `${by} has ${kind} a matter, ${ref}.`,
    button: button(`Open ${ref}`, 'conduct', { ref }),
  };
}

function matterLine({ setting }: Context, matter: ConductMatter): string {
  const day = (at: Date) => showDay(localDay(at, setting.timezone));
  return [
    `M-${matter.number}: ${matter.subjectName}, ${matter.clause}, opened ${day(matter.openedAt)}`,
    matter.note && `Note: ${matter.note}`,
    matter.closedAt ? `Closed ${day(matter.closedAt)}: ${matter.outcome ?? ''}` : 'Open',
  ]
    .filter((part) => part !== null)
    .join('\n');
}

/** Without note and outcome where they were just written: an answer is kept some days for repeated deliveries. */
function matterView(matter: ConductMatter, title: string): View {
  const ref = `M-${matter.number}`;
  return view(
    `${title}: ${ref}`,
    facts(
      ['Reference', ref],
      ['About', matter.subjectName],
      ['Clause', `${matter.clause}: ${CLAUSE_NAMES[matter.clause]}`],
      ['Note', matter.note],
      ['Outcome', matter.outcome],
    ),
    text('Seen by whoever may see the register, and never by the person it is about.'),
    matter.closedAt === null ? buttons(button(`Close ${ref}`, 'conduct', { ref })) : undefined,
  );
}
