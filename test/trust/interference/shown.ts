import { strFromU8, unzipSync } from 'fflate';
import { type Answer, type Block, type Button, differenceLines } from '../../../src/core/talk/view.ts';

/** All that an answer shows, as lines: what two worlds are compared by. */
export function linesOf(answer: Answer): string[] {
  if (answer.kind === 'form') {
    const { command, title, intro = '', reading = [], submit, inputs, buttons = [] } = answer;
    return [
      `form: ${command}: ${title} [${submit}]`,
      ...intro.split('\n').map((line) => `intro: ${line}`),
      ...reading.flatMap(blockLines).map((line) => `reading ${line}`),
      ...inputs.map((input) => `input ${input.name}: ${JSON.stringify(input)}`),
      ...buttons.map(buttonLine),
    ];
  }
  const { title, blocks, file, kind: _, ...marks } = answer;
  return [
    `view: ${title} ${JSON.stringify(marks)}`,
    ...blocks.flatMap(blockLines),
    ...(file ? fileLines(file.bytes()) : []),
  ];
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return block.text.split('\n').map((line) => `text: ${line}`);
    case 'heading':
      return [`heading: ${block.text}`];
    case 'facts':
      return block.facts.map(([label, value]) => `fact ${label}: ${value}`);
    case 'list':
      return block.items.map((item) => `item: ${item}`);
    case 'table':
      return [
        `columns: ${block.columns.join(' | ')}${block.foldedFrom === undefined ? '' : ` folded from ${block.foldedFrom}`}`,
        ...block.rows.map((row) => `row: ${row.join(' | ')}`),
      ];
    case 'difference':
      return differenceLines(block).map((line) => `difference: ${line}`);
    case 'meter':
      return [`meter ${block.label}: ${block.done} of ${block.total}`];
    case 'buttons':
      return block.buttons.map(buttonLine);
  }
}

function buttonLine({ label, run }: Button): string {
  return `button: ${label} → ${JSON.stringify(run)}`;
}

/** A file that is given: the copy of one's own data, each entry a line; or a table. */
function fileLines(bytes: Uint8Array): string[] {
  if (bytes[0] !== 0x50)
    return strFromU8(bytes)
      .split('\n')
      .map((line) => `file: ${line}`);
  return Object.entries(unzipSync(bytes)).flatMap(([name, content]) => {
    if (!name.endsWith('.json')) return [];
    const { sections, ...rest } = JSON.parse(strFromU8(content)) as {
      sections: { title: string; entries: unknown[] }[];
    };
    return [
      `own data: ${JSON.stringify(rest)}`,
      ...sections.flatMap(({ title, entries }) =>
        entries.map((entry) => `own data, ${title}: ${JSON.stringify(entry)}`),
      ),
    ];
  });
}

/** What one list of lines has and the other has not; where both have the same in another order, that. */
export function differences(withIt: readonly string[], without: readonly string[]): string[] {
  const more = surplus(withIt, without).map((line) => `+ ${line}`);
  const less = surplus(without, withIt).map((line) => `- ${line}`);
  const isTurned = more.length + less.length === 0 && withIt.some((line, at) => line !== without[at]);
  return isTurned ? ['~ the same in another order'] : [...less, ...more];
}

function surplus(of: readonly string[], over: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of over) left.set(line, (left.get(line) ?? 0) + 1);
  return of.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
