import type { App } from '../../src/core/app.ts';
import type { Message } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { Refusal, toView } from '../../src/core/talk/refusal.ts';
import { type Answer, type Button, type Form, text, type View, view } from '../../src/core/talk/view.ts';
import { withReference } from '../shared/faults.ts';
import { createArrivals, drawMessage, drawWaiting } from './deliver.ts';
import { saveHere, withFile } from './files.ts';
import { type Actor, everybody, findActor, showRoles } from './identity.ts';
import { exampleLine, note, render, type Screen } from './render.ts';
import { printableLine } from './text.ts';
import { setClock, showTime } from './time.ts';
import { drawPeople, HOW, heading, youAre } from './welcome.ts';

export interface SessionDeps {
  app: App;
  store: Store;
  /** Runs on from the time to which `clock` sets it. */
  clock: { now(): Date; set(to: Date): void };
  /** Delivers what the last command queued, and resolves when all of it is sent. */
  settle(): Promise<void>;
  /** Does what each minute does: queues reminders, then delivers. */
  tick(): Promise<void>;
  /** Logs a bug. Gives the reference that the person is told. */
  report(error: unknown): string;
  screen: () => Screen;
}

export type Session = ReturnType<typeof createSession>;

/** How many unread messages are shown when one becomes another person. */
const RECENT = 5;
const NO_BUTTON =
  'There is no button of that number. The numbers stand before the buttons of the last answer.';

/**
 * Knows who one is at the console and which buttons can be pressed, and carries out typed lines. It prints nothing, but
 * returns lines.
 */
export function createSession({ app, store, clock, settle, tick, report, screen }: SessionDeps) {
  let me: Actor | undefined;
  let buttons: Button[] = [];
  const readMessages = new Set<string>();
  const incoming = createArrivals(store, (person) => person === me?.person.id);

  const say = (words: string) => note(words, screen());

  function showMessage(message: Pick<Message, 'id' | 'title' | 'text' | 'button'>): string[] {
    readMessages.add(message.id);
    const drawn = drawMessage(message, screen(), buttons.length + 1);
    buttons.push(...drawn.buttons);
    return drawn.lines;
  }

  function arrivals(): string[] {
    return incoming.take().flatMap((arrival) => {
      if (arrival.kind === 'mine') return showMessage(arrival.message);
      return say(`A message has gone to ${arrival.name}: \`as ${arrival.name}\` reads it.`);
    });
  }

  async function begin(): Promise<string[]> {
    const now = clock.now();
    const people = await everybody(store, now);
    const first = people.find(({ roles }) => roles.includes('manager')) ?? people[0];
    if (!first) throw new Error('nobody holds a role in this database today');
    const lines = [...heading(first, now, screen()), '', ...drawPeople(people, screen())];
    return [...lines, '', ...(await become(first)), '', ...say(HOW)];
  }

  async function become(actor: Actor): Promise<string[]> {
    me = actor;
    buttons = [];
    const { setting, person } = actor;
    const notices = await store.read((register) => register.notices.ofRecipient(setting.id, person.id, 20));
    const unread = notices
      .filter(({ id, state }) => state === 'sent' && !readMessages.has(id))
      .slice(0, RECENT)
      .reverse();
    return [
      ...youAre(actor, screen()),
      ...unread.flatMap(showMessage),
      ...drawWaiting(notices, clock.now(), setting.timezone, screen()),
    ];
  }

  /** Carries out a typed line: gives lines to print, a form to answer, or that the person leaves. */
  async function enter(typed: string): Promise<{ lines: string[]; form?: Form; leave?: true }> {
    const line = typed.trim();
    if (line === '' || line.startsWith('#')) return { lines: [] };
    const [, verb = '', rest = ''] = /^\/?(\S+)\s*(.*)$/s.exec(line) ?? [];
    switch (verb.toLowerCase()) {
      case 'quit':
      case 'exit':
        return { lines: [], leave: true };
      case 'as':
        return { lines: await changePerson(rest) };
      case 'clock':
        return { lines: say(setClock(rest, clock, timezone())) };
      case 'tick':
        await tick();
        return { lines: [...say(`It is ${showTime(clock.now(), timezone())}.`), ...arrivals()] };
      default:
    }
    const invocation = /^\d+$/.test(line) ? buttons[Number(line) - 1]?.run : withFile(app.parse(line));
    if (!invocation) return { lines: say(NO_BUTTON) };
    const done = await run(invocation);
    if (verb.toLowerCase() === 'help') done.lines.push('', ...say(HOW));
    return done;
  }

  async function run(invocation: Invocation): Promise<{ lines: string[]; form?: Form }> {
    const answer = await answerTo(invocation);
    if (answer.kind === 'form') return { lines: [], form: answer };
    return { lines: [...showView(answer), ...arrivals()] };
  }

  async function answerTo(invocation: Invocation): Promise<Answer> {
    if (!me) throw new Error('the console has not begun');
    try {
      const answer = await app.run(me.identity, invocation);
      await settle();
      return answer;
    } catch (error) {
      return error instanceof Refusal ? toView(error) : bugView(report(error));
    }
  }

  /** An answer as lines. Its buttons replace the earlier ones. */
  function show(answer: Answer): string[] {
    const drawn = render(answer, screen(), 1);
    buttons = drawn.buttons;
    return drawn.lines;
  }

  /** Its file, if it has one, is saved in the current folder. */
  function showView(view: View): string[] {
    const saved = view.file ? ['', ...say(saveHere(view.file, report))] : [];
    return [...show(view), ...saved];
  }

  /** A form where questions cannot be asked one by one: in full, with a line that would answer it. */
  function showForm(form: Form): string[] {
    return [...show(form), '', ...say(`Answer in one line, for example: ${exampleLine(form)}`)];
  }

  async function changePerson(name: string): Promise<string[]> {
    if (name === '') return drawPeople(await everybody(store, clock.now()), screen());
    const [, said = '', code] = /^(.*?)(?:\s+setting=(\S+))?$/.exec(name) ?? [];
    const sought = await findActor(store, said, code, clock.now());
    return sought.kind === 'found' ? become(sought.actor) : say(sought.text);
  }

  function timezone(): string {
    return me?.setting.timezone ?? 'Europe/London';
  }

  return {
    platform: incoming.platform,
    begin,
    enter,
    show: showView,
    showForm,
    arrivals,
    answer: answerTo,
    suggest: async (invocation: Invocation, field: string, typed: string) =>
      me ? app.suggest(me.identity, invocation, field, typed) : [],
    /** The present person's name and roles, for the prompt. */
    name: () => (me ? `${printableLine(me.person.name)} (${printableLine(showRoles(me))})` : ''),
    /** Calls back whenever a message arrives. */
    listenForArrivals: incoming.listen,
  };
}

function bugView(reference: string): View {
  const words = withReference(reference, 'Nothing was changed, as far as is known. Please try again.');
  return { ...view('Something went wrong', text(words)), refused: true };
}
