import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printableLine } from '../../../adapters/console/text.ts';
import { asFailure, type Door, EXIT, Failure, read } from '../door.ts';
import { quoted } from '../quoted.ts';
import { converse, Ended } from './ask.ts';
import { Draft } from './draft.ts';
import { finish } from './finish.ts';
import { type Place, STEPS } from './steps.ts';

/** Asks step by step for a setting, writes its folder and `.env`, and imports it. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { positionals } = read(args, {}, { least: 0, most: 1 });
  const dir = positionals[0] ?? 'setting';
  const again =
    positionals[0] === undefined ? 'npx candour init' : `npx candour init ${quoted(printableLine(dir))}`;
  await asFailure(makeFolder(dir));
  const talk = converse(door);
  let isWritten = false;
  try {
    const draft = new Draft(dir);
    talk.tell(
      draft.answers.size > 0
        ? 'This goes on where it was ended: what was answered is kept.'
        : `This asks step by step for what Candour needs, and writes it to ${join(dir, '/')} and .env. Nothing that is there is changed. Enter takes what stands in brackets; what was answered is kept when you stop, and can be changed in the files later.`,
    );
    const place: Place = {
      door,
      dir,
      draft,
      talk,
      platformNames: await door.platformNames(),
      calendar: await door.calendar(),
      adapters: await door.adapters(),
    };
    await asFailure(askAll(place));
    isWritten = true;
    return await finish(door.anew(), dir, talk);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    door.complain(
      isWritten
        ? `It ended at “${error.message}”. All is written and imported; to be asked that again: ${again}`
        : `It ended at “${error.message}”. What was answered before is kept; to go on from there: ${again}`,
    );
    return EXIT.waits;
  } finally {
    talk.close();
  }
}

async function makeFolder(dir: string): Promise<void> {
  const kind = statSync(dir, { throwIfNoEntry: false });
  if (kind && !kind.isDirectory()) throw new Failure(`${dir} is a file: please name a folder.`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
}

/** Asks what is not known yet, and writes each step's files once it is answered. */
async function askAll(place: Place): Promise<void> {
  const { draft, talk } = place;
  for (const step of STEPS) {
    talk.heading(step.title);
    const known = step.known(place);
    if (known !== undefined) talk.tell(known);
    else {
      for (const question of step.questions(place)) {
        if (!draft.answers.has(question.id)) draft.keep(question.id, await talk.ask(question));
      }
      step.write(place);
    }
    draft.drop(step.name);
  }
  draft.drop('env');
}
