import type { Answered, ToConfirm } from '../cases/to-confirm.ts';
import { tell } from '../notices/tell.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import { hasLeft, localDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { facts, text, type View, view } from '../talk/view.ts';
import { isSilent, type KnownAccount, wordNeeded } from './account.ts';
import {
  bind,
  confirmers,
  describeAccount,
  endAccounts,
  ended,
  nextOfficers,
  tellOfAccounts,
} from './claim.ts';
import { accountAnswered, accountDenied, accountWaits, refOf } from './words.ts';

/** An account that waits for my word. */
interface Waiting {
  account: KnownAccount;
  person: Person;
  /** All that is known of the person's accounts. */
  known: readonly KnownAccount[];
  by: Person | undefined;
}

/** The accounts that wait for my word: one that is said to be mine, from the one that I use; or, as officer or admin, another's. */
export async function accountsToConfirm(context: Context): Promise<ToConfirm[]> {
  const { register, setting, me } = context;
  const found: ToConfirm[] = [];
  for (const account of await register.accounts.waiting(setting.id)) {
    const person = await register.people.byId(setting.id, account.person);
    // Whoever has left signs in no more.
    if (person === undefined || hasLeft(person, context.today)) continue;
    const known = await register.accounts.knownOf(setting.id, person.id);
    const by =
      account.recordedBy === null ? undefined : await register.people.byId(setting.id, account.recordedBy);
    const waiting = { account, person, known, by };
    const asks = await wordAsked(context, waiting);
    if (asks === undefined) continue;
    found.push({
      value: refOf(account),
      label: `${person.id === me.id ? 'Mine' : person.name}: ${describeAccount(account)}`,
      question: person.id === me.id ? 'Is a further account yours?' : `Is a new account ${person.name}’s?`,
      names: [person.name],
      on: undefined,
      standsOn: [refOf(account), account.person, account.seenBy ?? '', asks],
      intro: INTRO[asks](waiting),
      isReview: false,
      isInPerson: asks === 'two',
      answer: (said) => ANSWER[asks](context, waiting, said),
    });
  }
  return found;
}

type Asked = 'own' | 'another' | 'two';

/** Which word of mine an account waits for; undefined where it waits for none. */
async function wordAsked(context: Context, { account, known }: Waiting): Promise<Asked | undefined> {
  const { me, now, setting, calendar } = context;
  const needed = wordNeeded(account, known, account.recordedBy);
  if (account.person === me.id) return needed === 'own' ? 'own' : undefined;
  if (account.seenBy === me.id || !(await confirmers(context, account)).some(({ id }) => id === me.id))
    return undefined;
  if (needed === 'another' || needed === 'two') return needed;
  // Accounts that stood in its way may have ended meanwhile.
  if (needed === 'none') return 'another';
  return isSilent(account, known, now, { ...setting, calendar }) ? 'two' : undefined;
}

const INTRO: Record<Asked, (waiting: Waiting) => string> = {
  own: (waiting) =>
    `${origin(waiting, 'you')} If it is yours, answer yes: it then reads and signs as you, beside this one. If it is not, or you do not know, answer no.`,
  another: (waiting) =>
    `${origin(waiting, waiting.person.name)} If you know that it is theirs, answer yes: it then reads and signs in their name.`,
  two: (waiting) =>
    `${origin(waiting, waiting.person.name)} The account that they used until now has ended, or has been silent for two working days. Answer yes only if you have seen ${waiting.person.name} and they say that it is theirs. It takes two of you, and one where there is only one; the account used until now then ends.`,
};

function origin({ account, person, by }: Waiting, whose: string): string {
  const is = `The ${describeAccount(account)} is said to be ${whose === 'you' ? 'yours' : `${whose}’s`}`;
  if (!account.named) {
    const typed = by ? `, which ${by.name} has written here` : '';
    return `${is}: it has the e-mail address ${person.email ?? 'on record'}${typed}.`;
  }
  return `${is}: ${by?.name ?? 'somebody'} has written so.`;
}

const ANSWER: Record<Asked, (context: Context, waiting: Waiting, said: Answered) => Promise<View>> = {
  own: async (context, waiting, { isTrue }) => {
    if (!isTrue) return declined(context, waiting);
    await confirmed(context, waiting, { word: 'own' });
    return done(waiting, 'It stands for you from now on, beside this one.');
  },
  another: async (context, waiting, { isTrue }) => {
    if (!isTrue) return declined(context, waiting);
    await confirmed(context, waiting, { word: 'another' });
    return done(waiting, 'It stands for them from now on.');
  },
  two: seen,
};

/** One of two has seen the person. With the second word the account stands for them, and the one until now ends. */
async function seen(context: Context, waiting: Waiting, { isTrue, inPersonOn }: Answered): Promise<View> {
  const { register, setting, me, today } = context;
  const { account, known } = waiting;
  if (!isTrue) return view('Thank you', text('Nothing changes: it still waits, and is shown nothing.'));
  const asked = localDay(account.waitsSince ?? context.now, setting.timezone);
  if (inPersonOn === undefined || inPersonOn > today || inPersonOn < asked)
    throw new Refusal(
      'Please give the day on which you saw them: since the account has waited, and not one to come.',
      {
        field: 'in_person_on',
      },
    );
  const others = (await confirmers(context, account)).filter(({ id }) => id !== me.id);
  // Whoever saw them first, and may confirm nothing any more, has no word left.
  const isSecond = others.some(({ id }) => id === account.seenBy);
  if (!isSecond && others.length > 0) {
    const after = { ...account, seenBy: me.id };
    await register.accounts.save(after);
    await record(context, { action: 'account.seen', subject: account.person, payload: { inPersonOn } });
    for (const { id } of others) await tell(context, id, accountWaits(after));
    return done(waiting, 'Thank you. It waits for one more who has seen them.');
  }
  await endAccounts(
    context,
    known.filter(({ state }) => state === 'bound'),
    { why: 'replaced', as: 'replaced', actor: me.id },
  );
  await confirmed(context, waiting, { word: 'two', inPersonOn });
  return done(waiting, 'It stands for them from now on; the account used until now has ended.');
}

/** An address that somebody typed counts as an import’s, once an account at it is confirmed. */
async function confirmed(
  context: Context,
  { account, person, known }: Waiting,
  payload: Record<string, unknown>,
): Promise<void> {
  const { me } = context;
  const people = account.named || person.emailTypedBy === null ? [] : [{ ...person, emailTypedBy: null }];
  await bind(context, account, me.id, { payload, people });
  if (known.some(({ state }) => state !== 'waiting' && state !== 'declined'))
    await tellOfAccounts(context, [person], me.id);
  if (account.recordedBy !== null && account.recordedBy !== me.id)
    await tell(context, account.recordedBy, accountAnswered(account, true));
}

async function declined(context: Context, { account, person }: Waiting): Promise<View> {
  const { register, setting, me, today } = context;
  await register.accounts.save(ended(account, 'declined'));
  await record(context, {
    action: 'account.declined',
    subject: person.id,
    payload: { platform: account.platform, tenant: account.tenant },
  });
  const inPost = await register.people.inPost(setting.id, today);
  for (const { id } of nextOfficers(inPost, today, [person.id, me.id, account.recordedBy]))
    await tell(context, id, accountDenied(account, person.name));
  if (account.recordedBy !== null && account.recordedBy !== me.id)
    await tell(context, account.recordedBy, accountAnswered(account, false));
  return view('It stays closed', text('Thank you. The account is shown nothing, and an officer is told.'));
}

function done({ person, account }: Waiting, words: string): View {
  return view('Recorded', facts(['Who', person.name], ['Account', describeAccount(account)]), text(words));
}
