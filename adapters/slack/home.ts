import { type Account, NEVER_USED, type StoredAccount } from '../../src/core/accounts/account.ts';
import type { Contact, Identity } from '../../src/core/app.ts';
import type { Store } from '../../src/core/store.ts';
import { type Block, button, clip } from '../../src/core/talk/view.ts';
import { keyOf } from '../shared/accounts.ts';
import { type ListenerDeps, strangersView } from './answer.ts';
import { type HomeView, header, type KnownBlock, MOST, section } from './elements.ts';
import { toFacts } from './faults.ts';
import { toBlocks, toMessage } from './render.ts';

export type Homes = ReturnType<typeof createHomes>;

/**
 * How many Home tabs are published at once; then one at a time. Slack allows about a hundred publications a minute in a
 * workspace, which several processes share.
 */
const BURST = 20;
const PACE_MS = 700;
/** Several changes within this time are published once; milliseconds. */
const DELAY_MS = 250;
/** How long a tab that was opened is kept up to date, in milliseconds. Later ones are drawn again when they are next opened. */
const KEPT_MS = 30 * 86_400_000;
/** How old the record of its opening may be before it is written again, in milliseconds. */
const FRESH_MS = 86_400_000;
/** How many tabs may wait to be published. Others are drawn again when they are next opened. */
const MOST_WAITING = 2000;

interface HomeDeps extends ListenerDeps {
  store: Store;
  clock: () => Date;
  /** How many processes publish in these workspaces. */
  processes: number;
}

/**
 * The Home tabs: published when opened, and then after each change that concerns their person. Which were opened is kept in the
 * register: a change may be made by another process than the one that was told of the opening.
 */
export function createHomes(deps: HomeDeps) {
  const { store, clock, processes } = deps;
  const [burst, paceMs] = [Math.ceil(BURST / processes), PACE_MS * processes];
  /** People whom a change concerns, by setting, until their accounts are looked up together. */
  let changed = new Map<string, Set<string>>();
  const waiting = new Map<string, Account>();
  let timer: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  let allowance = burst;
  let countedAt = Date.now();

  async function publish(account: Account, contact: Contact): Promise<Identity | undefined> {
    const client = await deps.workspaces.client(account.tenant);
    if (!client) return undefined;
    const identity = await deps.recogniser.recognise(account, contact);
    const view = identity ? await homeOf(deps, identity, contact) : toHome(toBlocks(strangersView().blocks));
    await client.views.publish({ user_id: account.user, view });
    return identity;
  }

  /** Says who writes here, in the person's chat with Candour. */
  async function greet(account: Account, identity: Identity, channel: string): Promise<void> {
    const [client, greeting] = [await deps.workspaces.client(account.tenant), await deps.app.greet(identity)];
    const message = greeting && toMessage(greeting);
    if (client && message) await client.chat.postMessage({ channel, ...message });
  }

  /** Publishes the next tab. Nobody waits for it; a failure is logged only. */
  function next(): void {
    timer = undefined;
    const [first] = waiting;
    if (!first) return;
    const [key, account] = first;
    waiting.delete(key);
    allowance = Math.min(burst, allowance + (Date.now() - countedAt) / paceMs) - 1;
    countedAt = Date.now();
    const work = publish(account, 'seen')
      .catch((error: unknown) =>
        deps.log.warn({ user: account.user, ...toFacts(error) }, 'slack: a Home tab is out of date'),
      )
      .finally(() => schedule(allowance >= 1 ? 0 : paceMs));
    deps.after(work);
  }

  function schedule(ms: number): void {
    if (timer || waiting.size === 0) return;
    timer = setTimeout(next, ms);
    timer.unref();
  }

  /** Looks up whose tabs show something of what has changed since the last time: one statement a setting. */
  async function look(): Promise<void> {
    const those = changed;
    changed = new Map();
    const since = new Date(clock().getTime() - KEPT_MS);
    const accounts = await store.read(async (register) => {
      const known: Account[] = [];
      for (const [setting, people] of those)
        known.push(...(await register.accounts.withHome(setting, [...people], since)));
      return known;
    });
    for (const account of accounts)
      if (account.platform === 'slack' && waiting.size < MOST_WAITING) waiting.set(keyOf(account), account);
    schedule(0);
  }

  /** Has the tabs of these people drawn anew, soon; a failure is logged only. */
  function refresh(setting: string, people: readonly string[]): void {
    const known = changed.get(setting) ?? new Set();
    for (const person of people) known.add(person);
    changed.set(setting, known);
    looking ??= setTimeout(() => {
      looking = undefined;
      deps.after(
        look().catch((error: unknown) => deps.log.warn(toFacts(error), 'slack: Home tabs are out of date')),
      );
    }, DELAY_MS);
    looking.unref();
  }

  const record = (account: Account) =>
    store.write([], (register) => register.accounts.openHome(account, clock()));

  /** Called when a person opens their Home. `channel`: their chat with Candour. */
  async function open(account: Account, channel: string): Promise<void> {
    const known = await store.read((register) => register.accounts.known(account));
    // The register knows this account and it was never used before: its person opens Candour for the first time.
    const isFirst = known.every(({ lastUsedAt }) => lastUsedAt <= NEVER_USED);
    const isFresh = ({ homeOpenedAt }: StoredAccount) =>
      homeOpenedAt !== null && clock().getTime() - homeOpenedAt.getTime() < FRESH_MS;
    // Before the tab is drawn: what changes from then on has it drawn anew.
    if (!known.every(isFresh)) await record(account);
    const identity = await publish(account, 'used');
    if (identity && known.length === 0) await record(account);
    if (identity && isFirst)
      deps.after(
        greet(account, identity, channel).catch((error: unknown) =>
          deps.log.warn({ user: account.user, ...toFacts(error) }, 'slack: a greeting was not sent'),
        ),
      );
  }

  /** Tabs that still wait are drawn when they are next opened. */
  function stop(): void {
    clearTimeout(timer);
    clearTimeout(looking);
    waiting.clear();
  }

  return { open, refresh, stop };
}

/** A person's page of each of their settings, as far as they fit, and a button to each that does not. */
async function homeOf(deps: ListenerDeps, identity: Identity, contact: Contact): Promise<HomeView> {
  const settings = await settingsOf(deps, identity);
  const blocks: KnownBlock[] = [];
  let [pressed, shown] = [0, 0];
  for (const input of settings) {
    const isFirst = input === settings[0];
    const asked = contact === 'used' && isFirst ? {} : { isUnasked: true as const };
    const page = await deps.app.run(identity, { command: 'me', input, ...asked });
    if (page.kind === 'form') break;
    const drawn = [header(page.title), ...toBlocks(page.blocks, pressed)];
    const rows = Math.ceil((settings.length - shown - 1) / MOST.buttonsInRow);
    if (blocks.length + drawn.length + rows > MOST.viewBlocks) break;
    blocks.push(...drawn);
    pressed += page.blocks.reduce(
      (sum, block) => sum + (block.kind === 'buttons' ? block.buttons.length : 0),
      0,
    );
    shown += 1;
  }
  const left = settings.slice(shown);
  return toHome(left.length === 0 ? blocks : [...blocks, ...toBlocks([toButtons(left)], pressed)]);
}

/** For a person with a place in many settings: a button for each that is not shown. */
function toButtons(settings: readonly Record<string, string>[]): Block {
  return {
    kind: 'buttons',
    buttons: settings.map((setting) => button(clip(setting.setting ?? 'My page', 40), 'me', setting)),
  };
}

/** The `setting` inputs for a person's pages: none for a person with one place. */
async function settingsOf(deps: ListenerDeps, identity: Identity): Promise<Record<string, string>[]> {
  if (identity.memberships.length < 2) return [{}];
  const asked = await deps.app.run(identity, { command: 'me', input: {}, isUnasked: true });
  if (asked.kind === 'view') return [{}];
  const { widget } = asked.inputs.find(({ name }) => name === 'setting') ?? {};
  return widget?.kind === 'choice' ? widget.choices.map(({ value }) => ({ setting: value })) : [{}];
}

function toHome(blocks: KnownBlock[]): HomeView {
  return { type: 'home', blocks: blocks.length > 0 ? blocks : [section('There is nothing here yet.')] };
}
