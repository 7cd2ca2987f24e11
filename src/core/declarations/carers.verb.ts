import { deciderOf } from '../cases/case.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import { recordOpening } from '../cases/opened.ts';
import { unsettledLinks } from '../cases/unsettled.ts';
import type { CarerLink, Child } from '../children/child.ts';
import { type CarerAnswer, settleLinks } from '../follows/carers-changed.ts';
import { command, isRow, OFFICERS, rowNamed } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, type Fields, hidden } from '../talk/field.ts';
import { button, buttons, clip, type Input, LIMITS, table, text, view } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { isOffered, maySeeFamilies } from '../who/family.ts';
import { CARER_ANSWERS, likelyRename, linksNotMine, presentCarers } from './checks.ts';
import type { Declaration } from './declaration.ts';

/** How many carers stand on one page. */
const PAGE = 20;
const LATER = { value: 'later', label: 'Not now' };
/** Stands before the id of whoever the carer is called now. */
const RENAMED = 'renamed:';

/** Somebody who left a form, and of whom I may say what became. */
interface LostCarer {
  person: string;
  name: string;
  /** The links that wait for the answer. */
  links: CarerLink[];
  children: Child[];
  /** Who is on these children's forms now, as far as I may be shown that. */
  present: CarerLink[];
  /** The cases of mine that rest on it. */
  mine: Declaration[];
}

/**
 * The carers who left a form and of whom this officer may say what became, one answer each, in pages: after an import all of them
 * at once. A closely alike name on the same form is chosen already. `match` says it of one case.
 */
export const carers = command({
  name: 'carers',
  said: ['All who left a form', 'Say which it is', 'Those left open'],
  title: 'Who left the form',
  summary: 'Say what became of the carers who are no longer on a child’s form.',
  roles: OFFICERS,
  writes: true,
  recordsOpening: true,
  fields: { skip: hidden('How many are passed over') },
  rows: async (context, input) =>
    Object.fromEntries((await pageOf(context, input)).page.map((lost) => [rowNamed(lost.person), row(lost)])),
  unfinished: (input) => !Object.keys(input).some(isRow),
  standsOn: async (context, input) => {
    const { page } = await pageOf(context, input);
    if (page.length === 0) return undefined;
    return page.map(({ person, links, present, mine }) =>
      [
        person,
        ...links.map(({ child, countsAs }) => `${child}:${countsAs}`),
        ...present.map((carer) => carer.person).sort(),
        ...mine.map(({ id, version }) => `${id}:${version}`).sort(),
      ].join(' '),
    );
  },
  shownFirst: () => true,
  settled: async (context) =>
    (await lostCarers(context)).length > 0
      ? undefined
      : view(
          'Who left the form',
          text('Nothing waits for your word: no carer on whom a case of yours rests has left a form.'),
          buttons(button('My cases', 'inbox')),
        ),
  intro: async (context, input) => {
    const { page, from, all } = await pageOf(context, input);
    for (const { mine } of page) for (const declaration of mine) await recordOpening(context, declaration);
    const isChosen = page.some(({ name, present }) => likelyRename(name, present) !== undefined);
    return [
      'Until you have said which it is, everything stays as it was.',
      isChosen && 'Where nearly the same name is on the form now, that is chosen already: please look at it.',
      all > page.length && `These are ${from + 1} to ${from + page.length} of ${all}.`,
    ]
      .filter((line) => line !== false)
      .join('\n');
  },
  execute: async (context, input) => {
    const officers = await loadOfficers(context);
    const said = Object.entries(input as Record<string, unknown>).filter(([name]) => isRow(name));
    const settled: string[][] = [];
    let left = 0;
    for (const lost of (await pageOf(context, input as Input)).page) {
      const answer = said.find(([name]) => name === rowNamed(lost.person))?.[1];
      if (typeof answer !== 'string' || answer === LATER.value) {
        left++;
        continue;
      }
      // Asked again: an answer about another carer may have moved these links.
      const links = await waiting(context, officers, lost.person);
      const declarations = await context.register.declarations.about(context.setting.id, lost.person);
      const to = answer.startsWith(RENAMED) ? answer.slice(RENAMED.length) : undefined;
      await settleLinks(context, { links, declarations }, to ? 'renamed' : (answer as CarerAnswer), to);
      settled.push([lost.name, choicesOf(lost).find(({ value }) => value === answer)?.label ?? '']);
    }
    const from = skipped(input.skip) + left;
    const more = (await lostCarers(context)).length;
    return view(
      settled.length === 0 ? 'Nothing was said' : 'Settled',
      settled.length > 0 && table(['Who', 'It is'], settled),
      more > 0 && text(`${more} still ${more === 1 ? 'waits' : 'wait'} for your word.`),
      buttons(
        more > from && button('The next page', 'carers', { skip: String(from) }),
        more > 0 && from > 0 && button('Those left open', 'carers'),
        button('My cases', 'inbox'),
      ),
    );
  },
});

/** The question about one of them. */
function row(lost: LostCarer): Fields[string] {
  const { name, children, present, links, mine } = lost;
  const likely = likelyRename(name, present);
  const was = links.some(({ countsAs }) => countsAs === 'carer') ? 'a carer' : 'a relative';
  const now = present.map(({ personName }) => personName).join(', ');
  const refs = mine.map(({ number }) => `D-${number}`).join(', ');
  const offered = choicesOf(lost);
  return choice(clip(`${name}: ${children.map((child) => child.name).join(', ')}`, LIMITS.label), offered, {
    hint: [
      `Was ${was}.`,
      now !== '' && `On the form now: ${now}.`,
      refs !== '' && `On it ${mine.length === 1 ? 'rests' : 'rest'} ${refs}.`,
      children.length > 1 && 'Where it is not the same for each child, leave it, and open the case.',
    ]
      .filter((sentence) => sentence !== false)
      .join(' '),
    prefill: () => likely && `${RENAMED}${likely.person}`,
  });
}

function choicesOf({ present }: LostCarer): Choice[] {
  return [
    ...present.map(({ person, personName }) => ({
      value: `${RENAMED}${person}`,
      label: clip(`The same person, now ${personName}`, LIMITS.label),
    })),
    ...CARER_ANSWERS.filter(({ value }) => value !== 'renamed'),
    LATER,
  ];
}

/** The carers of the page that the input belongs to; `from`: how many stand before it; `all`: how many there are. */
async function pageOf(
  context: Context,
  { skip }: Input | { skip?: string },
): Promise<{ page: LostCarer[]; from: number; all: number }> {
  const all = await lostCarers(context);
  const from = skipped(skip);
  return { page: all.slice(from, from + PAGE), from, all: all.length };
}

function skipped(said: string | string[] | undefined): number {
  const read = Number(said ?? 0);
  return Number.isSafeInteger(read) && read > 0 ? read : 0;
}

/** Everybody who left a form and of whom I may say what became. */
async function lostCarers(context: Context): Promise<LostCarer[]> {
  const { register, setting, me } = context;
  const officers = await loadOfficers(context);
  const found = new Map<string, Declaration[]>();
  for (const { link, declarations, officer } of await unsettledLinks(context, officers)) {
    const mine = declarations.filter((declaration) => deciderOf(officers, declaration) === me.id);
    if (mine.length > 0 || officer === me.id) found.set(link.person, mine);
  }
  const lost: LostCarer[] = [];
  for (const [person, mine] of found) {
    const links = await waiting(context, officers, person);
    const [first] = links;
    if (first === undefined) continue;
    const children = await register.children.byIds(
      setting.id,
      links.map(({ child }) => child),
    );
    const isShown =
      maySeeFamilies(context) &&
      children.every((child) => isOffered(context, { isProtected: child.protected }));
    const present = isShown ? await presentCarers(context, links) : [];
    lost.push({ person, name: first.personName, links, children, present, mine });
  }
  return lost;
}

async function waiting(context: Context, officers: Officers, person: string): Promise<CarerLink[]> {
  return (await linksNotMine(context, officers, person)).filter(({ countsAs }) => countsAs !== null);
}
