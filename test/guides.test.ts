import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toZip } from '../src/zip.ts';
import { type Demo, openDemo } from './support/demo.ts';
import { commands } from './support/platforms.ts';
import { readingOfText } from './transcripts/reading.ts';

const folder = join(import.meta.dirname, '../docs/guides');
/** Whom each page is for, and who of the demo tries it. */
const READERS: Readonly<Record<string, string>> = {
  staff: 'Zoë Adeyemi',
  manager: 'Ruth Hallam',
  dso: "Maeve O'Sullivan",
};
const guide = (name: string) => readFileSync(join(folder, `${name}.md`), 'utf8');
/** What is to be typed, as the page has it; a field alone is none. */
const typed = (name: string) =>
  [...new Set([...guide(name).matchAll(/`([^`]+)`/g)].map(([, said = '']) => said))].filter(
    (said) => said !== 'told_on',
  );

let demo: Demo;
beforeAll(async () => {
  demo = await openDemo({ zip: toZip });
});
afterAll(() => demo.close());

it('there is a page for each of those who are named here', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(READERS)
      .map((name) => `${name}.md`)
      .sort(),
  );
});

describe.each(Object.entries(READERS))('the page for %s', (name, who) => {
  const names: readonly string[] = commands.map((command) => command.name);

  it.each(typed(name))('is right about %s', async (said) => {
    const { command } = demo.app.parse(said);
    expect(names, said).toContain(said.split(' ')[0]);
    expect(command).toBe(said.split(' ')[0]);
    const answer = await demo.say(who, said);
    const refused = answer.kind === 'view' && answer.refused === true;
    const complaints = answer.kind === 'form' ? answer.inputs.flatMap(({ error }) => error ?? []) : [];
    expect({ said, refused, complaints }).toEqual({ said, refused: false, complaints: [] });
  });

  it('is read with ease', () => {
    const sentences = guide(name).replace(/^\|.*$/gm, '');
    const { grade, longest } = readingOfText(sentences);
    expect(grade).toBeLessThan(8);
    expect(longest.words, longest.sentence).toBeLessThanOrEqual(30);
  });
});
