import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createSession } from '../../../adapters/console/session.ts';
import type { App } from '../../../src/core/app.ts';
import type { Store } from '../../../src/core/store.ts';
import type { Form, Input } from '../../../src/core/talk/view.ts';
import type { Shown, Visitor } from '../../contract/platforms.ts';
import { MONDAY } from '../setting.ts';

/** Width enough that nothing is broken over two lines: words are looked for as they were written. */
const WIDE = { width: Number.POSITIVE_INFINITY, colour: false };
/** A button's number, and its label, behind which a table goes on; a message that came stands indented. */
const BUTTON = /^ {0,2}\[(\d+)\] (.*?)(?: {2}.*)?$/;

/** Somebody of the register at the console. Files are saved where the process stands. */
export async function visit(app: App, store: Store, person: string): Promise<Visitor> {
  const session = createSession({
    app,
    store,
    clock: { now: () => MONDAY, set: () => undefined },
    settle: async () => undefined,
    tick: async () => undefined,
    report: () => '0A1B2C3D',
    screen: () => WIDE,
  });
  await session.begin();
  await session.enter(`as ${person}`);
  let form: Form | undefined;
  let lines: string[] = [];

  function show(fresh: string[], asked?: Form): Shown {
    lines = fresh;
    form = asked;
    const words = lines.join('\n');
    const saved = /^Saved here as (.*)\.$/m.exec(words)?.[1];
    return {
      words,
      fields: (asked?.inputs ?? []).flatMap(({ name, label, value, error, widget }) =>
        widget.kind === 'hidden'
          ? []
          : [
              {
                name,
                label,
                ...(value === undefined ? {} : { value }),
                ...(error === undefined ? {} : { error }),
                ...('choices' in widget ? { choices: widget.choices.map((choice) => choice.value) } : {}),
                ...(widget.kind === 'yesno' ? { choices: ['yes', 'no'] } : {}),
              },
            ],
      ),
      buttons: lines.flatMap((line) => BUTTON.exec(line)?.[2] ?? []),
      more: false,
      ...(saved === undefined
        ? {}
        : { file: { name: basename(saved), bytes: readFileSync(basename(saved)) } }),
    };
  }

  async function hear(line: string): Promise<Shown> {
    const entered = await session.enter(line);
    return entered.form ? show(session.showForm(entered.form), entered.form) : show(entered.lines);
  }

  return {
    type: hear,
    press(label) {
      const number = lines.map((line) => BUTTON.exec(line)).find((found) => found?.[2] === label)?.[1];
      if (number === undefined) throw new Error(`no button “${label}” among: ${lines.join('\n')}`);
      return hear(number);
    },
    // As at a terminal: all of it is sent, with what the form carries hidden.
    async answer(answers) {
      if (!form) throw new Error('there is no form');
      const carried: Input = {};
      for (const { name, value } of form.inputs) if (value !== undefined) carried[name] = value;
      const input = { ...carried, ...answers };
      const answer = await session.answer({ command: form.command, input, submitted: true });
      return answer.kind === 'form' ? show(session.showForm(answer), answer) : show(session.show(answer));
    },
    turn: () => Promise.reject(new Error('the console has no pages')),
    close: async () => undefined,
  };
}
