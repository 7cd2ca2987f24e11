import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../support/platforms.ts';
import { allRecorded, drop, firstDifference, keep, recorded } from './golden.ts';
import { countOutcomes } from './outcomes.ts';
import { readingOf } from './reading.ts';
import { leaveAll, record } from './recorder.ts';
import { register } from './registers.ts';
import { scenes } from './scenes.ts';

/** `npm run transcripts -- --update`: what is said now is right from now on. */
const RECORDING = process.env.CANDOUR_TRANSCRIPTS === 'record';

/** School years that what a verb says may need, and the words of its longest sentence. */
const MOST_GRADE = 9;
const MOST_WORDS = 35;

afterAll(leaveAll);

describe('what Candour says, and to whom', () => {
  it.each(scenes.map((scene) => [scene.name, scene] as const))('%s', async (name, scene) => {
    const said = await record(scene, await register(scene.register));
    if (RECORDING) keep(name, said);
    const golden = recorded(name);
    if (golden === undefined) throw new Error(`not recorded yet: npm run transcripts -- --update`);
    if (said !== golden) throw new Error(firstDifference(name, said, golden));
  });

  it('no scene has the name of another, and no golden file is left over', () => {
    const names = scenes.map(({ name }) => name);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    const left = allRecorded().filter((name) => !names.includes(name));
    if (RECORDING) left.forEach(drop);
    else expect(left).toEqual([]);
  });

  it('every verb is heard done and refused, and asking where it has a question that must be answered', () => {
    const { verbs, messages } = countOutcomes(allRecorded().map((name) => recorded(name) ?? ''));
    for (const { name, fields } of commands) {
      const { done = 0, asked = 0, refused = 0 } = verbs.get(name) ?? {};
      const asks = Object.values(fields).some(({ required }) => required);
      expect({ name, done: done > 0, asked: !asks || asked > 0, refused: refused > 0 }).toEqual({
        name,
        done: true,
        asked: true,
        refused: true,
      });
    }
    if (!RECORDING) return;
    console.table(Object.fromEntries(commands.map(({ name }) => [name, verbs.get(name)])));
    console.table(Object.fromEntries([...messages].sort()));
  });

  it('what staff read is plain: as at school at fourteen, and no sentence is longer than 35 words', () => {
    const reading = readingOf(allRecorded().map((name) => recorded(name) ?? ''));
    expect([...reading].filter(([, { grade }]) => grade > MOST_GRADE)).toEqual([]);
    expect([...reading].filter(([, { longest }]) => longest.words > MOST_WORDS)).toEqual([]);
  });
});
