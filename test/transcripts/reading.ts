import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Block } from '../../src/core/talk/view.ts';

/** How hard the words of a verb are to read. */
export interface Reading {
  /** School years that one needs (Flesch and Kincaid): 6 is read with ease at eleven. */
  grade: number;
  /** Its longest sentence, with the number of its words. */
  longest: { words: number; sentence: string };
}

/** What these transcripts answer people, by verb; a sentence counts once, and what a setting's own policies say is not ours. */
export function readingOf(transcripts: readonly string[]): Map<string, Reading> {
  const theirs = policies();
  const sentences = new Map<string, Set<string>>();
  for (const transcript of transcripts) {
    let verb = '';
    for (const line of transcript.trimEnd().split('\n')) {
      const said = JSON.parse(line) as { say?: string; contract?: number } & Answer;
      if (said.say !== undefined) verb = /^[a-z]+/.exec(said.say)?.[0] ?? '';
      if (said.contract === undefined || verb === '') continue;
      const known = sentences.get(verb) ?? new Set<string>();
      sentences.set(verb, known);
      for (const each of textsOf(said).flatMap(toSentences)) if (!theirs.includes(each)) known.add(each);
    }
  }
  return new Map(
    [...sentences].filter(([, known]) => known.size > 0).map(([verb, known]) => [verb, measure([...known])]),
  );
}

/** How hard a text is to read: Markdown, of which the marks count for nothing. */
export function readingOfText(text: string): Reading {
  return measure(toSentences(text.replaceAll('*', '')));
}

/** The running words of an answer: no labels, names of things or rows of a table. */
function textsOf(answer: Answer): string[] {
  if (answer.kind === 'view') return answer.blocks.flatMap(inBlock);
  return [answer.intro ?? '', ...answer.inputs.flatMap(({ hint, error }) => [hint ?? '', error ?? ''])];
}

function inBlock(block: Block): string[] {
  if (block.kind === 'text') return [block.text];
  if (block.kind === 'list') return block.items;
  return block.kind === 'facts' ? block.facts.map(([, value]) => value) : [];
}

/** Three words and more, up to a full stop or the end of a line: what is shorter is a label, and cells between commas are a file's. */
function toSentences(words: string): string[] {
  return words
    .split(/(?<=[.!?]["”’)]?)\s+|\n+/)
    .map((each) => each.replace(/^• /, '').trim())
    .filter((each) => toWords(each).length >= 3 && !/,\S+,/.test(each));
}

function toWords(sentence: string): string[] {
  return sentence.match(/\p{L}[\p{L}’'-]*/gu) ?? [];
}

function measure(sentences: readonly string[]): Reading {
  const words = sentences.flatMap(toWords);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const [longest = ''] = [...sentences].sort((a, b) => toWords(b).length - toWords(a).length);
  return {
    grade: 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59,
    longest: { words: toWords(longest).length, sentence: longest },
  };
}

/** Groups of vowels, without an e that is not heard: near enough for English. */
function syllablesOf(word: string): number {
  const heard = word.toLowerCase().replace(/(?<=[^aeiouyl])e(s|d)?$/, '');
  return Math.max(1, heard.match(/[aeiouyáéíóúëï]+/g)?.length ?? 0);
}

/** The texts of the demo's policies as they are shown. */
function policies(): string {
  const folder = join(import.meta.dirname, '../../demo/policies');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.join('\n').replaceAll('*', '');
}
