import { recheck, tellSuccessors } from '../allocations/recheck.ts';
import { loadOfficers, type Officers, readersOf } from '../cases/officers.ts';
import { tellAdmin } from '../cases/unroutable.ts';
import { newId } from '../identifier.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { openCase } from '../notices/words.ts';
import { record } from '../records/record.ts';
import { type Day, showDay } from '../rules/days.ts';
import { decisionDue } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, date, ownWords } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { anyChild, listedChild, theNamedChild } from '../who/children.ts';
import { attending, familyOf, looksAfter, maySeeFamilies } from '../who/family.ts';
import { ARRANGEMENT_KINDS, type Arrangement, type ArrangementKind } from './arrangement.ts';
import { ARRANGEMENT_LABELS, PROFILE_WORDS } from './words.ts';

/** Babysitting and the like, and social contact, outside the setting (P9); shown to whoever allocates as K9. */
export const arrange = command({
  name: 'arrange',
  aliases: ['babysitting', 'babysit'],
  title: 'Arrange something',
  summary: 'Record babysitting and the like with a family, outside the setting.',
  roles: 'in_post',
  writes: true,
  submit: 'Record',
  fields: {
    child: { ...anyChild('With which child?', { required: true }), widget: listedChild },
    kind: choice(
      'What is it?',
      ARRANGEMENT_KINDS.map((value) => ({ value, label: ARRANGEMENT_LABELS[value] })),
      { required: true },
    ),
    starts_on: date('From which day?', { required: true }),
    note: ownWords('Anything the safeguarding officer should know?', 280, {
      hint: 'Facts only, please; nothing about the child.',
    }),
  },
  intro: async ({ setting }) =>
    `While the child attends, a key person sees the parents outside only professionally (P9). ${PROFILE_WORDS[setting.profile.babysitting]}`,
  execute: async (context, { child: asked, kind, starts_on, note }) => {
    const { register, setting, me, now, today, calendar } = context;
    if (!maySeeFamilies(context)) return notHere();
    const about = await theNamedChild(context, asked, 'child');
    if (about.leavesOn !== null && about.leavesOn < today)
      throw new Refusal('This child has left, so P9 does not apply any more and nothing was recorded.', {
        field: 'child',
      });
    refuseProhibited(context, kind);
    const family = await familyOf(context, about.id);
    const open = (await register.arrangements.ofFamily(setting.id, about.id)).find(
      ({ arrangement: each }) => each.staff === me.id && each.child === about.id && each.kind === kind,
    )?.arrangement;
    const officers = await loadOfficers(context);
    if (open)
      return arrangementView(context, open, officers.ofArrangement(open, family.carers), officers, 'again');
    const arrangement: Arrangement = {
      setting: setting.id,
      id: newId(now),
      version: 1,
      number: await register.drawNumber(setting.id, 'A'),
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
    await record(
      context,
      {
        action: 'arrangement.declared',
        subject: `A-${arrangement.number}`,
        payload: { child: about.id, kind, startsOn: starts_on, note: note ?? null },
      },
      { arrangements: [arrangement] },
    );
    const officer = officers.ofArrangement(arrangement, family.carers);
    const keyPerson = await looksAfter(context, me.id, family.children);
    await tellOfficer(context, arrangement, officers, officer, keyPerson && kind === 'social');
    const marked = await recheck(context, family.children);
    await tellSuccessors(context, officers, marked, officer);
    return arrangementView(
      context,
      arrangement,
      officer,
      officers,
      keyPerson && kind === 'social' ? 'social' : 'new',
    );
  },
});

/**
 * Refuses what is not allowed, except social contact: that is recorded even where it is not allowed, because the officer
 * has to know of it.
 */
function refuseProhibited({ setting }: Context, kind: ArrangementKind): void {
  if (setting.profile.babysitting !== 'prohibited' || kind === 'social') return;
  throw new Refusal(
    `This setting does not allow arrangements with families outside (P9), so nothing was recorded. If one is running already, please tell your ${setting.titles.dso}.`,
    { cites: ['P9'] },
  );
}

/** For people who may not see the list of families: the same answer whatever child they name. */
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
  officers: Officers,
  officer: string | undefined,
  p9: boolean,
): Promise<void> {
  if (officer === undefined) return tellAdmin(context, officers, `A-${arrangement.number}`, 'declared');
  await tell(context, officer, declaredNotice(arrangement, p9));
}

function arrangementView(
  { setting }: Context,
  arrangement: Arrangement,
  officer: string | undefined,
  officers: Officers,
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
        officer === undefined ? 'No officer is free; the administrator has been told' : readersOf(officers),
      ],
      ['Answer by', arrangement.state === 'declared' && showDay(arrangement.dueOn)],
    ),
    text(
      ...(arrival === 'social'
        ? [
            'While you are key person for this child, you and the parents do not meet socially (P9). The safeguarding officer will speak with you about it; until then please leave it.',
          ]
        : []),
      ...(waits ? ['Please wait with it until the safeguarding officer has acknowledged it.'] : []),
      'Whoever allocates key persons sees that there is an arrangement (K9), and not what it is.',
    ),
    buttons(arrangement.state !== 'ended' && button(`It has ended: ${ref}`, 'end', { ref })),
  );
}

/** Tells the arrangement's officer. */
function declaredNotice(
  { number, staffName, dueOn }: { number: number; staffName: string; dueOn: Day },
  p9: boolean,
): Telling {
  const ref = `A-${number}`;
  return {
    subject: ref,
    content: { kind: 'declared' },
    occasion: '',
    title: `Please answer by ${showDay(dueOn)} (${ref})`,
    text: [
      `${staffName} has recorded an arrangement, ${ref}.`,
      `Please answer by ${showDay(dueOn)}.`,
      ...(p9 ? ['A current key person is affected: please look at it with P9 in mind.'] : []),
    ].join(' '),
    button: openCase(ref),
  };
}
