import { tellAdmin } from '../arrival.ts';
import { ARRANGEMENT_KINDS, type Arrangement, type ArrangementKind } from '../declaration.ts';
import { type Desk, openDesk } from '../facts/cases.ts';
import { attending } from '../facts/families.ts';
import { arrangementOfMine } from '../facts/handled.ts';
import { ARRANGEMENT_LABELS, familyOf, looksAfter } from '../outside.ts';
import { recheck } from '../recheck.ts';
import { showDay } from '../rules/days.ts';
import { decisionDue } from '../rules/reviews.ts';
import type { Profile } from '../setting.ts';
import { newId } from '../store.ts';
import { tellSuccessors } from '../successor.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, line } from '../talk/field.ts';
import { anyChild, maySeeFamilies, onlyChild } from '../talk/naming.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { tell } from '../tell.ts';

/** What the setting has decided about it (P9), as those who arrange something read it. */
const PROFILE_WORDS: Record<Profile['babysitting'], string> = {
  declare: 'Here such arrangements are recorded, and the officer looks at them.',
  approve: 'Here such arrangements wait until the officer has acknowledged them.',
  prohibited: 'Here such arrangements are not allowed.',
};

/** Babysitting and the like, and social contact, outside the setting (P9); shown to whoever allocates as K9. */
export const arrange = command({
  name: 'arrange',
  aliases: ['babysitting'],
  title: 'Arrange something',
  summary: 'Record babysitting and the like with a family, outside the setting.',
  roles: 'in_post',
  writes: true,
  submit: 'Record',
  fields: {
    child: anyChild('With which child?', { required: true }),
    kind: choice(
      'What is it?',
      ARRANGEMENT_KINDS.map((value) => ({ value, label: ARRANGEMENT_LABELS[value] })),
      { required: true },
    ),
    starts_on: date('From which day?', { required: true }),
    note: line('Anything your officer should know?', 280, {
      hint: 'Facts only, please; nothing about the child.',
    }),
  },
  intro: async ({ setting }) =>
    `While the child attends, a key person sees the parents outside only professionally (P9). ${PROFILE_WORDS[setting.profile.babysitting]}`,
  execute: async (context, { child: asked, kind, starts_on, note }) => {
    const { register, setting, me, now, today, calendar } = context;
    if (!maySeeFamilies(context)) return notHere();
    const about = onlyChild(asked.children, 'child');
    if (about.leavesOn !== null && about.leavesOn < today)
      throw new Refusal('This child has left, so P9 does not apply any more and nothing was recorded.', {
        field: 'child',
      });
    refuseProhibited(context, kind);
    const family = await familyOf(context, about.id);
    const open = (await register.arrangements.ofFamily(setting.id, about.id)).find(
      (each) => each.staff === me.id && each.child === about.id && each.kind === kind,
    );
    const desk = await openDesk(context);
    if (open) return receipt(context, open, desk.ofArrangement(open, family.carers), desk, 'again');
    const arrangement: Arrangement = {
      setting: setting.id,
      id: newId(now),
      number: await register.settings.nextNumber(setting.id, 'A'),
      staff: me.id,
      staffName: me.name,
      child: about.id,
      childName: about.name,
      kind,
      startsOn: starts_on,
      note: note ?? null,
      state: 'declared',
      declaredAt: now,
      dueOn: decisionDue(today, await attending(context, undefined, about.id), { ...setting, calendar }),
      decidedAt: null,
      decidedBy: null,
      officerNote: null,
      endedOn: null,
    };
    await register.arrangements.insert(arrangement);
    await register.audit.append(
      setting.id,
      {
        action: 'arrangement.declared',
        actor: me.id,
        subject: `A-${arrangement.number}`,
        payload: { child: about.id, kind, startsOn: starts_on, note: note ?? null },
      },
      now,
    );
    const officer = desk.ofArrangement(arrangement, family.carers);
    const keyPerson = await looksAfter(context, me.id, family.children);
    await tellOfficer(context, arrangement, desk, officer, keyPerson && kind === 'social');
    const marked = await recheck(context, family.children);
    await tellSuccessors(context, desk, marked, officer);
    return receipt(context, arrangement, officer, desk, keyPerson && kind === 'social' ? 'social' : 'new');
  },
});

/** Social contact is recorded wherever it is said: the officer has to know of it, also where nothing is allowed. */
function refuseProhibited({ setting }: Context, kind: ArrangementKind): void {
  if (setting.profile.babysitting !== 'prohibited' || kind === 'social') return;
  throw new Refusal(
    `This setting does not allow arrangements with families outside (P9), so nothing was recorded. If one is running already, please tell your ${setting.titles.dso}.`,
    { cites: ['P9'] },
  );
}

/** To whoever sees no list of families: the same answer whatever child they name. */
function notHere(): View {
  return view(
    'Not needed for your role',
    text(
      'P9 speaks of those who work with the children, so nothing was recorded. If you know a parent, please declare it.',
    ),
    buttons(button('Declare a relationship', 'declare')),
  );
}

async function tellOfficer(
  context: Context,
  arrangement: Arrangement,
  desk: Desk,
  officer: string | undefined,
  p9: boolean,
): Promise<void> {
  const ref = `A-${arrangement.number}`;
  if (officer === undefined) return tellAdmin(context, desk, ref, 'declared');
  await tell(context, {
    to: officer,
    subject: ref,
    milestone: 'declared',
    class: 'alert',
    title: `${ref}: your answer is due by ${showDay(arrangement.dueOn)}`,
    text: [
      `${arrangement.staffName} has recorded an arrangement, ${ref}.`,
      `Please answer by ${showDay(arrangement.dueOn)}.`,
      ...(p9 ? ['A current key person is affected: please look at it with P9 in mind.'] : []),
    ].join(' '),
    button: button(`Open ${ref}`, 'decide', { ref }),
  });
}

function receipt(
  { setting }: Context,
  arrangement: Arrangement,
  officer: string | undefined,
  desk: Desk,
  arrival: 'new' | 'again' | 'social',
): View {
  const ref = `A-${arrangement.number}`;
  const waits = setting.profile.babysitting === 'approve' && arrangement.state === 'declared';
  return view(
    arrival === 'again' ? `Recorded already: ${ref}` : `Recorded: ${ref}`,
    facts(
      ['Reference', ref],
      ['Child', arrangement.childName],
      ['What', ARRANGEMENT_LABELS[arrangement.kind]],
      ['From', showDay(arrangement.startsOn)],
      [
        'Who reads it',
        officer === undefined ? 'No officer is free; the administrator has been told' : desk.nameOf(officer),
      ],
      ['Answer by', arrangement.state === 'declared' && showDay(arrangement.dueOn)],
    ),
    text(
      ...(arrival === 'social'
        ? [
            'While you are key person for this child, you and the parents do not meet socially (P9). Your officer will speak with you about it; until then please leave it.',
          ]
        : []),
      ...(waits ? ['Please wait with it until your officer has acknowledged it.'] : []),
      'Whoever allocates key persons sees that there is an arrangement (K9), and not what it is.',
    ),
    buttons(arrangement.state !== 'ended' && button(`It has ended: ${ref}`, 'end', { ref })),
  );
}

/** An arrangement as its officer reads it, before they answer. That it was opened is audited. */
export async function arrangementWords(context: Context, number: number): Promise<string> {
  const { arrangement } = await arrangementOfMine(context, number);
  const { children } = await familyOf(context, arrangement.child);
  const keyPerson = await looksAfter(context, arrangement.staff, children);
  await context.register.audit.append(
    context.setting.id,
    { action: 'arrangement.opened', actor: context.me.id, subject: `A-${number}`, payload: {} },
    context.now,
  );
  const lines: [string, string | null][] = [
    ['Recorded by', arrangement.staffName],
    ['What', ARRANGEMENT_LABELS[arrangement.kind]],
    ['Child', arrangement.childName],
    ['From', showDay(arrangement.startsOn)],
    ['Note', arrangement.note],
    ['Key person of this family', keyPerson ? 'yes: please look at it with P9 in mind' : 'no'],
    ['In this setting', PROFILE_WORDS[context.setting.profile.babysitting]],
  ];
  return lines
    .filter(([, words]) => words !== null)
    .map(([label, words]) => `${label}: ${words}`)
    .join('\n');
}

/** An officer's answer to an arrangement that is theirs to look at. */
export async function decideArrangement(
  context: Context,
  number: number,
  answer: 'acknowledged' | 'declined',
  note: string | undefined,
): Promise<View> {
  const { register, setting, me, now } = context;
  const { arrangement: before, desk } = await arrangementOfMine(context, number);
  const ref = `A-${number}`;
  const after: Arrangement = {
    ...before,
    state: answer,
    decidedAt: now,
    decidedBy: me.id,
    officerNote: note ?? null,
  };
  await register.arrangements.save(after);
  await register.audit.append(
    setting.id,
    { action: `arrangement.${answer}`, actor: me.id, subject: ref, payload: { note: note ?? null } },
    now,
  );
  const family = await familyOf(context, after.child);
  const marked = await recheck(context, family.children);
  await tellSuccessors(context, desk, marked, me.id);
  await tell(context, {
    to: after.staff,
    subject: ref,
    milestone: `decided:${now.toISOString()}`,
    class: 'routine',
    title: `${ref}: answered`,
    text:
      answer === 'acknowledged'
        ? `Your officer has acknowledged ${ref}.`
        : `Your officer has declined ${ref}. Please leave it, and speak with them.`,
    button: button('My declarations', 'declarations'),
  });
  return view(
    `${ref}: ${answer}`,
    facts(['Reference', ref], ['Decided', answer === 'acknowledged' ? 'Acknowledged' : 'Declined']),
    text(`${after.staffName} is told.`),
    buttons(button('My cases', 'inbox')),
  );
}

/** The arrangement has ended: its own word is enough, since it blocks nobody by itself. */
export async function endArrangement(context: Context, number: number, endedOn: string): Promise<View> {
  const { register, setting, me, now, today } = context;
  const before = await register.arrangements.byNumber(setting.id, number);
  const ref = `A-${number}`;
  if (!before || before.staff !== me.id || before.state === 'declined')
    throw new Refusal(`You have no open arrangement ${ref}.`, { field: 'ref' });
  if (endedOn > today)
    throw new Refusal('This day is still to come. Please give the day on which it ended.', {
      field: 'ended_on',
    });
  const ended = view(
    `${ref}: ended`,
    facts(['Reference', ref], ['Ended on', showDay(before.endedOn ?? endedOn)]),
  );
  if (before.state === 'ended') return ended;
  await register.arrangements.save({ ...before, state: 'ended', endedOn });
  await register.audit.append(
    setting.id,
    { action: 'arrangement.ended', actor: me.id, subject: ref, payload: { endedOn } },
    now,
  );
  await recheck(context, (await familyOf(context, before.child)).children);
  return ended;
}
