import type { Command } from './command.ts';
import { type Block, type Button, heading, type Input, type View } from './view.ts';

/** Adds this to the input of every button of an answer. What a button carries itself stays. */
export function carry<Shown extends { blocks: Block[] }>(shown: Shown, input: Input): Shown {
  return { ...shown, blocks: shown.blocks.map((block) => carriedBy(block, input)) };
}

function carriedBy(block: Block, input: Input): Block {
  if (block.kind !== 'buttons') return block;
  return { ...block, buttons: block.buttons.map((each) => carryOn(each, input)) };
}

export function carryOn({ run, ...button }: Button, input: Input): Button {
  return { ...button, run: { ...run, input: { ...input, ...run.input } } };
}

/** A list whose buttons lead back to it: after what they do, the answer shows it anew. */
export function leadingBack(list: View, { name }: Command): View {
  return carry(list, { list: name });
}

/** The answer to what was done from a list, with the list as it is now below it; a button that leads to the list is left out. */
export function aboveList(answer: View, list: View, command: Command): View {
  const own = answer.blocks.flatMap((block): Block[] => {
    if (block.kind !== 'buttons') return [block];
    const buttons = block.buttons.filter(({ run }) => run.command !== command.name);
    return buttons.length === 0 ? [] : [{ ...block, buttons }];
  });
  return leadingBack({ ...answer, blocks: [...own, heading(list.title), ...list.blocks] }, command);
}
