import type { RecordedEvent } from '../records/audit.ts';
import { localTime, showDay } from '../rules/days.ts';
import type { ReminderFacts } from './facts.ts';
import { MENDED } from './machine.ts';
import type { Notice } from './notice.ts';

/** What whoever may not know more reads of a matter that is settled, or is no longer theirs. */
export const SETTLED = 'This has been settled.';

/** The events that settle a matter, in words before “by NAME”. Any other event of a thing settles nothing. */
const DONE: Readonly<Record<string, string>> = {
  'declaration.noted': 'Noted',
  'declaration.not_personal': 'Decided',
  'declaration.managed': 'Decided',
  'declaration.returned': 'Sent back with a question',
  'declaration.closed': 'Closed',
  'declaration.void_proposed': 'Proposed as recorded in error',
  'declaration.void': 'Confirmed as recorded in error',
  'declaration.void_declined': 'Found to be no error',
  'declaration.confirmed': 'Confirmed',
  'declaration.denied': 'Said not to be so',
  'declaration.raised': 'Answered',
  'declaration.updated': 'Changed',
  'declaration.end_requested': 'Asked to be ended',
  'declaration.matched': 'Matched',
  'declaration.match_rejected': 'Answered',
  'declaration.alike_rejected': 'Answered',
  'carer.renamed': 'Answered',
  'carer.parent': 'Answered',
  'carer.former': 'Answered',
  'carer.error': 'Answered',
  'case.passed': 'Passed on',
  'arrangement.acknowledged': 'Acknowledged',
  'arrangement.declined': 'Declined',
  'arrangement.ended': 'Ended',
  'boundary.staff_signed': 'Signed',
  'boundary.staff_withdrew': 'Declined',
  'boundary.parent_signed': 'Answered',
  'boundary.parent_named_otherwise': 'Answered',
  'boundary.name_accepted': 'Answered',
  'boundary.parent_declined': 'Answered',
  'boundary.ended': 'Ended',
  'allocation.made': 'Allocated',
  'allocation.ended': 'Ended',
  'policy.acknowledged': 'Acknowledged',
  'policy.declined': 'Declined',
  'policy.adopted': 'Adopted',
  'policy.adoption_declined': 'Declined',
  'agreement.signed': 'Signed',
  'family.answered': 'Answered',
  'account.bound': 'Confirmed',
  'account.declined': 'Declined',
  'account.seen': 'Confirmed',
  'absence.confirmed': 'Confirmed',
  'absence.ended': 'Ended',
  'office.confirmed': 'Confirmed',
  'office.declined': 'Declined',
  [MENDED]: 'Mended',
};

/** What the officer of a declaration or an arrangement does with it, which its declarer may know once it is done. */
const ANSWERS = new Set([
  'declaration.noted',
  'declaration.not_personal',
  'declaration.managed',
  'declaration.returned',
  'declaration.closed',
  'declaration.void',
  'arrangement.acknowledged',
  'arrangement.declined',
]);

/**
 * Who settled what a message asked for, and when, as far as its recipient may know: their own act, or an act in a case to
 * whoever handles it and, once its officer has acted, to its declarer. Anybody else reads that it is settled, and no more.
 */
export async function settledWords(facts: ReminderFacts, notice: About): Promise<string> {
  const { register, setting } = facts;
  if (!facts.inPost.has(notice.recipient)) return SETTLED;
  // What brought the message about is recorded at the instant at which it was made.
  const since = new Date(notice.createdAt.getTime() + 1);
  const events: EventOf[] = [];
  for (const subject of await subjectsOf(facts, notice))
    for (const event of await register.audit.of(setting.id, subject, since))
      events.push({ ...event, subject });
  events.sort((a, b) => b.at.getTime() - a.at.getTime());
  for (const event of events) {
    const done = DONE[event.action];
    if (done === undefined) continue;
    if (await mayKnow(facts, notice, event)) {
      const { day, time } = localTime(event.at, setting.timezone);
      return `${done}${await byWhom(facts, notice, event)} on ${showDay(day)}, ${time}.`;
    }
    if (isOneMatter(event.subject)) return SETTLED;
  }
  return SETTLED;
}

/** What is asked about, by whom, and since when. */
type About = Pick<Notice, 'subject' | 'recipient' | 'createdAt' | 'content'>;

interface EventOf extends RecordedEvent {
  subject: string;
}

/** Whether this names one matter. Of a policy, a family or a person, others may have done something of their own. */
function isOneMatter(subject: string): boolean {
  return /^(D|A|B|KP)-\d+$/.test(subject);
}

/** What the events that may have settled it are about. */
async function subjectsOf(
  { register, setting, today }: ReminderFacts,
  { subject, recipient, content }: About,
): Promise<string[]> {
  const { allocations, children } = register;
  const ofChild = async (child: string | undefined) =>
    child === undefined
      ? []
      : (await allocations.ofChild(setting.id, child, today)).map(({ number }) => `KP-${number}`);
  const withSuccessors = async (ref: string) => {
    const before = await allocations.byNumber(setting.id, numberOf(ref));
    return [ref, ...(await ofChild(before?.child))];
  };
  if (content.kind === 'effect') return (await Promise.all(content.allocations.map(withSuccessors))).flat();
  if (content.kind === 'said-away' || content.kind === 'account-claimed') return [recipient];
  if (content.kind === 'officer-said-away') return [content.person];
  if (subject.startsWith('KP-')) return withSuccessors(subject);
  if (!subject.startsWith('C-')) return [subject];
  const child = await children.byNumber(setting.id, numberOf(subject));
  return [subject, ...(await ofChild(child?.id))];
}

function numberOf(ref: string): number {
  return Number(ref.slice(ref.indexOf('-') + 1));
}

/** A parent, who may be a colleague too, is not named: this may stand on a lock screen. */
async function byWhom(
  { register, setting }: ReminderFacts,
  { recipient }: About,
  { action, actor }: EventOf,
): Promise<string> {
  if (action.startsWith('boundary.parent_')) return '';
  if (actor === recipient) return ' by you';
  const person = await register.people.byId(setting.id, actor);
  return person !== undefined && person.posts.length > 0 ? ` by ${person.name}` : '';
}

async function mayKnow(
  { register, setting, officers }: ReminderFacts,
  { recipient }: About,
  { action, actor, subject }: EventOf,
): Promise<boolean> {
  if (actor === recipient || action === MENDED) return true;
  const number = numberOf(subject);
  switch (subject.slice(0, subject.indexOf('-'))) {
    case 'D': {
      const declaration = await register.declarations.byNumber(setting.id, number);
      if (!declaration) return false;
      if (declaration.declarer === recipient) return ANSWERS.has(action);
      return officers.ofDeclaration(declaration) === recipient;
    }
    case 'A': {
      const arrangement = await register.arrangements.byNumber(setting.id, number);
      if (!arrangement) return false;
      if (arrangement.staff === recipient) return ANSWERS.has(action);
      const carers = await register.children.carersOf(setting.id, arrangement.child);
      return officers.ofArrangement(arrangement, carers) === recipient;
    }
    case 'B': {
      const agreement = await register.boundaries.byNumber(setting.id, number);
      const declaration = agreement && (await register.declarations.byId(setting.id, agreement.declaration));
      return (
        agreement !== undefined &&
        declaration !== undefined &&
        officers.ofBoundary(agreement, declaration) === recipient
      );
    }
    case 'KP':
      return (['manager', 'dso', 'deputy_dso'] as const).some((role) =>
        officers.holders(role).includes(recipient),
      );
    default:
      return false;
  }
}
