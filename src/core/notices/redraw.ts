import { isSameAccount } from '../accounts/account.ts';
import { type Claim, newClaim } from '../claim.ts';
import type { Delivery, Message, Platform } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Register, Store } from '../store.ts';
import { writeEach } from '../write-each.ts';
import { withSetting } from './addresses.ts';
import { loadReminderFacts, type ReminderFacts } from './facts.ts';
import { nextTry } from './outcome.ts';
import { drawn } from './parcels.ts';
import type { SentMessage } from './sent-message.ts';
import { SETTLED, settledWords } from './settled.ts';
import { createStillAsks } from './table.ts';

/** How many messages are claimed at once. The rest is rewritten in the next run. */
const BATCH = 100;
/**
 * How long it is remembered where a message stands, in milliseconds. Its words are erased 90 days after it was made, and it
 * may have been tried for a day before it was sent.
 */
const KEPT_MS = 88 * 86_400_000;

/** What is still open of a message that no longer says what is so. */
export interface Outdated {
  id: string;
  open: string[];
}

/** The messages of a setting of which something has been settled since they were last drawn. */
export async function findOutdated(facts: ReminderFacts): Promise<Outdated[]> {
  const { register, setting } = facts;
  const standing = await register.sentMessages.ofSetting(setting.id);
  if (standing.length === 0) return [];
  const asksStill = createStillAsks(facts);
  const ids = [...new Set(standing.flatMap(({ open }) => open))];
  const open = new Set<string>();
  for (const notice of await register.notices.byIds(setting.id, ids))
    if (await asksStill(notice)) open.add(notice.id);
  return standing
    .map((message) => ({ ...message, left: message.open.filter((id) => open.has(id)) }))
    .filter(({ open: before, left }) => left.length < before.length)
    .map(({ id, left }) => ({ id, open: left }));
}

export async function forgetOld({ sentMessages }: Register, now: Date): Promise<void> {
  await sentMessages.purge(new Date(now.getTime() - KEPT_MS));
}

/** Claims messages that are to be rewritten, and gives what failed in single settings. */
export async function claimRedraws(
  store: Store,
  platforms: readonly Platform[],
  now: Date,
): Promise<{ claim: Claim; messages: SentMessage[]; faults: unknown[] }> {
  const claim = newClaim(now);
  const names = platforms.map(({ name }) => name);
  const due = await store.read((register) => register.sentMessages.due(now, BATCH, names));
  const ids = new Map(due.map((each) => [each.setting, each.ids]));
  const { done, faults } = await writeEach(store, [...ids.keys()], (register, setting) =>
    register.sentMessages.claim(setting, ids.get(setting) ?? [], now, claim),
  );
  return { claim, messages: done.flat(), faults };
}

/** A message to be rewritten, in the words that are true now. */
export interface Redraw {
  sent: SentMessage;
  message: Message;
  /** The notices that it now shows as open. */
  open: string[];
}

/** Asks once more what of these messages of one setting is settled, and what their recipient may know of it. */
export function toRedraws(
  store: Store,
  calendar: Calendar,
  messages: readonly SentMessage[],
  now: Date,
): Promise<Redraw[]> {
  return store.read(async (register) => {
    const [first] = messages;
    const setting = first && (await register.settings.byId(first.setting));
    if (!setting) throw new Error('a message belongs to no setting');
    const ids = [...new Set(messages.flatMap(({ notices }) => notices))];
    const notices = await register.notices.byIds(setting.id, ids);
    const facts = await loadReminderFacts(
      register,
      setting,
      calendar,
      now,
      new Set(notices.map(({ subject }) => subject)),
    );
    const asksStill = createStillAsks(facts);
    const recipients = [...new Set(messages.map(({ recipient }) => recipient))];
    const accounts = await register.accounts.ofPeople(setting.id, recipients);
    const redraws: Redraw[] = [];
    for (const sent of messages) {
      const account = accounts.find(
        (bound) => isSameAccount(bound, sent.account) && bound.person === sent.recipient,
      );
      // As a platform that reaches everybody names them.
      const isNamed = sent.account.tenant === setting.id && sent.account.user === sent.recipient;
      const isTheirs = account !== undefined || isNamed;
      const rows = sent.notices.flatMap((id) => notices.find((notice) => notice.id === id) ?? []);
      const settled = new Map<string, string>();
      for (const notice of rows) {
        if (sent.open.includes(notice.id) && (await asksStill(notice))) continue;
        // Whoever reads an account that is no longer this person's learns no more than that it is settled.
        settled.set(notice.id, isTheirs ? await settledWords(facts, notice) : SETTLED);
      }
      const open = rows.filter(({ id }) => !settled.has(id)).map(({ id }) => id);
      const message = withSetting({ code: setting.code, message: drawn(rows, settled) }, account);
      redraws.push({ sent, message, open });
    }
    return redraws;
  });
}

/**
 * Writes what became of it; `outcome` is undefined where no platform was asked. It is tried again, or given up on. Where another
 * process has the message by now, nobody knows whose words stand last: it is rewritten once more.
 */
export async function writeRedraw(
  store: Store,
  { sent, open }: Redraw,
  { token }: Claim,
  outcome: Delivery | undefined,
  now: Date,
): Promise<void> {
  const { setting, id, open: claimed, attempts } = sent;
  const next =
    outcome === undefined
      ? now
      : outcome.kind === 'sent'
        ? undefined
        : nextTry({ id, attempts }, outcome, now);
  await store.write([], async ({ sentMessages }) => {
    if (outcome?.kind === 'sent') {
      const isOurs = await sentMessages.rewritten(setting, id, token, { claimed, open });
      if (!isOurs) await sentMessages.again(sent, now);
    } else if (next === undefined) await sentMessages.drop(setting, id, token);
    else
      await sentMessages.postpone(setting, id, token, outcome === undefined ? attempts : attempts + 1, next);
  });
}
