import { unknownVerb } from './commands/help.ts';
import { commandNamed, commands } from './commands/index.ts';
import type { Account, BoundAccount, Person } from './person.ts';
import { rolesOn } from './person.ts';
import { type Calendar, localDay } from './rules/days.ts';
import { fold } from './rules/names.ts';
import type { Setting } from './setting.ts';
import type { Register, Store } from './store.ts';
import type { Command } from './talk/command.ts';
import type { Context } from './talk/context.ts';
import { dispatch, looksComplete, Unanswered } from './talk/dispatch.ts';
import { maySeeFamilies } from './talk/field.ts';
import { type Invocation, parse } from './talk/parse.ts';
import { Refusal, toView } from './talk/refusal.ts';
import type { Answer, Form } from './talk/view.ts';
import type { Choice } from './talk/widget.ts';

/** A person as the register knows them, in each setting they work in, behind one account. */
export interface Identity {
  account: Account;
  places: { setting: string; person: string }[];
}

export interface AppOptions {
  store: Store;
  calendar: Calendar;
  clock: () => Date;
  /** Told after each commit who may see something new: the person who acted, and whoever was sent something. */
  onCommit?: (setting: string, people: readonly string[]) => void;
}

export type App = ReturnType<typeof createApp>;

/** All that an adapter ever calls. */
export function createApp({ store, calendar, clock, onCommit }: AppOptions) {
  /** The person behind an account that was met before; undefined for strangers, whoever they say they are. */
  async function identify(account: Account): Promise<Identity | undefined> {
    const bound = await store.read((register) => register.accounts.find(account));
    return bound.length === 0 ? undefined : { account, places: bound };
  }

  /**
   * First contact: binds the account to the one person of each setting who has this verified e-mail and a role there, once.
   * Only settings that are open to the account's tenant are looked at. Undefined when there is none.
   */
  async function meet(
    account: Account,
    verifiedEmail: string,
    open: (setting: Setting) => boolean,
  ): Promise<Identity | undefined> {
    const now = clock();
    const matches = await store.read(async (register) => {
      const found: BoundAccount[] = [];
      for (const setting of await register.settings.all()) {
        if (!open(setting)) continue;
        const people = (await register.people.byEmail(setting.id, verifiedEmail)).filter((person) =>
          isWelcome(person, localDay(now, setting.timezone)),
        );
        const [only, ...others] = people;
        if (!only || others.length > 0) continue;
        found.push({ ...account, setting: setting.id, person: only.id, lastUsedAt: now });
      }
      return found;
    });
    if (matches.length === 0) return undefined;
    await store.write(
      matches.map((match) => match.setting),
      async (register) => {
        for (const match of matches) {
          await register.accounts.bind(match);
          await register.audit.append(
            match.setting,
            {
              action: 'account.bound',
              actor: match.person,
              subject: match.person,
              payload: { platform: account.platform, tenant: account.tenant },
            },
            now,
          );
        }
      },
    );
    return identify(account);
  }

  /** The account has left, or was taken away: its authority ends at once. */
  async function forget(account: Account): Promise<void> {
    const bound = await store.read((register) => register.accounts.find(account));
    if (bound.length === 0) return;
    await store.write(
      bound.map((each) => each.setting),
      async (register) => {
        for (const each of await register.accounts.unbind(account)) {
          await register.audit.append(
            each.setting,
            {
              action: 'account.unbound',
              actor: 'platform',
              subject: each.person,
              payload: { platform: account.platform },
            },
            clock(),
          );
        }
      },
    );
  }

  async function run(identity: Identity, invocation: Invocation): Promise<Answer> {
    const command = commandNamed(invocation.command);
    const now = clock();
    const place = await choosePlace(identity, invocation, command);
    if ('kind' in place) return place;
    const inside = (register: Register) => contextOf(register, identity, place, now);
    if (!command) return store.read(async (register) => unknownVerb(await inside(register), commands));
    if (invocation.complaint !== undefined) return toView(new Refusal(invocation.complaint));
    const answer = (await attempt(command, identity, place, invocation, inside)) as Answer;
    return identity.places.length > 1 ? carrySetting(answer, place.code) : answer;
  }

  async function attempt(
    command: Command,
    identity: Identity,
    place: Place,
    invocation: Invocation,
    inside: (register: Register) => Promise<Context>,
  ): Promise<Answer | 'ready'> {
    if (!command.writes)
      return store.read(async (register) => dispatch(command, await inside(register), invocation, true));
    if (!command.recordsOpening && !looksComplete(command, invocation)) {
      const asked = await store.read(async (register) =>
        dispatch(command, await inside(register), invocation, false),
      );
      if (asked !== 'ready') return asked;
    }
    const told = new Set<string>();
    try {
      const answer = await store.write([place.setting], async (register) => {
        const context = await inside(noting(register, told));
        return dispatch(command, context, invocation, true);
      });
      const actor = identity.places.find((each) => each.setting === place.setting)?.person;
      onCommit?.(place.setting, [...(actor === undefined ? [] : [actor]), ...told]);
      return answer;
    } catch (error) {
      if (error instanceof Unanswered) return error.form;
      throw error;
    }
  }

  interface Place {
    setting: string;
    person: string;
    code: string;
  }

  /** Which of a person's settings a command is for: the only one, the named one, the one in `CODE/D-12`, or a question. */
  async function choosePlace(
    identity: Identity,
    { input }: Invocation,
    command: Command | undefined,
  ): Promise<Place | Answer> {
    const settings = await store.read(async (register) => {
      const known: { setting: Setting; person: string }[] = [];
      for (const place of identity.places) {
        const setting = await register.settings.byId(place.setting);
        if (setting) known.push({ setting, person: place.person });
      }
      return known;
    });
    const named = single(input.setting) ?? /^([\w-]+)\/[A-Za-z]+-\d+$/.exec(single(input.ref) ?? '')?.[1];
    const fits =
      named === undefined
        ? settings
        : settings.filter(
            ({ setting }) => fold(setting.code) === fold(named) || fold(setting.name) === fold(named),
          );
    const [only, ...others] = fits;
    if (only && others.length === 0)
      return { setting: only.setting.id, person: only.person, code: only.setting.code };
    if (settings.length === 1 && named !== undefined)
      return toView(new Refusal('You have no place in a setting of that name.'));
    const choices = settings.map(({ setting }) => ({ value: setting.code, label: setting.name }));
    const carried = Object.entries(input).filter(([name]) => name !== 'setting');
    return {
      kind: 'form',
      command: command?.name ?? 'help',
      title: 'Which setting?',
      intro: 'You work in more than one setting here. Which one is this about?',
      submit: 'Go on',
      inputs: [
        {
          name: 'setting',
          label: 'Setting',
          widget: { kind: 'choice', choices },
          required: true,
          ...(named === undefined ? {} : { error: 'Please choose one of these.' }),
        },
        ...carried.map(([name, value]) => ({
          name,
          label: name,
          widget: { kind: 'hidden' as const },
          required: false,
          value,
        })),
      ],
    };
  }

  /** What a picker offers while somebody types: only to those who may see lists of families, and for staff pickers to everyone. */
  async function suggest(
    identity: Identity,
    invocation: Invocation,
    field: string,
    typed: string,
  ): Promise<Choice[]> {
    const asked = commandNamed(invocation.command)?.fields[field];
    const place = await choosePlace(identity, invocation, undefined);
    if (!asked || 'kind' in place) return [];
    return store.read(async (register) => {
      const context = await contextOf(register, identity, place, clock());
      const widget = await asked.widget(context, invocation.input);
      const { setting, today } = context;
      if (widget.kind === 'person' && widget.of === 'staff' && context.roles.length > 0) {
        const people = await register.people.inPost(setting.id, today);
        return people
          .filter((person) => fold(person.name).includes(fold(typed)))
          .slice(0, 20)
          .map((person) => ({ value: person.id, label: person.name }));
      }
      if (!maySeeFamilies(context)) return [];
      if (widget.kind === 'person') {
        const carers = await register.people.suggestCarers(setting.id, fold(typed), today, 20);
        return carers.map((carer) => ({
          value: carer.id,
          label: `${carer.name} (${carer.children.join(', ')})`,
        }));
      }
      if (widget.kind !== 'child') return [];
      const children = await register.children.suggest(setting.id, fold(typed), today, 20);
      return children.map((child) => ({ value: `C-${child.number}`, label: child.name }));
    });
  }

  async function contextOf(
    register: Register,
    identity: Identity,
    place: { setting: string; person: string },
    now: Date,
  ): Promise<Context> {
    const setting = await register.settings.byId(place.setting);
    const me = await register.people.byId(place.setting, place.person);
    if (!setting || !me) throw new Error('an account is bound to nobody');
    const today = localDay(now, setting.timezone);
    const { platform, tenant, user } = identity.account;
    return {
      setting,
      me,
      roles: rolesOn(me, today),
      now,
      today,
      calendar,
      register,
      account: `${platform}:${tenant}:${user}`,
    };
  }

  return { identify, meet, forget, parse: (text: string) => parse(text, commandNamed), run, suggest };
}

/** Somebody who holds, held or will hold a role: not a parent, whose e-mail the register may know too. */
function isWelcome(person: Person, today: string): boolean {
  return person.posts.length > 0 && (person.leavesOn === null || person.leavesOn >= today);
}

function single(raw: string | string[] | undefined): string | undefined {
  return Array.isArray(raw) ? raw[0] : raw;
}

/** The same register, noting who is being told something. */
function noting(register: Register, told: Set<string>): Register {
  const notifications = {
    ...register.notifications,
    queue: (notification: Parameters<Register['notifications']['queue']>[0]) => {
      told.add(notification.recipient);
      return register.notifications.queue(notification);
    },
  };
  return { ...register, notifications };
}

/** Every button of an answer goes back to the same setting. */
function carrySetting(answer: Answer, code: string): Answer {
  if (answer.kind === 'form') {
    if (answer.inputs.some((each) => each.name === 'setting')) return answer;
    const setting: Form['inputs'][number] = {
      name: 'setting',
      label: 'setting',
      widget: { kind: 'hidden' },
      required: false,
      value: code,
    };
    return { ...answer, inputs: [...answer.inputs, setting] };
  }
  const blocks = answer.blocks.map((block) =>
    block.kind === 'buttons'
      ? {
          ...block,
          buttons: block.buttons.map(({ label, run }) => ({
            label,
            run: { ...run, input: { setting: code, ...run.input } },
          })),
        }
      : block,
  );
  return { ...answer, blocks };
}
