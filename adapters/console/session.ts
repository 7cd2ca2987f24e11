import { createColors } from 'picocolors';
import type { App } from '../../src/core/app.ts';
import type { Notice } from '../../src/core/notices/notice.ts';
import type { Message, Platform } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { Refusal, toView } from '../../src/core/talk/refusal.ts';
import {
  type Answer,
  type Block,
  type Button,
  type Form,
  text,
  type View,
  view,
} from '../../src/core/talk/view.ts';
import { withReference } from '../shared/faults.ts';
import { saveHere } from './files.ts';
import { type Actor, everybody, findActor, showRoles } from './identity.ts';
import { exampleLine, render, type Screen } from './render.ts';
import { printableLine, wrap } from './text.ts';
import { readTime, showTime } from './time.ts';
import { drawPeople, HOW, heading } from './welcome.ts';

export interface SessionDeps {
  app: App;
  store: Store;
  /** Runs on from wherever `clock` sets it. */
  clock: { now(): Date; set(to: Date): void };
  /** Delivers what the last command queued, and comes back when all of it is out. */
  settle(): Promise<void>;
  /** What the minute does: what is due, then deliveries. */
  tick(): Promise<void>;
  /** Told of a bug; gives the reference that the person is told. */
  report(error: unknown): string;
  screen: () => Screen;
}

export type Session = ReturnType<typeof createSession>;

/** How many messages are shown to somebody whom one becomes. */
const RECENT = 5;

/** Who one is at the console, what can be pressed, and what a line that was typed does. Prints nothing: it gives lines. */
export function createSession({ app, store, clock, settle, tick, report, screen }: SessionDeps) {
  let me: Actor | undefined;
  let buttons: Button[] = [];
  const arrived: (() => string[])[] = [];
  const read = new Set<string>();
  let onArrival = () => {};

  const platform: Platform = {
    name: 'console',
    reachesEveryone: true,
    start: async () => {},
    stop: async () => {},
    async deliver(account, message) {
      if (account.user === me?.person.id) arrived.push(() => showMessage(message));
      else {
        const person = await store.read((register) => register.people.byId(account.tenant, account.user));
        const name = printableLine(person?.name ?? 'somebody');
        arrived.push(() => note(`A message has gone to ${name}: \`as ${name}\` reads it.`));
      }
      onArrival();
      return { kind: 'sent' };
    },
  };

  function note(text: string): string[] {
    const { width, colour } = screen();
    return wrap(text, width).map(createColors(colour).dim);
  }

  function showMessage({ id, title, text: body, button }: Message): string[] {
    read.add(id);
    const { width, colour } = screen();
    const paint = createColors(colour);
    const blocks: Block[] = [{ kind: 'text', text: body }];
    if (button) blocks.push({ kind: 'buttons', buttons: [button] });
    const drawn = render(
      { kind: 'view', title: `✉ ${title}`, blocks },
      { width: width - 2, colour },
      buttons.length + 1,
    );
    buttons.push(...drawn.buttons);
    const [head = '', ...rest] = drawn.lines;
    return ['', paint.magenta(head), ...rest.filter((line) => line !== '').map((line) => `  ${line}`)];
  }

  /** What has arrived since this was last asked. */
  function arrivals(): string[] {
    return arrived.splice(0).flatMap((show) => show());
  }

  async function begin(): Promise<string[]> {
    const now = clock.now();
    const people = await everybody(store, now);
    const first = people.find((each) => each.roles.includes('manager')) ?? people[0];
    if (!first) throw new Error('nobody holds a role in this database today');
    const lines = [...heading(first, now, screen()), '', ...drawPeople(people, screen())];
    return [...lines, '', ...(await become(first)), '', ...note(HOW)];
  }

  async function become(actor: Actor): Promise<string[]> {
    me = actor;
    buttons = [];
    const roles = showRoles(actor);
    const { setting, person } = actor;
    const told = await store.read((register) => register.notices.ofRecipient(setting.id, person.id, 20));
    const unread = told
      .filter((each) => each.state === 'sent' && !read.has(each.id))
      .slice(0, RECENT)
      .reverse();
    return [
      ...wrap(
        `You are ${printableLine(person.name)}${roles === '' ? '' : ` (${printableLine(roles)})`}.`,
        screen().width,
      ),
      ...unread.flatMap(showMessage),
      ...showWaiting(told, setting.timezone),
    ];
  }

  /** Alerts wait for the morning, routine messages for the setting's hours: without a word they would seem lost. */
  function showWaiting(told: readonly Notice[], timezone: string): string[] {
    const waiting = told.filter((each) => each.state === 'queued' && each.notBefore > clock.now());
    const next = waiting.map((each) => each.notBefore).sort((a, b) => a.getTime() - b.getTime())[0];
    if (!next) return [];
    const number = waiting.length === 1 ? 'A message waits' : `${waiting.length} messages wait`;
    return note(`${number} here, the next until ${showTime(next, timezone)}.`);
  }

  /** What a typed line does: lines to print, a form to be answered, or leaving. */
  async function hear(typed: string): Promise<{ lines: string[]; form?: Form; leave?: true }> {
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
        return { lines: changeTime(rest) };
      case 'tick':
        await tick();
        return { lines: [...note(`It is ${showTime(clock.now(), timezone())}.`), ...arrivals()] };
      default:
    }
    const invocation = /^\d+$/.test(line) ? pressed(Number(line)) : app.parse(line);
    if (!invocation)
      return {
        lines: note(
          'There is no button of that number. The numbers stand before the buttons of the last answer.',
        ),
      };
    const given = await run(invocation);
    if (verb.toLowerCase() === 'help') given.lines.push('', ...note(HOW));
    return given;
  }

  function pressed(number: number): Invocation | undefined {
    const button = buttons[number - 1];
    return button && { command: button.run.command, input: button.run.input };
  }

  async function run(invocation: Invocation): Promise<{ lines: string[]; form?: Form }> {
    const answer = await answerTo(invocation);
    if (answer.kind === 'form') return { lines: [], form: answer };
    return { lines: [...show(answer), ...saved(answer), ...arrivals()] };
  }

  /** Anything thrown but the store's own refusal is a bug: it is logged under a reference, and the conversation goes on. */
  async function answerTo(invocation: Invocation): Promise<Answer> {
    if (!me) throw new Error('the console has not begun');
    try {
      const answer = await app.run(me.identity, invocation);
      await settle();
      return answer;
    } catch (error) {
      if (error instanceof Refusal) return toView(error);
      const block = text(
        withReference(report(error), 'Nothing was changed, as far as is known. Please try again.'),
      );
      return { ...view('Something went wrong', block), refused: true };
    }
  }

  /** An answer as lines; its buttons take the place of those before. */
  function show(answer: Answer): string[] {
    const drawn = render(answer, screen(), 1);
    buttons = drawn.buttons;
    return drawn.lines;
  }

  /** A file is put where the console was started. */
  function saved({ file }: View): string[] {
    return file ? ['', ...note(saveHere(file, report))] : [];
  }

  /** A form where nobody can be asked question by question: as it stands, and a line that would answer it. */
  function showForm(form: Form): string[] {
    return [...show(form), '', ...note(`Answer in one line, for example: ${exampleLine(form)}`)];
  }

  async function changePerson(name: string): Promise<string[]> {
    if (name === '') return drawPeople(await everybody(store, clock.now()), screen());
    const [, said = '', code] = /^(.*?)(?:\s+setting=(\S+))?$/.exec(name) ?? [];
    const sought = await findActor(store, said, code, clock.now());
    return sought.kind === 'found' ? become(sought.actor) : note(sought.text);
  }

  function changeTime(words: string): string[] {
    if (words !== '') {
      const to = readTime(words, timezone());
      if (!to) return note('Please write the time like 2026-12-01, or 2026-12-01 08:05.');
      clock.set(to);
    }
    return note(`It is ${showTime(clock.now(), timezone())}. \`tick\` does what the minute does.`);
  }

  function timezone(): string {
    return me?.setting.timezone ?? 'Europe/London';
  }

  return {
    platform,
    begin,
    hear,
    show: (answer: View) => [...show(answer), ...saved(answer)],
    showForm,
    arrivals,
    answer: answerTo,
    suggest: async (invocation: Invocation, field: string, typed: string) =>
      me ? app.suggest(me.identity, invocation, field, typed) : [],
    /** Who one is, for the prompt. */
    name: () => (me ? `${printableLine(me.person.name)} (${printableLine(showRoles(me))})` : ''),
    /** Calls back when a message comes in while nothing else is going on. */
    listenForArrivals: (callback: () => void) => {
      onArrival = callback;
    },
  };
}
