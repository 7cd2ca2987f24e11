import { type Account, NEVER_USED } from '../../src/core/accounts/account.ts';
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
 * workspace.
 */
const BURST = 20;
const PACE_MS = 700;
/** Several changes within this time are published once; milliseconds. */
const DELAY_MS = 250;
/** How many opened Home tabs are kept up to date. Those opened longest ago are drawn again when they are next opened. */
const MOST_KEPT = 2000;

/** The Home tabs: published when opened, and then after each change that concerns their person. */
export function createHomes(deps: ListenerDeps, store: Store) {
  /** The tabs opened since this process began. Others need no drawing until Slack reports that they are opened. */
  const opened = new Map<string, Account>();
  const waiting = new Map<string, Account>();
  let timer: NodeJS.Timeout | undefined;
  let allowance = BURST;
  let countedAt = Date.now();

  async function publish(account: Account, contact: Contact): Promise<Identity | undefined> {
    const client = await deps.workspaces.client(account.tenant);
    if (!client) return undefined;
    const identity = await deps.recogniser.recognise(account, contact);
    const view = identity ? await homeOf(deps, identity, contact) : toHome(toBlocks(strangersView().blocks));
    await client.views.publish({ user_id: account.user, view });
    return identity;
  }

  /** Whether the register knows this account and it was never used before: its person opens Candour for the first time. */
  async function isNew(account: Account): Promise<boolean> {
    const known = await store.read((register) => register.accounts.known(account));
    return known.every(({ lastUsedAt }) => lastUsedAt <= NEVER_USED);
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
    allowance = Math.min(BURST, allowance + (Date.now() - countedAt) / PACE_MS) - 1;
    countedAt = Date.now();
    const work = publish(account, 'seen')
      .catch((error: unknown) =>
        deps.log.warn({ user: account.user, ...toFacts(error) }, 'slack: a Home tab is out of date'),
      )
      .finally(() => schedule(allowance >= 1 ? 0 : PACE_MS));
    deps.after(work);
  }

  function schedule(ms: number): void {
    if (timer || waiting.size === 0) return;
    timer = setTimeout(next, ms);
    timer.unref();
  }

  async function refresh(setting: string, people: readonly string[]): Promise<void> {
    if (opened.size === 0) return;
    // Those that have ended, too: what their tabs show must go.
    const accounts = await store.read(async (register) => {
      const known = [];
      for (const person of new Set(people)) known.push(...(await register.accounts.knownOf(setting, person)));
      return known;
    });
    for (const account of accounts) {
      const home = account.platform === 'slack' ? opened.get(keyOf(account)) : undefined;
      if (home) waiting.set(keyOf(home), home);
    }
    schedule(DELAY_MS);
  }

  /** Called when a person opens their Home. `channel`: their chat with Candour. */
  async function open(account: Account, channel: string): Promise<void> {
    const key = keyOf(account);
    opened.delete(key);
    opened.set(key, account);
    const [longestAgo] = opened.keys();
    if (opened.size > MOST_KEPT && longestAgo !== undefined) opened.delete(longestAgo);
    const isFirst = await isNew(account);
    const identity = await publish(account, 'used');
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
