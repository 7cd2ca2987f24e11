import { showDay } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choices, type Field, hidden } from '../talk/field.ts';
import { given } from '../talk/form.ts';
import { Refusal } from '../talk/refusal.ts';
import { clip, type Input, text, view } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { child } from '../who/children.ts';
import { answerFamily, drawnAt, wasListed } from './new-families.ts';
import { type OpenFamily, openFamilies } from './unasked.ts';
import { stillAsked, thanks } from './words.ts';

const NONE = 'none';
/** How many families stand on one page. */
const PAGE = 40;

/**
 * The families that I have yet to answer about, in pages: tick those you know, or none of them. What stands on the page is
 * answered; the rest stays open. It is not asked of people who may not see the list of families.
 */
export const families = command({
  name: 'families',
  said: ['Look at the list', 'The next page'],
  title: 'Do you know them?',
  summary: 'Say which of the families here you know outside work.',
  roles: ['staff', 'manager', 'dso', 'deputy_dso'],
  writes: true,
  fields: {
    known: known(),
    also: child('Somebody who is not on this page', {
      hint: 'Where you know the family of another child, find the child here.',
      shown: async (context) => (await openFamilies(context)).length > PAGE,
    }),
    drawn: drawnAt(),
    last: hidden('The last on this page', {
      prefill: async (context) => {
        const open = await openFamilies(context);
        const last = open[Math.min(PAGE, open.length) - 1];
        return last && refOf(last, open);
      },
    }),
  },
  settled: async (context) => {
    if ((await openFamilies(context)).length > 0) return undefined;
    return view(
      'The families here',
      text('Nothing is asked of you: there is nobody whom you have not answered about.'),
      ...(await stillAsked(context)),
    );
  },
  intro: async (context) => {
    const open = await openFamilies(context);
    const waiting = (await stillAsked(context)).flatMap((block) =>
      block.kind === 'table'
        ? block.rows.map(([family, people]) => `Not answered yet about ${family}: ${people}`)
        : block.kind === 'text'
          ? [block.text]
          : [],
    );
    return [
      'Knowing a family is no fault. If you tick one, I ask you to declare it.',
      ...(open.length > PAGE
        ? [`These are the first ${PAGE} of ${open.length}; the next page follows.`]
        : []),
      ...waiting,
    ].join('\n');
  },
  execute: async (context, { known, also, drawn, last }) => {
    const open = await openFamilies(context);
    const page = pageUntil(open, last).filter((family) => wasListed(family, drawn));
    const other = also && open.filter(({ children }) => children.some(({ id }) => id === also.id));
    const knows = (family: OpenFamily) =>
      known.includes(refOf(family, open)) || other?.includes(family) === true;
    if (known.includes(NONE) && (known.length > 1 || page.some(knows)))
      throw new Refusal('Please tick those you know, or “none of them”; not both.', { field: 'known' });
    if (other?.length === 0)
      throw new Refusal(`You are not asked about the family of ${also?.name}, or have answered.`, {
        field: 'also',
      });
    const ticked = open.filter(knows);
    for (const family of ticked) await answerFamily(context, family, 'declare');
    for (const family of page) if (!knows(family)) await answerFamily(context, family, 'nothing');
    return thanks(context, ticked, open.length - new Set([...ticked, ...page]).size);
  },
});

/** The families that stood on the page which ended with this one; without a page (a typed line) all of them. */
function pageUntil(open: readonly OpenFamily[], last: string | undefined): readonly OpenFamily[] {
  if (last === undefined) return open;
  const at = open.findIndex((family) => refOf(family, open) === last);
  if (at < 0)
    throw new Refusal(
      'The list has changed since you opened it, and nothing was recorded. Please look again.',
      {
        field: 'known',
      },
    );
  return open.slice(0, at + 1);
}

/** Ticks on the page. A typed line may also name a family of another page, by a child's number or name, or a carer's name. */
function known(): Field<string[], true> {
  const label = 'Whom do you know outside work?';
  const onPage = choices(label, (context, input) => choicesOf(context, input), { required: true });
  const anywhere = choices(label, (context) => choicesOf(context));
  return {
    ...onPage,
    check: async (raw, context, input) => {
      const open = await openFamilies(context);
      const said = (Array.isArray(raw) ? raw : raw.split(/[,;]/)).map((word) => refNamed(word.trim(), open));
      return anywhere.check(said, context, input);
    },
  };
}

/** The reference of the only family with a child or carer of that name; else the words as they are. */
function refNamed(said: string, open: readonly OpenFamily[]): string {
  const key = fold(said);
  const found = open.filter(({ children, carers }) =>
    [...children, ...carers].some(({ name }) => key !== '' && fold(name) === key),
  );
  const [only] = found;
  return only !== undefined && found.length === 1 ? refOf(only, open) : said;
}

/** A choice for each family on the page that the input belongs to, and one for none of them; without input for all. */
async function choicesOf(context: Context, input?: Input): Promise<Choice[]> {
  const open = await openFamilies(context);
  if (open.length === 0) return [];
  const last = given(input?.last);
  const at = open.findIndex((family) => refOf(family, open) === last);
  const page = input === undefined ? open : open.slice(0, at < 0 ? PAGE : at + 1);
  const listed = page.map((family) => ({
    value: refOf(family, open),
    label: clip(`${childrenOf(family)}: ${family.carers.map(({ name }) => name).join(', ')}`, 75),
  }));
  return [...listed, { value: NONE, label: 'None of them' }];
}

/** The number of the family's first child; with its place behind where a family stands here twice (a carer came later). */
function refOf(family: OpenFamily, open: readonly OpenFamily[]): string {
  const ref = numberOf(family);
  const same = open.filter((other) => numberOf(other) === ref);
  return same[0] === family ? ref : (family.id ?? `${ref}-${same.indexOf(family) + 1}`);
}

function numberOf({ children }: OpenFamily): string {
  return `C-${Math.min(...children.map(({ number }) => number))}`;
}

function childrenOf({ children }: OpenFamily): string {
  return children.map(({ name, startsOn }) => `${name} (from ${showDay(startsOn)})`).join(', ');
}
