import { printableLine } from '../../adapters/console/text.ts';
import { importDocument, readAnswers } from '../import/document/index.ts';
import { asFailure, type Door, EXIT, WrongUsage } from './door.ts';
import type { Given } from './import-list.ts';
import { quoted } from './quoted.ts';

/** Makes a draft of a policy from a document. What it does not say is asked: the words to add are printed, and nothing is written. */
export async function importPolicy(
  door: Door,
  { name, bytes }: { name: string; bytes: Uint8Array },
  setting: string | undefined,
  said: readonly string[],
  { now, dryRun }: Given,
): Promise<number> {
  const answers = readAnswers(said);
  if ('wrong' in answers) throw new WrongUsage(answers.wrong);
  const store = await door.openStore(dryRun ? 'aside' : 'here');
  try {
    const report = await asFailure(
      importDocument({ store, now, dryRun, setting, file: name, bytes, answers: answers.value }),
    );
    const { faults, notes, changes, summary, questions } = report;
    for (const line of [...notes, ...changes]) door.print(printableLine(line));
    for (const { words, name, suggestion } of questions) {
      door.print(printableLine(words));
      door.print(
        `  --answer ${suggestion === undefined ? `${name}=…` : quoted(printableLine(`${name}=${suggestion}`))}`,
      );
    }
    if (questions.length > 0) door.print('Nothing was written. Please add the answers to the same command.');
    for (const line of faults) door.complain(printableLine(line));
    for (const line of summary)
      if (faults.length > 0) door.complain(printableLine(line));
      else door.print(printableLine(line));
    if (faults.length > 0) return EXIT.failed;
    return questions.length > 0 ? EXIT.waits : EXIT.done;
  } finally {
    await store.close();
  }
}
