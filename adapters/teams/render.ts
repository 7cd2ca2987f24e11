import { randomUUID } from 'node:crypto';
import type { Answer, Block, Form, Input, View } from '../../src/core/talk/view.ts';
import { inPages, pageAt, pageOf } from '../shared/pages.ts';
import { type Piece, paragraphs, toPieces } from './blocks.ts';
import { type Element, ours, say } from './elements.ts';
import { toInputs } from './form.ts';
import { type Labels, type Press, submitAction } from './press.ts';

export interface Card {
  type: 'AdaptiveCard';
  $schema: string;
  version: '1.5';
  body: Element[];
  actions?: Element[];
  msteams: { width: 'Full' };
}

/** How an answer came about, for the pages that are turned later. */
export interface Drawn {
  /** From 0. A page that is not there shows the last. */
  page?: number;
  command: string;
  /** What the command was given; for a form, what it was opened with. */
  input: Input;
  /** The key under which it ran, so that a page turned has no second effect. */
  key?: string;
  submitted?: boolean;
  /** What was picked in this form before, in words. */
  labels?: Labels;
}

/** Characters of reading on a page: about two screens of a telephone. */
const PAGE = 3500;
/** What fits without pages: nobody wants a second page of four lines. */
const WHOLE = 4500;
/** Bytes of a page, well below the 80 KB that a message may have. */
const BYTES = 40_000;

/** An answer as an Adaptive Card 1.5, the page of it that is asked for. Each card has an id of its own, in every button. */
export function toCard(answer: Answer, drawn: Drawn): Card {
  const card = randomUUID();
  return answer.kind === 'form' ? formCard(answer, drawn, card) : viewCard(answer, drawn, card);
}

function viewCard(view: View, drawn: Drawn, card: string): Card {
  const ways = view.blocks.findLastIndex((block) => block.kind !== 'buttons') + 1;
  const pieces = (blocks: Block[]) => blocks.flatMap((block) => toPieces(block, card));
  const pages = toPages([
    ...pieces(view.blocks.slice(0, ways)),
    ...cited(view),
    ...pieces(view.blocks.slice(ways)),
  ]);
  const page = pageAt(drawn.page ?? 0, pages.length);
  const press = (to: number): Press => ({
    do: 'turn',
    command: drawn.command,
    input: drawn.input,
    card,
    page: to,
    ...(drawn.key === undefined ? {} : { key: drawn.key }),
    ...(drawn.submitted ? { submitted: true } : {}),
  });
  const color = view.refused ? ({ color: 'attention' } as const) : {};
  return sheet([
    say(view.title, { size: 'large', weight: 'bolder', ...color }),
    ...(pages[page] ?? []),
    ...turning(page, pages.length, press),
  ]);
}

/** What a refusal rests on: rules by their ids. That a role does not allow it is no rule to look up. */
function cited({ cites = [] }: View): Piece[] {
  const rules = cites.filter((each) => each !== 'authority');
  const words = say(`Rules: ${rules.join(', ')}`, { isSubtle: true, size: 'small' });
  return rules.length === 0 ? [] : [{ elements: [words], weight: 40 }];
}

function formCard(form: Form, drawn: Drawn, card: string): Card {
  const { elements, press, isWrong } = toInputs(form, card, drawn.input, drawn.labels);
  const asked: Piece = { elements, weight: 60 * form.inputs.length };
  const pages = toPages([...paragraphs(form.intro ?? ''), asked]);
  const last = pages.length - 1;
  // What is wrong is shown at once; what is to be read is read from its beginning.
  const page = pageAt(drawn.page ?? (isWrong ? last : 0), pages.length);
  const turn = (to: number): Press => ({
    do: 'turn',
    command: form.command,
    input: drawn.input,
    card,
    page: to,
    fields: press.fields,
    many: press.many,
    ...(press.labels === undefined ? {} : { labels: press.labels }),
  });
  const submit = submitAction(form.submit, press, { style: 'positive' });
  return {
    ...sheet([
      say(form.title, { size: 'large', weight: 'bolder' }),
      ...(pages[page] ?? []),
      ...turning(page, pages.length, turn),
    ]),
    ...(page === last ? { actions: [submit] } : {}),
  };
}

function sheet(body: Element[]): Card {
  return {
    type: 'AdaptiveCard',
    $schema: 'https://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    msteams: { width: 'Full' },
  };
}

function turning(page: number, pages: number, press: (to: number) => Press): Element[] {
  if (pages === 1) return [];
  const actions = [
    ...(page > 0 ? [submitAction('Back', press(page - 1))] : []),
    ...(page < pages - 1 ? [submitAction('Read on', press(page + 1))] : []),
  ];
  return [
    ours(pageOf(page, pages), { isSubtle: true, size: 'small' }, { separator: true, spacing: 'medium' }),
    { type: 'ActionSet', actions, spacing: 'small' },
  ];
}

function toPages(pieces: readonly Piece[]): Element[][] {
  const total = pieces.reduce((sum, piece) => sum + piece.weight, 0);
  const measured = pieces.map(({ weight, ...piece }) => ({
    ...piece,
    sizes: [weight, Buffer.byteLength(JSON.stringify(piece.elements))],
  }));
  return inPages(measured, [total <= WHOLE ? WHOLE : PAGE, BYTES]);
}
