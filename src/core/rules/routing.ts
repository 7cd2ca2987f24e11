import type { Declaration } from '../declarations/declaration.ts';
import { OFFICER_ORDER, type Role } from '../people/person.ts';
import { isCloselyAlike } from './alike.ts';
import { addDays, type Day } from './days.ts';

/** An officer on one day. Of several who have held one role as long, the first one given comes first. */
export interface OfficerFacts {
  person: string;
  /** Roles held on that day. */
  roles: Role[];
  /** Since when they hold a role; without it, since always. */
  heldFrom?: Partial<Record<Role, Day>>;
  /** The roles that they held on an earlier day, and since when; without it, the same. */
  heldOn?(day: Day): Required<Pick<OfficerFacts, 'roles' | 'heldFrom'>>;
  /** The absences that cover that day. */
  absences: readonly AbsenceFacts[];
}

/** An absence of an officer, as far as it decides who handles a case. */
export interface AbsenceFacts {
  /** The last day away, with what follows without a gap. */
  until: Day;
  /** The others by whose word the officer is away; empty where it is the officer's own word. */
  by: readonly string[];
  /** Whether it is the officer's own word, or two others say so: only then do open cases move at once. */
  isSettled: boolean;
  /** When it was recorded, and the local day of that. */
  since: Date;
  on: Day;
}

/** The people whom a case is about, as ids, and their names. */
export interface CaseOf {
  declarer?: string;
  /** The parent, where the register knows them. */
  counterpart?: string;
  counterpartName?: string;
  /** The children concerned: the named child and every child of the counterpart. */
  children?: readonly string[];
  /** Current carers of the children concerned. */
  carers: readonly string[];
  carerNames?: readonly string[];
  /** The people who have passed this case on. */
  passedBy: readonly string[];
  /** The officer who recorded it on somebody's behalf. */
  recordedBy?: string;
  /** Since when it waits, or stands as it was decided; without it, it is asked now. */
  since?: Date;
  /** The local day of `since`. */
  sinceOn?: Day;
  /** By when it is to be decided, while it waits. */
  dueOn?: Day;
}

/**
 * An open declaration by `a`, in their own word, about `b`, or about a name. The caller leaves out those that K11 sets aside
 * and those that were recorded on behalf of `a` and that `a` has not confirmed.
 */
export interface Link {
  a: string;
  b: string | null;
  bName: string;
  /** Where it is a name: the people whom another officer has said it is not (*none of these*). */
  notThese?: readonly string[];
  /** The child that the declaration names, if any. */
  child?: string | null;
  /** Whether they are family, partners, of one household or close friends. */
  isClose?: boolean;
}

/** What routing knows of the people of a setting, besides who holds which role. */
export interface Acquaintance {
  links: readonly Link[];
  /** The name of a person; undefined when they are not in post. */
  nameOf(person: string): string | undefined;
  /** Whether an officer is a carer of any child here. */
  isParent(officer: string): boolean;
  today: Day;
  /** Those who have been officers and are none any more. */
  former?: readonly OfficerFacts[];
}

/**
 * Officers in the order DSO → deputy → manager → chair, of one role whoever has held it longest; each person once, whatever roles
 * they have.
 */
export function order(officers: readonly OfficerFacts[]): OfficerFacts[] {
  const ranked = OFFICER_ORDER.flatMap((role) => {
    const from = ({ heldFrom }: OfficerFacts) => heldFrom?.[role] ?? '';
    return officers
      .filter(({ roles }) => roles.includes(role))
      .sort((a, b) => (from(a) < from(b) ? -1 : from(a) > from(b) ? 1 : 0));
  });
  return ranked.filter((officer, at) => ranked.findIndex(({ person }) => person === officer.person) === at);
}

/**
 * Whether an officer must stay out: as declarer, as a carer of a child concerned, or by an open declaration of their own about
 * any of these people or children. What others declare about an officer counts only where the officer is a carer of a child
 * concerned, so that nobody chooses who decides by declaring about an officer. A name that is not linked counts as everybody
 * whose name is equal or closely alike, to be on the safe side, but for whom another officer has said that it is not; as the
 * officer's own only where they are a parent here.
 */
export function isInvolved(officer: string, of: CaseOf, { links, nameOf, isParent }: Acquaintance): boolean {
  if (officer === of.declarer || of.carers.includes(officer)) return true;
  if (of.counterpart === undefined && isParent(officer) && isAlike(nameOf(officer), of.counterpartName))
    return true;
  const people = [of.declarer, of.counterpart, ...of.carers].filter((person) => person !== undefined);
  const named = [
    { person: of.counterpart, name: of.counterpartName },
    ...of.carers.map((person, at) => ({ person, name: of.carerNames?.[at] })),
    ...people.map((person) => ({ person, name: nameOf(person) })),
  ];
  return links.some(({ a, b, bName, notThese = [], child }) => {
    if (a !== officer) return false;
    if (child !== undefined && child !== null && of.children?.includes(child)) return true;
    if (b !== null) return people.includes(b);
    return named.some(
      ({ person, name }) => isAlike(name, bName) && (person === undefined || !notThese.includes(person)),
    );
  });
}

function isAlike(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one !== '' && other !== undefined && other !== '' && isCloselyAlike(one, other);
}

/** Who handles a case. */
export interface Route {
  person: string;
  /**
   * Where it is theirs only because nobody else is left: the officer whose absence they recorded, and the chairs who are not
   * involved.
   */
  insteadOf?: { absent: string; chairs: string[] };
}

/**
 * Who handles the case; undefined when it is unroutable. Nobody decides on their own declaration, and no case goes to
 * somebody by their own word about others while another can take it: whoever recorded it on somebody's behalf, or alone says
 * that an officer before them is away, comes last, after the chair. The chair comes in where each of the others is involved,
 * has passed it on, or is away until after the day that follows the due day; until then it waits for the first who is back.
 */
export function route(of: CaseOf, officers: readonly OfficerFacts[], known: Acquaintance): Route | undefined {
  const { today } = known;
  const able = lineFor(of, officers, known);
  const absencesOf = ({ absences }: OfficerFacts) => absences.filter((absence) => counts(absence, of, today));
  const isAway = (officer: OfficerFacts) => absencesOf(officer).length > 0;
  /** The officer who comes before this one and is away by this one's word alone. */
  const awayBy = ({ person }: OfficerFacts) =>
    able
      .slice(
        0,
        able.findIndex((officer) => officer.person === person),
      )
      .find((before) => isAway(before) && absencesOf(before).every(({ by }) => by.includes(person)));
  const mayTake = (officer: OfficerFacts) =>
    officer.person !== of.recordedBy && awayBy(officer) === undefined;

  const free = able.filter((officer) => !isAway(officer));
  // The chair stands first in the line only where the others are involved, or where it was theirs already.
  const first = free.find((officer) => (officer === able[0] || !isChair(officer)) && mayTake(officer));
  if (first) return { person: first.person };
  const back = firstBack(able, of, absencesOf);
  if (back) return { person: back.person };
  const next =
    free.find((officer) => isChair(officer) && mayTake(officer)) ??
    free.find((officer) => awayBy(officer) === undefined);
  if (next) {
    // Nobody lengthens by their own word the absence of one who would be back in time.
    const notTheirWord = ({ by }: AbsenceFacts) => !by.includes(next.person);
    const sooner = firstBack(able, of, (officer) => absencesOf(officer).filter(notTheirWord));
    return { person: (sooner ?? next).person };
  }
  for (const last of free) {
    const absent = awayBy(last);
    if (absent === undefined) continue;
    return of.dueOn !== undefined && of.dueOn < today
      ? {
          person: last.person,
          insteadOf: {
            absent: absent.person,
            chairs: able.filter(isChair).map(({ person }) => person),
          },
        }
      : { person: absent.person };
  }
  return undefined;
}

/**
 * The officers who are not involved and have not passed the case on, in order. A case that waits stays with whoever's it was
 * while they are an officer: the others rank as they did before the case came, and a newcomer comes after them, the chair
 * excepted. Once they are an officer no more, it goes to the first in the order of today, newcomers included.
 */
function lineFor(of: CaseOf, officers: readonly OfficerFacts[], known: Acquaintance): OfficerFacts[] {
  const mayHave = ({ person }: OfficerFacts) =>
    !of.passedBy.includes(person) && !isInvolved(person, of, known);
  const now = order(officers).filter(mayHave);
  if (of.sinceOn === undefined || of.dueOn === undefined) return now;
  // The day before, because an office that began on the day of the case may have begun after it.
  const before = addDays(of.sinceOn, -1);
  const then = order(
    [...officers, ...(known.former ?? [])].map((officer) => ({ ...officer, ...officer.heldOn?.(before) })),
  ).filter(mayHave);
  const [whose] = then;
  if (whose === undefined || !now.some(({ person }) => person === whose.person)) return now;
  const rank = (officer: OfficerFacts) => {
    const at = then.findIndex(({ person }) => person === officer.person);
    if (at < 0) return then.length;
    const held = then[at];
    return held !== undefined && isChair(held) && !isChair(whose) ? then.length + 1 : at;
  };
  return now
    .map((officer, at) => ({ officer, at }))
    .sort((a, b) => rank(a.officer) - rank(b.officer) || a.at - b.at)
    .map(({ officer }) => officer);
}

/** Who handles the case; undefined when it is unroutable. */
export function handler(
  of: CaseOf,
  officers: readonly OfficerFacts[],
  known: Acquaintance,
): string | undefined {
  return route(of, officers, known)?.person;
}

/**
 * Whether an absence counts for this case. One that only somebody else has recorded counts at once for what comes after it;
 * what waited before stays with the officer, who has until the due day, and at least that day, to say that they are here.
 */
function counts({ isSettled, since, on }: AbsenceFacts, of: CaseOf, today: Day): boolean {
  if (isSettled || of.since === undefined || since < of.since) return true;
  return of.dueOn !== undefined && of.dueOn < today && on < today;
}

/** The first officer but the chair who is back by the day after the due day; of what is decided, the first who is back. */
function firstBack(
  able: readonly OfficerFacts[],
  { since, dueOn, recordedBy }: CaseOf,
  absencesOf: (officer: OfficerFacts) => readonly AbsenceFacts[],
): OfficerFacts | undefined {
  if (since === undefined) return undefined;
  const latest = dueOn === undefined ? undefined : addDays(dueOn, 1);
  const [found] = able
    .filter((officer) => !isChair(officer) && officer.person !== recordedBy && absencesOf(officer).length > 0)
    .map((officer) => ({
      officer,
      until: absencesOf(officer).reduce((most, { until }) => (until > most ? until : most), ''),
    }))
    .filter(({ until }) => latest === undefined || until <= latest)
    .sort((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
  return found?.officer;
}

/** Whether the chair is the first of their hats. */
function isChair({ roles }: OfficerFacts): boolean {
  return OFFICER_ORDER.find((role) => roles.includes(role)) === 'chair';
}

/**
 * The managers who learn the effect of a declaration: those who are neither involved nor absent. One who has passed the
 * case on still learns it.
 */
export function managersToTell(of: CaseOf, officers: readonly OfficerFacts[], known: Acquaintance): string[] {
  return officers
    .filter(({ roles, absences }) => roles.includes('manager') && absences.length === 0)
    .map(({ person }) => person)
    .filter((person) => !isInvolved(person, of, known));
}

/**
 * What routing needs to know of a setting, loaded together and limited to open cases and to officers, so that its cost does
 * not grow with the setting.
 */
export interface CaseFacts {
  /**
   * The current carers of each child concerned, by declaration id: of the named child and of every child of the
   * counterpart.
   */
  concerned: { declaration: string; child: string; carer: string; carerName: string }[];
  /** Open declarations by somebody who holds an officer's role. */
  officers: (Pick<
    Declaration,
    | 'declarer'
    | 'counterpart'
    | 'child'
    | 'kind'
    | 'earlier'
    | 'state'
    | 'outcome'
    | 'onBehalfBy'
    | 'confirmedAt'
  > & { counterpartName: string; notThese: string[] })[];
  /** The officers who are carers of a child here, as ids. */
  parents: string[];
}
