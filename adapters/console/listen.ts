import { createInterface } from 'node:readline';
import type { Form } from '../../src/core/talk/view.ts';
import { answerForm } from './form.ts';
import type { Screen } from './render.ts';
import type { Session } from './session.ts';

/** A terminal, or a pipe. */
export interface Ends {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  screen: () => Screen;
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal;
}

/** Reads until `quit`, the end of the input or the signal: a conversation at a terminal, else one command a line. */
export async function listen(session: Session, ends: Ends): Promise<void> {
  const print = (lines: readonly string[]) => {
    if (lines.length > 0) ends.output.write(`${lines.join('\n')}\n`);
  };
  forgiveClosedWindow(ends.input);
  print(await session.begin());
  if (ends.input.isTTY && ends.output.isTTY) await converse(session, ends, print);
  else await readLines(session, ends, print);
}

/** Resetting a terminal whose window was closed fails (EIO), and readline would throw that where nothing can catch it. */
function forgiveClosedWindow(input: NodeJS.ReadStream): void {
  if (!input.isTTY) return;
  const setRawMode = input.setRawMode.bind(input);
  input.setRawMode = (mode) => {
    try {
      return setRawMode(mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
      return input;
    }
  };
}

/**
 * Keeps the terminal in raw mode until the conversation ends: each question would give it back when it is answered, and
 * what is typed before the next one would be echoed and lost, or end the programme. Gives the way back.
 */
function keepKeys(input: NodeJS.ReadStream): () => void {
  const { setRawMode } = input;
  input.setRawMode = () => setRawMode.call(input, true);
  return () => {
    input.setRawMode = setRawMode;
    setRawMode.call(input, false);
  };
}

type Print = (lines: readonly string[]) => void;

/** What was typed before it was asked for: lines, then the end of the input (undefined), and a line not finished yet. */
interface Ahead {
  lines: (string | undefined)[];
  rest: string;
}

async function readLines(session: Session, { input, signal }: Ends, print: Print): Promise<void> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, signal });
  for await (const line of lines) {
    const entered = await session.enter(line);
    const shown = entered.form ? session.showForm(entered.form) : entered.lines;
    if (shown.length > 0) print(['', ...shown]);
    print(session.arrivals());
    if (entered.leave) break;
  }
}

async function converse(session: Session, ends: Ends, print: Print): Promise<void> {
  const past: string[] = [];
  const ahead: Ahead = { lines: [], rest: '' };
  const giveBack = keepKeys(ends.input);
  try {
    while (!ends.signal.aborted) {
      print(session.arrivals());
      const line =
        ahead.lines.length > 0 ? ahead.lines.shift() : await question(session, ends, past, ahead, print);
      if (line === undefined) break;
      if (line.trim() !== '') past.unshift(line);
      const entered = await session.enter(line);
      print(entered.lines);
      if (entered.form) print(await fillIn(entered.form, session, ends));
      if (entered.leave) break;
    }
  } finally {
    giveBack();
  }
}

async function fillIn(form: Form, session: Session, { input, output, screen, signal }: Ends) {
  const view = await answerForm(form, {
    input,
    output,
    screen,
    signal,
    run: (invocation) => session.answer(invocation),
    suggest: session.suggest,
  });
  return view ? session.show(view) : ['You have left the form. Nothing was sent.'];
}

/** Reads one line at the prompt; undefined at the end. What was pasted or typed after it is put into `ahead`. */
function question(
  session: Session,
  { input, output, signal }: Ends,
  past: readonly string[],
  ahead: Ahead,
  print: Print,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed: string | undefined;
    let isRead = false;
    const line = createInterface({
      input,
      output,
      prompt: `${session.name()} › `,
      history: [...past],
      signal,
    });
    session.listenForArrivals(() => {
      output.write('\r\x1b[K');
      print(session.arrivals());
      line.prompt(true);
    });
    line.on('line', (words) => {
      if (typed !== undefined) {
        ahead.lines.push(words);
        return;
      }
      typed = words;
      // What was typed with it is read before the prompt closes.
      setImmediate(() => {
        isRead = true;
        ahead.rest = line.line;
        line.close();
      });
    });
    line.on('SIGINT', () => {
      output.write('\n(quit leaves)\n');
      line.write(null, { ctrl: true, name: 'u' });
      line.prompt();
    });
    line.once('close', () => {
      session.listenForArrivals(() => {});
      if (typed === undefined) output.write('\n');
      else if (!isRead) ahead.lines.push(undefined);
      resolve(typed);
    });
    line.prompt();
    if (ahead.rest !== '') line.write(ahead.rest);
    ahead.rest = '';
  });
}
