import { isSameAccount, isStanding, NEVER_USED, wordNeeded } from '../core/accounts/account.ts';
import { bind, endAccounts, tellOfAccounts } from '../core/accounts/claim.ts';
import { accountAdded, addressChanged } from '../core/accounts/words.ts';
import type { Allocation, NewAllocation } from '../core/allocations/allocation.ts';
import { candidatesFor, dayFor } from '../core/allocations/candidates.ts';
import { readingOf } from '../core/allocations/reading.ts';
import { pleaseLook } from '../core/allocations/words.ts';
import type { Child } from '../core/children/child.ts';
import { type Asked, askWhoKnows, NOBODY_ASKED } from '../core/children/new-families.ts';
import { tellLostCarers } from '../core/follows/carers-changed.ts';
import { enrolmentChanged } from '../core/follows/enrolled.ts';
import { tellOfOffices } from '../core/follows/post-changed.ts';
import { renamed } from '../core/follows/renamed.ts';
import { newId } from '../core/identifier.ts';
import { tell } from '../core/notices/tell.ts';
import { type Person, rolesOn } from '../core/people/person.ts';
import { recordOf } from '../core/policies/on-paper.ts';
import { recordAs } from '../core/records/record.ts';
import { RULES } from '../core/rules/clauses.ts';
import { type Calendar, localDay, showDay } from '../core/rules/days.ts';
import { showReasons } from '../core/rules/eligibility.ts';
import type { Register, Rows } from '../core/store.ts';
import type { Context, Scene } from '../core/talk/context.ts';
import { familyOf } from '../core/who/family.ts';
import type { Findings } from './findings.ts';
import type { Plan } from './plan.ts';

/** What followed from a plan. */
export interface Applied {
  /** The allocations that need a successor, in words. */
  flagged: string[];
  /** Who is asked about new families. */
  asked: Asked;
}

export const NOTHING_APPLIED: Applied = { flagged: [], asked: NOBODY_ASKED };

/**
 * Writes a plan into the register, inside a transaction. An allocation that the rules forbid becomes a fault, after which
 * the caller rolls back; on a first import it is marked as needing a successor instead. `reader`: who gave the file in chat.
 */
export async function applyPlan(
  plan: Plan,
  register: Register,
  calendar: Calendar,
  now: Date,
  findings: Findings,
  reader?: Context,
): Promise<Applied> {
  const { setting } = plan;
  const today = localDay(now, setting.timezone);
  if (plan.settingChanged) await register.settings.save(setting);
  const scene: Scene = { setting, now, today, calendar, register };
  const children = await numberChildren(plan, register);
  const gained = plan.isNew ? [] : await gainedCarers(plan, register);
  const made = await allocationsOf(plan, register, now);
  await recordChanges(plan, children, made, register, now);
  for (const { before, after } of plan.people)
    if (before) await renamed(scene, { ...before, kind: 'person' }, after, plan.actor);
  for (const { before, after } of plan.children)
    if (before) await renamed(scene, { ...before, kind: 'child' }, after, plan.actor);
  await bindAccounts(plan, scene);
  await recordImport(plan, made.length, register, now);
  await refuseForbidden(plan, register, calendar, now, findings, reader);
  if (reader) await tellOfficersOfConflicted(made, children, reader);
  if (!plan.isNew)
    for (const { before, after } of plan.people) await tellOfOffices(scene, before, after, null);
  const flagged = findings.any ? [] : await followUp(plan, made, children, scene);
  const asked =
    findings.any || plan.isNew
      ? NOBODY_ASKED
      : await askWhoKnows(scene, [...newOrMoved(children), ...gained]);
  const prints = Array.from(plan.fingerprints, ([key, merge]) => [key, merge.fingerprint()] as const);
  await register.imports.keep(setting.id, new Map(prints));
  return { flagged, asked };
}

/** Children whose first day changes, and new children. */
function newOrMoved(children: ReadonlyMap<string, { before: Child | undefined; after: Child }>): string[] {
  return [...children]
    .filter(([, { before, after }]) => before?.startsOn !== after.startsOn)
    .map(([id]) => id);
}

/** Children who get a carer whom they do not have before the plan is applied. */
async function gainedCarers(plan: Plan, register: Register): Promise<string[]> {
  const gained = new Set<string>();
  for (const { child, person, standing } of plan.links) {
    if (standing !== 'carer') continue;
    const carers = await register.children.carersOf(plan.setting.id, child);
    if (!carers.some((carer) => carer.person === person)) gained.add(child);
  }
  return [...gained];
}

/** The children of the plan by id. New children get their numbers here. */
async function numberChildren(
  plan: Plan,
  register: Register,
): Promise<Map<string, { before: Child | undefined; after: Child }>> {
  const fresh = plan.children.filter(({ before }) => !before).map(({ after }) => after);
  const first = fresh.length === 0 ? 0 : await register.children.nextNumber(plan.setting.id);
  for (const [index, child] of fresh.entries()) child.number = first + index;
  return new Map(plan.children.map(({ before, after }) => [after.id, { before, after }]));
}

async function allocationsOf(
  { setting, allocating }: Plan,
  register: Register,
  now: Date,
): Promise<NewAllocation[]> {
  if (allocating.length === 0) return [];
  const numbers = await register.drawNumbers(setting.id, 'KP', allocating.length);
  return allocating.map(({ child, staff, role, from, until }, index) => ({
    setting: setting.id,
    id: newId(now),
    number: numbers[index] as number,
    child,
    staff,
    role,
    from,
    until,
    flaggedOn: null,
    dueOn: null,
    endReason: until === null ? null : 'left',
    toldOn: null,
  }));
}

/**
 * Binds the accounts that people.csv names, whatever a person had until now, and ends those that it replaces. The account until now
 * and the safeguarding officer are told.
 */
async function bindAccounts(plan: Plan, scene: Scene): Promise<void> {
  const { register, setting, now } = scene;
  const changed = new Set<string>();
  const typedBy = plan.actor === 'import' ? null : plan.actor;
  for (const { accounts, why } of plan.ending) {
    // What an address that was typed in chat ends stays known: the account after it is a later one, which needs more than one word.
    const as = typedBy === null ? undefined : 'readdressed';
    await endAccounts(scene, accounts, { why, as, actor: plan.actor });
    for (const { person, state } of accounts) if (state === 'bound') changed.add(person);
  }
  for (const { before, after } of plan.people)
    if (before?.emailTypedBy && after.emailTypedBy === null) await bindAtAddress(after.id, scene);
  for (const { before, after } of typedBy === null ? [] : plan.people) {
    if (!before?.email || before.email.toLowerCase() === after.email?.toLowerCase()) continue;
    const known = await register.accounts.knownOf(setting.id, after.id);
    if (!known.some(({ named, state }) => named && state === 'bound')) continue;
    await tell(scene, after.id, addressChanged(after.id, now));
    changed.add(after.id);
  }
  for (const { person, platform, tenant, user, replaces } of plan.bindings) {
    const account = { platform, tenant, user };
    const until = (await register.accounts.knownOf(setting.id, person)).filter(
      (known) => known.state === 'bound' && !isSameAccount(known, account),
    );
    const known = (await register.accounts.known(account)).filter((known) => known.setting === setting.id);
    const before = known.find((known) => known.person === person);
    const others = known.find((known) => known.person !== person && isStanding(known));
    const replaced = until.filter((known) => known.platform === platform && known.user === replaces);
    await endAccounts(scene, replaced, { why: 'replaced', as: 'replaced', actor: plan.actor });
    if (others) {
      await register.accounts.remove(others);
      // Not told at the account itself, which is another's from now on.
      await recordAs(plan.actor, scene, {
        action: 'account.unbound',
        subject: others.person,
        payload: { platform, tenant, why: 'named for another' },
      });
      if (others.state === 'bound') changed.add(others.person).add(person);
    }
    const lastUsedAt = before?.lastUsedAt ?? NEVER_USED;
    const bound = { ...account, setting: setting.id, person, lastUsedAt, named: true };
    await bind(
      scene,
      { ...bound, state: 'bound', recordedBy: null, waitsSince: null, seenBy: null, hasStood: true },
      plan.actor,
    );
    if (until.length > replaced.length) await tell(scene, person, accountAdded(account, now));
    if (until.length > 0) changed.add(person);
  }
  const people: Person[] = [];
  for (const id of changed) {
    const person = await register.people.byId(setting.id, id);
    if (person) people.push(person);
  }
  await tellOfAccounts(scene, people, typedBy);
}

/** An account that waited because its address was typed in chat needs nobody's word, once the file names that address. */
async function bindAtAddress(person: string, scene: Scene): Promise<void> {
  const { register, setting } = scene;
  for (const account of await register.accounts.knownOf(setting.id, person)) {
    if (account.state !== 'waiting' || account.named) continue;
    const known = await register.accounts.knownOf(setting.id, person);
    if (wordNeeded(account, known, null) === 'none') await bind(scene, account, 'import');
  }
}

/** Runs the checks that follow an enrolment, a new carer or a moved date, and returns the allocations that these marked. */
async function followUp(
  plan: Plan,
  made: readonly NewAllocation[],
  children: ReadonlyMap<string, { before: Child | undefined; after: Child }>,
  scene: Scene,
): Promise<string[]> {
  const { register, setting, today } = scene;
  const asked = new Set<string>();
  const marked: Allocation[] = [];
  const ask = async (id: string, before?: Child) => {
    const child = children.get(id)?.after ?? (await register.children.byId(setting.id, id));
    if (!child || asked.has(id)) return;
    asked.add(id);
    marked.push(...(await enrolmentChanged(scene, child, before)));
  };
  if (plan.isNew) for (const id of suspects(plan, children, scene)) await ask(id);
  else {
    for (const id of plan.touched) await ask(id, children.get(id)?.before);
    for (const [id, { before }] of children) if (!before) await ask(id);
    for (const { child } of made) await ask(child);
    for (const { after, before } of plan.people) {
      if (!before) continue;
      for (const { child } of await register.allocations.ofStaff(setting.id, after.id, today))
        await ask(child);
    }
    if (plan.settingChanged) for (const id of await arrangedWith(scene)) await ask(id);
    await tellLostCarers(scene, plan.carersLost);
  }
  return marked.map(
    ({ number, staffName, role, childName, dueOn }) =>
      `KP-${number}: ${staffName} as ${role} of ${childName} is to be replaced${dueOn ? ` by ${showDay(dueOn)}` : ''}.`,
  );
}

/** Children of all families with which an arrangement exists: the profile decides whether it is allowed (K9). */
async function arrangedWith(scene: Scene): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { child } of await scene.register.arrangements.open(scene.setting.id))
    for (const id of (await familyOf(scene, child)).children) found.add(id);
  return found;
}

/**
 * Allocations to check on a first import. There is no declaration, hold, absence or arrangement yet, so only an allocation
 * of a carer, or of somebody not in post or not able, can be forbidden.
 */
function suspects(
  plan: Plan,
  children: ReadonlyMap<string, { after: Child }>,
  { today }: Scene,
): Set<string> {
  const people = new Map(plan.people.map(({ after }) => [after.id, after]));
  const linked = new Set(plan.links.map(({ child, person }) => `${child} ${person}`));
  return new Set(
    plan.allocating
      .filter(({ child, staff }) => {
        const person = people.get(staff);
        const entry = children.get(child)?.after;
        if (!person || !entry) return true;
        return (
          linked.has(`${child} ${staff}`) ||
          !person.keyPersonCapable ||
          !rolesOn(person, dayFor(entry, today)).includes('staff')
        );
      })
      .map(({ child }) => child),
  );
}

/**
 * Saves what the plan changes. A first import is one event for the rows that it adds at once, and one with the digests of its
 * files, which say all that it did. A later import is one event for each change and one for itself.
 */
async function recordChanges(
  plan: Plan,
  children: ReadonlyMap<string, { before: Child | undefined; after: Child }>,
  made: readonly NewAllocation[],
  register: Register,
  now: Date,
): Promise<void> {
  const happened = happens(plan, register, now);
  if (plan.isNew) {
    await register.people.add(plan.people.map(({ after }) => after));
    await register.children.add(plan.children.map(({ after }) => after));
    await register.children.linkAll(plan.links);
    await register.allocations.addFirst(made);
    // An event of its own: its payload goes with the first of these people who is erased, the digests of the files stay.
    await happened('import.saved', plan.setting.code, {});
  } else {
    for (const { after, before, fields } of plan.people)
      await happened(before ? 'person.changed' : 'person.added', after.id, { fields }, { people: [after] });
    for (const { after, before, fields } of plan.children)
      await happened(
        before ? 'child.changed' : 'child.added',
        `C-${after.number}`,
        { fields },
        { children: [after] },
      );
    for (const link of plan.links) {
      const { child, person, standing } = link;
      const number =
        children.get(child)?.after.number ?? (await register.children.byId(plan.setting.id, child))?.number;
      await happened(
        standing === 'former' ? 'carer.former' : 'carer.linked',
        `C-${number}`,
        { person, standing },
        { carerLinks: [link] },
      );
    }
    for (const ended of plan.endings)
      await happened(
        'allocation.ended',
        `KP-${ended.number}`,
        { on: ended.until, reason: ended.endReason },
        { allocations: [ended] },
      );
    for (const allocation of made) {
      const { number, child, staff, role, from } = allocation;
      await happened(
        'allocation.made',
        `KP-${number}`,
        { child, staff, role, from },
        { allocations: [allocation] },
      );
    }
  }
  for (const policy of plan.policies) {
    const { code, version, state, sha256 } = policy;
    await happened('policy.imported', code, { version, state, sha256 }, { policies: [policy] });
  }
  for (const paper of plan.papers) {
    const { event, rows } = recordOf(paper, now);
    await happened(event.action, event.subject, event.payload, rows);
  }
}

/** Records the import itself, where it changed anything. */
async function recordImport(plan: Plan, allocations: number, register: Register, now: Date): Promise<void> {
  if (plan.changes.length === 0) return;
  await happens(plan, register, now)('import', plan.setting.code, {
    counts: {
      ...plan.counts,
      changes: plan.changes.length,
      people_saved: plan.people.length,
      children_saved: plan.children.length,
      allocations,
    },
    files: plan.digests(),
  });
}

function happens({ setting, actor }: Plan, register: Register, now: Date) {
  return (
    action: string,
    subject: string,
    payload: Record<string, unknown>,
    rows: Partial<Rows> = {},
  ): Promise<void> => register.record(setting.id, { action, actor, subject, payload }, rows, now);
}

/** A manager who is conflicted for a family may allocate; the officer who acts for it is told, as by `assign`. */
async function tellOfficersOfConflicted(
  made: readonly NewAllocation[],
  children: ReadonlyMap<string, { after: Child }>,
  reader: Context,
): Promise<void> {
  const { register, setting, me } = reader;
  for (const { number, child: id } of made) {
    const child = children.get(id)?.after ?? (await register.children.byId(setting.id, id));
    if (!child) continue;
    const { conflicted, officer } = await readingOf(reader, child);
    if (conflicted && officer !== undefined)
      await tell(reader, officer, pleaseLook(number, child.number, me.name));
  }
}

/**
 * After the first import, reports allocations that `assign` would refuse, at their line. Children and people who are not in
 * the register yet are skipped. `reader`: who gave the file in chat, and is told what `assign` would tell them.
 */
export async function refuseForbidden(
  plan: Plan,
  register: Register,
  calendar: Calendar,
  now: Date,
  findings: Findings,
  reader?: Context,
): Promise<void> {
  const { setting } = plan;
  const today = localDay(now, setting.timezone);
  for (const allocating of plan.allocating.filter((allocation) => allocation.refuseForbidden)) {
    const child = await register.children.byId(setting.id, allocating.child);
    if (!child || !(await register.people.byId(setting.id, allocating.staff))) continue;
    const scene: Scene = { setting, now, today, calendar, register };
    const found = (await candidatesFor(scene, child, dayFor(child, today))).find(
      ({ person }) => person.id === allocating.staff,
    );
    const answer = found?.result.answer ?? 'no';
    if (answer === 'yes' || answer === 'note') continue;
    const seen = found && reader ? (await readingOf(reader, child)).shown(found) : found?.result;
    const reasons =
      seen?.reasons.filter((reason) => reason.answer === 'no' || reason.answer === 'check') ?? [];
    // Somebody who may not learn it is given no reason.
    if (found && reader && reasons.length === 0) {
      findings.fault(allocating.place, `${allocating.label}. Ask keyperson who may.`);
      continue;
    }
    // The operator may be anybody, so K2 is shown as K3 or K4, as to a manager.
    const shown = reasons.map((reason) =>
      reason.id === 'K2'
        ? { ...reason, id: (reason.undecided ?? []).length > 0 ? ('K4' as const) : ('K3' as const) }
        : reason,
    );
    const why = shown.map(({ id }) => RULES[id]).join(' ');
    findings.fault(
      allocating.place,
      `${allocating.label}: ${shown.length === 0 ? `K7. ${RULES.K7}` : `${showReasons(shown)}. ${why}`} Ask keyperson who may.`,
    );
  }
}
