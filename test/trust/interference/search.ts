import { clip } from '../../../src/core/talk/view.ts';
import { type Pair, pairsOf } from './compare.ts';
import { KINDS, type KindName } from './deeds.ts';
import type { Difference } from './looks.ts';
import { type Effect, PERMITTED, permittedBy } from './permitted.ts';
import { ROLES_HELD } from './setting.ts';

export interface Found {
  pair: Pair;
  leaks: Difference[];
}

export interface Searched {
  pairs: number;
  answers: number;
  settings: number;
  seconds: number;
  /** The first pairs in which somebody learns what is not permitted. */
  found: Found[];
  /** How often each effect was needed. */
  used: Map<Effect, number>;
  /** The kinds of deeds of which each role was to learn nothing, and the verbs with which it tried, as `role verb kind`. */
  covered: Set<string>;
  missed: string[];
}

/**
 * Compares settings one after the other until the time is up: first what has not been compared yet, for each role and kind, then the
 * rare effects that nothing has had yet. `atMost`: how long it goes on while some of that is left.
 */
export async function search(
  seed: string,
  milliseconds: number,
  { stopAfter = 5, kindsOfEach = Number.POSITIVE_INFINITY, atMost = milliseconds } = {},
): Promise<Searched> {
  const began = performance.now();
  const spent = () => performance.now() - began;
  const kinds = Object.keys(KINDS) as KindName[];
  const open = new Map<string, Set<KindName>>(ROLES_HELD.map((role) => [role, new Set(kinds)]));
  const searched: Searched = {
    pairs: 0,
    answers: 0,
    settings: 0,
    seconds: 0,
    found: [],
    used: new Map(),
    covered: new Set(),
    missed: [],
  };
  const rareLeft = () => PERMITTED.find((effect) => effect.soughtAs && !searched.used.has(effect))?.soughtAs;
  const isAllSeen = () => [...open.values()].every((left) => left.size === 0) && rareLeft() === undefined;
  const isOver = () => spent() > (isAllSeen() ? milliseconds : atMost) || searched.found.length >= stopAfter;
  while (!isOver()) {
    const at = searched.settings++;
    // The role of which most is open, and of equals the next in turn.
    const turned = [
      ...ROLES_HELD.slice(at % ROLES_HELD.length),
      ...ROLES_HELD.slice(0, at % ROLES_HELD.length),
    ];
    const emptiest = turned.reduce((most, each) =>
      (open.get(each)?.size ?? 0) > (open.get(most)?.size ?? 0) ? each : most,
    );
    const wanted = [...(open.get(emptiest) ?? [])];
    const rare = rareLeft();
    const isRareNext = wanted.length === 0 && rare !== undefined;
    const role = isRareNext ? rare.role : emptiest;
    const tried = isRareNext
      ? kinds.filter((kind) => kind === rare.kind)
      : (wanted.length > 0 ? wanted : kinds).slice(0, kindsOfEach);
    for await (const pair of pairsOf(`${seed}/${at}`, role, tried)) {
      searched.pairs++;
      searched.answers += pair.answers;
      open.get(role)?.delete(pair.deed.kind as KindName);
      for (const verb of pair.verbs) searched.covered.add(`${role} ${verb} ${pair.deed.kind}`);
      const leaks = pair.differences.filter((difference) => {
        const effect = permittedBy(pair, difference);
        if (effect) searched.used.set(effect, (searched.used.get(effect) ?? 0) + 1);
        return effect === undefined;
      });
      if (leaks.length > 0) searched.found.push({ pair, leaks });
      if (isOver()) break;
    }
  }
  searched.missed = [...open].flatMap(([role, left]) => [...left].map((kind) => `${role}: ${kind}`));
  searched.seconds = Math.round(spent() / 1000);
  return searched;
}

/** What was found, for whoever has to mend it. */
export function inWords(searched: Searched, seed: string): string {
  const { pairs, answers, settings, seconds, found, used, covered, missed } = searched;
  return [
    `seed ${seed}: ${pairs} pairs in ${settings} settings, ${answers} answers in each of two worlds, ${covered.size} of role × verb × kind, ${seconds} s`,
    ...[...used].map(([{ sentence }, times]) => `  ${times} × ${sentence}`),
    ...(missed.length > 0 ? [`not compared: ${missed.join('; ')}`] : []),
    ...found.flatMap(({ pair, leaks }) => [
      `${pair.seed}: ${pair.reader} (${pair.role}) learns of: ${pair.deed.kind} by ${pair.deed.by.join(', ')} about ${pair.deed.about.join(', ')}, ${pair.deed.children.join(', ')}`,
      ...leaks
        .slice(0, 12)
        .map(({ day, said, line }) => `  day ${day}, ${clip(said, 160)}\n    ${clip(line, 300)}`),
    ]),
  ].join('\n');
}
