import type { Message } from '../../src/core/platform.ts';
import { type Block, list, rowButtons, text } from '../../src/core/talk/view.ts';

/** What a message says, as the blocks of an answer: of several things each with its button beside it. */
export function blocksOf({ text: words, parts, button }: Message): Block[] {
  const said = parts
    ? parts.flatMap((part) =>
        part.button ? [list([part.text]), rowButtons([part.button])] : [text(part.text)],
      )
    : [words !== '' && text(words)];
  const way: Block | null = button && { kind: 'buttons', buttons: [button] };
  return [...said, way].filter((block) => block !== undefined && block !== null && block !== false);
}
