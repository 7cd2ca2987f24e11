import type { Answer, Form, Input, View } from '../../src/core/talk/view.ts';
import type { GivenFile } from '../../src/core/uploads/given-file.ts';
import { type TestSetting, words } from './setting.ts';

/** A file as a platform hands it over, which counts how often it is read. */
export function given(name: string, content: string | Uint8Array): GivenFile & { reads: number } {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: bytes.length,
    reads: 0,
    async read() {
      this.reads += 1;
      return bytes;
    },
  };
}

export function asForm(answer: Answer): Form {
  if (answer.kind !== 'form') throw new Error(`no form: ${words(answer)}`);
  return answer;
}

/** How somebody gives a file, and answers what is asked about it. */
export function uploading(setting: () => TestSetting) {
  const give = (who: string, file: GivenFile, input: Input = {}): Promise<Answer> =>
    setting().ask(who, { command: 'upload', input, files: [file] });

  /** Sends a form as it stands, with these answers by label. */
  async function send(who: string, form: Form, answers: Record<string, string> = {}): Promise<Answer> {
    const input: Input = {};
    for (const { name, label, value } of form.inputs) {
      const said = answers[label] ?? value;
      if (said !== undefined) input[name] = said;
    }
    return setting().ask(who, { command: 'upload', input, submitted: true });
  }

  /** Sends it until nothing is asked any more, each question answered as `answers` say or as the form suggests. */
  async function take(who: string, file: GivenFile, answers: Record<string, string> = {}): Promise<View> {
    let answer = await give(who, file);
    for (let turn = 0; turn < 6 && answer.kind === 'form'; turn++) answer = await send(who, answer, answers);
    if (answer.kind === 'form') throw new Error(`still asked: ${words(answer)}`);
    return answer;
  }

  return { give, send, take };
}
