import type { Account } from '../../src/core/accounts/account.ts';
import type { Contact, Identity } from '../../src/core/app.ts';
import type { Store } from '../../src/core/store.ts';
import { type Block, button, buttons, clip, type View } from '../../src/core/talk/view.ts';
import { keyOf } from '../shared/accounts.ts';
import { type ListenerDeps, strangersView } from './answer.ts';
import { type HomeView, header, type KnownBlock, MOST, section } from './elements.ts';
import { toFacts } from './faults.ts';
import { toBlocks, weight } from './render.ts';

/** The commands whose answers make up Home, from the top; those that a person may not use are left out. */
const PARTS = ['me', 'inbox', 'outstanding', 'due'] as const;
/** The largest part that Home shows; a button leads to a longer one. */
const PART = { blocks: 30, characters: 6000 };

interface Part {
  view: View;
  command: string;
  setting: Record<string, string>;
}

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

  async function publish(account: Account, contact: Contact): Promise<void> {
    const client = await deps.workspaces.client(account.tenant);
    if (!client) return;
    const identity = await deps.recogniser.recognise(account, contact);
    const view = identity ? await homeOf(deps, identity) : toHome(toBlocks(strangersView().blocks));
    await client.views.publish({ user_id: account.user, view });
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
    const accounts = await store.read((register) =>
      register.accounts.ofPeople(setting, [...new Set(people)]),
    );
    for (const account of accounts) {
      const home = account.platform === 'slack' ? opened.get(keyOf(account)) : undefined;
      if (home) waiting.set(keyOf(home), home);
    }
    schedule(DELAY_MS);
  }

  /** Called when a person opens their Home. */
  async function open(account: Account): Promise<void> {
    const key = keyOf(account);
    opened.delete(key);
    opened.set(key, account);
    const [longestAgo] = opened.keys();
    if (opened.size > MOST_KEPT && longestAgo !== undefined) opened.delete(longestAgo);
    await publish(account, 'used');
  }

  /** Tabs that still wait are drawn when they are next opened. */
  function stop(): void {
    clearTimeout(timer);
    waiting.clear();
  }

  return { open, refresh, stop };
}

async function homeOf(deps: ListenerDeps, identity: Identity): Promise<HomeView> {
  const settings = await settingsOf(deps, identity);
  const parts: Part[] = [];
  for (const setting of settings) parts.push(...(await partsOf(deps, identity, setting)));
  if (parts.length * SHORTEST > MOST.viewBlocks) return toHome(toBlocks([toButtons(settings)]));
  const blocks: KnownBlock[] = [];
  let pressed = 0;
  parts.forEach((part, i) => {
    const left = MOST.viewBlocks - blocks.length - SHORTEST * (parts.length - i - 1);
    const shown = fits(part.view, Math.min(PART.blocks, left - 1)) ? part.view.blocks : inShort(part);
    blocks.push(header(part.view.title), ...toBlocks(shown, pressed));
    pressed += shown.reduce((sum, block) => sum + (block.kind === 'buttons' ? block.buttons.length : 0), 0);
  });
  return toHome(blocks);
}

function fits({ blocks }: View, most: number): boolean {
  const drawn = toBlocks(blocks);
  return drawn.length <= most && weight(drawn) <= PART.characters;
}

/** A part that is too long for Home is shown as its heading, a sentence and a button. */
const SHORTEST = 3;

function inShort({ view, command, setting }: Part): Block[] {
  const label = `See all: ${view.title}`;
  const all = buttons(button(label.length <= 40 ? label : 'See all', command, setting));
  return [{ kind: 'text', text: 'There is more than fits here.' }, ...(all ? [all] : [])];
}

/** For a person with a place in very many settings: a button for each setting. */
function toButtons(settings: readonly Record<string, string>[]): Block {
  return {
    kind: 'buttons',
    buttons: settings.map((setting) => button(clip(setting.setting ?? 'Where I stand', 40), 'me', setting)),
  };
}

/** The `setting` inputs for a person's parts of Home: none for a person with one place. */
async function settingsOf(deps: ListenerDeps, identity: Identity): Promise<Record<string, string>[]> {
  if (identity.memberships.length < 2) return [{}];
  const asked = await deps.app.run(identity, { command: 'me', input: {} });
  if (asked.kind === 'view') return [{}];
  const { widget } = asked.inputs.find(({ name }) => name === 'setting') ?? {};
  return widget?.kind === 'choice' ? widget.choices.map(({ value }) => ({ setting: value })) : [{}];
}

async function partsOf(
  deps: ListenerDeps,
  identity: Identity,
  setting: Record<string, string>,
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const command of PARTS) {
    const view = await deps.app.run(identity, { command, input: setting });
    if (view.kind === 'view' && view.refused !== true) parts.push({ view, command, setting });
  }
  return parts;
}

function toHome(blocks: KnownBlock[]): HomeView {
  return { type: 'home', blocks: blocks.length > 0 ? blocks : [section('There is nothing here yet.')] };
}
