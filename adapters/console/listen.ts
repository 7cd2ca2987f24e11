import { createInterface } from 'node:readline';
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

type Print = (lines: readonly string[]) => void;

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
  const waiting: string[] = [];
  while (!ends.signal.aborted) {
    print(session.arrivals());
    const line = waiting.shift() ?? (await question(session, ends, past, waiting, print));
    if (line === undefined) break;
    if (line.trim() !== '') past.unshift(line);
    const entered = await session.enter(line);
    print(entered.lines);
    if (entered.form) {
      const { input, output, screen } = ends;
      const view = await answerForm(entered.form, {
        input,
        output,
        screen,
        signal: ends.signal,
        run: (invocation) => session.answer(invocation),
        suggest: session.suggest,
      });
      print(view ? session.show(view) : ['You have left the form. Nothing was sent.']);
    }
    if (entered.leave) break;
  }
}

/** Reads one line at the prompt; undefined at the end. Lines pasted after it are put into `waiting`. */
function question(
  session: Session,
  { input, output, signal }: Ends,
  past: readonly string[],
  waiting: string[],
  print: Print,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed: string | undefined;
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
      if (typed === undefined) {
        typed = words;
        // Lines that were pasted with it are read before the prompt closes.
        setImmediate(() => line.close());
      } else waiting.push(words);
    });
    line.on('SIGINT', () => {
      output.write('\n(quit leaves)\n');
      line.write(null, { ctrl: true, name: 'u' });
      line.prompt();
    });
    line.once('close', () => {
      session.listenForArrivals(() => {});
      if (typed === undefined) output.write('\n');
      resolve(typed);
    });
    line.prompt();
  });
}
