import type { ToConfirm } from '../cases/to-confirm.ts';
import { postChanged } from '../follows/post-changed.ts';
import { newId } from '../identifier.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { record } from '../records/record.ts';
import { localDay, showDay } from '../rules/days.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, facts, text, type View, view } from '../talk/view.ts';
import { type Person, ROLE_LABELS, type Role, rolesOn } from './person.ts';
import { openRoles } from './posts.ts';
import { afterProposal, isLapsed, type Proposal } from './proposal.ts';

/** What is proposed: the roles, first and last day that somebody would have. */
type Proposed = Pick<Proposal, 'kind' | 'roles' | 'startsOn' | 'leavesOn'>;

/**
 * Proposes a change of somebody's offices to whoever may confirm it: another officer, or, where an officer proposes an end, the
 * administrator too. Refuses where there is nobody.
 */
export async function propose(context: Context, person: Person, change: Proposed): Promise<View> {
  const { register, setting, me, now, today } = context;
  // Only whoever proposed something takes it back by proposing something else: never the person whom it is about.
  const mine = (await register.proposals.open(setting.id)).filter(
    (before) => before.person === person.id && before.kind === change.kind && before.proposedBy === me.id,
  );
  const proposal: Proposal = {
    setting: setting.id,
    id: newId(now),
    person: person.id,
    ...change,
    proposedBy: me.id,
    proposedAt: now,
    answer: null,
    answeredBy: null,
    answeredAt: null,
    rolesThen: openRoles(person, today),
    startsOnThen: person.startsOn,
    leavesOnThen: person.leavesOn,
  };
  if (mine.some((before) => !isLapsed(before, now) && isSame(before, proposal)))
    return proposedView(context, person, change, 'Proposed already');
  const asked = await answerers(context, proposal);
  if (asked.length === 0)
    throw new Refusal(
      'Nobody else here can confirm this. Whoever runs the machine can: by people.csv and an import.',
      { field: 'roles', cites: ['authority'] },
    );
  await record(
    context,
    {
      action: 'office.proposed',
      subject: person.id,
      payload: { roles: change.roles, startsOn: change.startsOn, leavesOn: change.leavesOn },
    },
    {
      proposals: [
        ...mine.map((before) => ({
          ...before,
          answer: 'replaced' as const,
          answeredBy: me.id,
          answeredAt: now,
        })),
        proposal,
      ],
    },
  );
  for (const { id } of asked) await tell(context, id, officeProposed(proposal));
  return proposedView(context, person, change, 'Proposed');
}

function isSame(one: Proposal, other: Proposal): boolean {
  const said = ({ roles, startsOn, leavesOn, rolesThen, startsOnThen, leavesOnThen }: Proposal) =>
    JSON.stringify([roles, startsOn, leavesOn, rolesThen, startsOnThen, leavesOnThen]);
  return said(one) === said(other);
}

/**
 * Everybody in post who may confirm a proposal today: nobody, once whoever proposed it is neither officer nor administrator any more,
 * since theirs is one of the two words.
 */
async function answerers({ register, setting, today }: Context, proposal: Proposal): Promise<Person[]> {
  const people = await register.people.inPost(setting.id, today);
  const proposer = people.find(({ id }) => id === proposal.proposedBy);
  const proposers = proposer === undefined ? [] : rolesOn(proposer, today);
  const byOfficer = isOfficer(proposers);
  if (!byOfficer && !proposers.includes('admin')) return [];
  return people.filter((person) => {
    if (person.id === proposal.proposedBy || person.id === proposal.person) return false;
    const roles = rolesOn(person, today);
    return isOfficer(roles) || (proposal.kind === 'ends' && byOfficer && roles.includes('admin'));
  });
}

/** The changes of offices that wait for my word. */
export async function proposalsToConfirm(context: Context): Promise<ToConfirm[]> {
  const { register, setting, me, now, today } = context;
  const found: ToConfirm[] = [];
  for (const proposal of await register.proposals.open(setting.id)) {
    if (isLapsed(proposal, now)) continue;
    if (!(await answerers(context, proposal)).some(({ id }) => id === me.id)) continue;
    const person = await register.people.byId(setting.id, proposal.person);
    const by = await register.people.byId(setting.id, proposal.proposedBy);
    if (person === undefined) continue;
    const after = afterProposal(proposal, person, today);
    if (after === undefined) continue;
    const [had, has] = [person, after].map((one) => named(openRoles(one, today)));
    found.push({
      value: valueIn(proposal),
      label: `${person.name}: ${has}`,
      question: `Is ${person.name} to be ${has}?`,
      names: [person.name],
      on: localDay(proposal.proposedAt, setting.timezone),
      standsOn: [proposal.id, JSON.stringify([person.posts, person.startsOn, person.leavesOn])],
      intro: `${by?.name ?? 'Somebody'} proposes: ${person.name}, who is ${had}, is to be ${has}${daysOf(person, after)}. It takes effect once you have answered yes. No message says why.`,
      isReview: false,
      isInPerson: false,
      answer: ({ isTrue }) => answer(context, proposal, [person, after], isTrue),
    });
  }
  return found;
}

async function answer(
  context: Context,
  proposal: Proposal,
  [before, after]: [Person, Person],
  isTrue: boolean,
): Promise<View> {
  const { me, now, today } = context;
  const roles = openRoles(after, today);
  const { startsOn, leavesOn } = after;
  const answered: Proposal = {
    ...proposal,
    answer: isTrue ? 'confirmed' : 'declined',
    answeredBy: me.id,
    answeredAt: now,
  };
  await record(
    context,
    {
      action: isTrue ? 'office.confirmed' : 'office.declined',
      subject: before.id,
      payload: { roles, startsOn, leavesOn },
    },
    isTrue ? { people: [after], proposals: [answered] } : { proposals: [answered] },
  );
  if (isTrue) await postChanged(context, before, after, me.id);
  await tell(context, proposal.proposedBy, officeAnswered(answered));
  return isTrue
    ? view(
        'Confirmed',
        facts(
          ['Name', before.name],
          ['Roles', named(roles)],
          ['From', startsOn && showDay(startsOn)],
          ['Until', leavesOn && showDay(leavesOn)],
        ),
        text('It is so from now on.'),
      )
    : view('Not agreed', text('Nothing changes, and whoever proposed it is told.'));
}

function named(roles: readonly Role[]): string {
  return roles.length === 0 ? 'without a role' : roles.map((role) => ROLE_LABELS[role]).join(', ');
}

function daysOf(before: Person, { startsOn, leavesOn }: Person): string {
  return [
    startsOn !== before.startsOn &&
      (startsOn === null ? ', with no first day' : `, from ${showDay(startsOn)}`),
    leavesOn !== before.leavesOn &&
      (leavesOn === null ? ', with no last day' : `, until ${showDay(leavesOn)}`),
  ]
    .filter(Boolean)
    .join('');
}

function proposedView({ setting }: Context, person: Person, change: Proposed, title: string): View {
  const { titles } = setting;
  return view(
    title,
    facts(['Name', person.name], ['Roles', named(change.roles)]),
    text(
      change.kind === 'begins'
        ? `Nobody gives themselves an office: it waits for the ${titles.chair} or another officer to confirm it. Until then nothing changes.`
        : 'An officer’s post ends by the word of two others: it waits for another officer to confirm it. Until then nothing changes.',
    ),
  );
}

function valueIn({ id }: Pick<Proposal, 'id'>): string {
  return `office:${id}`;
}

/** Asks whoever may confirm it. Its words name nobody. */
function officeProposed(proposal: Proposal): Telling {
  return {
    subject: 'officers',
    content: { kind: 'office-proposed', proposal: proposal.id },
    occasion: proposal.id,
    title: 'A change among the officers waits for you',
    text: 'A change among the officers has been proposed, and needs a second word. Please look at it.',
    button: button('Look at it', 'confirm', { ref: valueIn(proposal) }),
  };
}

function officeAnswered(proposal: Proposal): Telling {
  return {
    subject: 'officers',
    content: { kind: 'office-answered' },
    occasion: proposal.id,
    title: `Your change among the officers is ${proposal.answer === 'confirmed' ? 'confirmed' : 'not agreed'}`,
    text:
      proposal.answer === 'confirmed'
        ? 'The change among the officers that you proposed is confirmed.'
        : 'The change among the officers that you proposed is not agreed. Nothing changes.',
  };
}
