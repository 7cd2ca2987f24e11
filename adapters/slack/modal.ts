import type { Run, View } from '../../src/core/talk/view.ts';
import { pageAt, pageOf } from '../shared/pages.ts';
import { fitting, header, type KnownBlock, MOST, type ModalView, plain, section } from './blocks.ts';
import { type Carried, inPages, toBlocks } from './render.ts';

/** What a modal remembers: the command, what was carried along unseen, and where the person is in it. Nothing is kept here. */
export interface Remembered extends Carried {
  /** Answers given so far, on a page that does not ask for them. */
  a?: Run['input'];
  /** Names of questions whose answer is typed although a list could be offered. */
  t?: string[];
}

/** Pages of a modal: room for the way to the next one, and no more than a person wants to scroll on a telephone. */
const PAGE = { blocks: MOST.viewBlocks - 4, characters: 12_000 };

/** An answer in a modal, on the page asked for. `run` is what gives the same answer again when a page is turned. */
export function toModal(view: View, run: Run, page = 0): ModalView {
  const short = view.title.length <= MOST.modalTitle;
  const blocks = [...(short ? [] : [header(view.title)]), ...toBlocks(view.blocks)];
  const pages = inPages(blocks, PAGE.blocks, PAGE.characters);
  const at = pageAt(page, pages.length);
  return {
    type: 'modal',
    callback_id: 'view',
    title: plain(short ? view.title : 'Candour'),
    close: plain('Close'),
    private_metadata: remember({ c: run.command, i: run.input }),
    blocks: [...orNothing(pages[at] ?? []), ...turns(at, pages.length)],
  };
}

function orNothing(blocks: KnownBlock[]): KnownBlock[] {
  return blocks.length > 0 ? blocks : [section('There is nothing to show here.')];
}

/** “Page 2 of 3” and the buttons that lead on and back. */
export function turns(at: number, count: number): KnownBlock[] {
  if (count <= 1) return [];
  const buttons = [
    ...(at > 0 ? [turn('Previous page', 'page.back', at - 1)] : []),
    ...(at < count - 1 ? [turn('Next page', 'page.on', at + 1)] : []),
  ];
  return [
    section(pageOf(at, count)),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
  ];
}

function turn(label: string, action: string, page: number) {
  return { type: 'button' as const, action_id: action, text: plain(label), value: String(page) };
}

/** A sentence in a modal, where there is nothing else to show. */
export function toNotice(title: string, ...sentences: string[]): ModalView {
  return {
    type: 'modal',
    callback_id: 'view',
    title: plain(fitting(title, MOST.modalTitle, 'modal title')),
    close: plain('Close'),
    blocks: sentences.map(section),
  };
}

export function remember(what: Remembered): string {
  return fitting(JSON.stringify(what), MOST.metadata, 'what a modal carries');
}
