import type { Account, PlatformNames } from './accounts/account.ts';
import { type Contact, forget, type Identity, identify, meet } from './accounts/identity.ts';
import { concernLine } from './home/concern-line.ts';
import { firstContact } from './home/first-contact.ts';
import { greeting, notUnderstood, youAreWelcome } from './home/no-command.ts';
import { unconfirmed } from './home/unconfirmed.ts';
import {
  askedAgain,
  isForNoOneElse,
  isWorryElsewhere,
  signOf,
  somethingElse,
  worriesIn,
  worryView,
} from './home/worried.ts';
import { readsLikeAWorry } from './home/worry.ts';
import { answerOldButton, answerOldRow } from './notices/old-button.ts';
import { rolesOn } from './people/person.ts';
import { type Calendar, localDay } from './rules/days.ts';
import type { Setting } from './settings/setting.ts';
import { type Register, type Store, StoreFull } from './store.ts';
import { type Command, keepsItsForm, mayUse } from './talk/command.ts';
import type { Context, Zip } from './talk/context.ts';
import {
  answeredBefore,
  askAgain,
  asksAgain,
  dispatch,
  hasNames,
  isWellFormed,
  looksComplete,
  named,
  Refused,
  redraw,
  ShownFirst,
  showFirst,
} from './talk/dispatch.ts';
import type { Saying } from './talk/everyday.ts';
import { aboveList, carryOn, leadingBack } from './talk/list.ts';
import { type AnswerObserver, type Outcome, outcomeOf, verbOf } from './talk/outcome.ts';
import { createPace, LONGEST } from './talk/pace.ts';
import { type Invocation, parse } from './talk/parse.ts';
import { Refusal, toView } from './talk/refusal.ts';
import type { Answer, View } from './talk/view.ts';
import type { Choice } from './talk/widget.ts';
import { type GivenFile, TOO_LARGE } from './uploads/given-file.ts';
import type { OpenFile, UndoImport } from './uploads/opened-file.ts';
import { createShelf, handleOf, ownerOf } from './uploads/shelf.ts';
import { createCommands } from './verbs.ts';
import { type ChosenSetting, carrySetting, chooseSetting, resume } from './who/setting.ts';
import { suggest } from './who/suggest.ts';

export type { Contact, Identity } from './accounts/identity.ts';

export interface AppOptions {
  store: Store;
  calendar: Calendar;
  clock: () => Date;
  /** The platforms on which `person` can name an account, configured or not. */
  platformNames: readonly PlatformNames[];
  /**
   * Called after each commit with the people who may see something new: the person who acted, and everyone who was sent a
   * message. `isDue`: some of these messages may leave at once; the next tick delivers the rest.
   */
  onCommit?: (setting: string, people: readonly string[], isDue: boolean) => void;
  /** The address of the parents' pages; used only where it is https. */
  publicUrl?: string | undefined;
  zip?: Zip;
  /** Called when a command was refused because the disk is full. */
  onFull?: (error: StoreFull) => void;
  /** Opens spreadsheets and policies that people give; without it none are taken in. */
  openFile?: OpenFile;
  /** Takes back what was taken over last. */
  undoImport?: UndoImport;
  /** How many changes or recorded reads one account may make in a minute; without it there is no limit. */
  perMinute?: number;
  /** Told of each answer. */
  observer?: AnswerObserver | undefined;
}

export type App = ReturnType<typeof createApp>;

/** Everything that adapters call. */
export function createApp({
  store,
  calendar,
  clock,
  platformNames,
  onCommit,
  publicUrl,
  zip,
  onFull,
  openFile,
  undoImport,
  perMinute,
  observer,
}: AppOptions) {
  const shelf = createShelf(clock);
  const { commandNamed, everyday } = createCommands(platformNames, shelf, undoImport);
  const equipment: Equipment = {
    calendar,
    publicUrl: publicUrl?.startsWith('https://') ? publicUrl : undefined,
    zip,
  };
  const mayGoOn = perMinute === undefined ? () => true : createPace(perMinute, clock);

  async function run(identity: Identity, said: Invocation): Promise<Answer> {
    shelf.tidy();
    const invocation = resume(said);
    const command = commandNamed(invocation.command);
    const began = observer?.elapsed() ?? 0;
    const tell = (outcome: Outcome | undefined) => {
      if (!observer || outcome === undefined || invocation.isUnasked) return;
      observer.answered(verbOf(command), outcome, identity.account.platform, observer.elapsed() - began);
    };
    try {
      const given = await answer(identity, invocation, command);
      tell(outcomeOf(given));
      return given;
    } catch (error) {
      // The store refuses, too: while it does not answer, and while a newer Candour is about to start.
      const refusal = error instanceof StoreFull ? new Refusal(NO_ROOM) : error;
      tell(refusal instanceof Refusal ? 'unavailable' : 'failed');
      if (!(refusal instanceof Refusal)) throw error;
      if (error instanceof StoreFull) onFull?.(error);
      return toView(refusal);
    }
  }

  async function answer(identity: Identity, said: Invocation, command: Command | undefined): Promise<Answer> {
    let invocation = said;
    const now = clock();
    if (identity.memberships.length === 0) return answerUnconfirmed(identity, invocation, command, now);
    const isTooLong = lengthOf(invocation) > LONGEST;
    // A worry is answered however often it is sent and however long it is.
    if (command?.takesAnyWords || (invocation.isWorry && isTooLong))
      return aWorry(identity, invocation, command, now);
    if (isTooLong) return toView(new Refusal(TOO_LONG));
    const chosen = await chooseSetting(store, identity, invocation);
    const isChosen = !('kind' in chosen);
    let place = chosen;
    const inside = (register: Register) =>
      contextOf(register, identity, place as ChosenSetting, now, equipment);
    if (invocation.isWorry && !(isChosen && command && (await runsAllTheSame(command, invocation, inside))))
      return aWorry(identity, invocation, command, now);
    if (command?.writes && !mayGoOn(identity.account)) return toView(new Refusal(TOO_FAST));
    if (!command)
      return answerNoCommand(
        { ...identity, memberships: isChosen ? [chosen] : identity.memberships },
        invocation,
        now,
      );
    const taken = await takeIn(command, invocation, (register) =>
      Promise.all(
        (isChosen ? [chosen] : identity.memberships).map((each) =>
          contextOf(register, identity, each, now, equipment),
        ),
      ),
    );
    if ('kind' in taken) return taken;
    // Which setting is meant is asked with the file in hand.
    if (!isChosen && taken !== invocation) place = await chooseSetting(store, identity, taken);
    if ('kind' in place) return place;
    invocation = taken;
    if (invocation.complaint !== undefined) return toView(new Refusal(invocation.complaint));
    if (hasNames(command, invocation))
      invocation = await store.read(async (register) => named(command, await inside(register), invocation));
    const given =
      (await askOfAWorry(command, place, invocation, inside)) ??
      (invocation.submitted ? undefined : await pressedLate(command, invocation, inside)) ??
      (await attemptInTime(command, place, invocation, inside));
    const shown = invocation.redraws ? await withList(command, invocation, inside, given) : given;
    return identity.memberships.length > 1 ? carrySetting(shown, place.code) : shown;
  }

  /**
   * The invocation with the file that came with it, where the command asks for one: opened, on the shelf, and answered by its handle. It is
   * read only for somebody who may use the command in one of these settings.
   */
  async function takeIn(
    command: Command,
    invocation: Invocation,
    inEach: (register: Register) => Promise<Context[]>,
  ): Promise<Invocation | View> {
    const [file, ...others] = invocation.files ?? [];
    if (!file || command.fields[FILE] === undefined) return invocation;
    const owners = (await store.read(inEach))
      .filter(({ roles }) => mayUse(command, roles))
      .map(({ setting, me }) => ownerOf(setting.id, me.id));
    if (owners.length === 0) return invocation;
    if (!openFile) return toView(new Refusal('Files are not taken in here.'));
    if (others.length > 0) return toView(new Refusal('Please give one file at a time: nothing was read.'));
    const bytes = (file.size ?? 0) > MOST_BYTES ? { wrong: TOO_LARGE } : await file.read(MOST_BYTES);
    const opened = 'wrong' in bytes ? bytes : await openFile(file.name, bytes);
    if ('wrong' in opened) return toView(new Refusal(opened.wrong), 'This file was not taken in');
    for (const owner of owners) shelf.put(owner, opened, (bytes as Uint8Array).length);
    return { ...invocation, input: { ...invocation.input, [FILE]: handleOf(opened) } };
  }

  /** After what was done from a list, the list as it is now. */
  async function withList(
    command: Command,
    { input }: Invocation,
    inside: (register: Register) => Promise<Context>,
    given: Answer,
  ): Promise<Answer> {
    if (given.kind === 'form') {
      const { list } = input;
      const ways = list === undefined ? undefined : given.buttons?.map((way) => carryOn(way, { list }));
      return ways ? { ...given, buttons: ways } : given;
    }
    if (given.worry) return given;
    if (command.isList) return given.refused ? given : leadingBack(given, command);
    const list = typeof input.list === 'string' ? commandNamed(input.list) : undefined;
    if (!list?.isList || !command.writes || command.onlyReads) return given;
    const shown = await store.read(async (register) =>
      dispatch(list, await inside(register), { command: list.name, input: {} }, true),
    );
    return shown === 'ready' || shown.kind === 'form' || shown.refused
      ? given
      : aboveList(given, shown, list);
  }

  /** A courtesy is returned; of words that are no command it is said what they may mean, for every setting that may be meant. */
  async function answerNoCommand(
    identity: Identity,
    { command: said, near = [] }: Invocation,
    now: Date,
  ): Promise<Answer> {
    return store.read(async (register) => {
      const contexts: Context[] = [];
      for (const place of identity.memberships)
        contexts.push(await contextOf(register, identity, place, now, equipment));
      if (said === 'hello') return greeting(contexts);
      if (said === 'thanks') return youAreWelcome();
      const isMine = ({ run }: Saying) =>
        contexts.some(({ roles }) => {
          const meant = commandNamed(run.command);
          return meant !== undefined && mayUse(meant, roles);
        });
      return notUnderstood(contexts, near.find(isMine));
    });
  }

  /** What an account that waits to be confirmed is answered: no records, whatever it asks. */
  async function answerUnconfirmed(
    { account, waiting = [] }: Identity,
    invocation: Invocation,
    command: Command | undefined,
    now: Date,
  ): Promise<Answer> {
    const identity = { account, memberships: waiting };
    if (command?.takesAnyWords || invocation.isWorry) return aWorry(identity, invocation, command, now);
    const place = await chooseSetting(store, identity, invocation);
    if ('kind' in place) return place;
    // Roles count for nothing before it is confirmed.
    const inside = async (register: Register) => ({
      ...(await contextOf(register, identity, place, now, equipment)),
      roles: [],
    });
    if (command?.showsNoRecords) return attempt(command, place, invocation, inside);
    return store.read(async (register) => {
      const known = await register.accounts.known(account);
      const own = known.find(({ setting, state }) => setting === place.setting && state === 'waiting');
      if (!own) throw new Error('an account waits in a setting that knows nothing of it');
      const shown = await unconfirmed(await inside(register), own);
      return command === undefined || MAIN.includes(command.name) ? shown : { ...shown, refused: true };
    });
  }

  /**
   * Whether typed words that read like a worry are a command all the same: it is well formed, and its names are the
   * register's. A worry in one of its answers is asked about in its form, but not in a chat that would keep the answer.
   */
  async function runsAllTheSame(
    command: Command,
    invocation: Invocation,
    inside: (register: Register) => Promise<Context>,
  ): Promise<boolean> {
    const { input, kept } = invocation;
    if (kept !== undefined && worriesIn(command, input).length > 0) return false;
    if (isWorryElsewhere(command, input)) return false;
    return store.read(async (register) => isWellFormed(command, await inside(register), invocation));
  }

  /** The form once more, where an answer reads like a worry and was not said to be about something else. */
  async function askOfAWorry(
    command: Command,
    { setting }: ChosenSetting,
    invocation: Invocation,
    inside: (register: Register) => Promise<Context>,
  ): Promise<Answer | undefined> {
    if (!command.writes || !(invocation.submitted || looksComplete(command, invocation))) return undefined;
    const worries = worriesIn(command, invocation.input);
    if (worries.length === 0) return undefined;
    const ask = async (register: Register) => {
      const context = await inside(register);
      const sign = signOf(worries, command, context);
      if (invocation.input.something_else === sign) return undefined;
      const input = { ...invocation.input, something_else: sign };
      return askAgain(command, context, { ...invocation, input }, askedAgain(await concernLine(context)));
    };
    return keepsItsForm(command) ? store.write([setting], ask) : store.read(ask);
  }

  /** The line about concerns, of every setting that may be meant. */
  async function aWorry(
    identity: Identity,
    invocation: Invocation,
    command: Command | undefined,
    now: Date,
  ): Promise<Answer> {
    const place = await chooseSetting(store, identity, invocation);
    const places = 'kind' in place ? identity.memberships : [place];
    const isTyped = command?.takesAnyWords ? invocation.hasSpareWords : invocation.isWorry;
    const by = platformNames.find(({ name }) => name === identity.account.platform)?.title ?? 'This chat';
    const where = invocation.kept === 'here' ? 'here' : 'where you typed it';
    return store.read(async (register) => {
      const lines: string[] = [];
      let sign: string | undefined;
      for (const place of places) {
        const context = await contextOf(register, identity, place, now, equipment);
        const worries = command ? worriesIn(command, invocation.input) : [];
        if (command && worries.length > 0) sign = signOf(worries, command, context);
        if (places.length > 1) lines.push(context.setting.name);
        lines.push(await concernLine(context));
      }
      const shown = worryView(lines, {
        kept: isTyped && invocation.kept !== undefined ? { by, where } : undefined,
        goOn: isTyped ? somethingElse(invocation, command, sign) : undefined,
      });
      const code = 'code' in place ? place.code : '';
      return code === '' ? shown : carrySetting(shown, code);
    });
  }

  /** The answer to a message's button whose matter is settled. A repeated delivery gets its first answer all the same. */
  async function pressedLate(
    command: Command,
    invocation: Invocation,
    inside: (register: Register) => Promise<Context>,
  ): Promise<Answer | undefined> {
    const { notice } = invocation.input;
    if (typeof notice !== 'string') return undefined;
    return store.read(async (register) => {
      const context = await inside(register);
      if (command.writes && (await answeredBefore(command, context, invocation))) return undefined;
      return answerOldButton(context, notice);
    });
  }

  /** As `attempt`. A form that is refused because its matter was settled meanwhile is answered with who settled it. */
  async function attemptInTime(
    command: Command,
    place: ChosenSetting,
    invocation: Invocation,
    inside: (register: Register) => Promise<Context>,
  ): Promise<Answer> {
    const given = await attempt(command, place, invocation, inside);
    if (given.kind === 'form' || !given.refused) return given;
    const late = await pressedLate(command, invocation, inside);
    const isOldRow = invocation.input.list !== undefined && given.cites?.includes('authority') === true;
    if (late || !isOldRow) return late ?? given;
    return (
      (await store.read(async (register) => answerOldRow(await inside(register), invocation.input))) ?? given
    );
  }

  /** Runs in a reading transaction unless the command changes something or must record that it was read. */
  async function attempt(
    command: Command,
    place: ChosenSetting,
    invocation: Invocation,
    inside: (register: Register) => Promise<Context>,
  ): Promise<Answer> {
    const reads = !command.writes || (!keepsItsForm(command) && !looksComplete(command, invocation));
    try {
      if (reads) {
        const asked = await store.read(async (register) =>
          dispatch(command, await inside(register), invocation, !command.writes),
        );
        if (asked !== 'ready') return asked;
      }
      const { answer, notified } = await store.write([place.setting], async (register) => ({
        answer: await dispatch(command, await inside(register), invocation, true),
        notified: register.notified,
      }));
      if (answer !== 'ready' && answer.kind === 'view' && command.fields[FILE])
        shelf.drop(ownerOf(place.setting, place.person), String(invocation.input[FILE]));
      const at = clock();
      const isDue = [...notified.values()].some((from) => from !== undefined && from <= at);
      onCommit?.(place.setting, [...new Set([place.person, ...notified.keys()])], isDue);
      return answer as Answer;
    } catch (error) {
      if (error instanceof ShownFirst)
        return store.write([place.setting], async (register) =>
          showFirst(command, await inside(register), invocation),
        );
      if (!(error instanceof Refused)) throw error;
      const { refusal } = error;
      if (!asksAgain(command, refusal)) return toView(refusal);
      const drawn = async (register: Register) =>
        redraw(command, await inside(register), invocation, refusal);
      return keepsItsForm(command) ? store.write([place.setting], drawn) : store.read(drawn);
    }
  }

  return {
    identify: (account: Account, contact?: Contact) => identify(store, account, clock(), contact),
    meet: (account: Account, verifiedEmail: string, open: (setting: Setting) => boolean, contact?: Contact) =>
      meet({ store, calendar, now: clock() }, account, verifiedEmail, open, contact),
    forget: (account: Account) => forget(store, account, clock()),
    /** `files`: what came with the text. Words that are no other command are said of them. */
    parse(text: string, kept?: Invocation['kept'], files: readonly GivenFile[] = []): Invocation {
      // A longer text is refused when it is run, so no more of it is parsed.
      const said = text.slice(0, 2 * LONGEST);
      const parsed = parse(said, commandNamed, everyday);
      const isOfFiles =
        files.length > 0 &&
        (said.trim() === '' ||
          commandNamed(parsed.command)?.fields[FILE] !== undefined ||
          !commandNamed(parsed.command));
      return {
        ...(isOfFiles ? { command: 'upload', input: {}, files } : parsed),
        ...(readsLikeAWorry(said) ? { isWorry: true } : {}),
        ...(kept === undefined ? {} : { kept }),
      };
    },
    isForNoOneElse,
    run,
    /** What a person is told when they first open Candour; undefined for an account that waits to be confirmed. */
    greet: async (identity: Identity): Promise<View | undefined> => {
      if (identity.memberships.length === 0) return undefined;
      const now = clock();
      return store.read(async (register) =>
        firstContact(
          await Promise.all(
            identity.memberships.map((place) => contextOf(register, identity, place, now, equipment)),
          ),
        ),
      );
    },
    /** What a picker offers while somebody types; nothing where the person may not use the verb. */
    async suggest(
      identity: Identity,
      invocation: Invocation,
      field: string,
      typed: string,
    ): Promise<Choice[]> {
      const command = commandNamed(invocation.command);
      if (lengthOf(invocation) + typed.length > LONGEST) return [];
      if (identity.memberships.length === 0) return [];
      const place = await chooseSetting(store, identity, invocation);
      if (!command || 'kind' in place) return [];
      return store.read(async (register) => {
        const context = await contextOf(register, identity, place, clock(), equipment);
        return mayUse(command, context.roles)
          ? suggest(command, context, invocation.input, field, typed)
          : [];
      });
    },
  };
}

/** What every command's context has of this installation. */
type Equipment = Pick<Context, 'calendar' | 'publicUrl' | 'zip'>;

/** The person in a setting, as this transaction sees both. */
async function contextOf(
  register: Register,
  { account: { platform, tenant, user } }: Identity,
  place: Omit<ChosenSetting, 'code'>,
  now: Date,
  equipment: Equipment,
): Promise<Context> {
  const [setting, me] = await Promise.all([
    register.settings.byId(place.setting),
    register.people.byId(place.setting, place.person),
  ]);
  if (!setting || !me)
    throw new Error('the account is bound to a setting or person that is not in the register');
  const today = localDay(now, setting.timezone);
  const account = `${platform}:${tenant}:${user}`;
  return { ...equipment, setting, me, roles: rolesOn(me, today), now, today, register, account };
}

/** The question whose answer is a file. */
const FILE = 'file';
/** How large a file may be, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What anybody asks to find their way about. To an account that waits, anything else is refused. */
const MAIN = ['me', 'help', 'contacts'];

const TOO_LONG = `That is longer than I can take in: please keep it below ${LONGEST} characters. Nothing of it was kept.`;
const TOO_FAST =
  'That was a great deal in one minute. Please wait a moment and do it again: nothing of it was done.';
const NO_ROOM =
  'The machine that Candour runs on has no room left, so nothing could be kept. Please tell whoever looks after it; nothing of what was answered before is lost.';

function lengthOf({ command, input }: Invocation): number {
  const said = Object.entries(input).flat(2);
  return said.reduce((sum, words) => sum + words.length, command.length);
}
