import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOfficers } from '../../../src/core/cases/officers.ts';
import type { Role } from '../../../src/core/people/person.ts';
import { rolesOn } from '../../../src/core/people/person.ts';
import { localDay } from '../../../src/core/rules/days.ts';
import { type Deed, doSomething, isDone, KINDS, type KindName, officers, withRole } from './deeds.ts';
import { drawBy } from './draw.ts';
import { type Difference, look, type Memo } from './looks.ts';
import { BEFORE, type Cast, populate } from './setting.ts';
import { differences } from './shown.ts';
import { openWorld, type World } from './world.ts';

/** The deed is done on a Monday in term. */
const MONDAY = new Date('2026-11-23T10:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How many days go by in both worlds. */
const DAYS = 21;

/** What somebody is, for the rules about who may learn what, in either world. */
export interface Standing {
  roles: readonly Role[];
  /** Whether they are conflicted for a family that the deed concerns; and each child, with whether they are for its family. */
  isConflicted: boolean;
  children: readonly { name: string; ref: string; isConflicted: boolean }[];
  /** Whether a case that the deed made or touched is theirs. */
  isTheirCase: boolean;
}

/** Somebody, and a deed of others that is done in one world and not in the other. */
export interface Pair {
  seed: string;
  reader: string;
  role: string;
  deed: Deed;
  /** How the reader stands to the deed on its day, and at the end. */
  standing: ReadonlyMap<number, Standing>;
  /** Whether the same officer, or nobody, decided the reader's new case in both worlds. */
  isDecidedAlike: boolean;
  /** References of what the deed made. */
  made: readonly string[];
  differences: Difference[];
  verbs: Set<string>;
  answers: number;
}

/** Compares what one reader learns of deeds of these kinds, in one random setting. Those that nobody can do there are left out. */
export async function* pairsOf(seed: string, role: string, kinds: readonly KindName[]): AsyncGenerator<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-'));
  const open: World[] = [];
  const kept = (world: World) => {
    open.push(world);
    return world;
  };
  try {
    const cast = await populate(folder, seed);
    const draw = drawBy(seed);
    const reader = draw.one(
      'reader',
      withRole(cast, role).filter(({ roles }) => role !== 'staff' || roles.length === 1),
    )?.name;
    if (reader === undefined) return;
    const base = kept(await openWorld(folder, seed, BEFORE));
    await before(base, cast, seed, reader);
    const still = kept(await base.copy());
    const lived = kept(await base.copy());
    still.at(new Date(MONDAY.getTime() + MINUTE));
    const refs = await refsIn(base);
    let isLived = false;
    let decided: string | undefined;
    const memos: [Memo, Memo] = [new Map(), new Map()];
    for (const kind of kinds) {
      const world = await base.copy();
      try {
        world.at(MONDAY);
        const deed = await doSomething(kind, { world, cast, reader, draw: drawBy(`${seed} ${kind}`) });
        if (!deed) continue;
        const made = (await refsIn(world)).filter((ref) => !refs.includes(ref));
        world.at(new Date(MONDAY.getTime() + MINUTE));
        const shared = { cast, deed, refs: await asked(reader, world, refs, made) };
        const first = await look(reader, {
          ...shared,
          withIt: world,
          without: still,
          memo: memos[0],
          day: 0,
          depth: 2,
        });
        const touched = [...made, ...deed.refs];
        const place = await standing(reader, [still, world], deed, touched, MONDAY);
        if (!isLived) {
          isLived = true;
          decided = await live(lived, cast, seed, reader);
        }
        const isDecidedAlike = (await live(world, cast, seed, reader)) === decided;
        const then = { ...shared, refs: await asked(reader, world, await refsIn(lived), made) };
        const last = await look(reader, {
          ...then,
          withIt: world,
          without: lived,
          memo: memos[1],
          day: DAYS,
          depth: 1,
        });
        const messages = differences(await world.sent(reader), await lived.sent(reader)).map(
          (line): Difference => ({ day: DAYS, verb: 'messages', said: 'messages', line }),
        );
        const end = new Date(MONDAY.getTime() + DAYS * DAY);
        const later = await standing(reader, [lived, world], deed, touched, end);
        yield {
          seed,
          reader,
          role,
          deed,
          standing: new Map([
            [0, place],
            [DAYS, later],
          ]),
          isDecidedAlike,
          made,
          differences: [...first.differences, ...last.differences, ...messages],
          verbs: new Set([...first.verbs, ...last.verbs]),
          answers: first.answers + last.answers,
        };
      } finally {
        await world.close();
      }
    }
  } finally {
    for (const world of open) await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What happened until the deed, in both worlds. Declarations first, one of them the reader's, and two decisions, so that there are cases
 * to decide, to pass on, to open, to agree about and to end; then whatever is drawn.
 */
async function before(world: World, cast: Cast, seed: string, reader: string): Promise<void> {
  const draw = drawBy(`${seed} before`);
  let minutes = 0;
  const go = () => world.at(new Date(BEFORE.getTime() + minutes++ * MINUTE));
  const happens = async (kind: KindName) => {
    go();
    await doSomething(kind, { world, cast, reader: undefined, draw: drawBy(`${seed} before ${minutes}`) });
  };
  for (let at = 0; at < 4; at++) await happens('declaration');
  go();
  await world.say(reader, declareOwn(reader, cast, seed));
  const open = await world.read((register, setting) => register.declarations.open(setting));
  for (const outcome of ['managed', 'noted']) {
    go();
    const { number } = draw.one(outcome, open);
    for (const officer of officers({ cast, reader: undefined }))
      if (isDone(await world.say(officer, `decide D-${number} ${outcome} affected_child=no`))) break;
  }
  for (let at = 0; at < 3; at++) await happens(draw.one(`kind ${at}`, Object.keys(KINDS) as KindName[]));
  await world.tick(new Date(BEFORE.getTime() + 150 * MINUTE));
}

function declareOwn(reader: string, cast: Cast, seed: string): string {
  const draw = drawBy(`${seed} own`);
  const child = draw.one('child', cast.children);
  const carer = child.carers.find((name) => name !== reader) ?? 'Sarah Reed';
  return `declare "${carer}" kind=${draw.one('kind', ['friend', 'close_friend', 'neighbour'])} since=2018`;
}

/**
 * Three weeks, in which the reader makes records of their own, others act, and the reader is perhaps given an office. Gives who decided
 * the reader's new case: an officer who may not, or may no more, does nothing.
 */
async function live(world: World, cast: Cast, seed: string, reader: string): Promise<string | undefined> {
  const draw = drawBy(`${seed} life`);
  const child = draw.one('child', cast.children);
  const other = draw.one('other child', cast.children);
  const carer = child.carers.find((name) => name !== reader) ?? 'Emma Wood';
  const colleague = draw.one(
    'colleague',
    withRole(cast, 'staff').filter(({ name }) => name !== reader),
  ).name;
  const admin = withRole(cast, 'admin')[0]?.name ?? '';
  let decidedBy: string | undefined;
  const doings = new Map<number, () => Promise<unknown>>([
    [0, () => world.say(reader, `declare "${carer}" kind=friend since=2017 networks=whatsapp`)],
    [1, () => world.say(reader, `family "${other.name}" answer=nothing`)],
    [
      2,
      async () => {
        decidedBy = await decideNewest(world, cast, reader);
      },
    ],
    [3, () => world.say(reader, `arrange "${other.name}" tutoring starts_on=01/12/2026`)],
    [4, () => world.say(colleague, `declare "${other.carers[0]}" kind=neighbour since=2016`)],
  ]);
  if (draw.is('the reader is given an office', 35) && reader !== admin)
    doings.set(8, () =>
      world.say(
        admin,
        `person "${reader}" roles="staff;${draw.one('office', ['manager', 'deputy_dso', 'dso'])}"`,
      ),
    );
  for (let day = 0; day <= DAYS; day++) {
    const at = (time: number) => new Date(MONDAY.getTime() + day * DAY + time * MINUTE);
    if (day > 0 && day % 7 === 0) await world.tick(at(-115));
    world.at(at(60));
    await doings.get(day)?.();
    if (day % 7 < 5) await world.tick(at(140));
  }
  return decidedBy;
}

/** The reader's newest declaration is decided by the first officer who may. */
async function decideNewest(world: World, cast: Cast, reader: string): Promise<string | undefined> {
  const own = await world.read((register, setting) =>
    register.declarations.ofDeclarer(setting, world.people.get(reader)?.id ?? ''),
  );
  const [newest] = own.sort((a, b) => b.submittedAt.getTime() - a.submittedAt.getTime());
  if (!newest) return undefined;
  for (const officer of officers({ cast, reader }))
    if (isDone(await world.say(officer, `decide D-${newest.number} noted affected_child=no`))) return officer;
  return undefined;
}

/** Every reference that there is, and one that there is not. */
async function refsIn(world: World): Promise<string[]> {
  return world.read(async (register, setting) => {
    const [declarations, arrangements, matters] = await Promise.all([
      Promise.all([...world.people.values()].map(({ id }) => register.declarations.ofDeclarer(setting, id))),
      register.arrangements.open(setting),
      register.conduct.all(setting),
    ]);
    const all = declarations.flat();
    const agreements = await Promise.all(all.map(({ id }) => register.boundaries.ofDeclaration(setting, id)));
    return [
      ...all.map(({ number }) => `D-${number}`),
      ...arrangements.map(({ number }) => `A-${number}`),
      ...matters.map(({ number }) => `M-${number}`),
      ...agreements.flat().map(({ number }) => `B-${number}`),
    ].sort();
  });
}

/** The references that somebody asks about: of the deed, a few of what was there before, and one that nobody has. */
async function asked(
  reader: string,
  world: World,
  known: readonly string[],
  made: readonly string[],
): Promise<string[]> {
  const own = await world.read((register, setting) =>
    register.declarations.ofDeclarer(setting, world.people.get(reader)?.id ?? ''),
  );
  const mine = own.map(({ number }) => `D-${number}`).filter((ref) => known.includes(ref));
  return [...new Set([...made, ...mine, ...known.slice(0, 2), 'D-999999'])];
}

/** How somebody stands to a deed: their roles, and whether they are conflicted for a family of it, or its cases are theirs. */
async function standing(
  reader: string,
  worlds: readonly World[],
  deed: Deed,
  touched: readonly string[],
  now: Date,
): Promise<Standing> {
  const found = await Promise.all(
    worlds.map((world) =>
      world.read(async (register, id) => {
        const setting = await register.settings.byId(id);
        const me = await register.people.byId(id, world.people.get(reader)?.id ?? '');
        if (!setting || !me) throw new Error('the reader is not in the register');
        const today = localDay(now, setting.timezone);
        const known = await loadOfficers({ register, setting, today });
        const children = await register.children.all(id);
        const carers = await Promise.all(children.map((child) => register.children.carersOf(id, child.id)));
        const open = await register.declarations.open(id);
        const officersOf = await Promise.all(
          open.map(async (declaration) => {
            const agreements = await register.boundaries.ofDeclaration(id, declaration.id);
            return [
              { ref: `D-${declaration.number}`, officer: known.ofDeclaration(declaration) },
              ...agreements.map((agreement) => ({
                ref: `B-${agreement.number}`,
                officer: known.ofBoundary(agreement, declaration),
              })),
            ];
          }),
        );
        const arranged = await Promise.all(
          (await register.arrangements.open(id)).map(async (arrangement) => ({
            ref: `A-${arrangement.number}`,
            officer: known.ofArrangement(
              arrangement,
              await register.children.carersOf(id, arrangement.child),
            ),
          })),
        );
        return {
          roles: rolesOn(me, today),
          children: children.map(({ id: child, name, number }, at) => ({
            name,
            ref: `C-${number}`,
            isConflicted: known.isConflicted(me.id, carers[at] ?? [], child),
          })),
          isTheirCase: [...officersOf.flat(), ...arranged].some(
            ({ ref, officer }) => touched.includes(ref) && officer === me.id,
          ),
        };
      }),
    ),
  );
  const children = (found[0]?.children ?? []).map((child, at) => ({
    ...child,
    isConflicted: found.some((each) => each.children[at]?.isConflicted === true),
  }));
  return {
    roles: [...new Set(found.flatMap(({ roles }) => roles))],
    isConflicted: children.some(({ name, isConflicted }) => isConflicted && deed.children.includes(name)),
    children,
    isTheirCase: found.some(({ isTheirCase }) => isTheirCase),
  };
}
