import type { CarerEntry } from '../core/children/carers.ts';
import { clip } from '../core/rules/entries.ts';
import type { Findings } from './findings.ts';
import { isPerhapsRenamed } from './renames.ts';
import { type ChildRow, grouped, nameKey } from './rows.ts';

/** A carer as written on one child's row. */
interface Mention {
  entry: CarerEntry;
  child: ChildRow;
}

/** One carer, with every row that names them. `ref` and `email` are as written on any of these rows. */
export interface Carer {
  key: string;
  name: string;
  ref: string | null;
  email: string | null;
  mentions: readonly Mention[];
}

/** The people known before carers are read: the staff in the files, and the register. */
export interface Listed {
  key: string;
  ref: string | null;
  email: string | null;
}

interface Draft extends Mention {
  key: string;
  /** The reference as written, or that of the only listed person of that name. */
  refKey: string | null;
  emailKey: string | null;
}

/**
 * Finds which entries mean the same carer: those of one name that share a reference or an e-mail address, and those of one
 * name that have neither. Siblings share carers in this way. An entry that could mean several carers is a fault.
 */
export function gatherCarers(
  children: readonly ChildRow[],
  listed: readonly Listed[],
  findings: Findings,
): Carer[] {
  const byName = grouped(listed, ({ key }) => key);
  const drafts = children.flatMap((child) =>
    (child.carers ?? []).map((entry) => draft(entry, child, byName)),
  );
  sharedIdentifiers(drafts, findings);
  const carers = [...grouped(drafts, ({ key }) => key).values()].flatMap((same) => ofOneName(same, findings));
  for (const { mentions } of carers) twiceInOneCell(mentions, findings);
  noteTakenForOne(carers, findings);
  return carers;
}

function draft(entry: CarerEntry, child: ChildRow, listed: ReadonlyMap<string, Listed[]>): Draft {
  const key = nameKey(entry.name);
  let [refKey, emailKey] = [entry.ref?.toLowerCase() ?? null, entry.email];
  if ((refKey === null) !== (emailKey === null)) {
    const same = (listed.get(key) ?? []).filter((person) =>
      refKey === null ? person.email === emailKey : person.ref?.toLowerCase() === refKey,
    );
    const [only] = same;
    if (only && same.length === 1)
      [refKey, emailKey] = [refKey ?? only.ref?.toLowerCase() ?? null, emailKey ?? only.email];
  }
  return { entry, child, key, refKey, emailKey };
}

/**
 * Reports a reference with two names or two addresses, and an address with two names, unless references tell these apart.
 */
function sharedIdentifiers(drafts: readonly Draft[], findings: Findings): void {
  const first = new Map<string, Draft>();
  const fault = (at: Draft, words: string) => findings.fault(at.child.row.place('carers'), words);
  for (const draft of drafts) {
    const { entry, key } = draft;
    if (entry.ref !== null) {
      const before = first.get(`#${entry.ref.toLowerCase()}`);
      const line = before?.child.row.line;
      if (!before) first.set(`#${entry.ref.toLowerCase()}`, draft);
      else if (before.key !== key)
        fault(
          draft,
          `#${entry.ref} is ${clip(before.entry.name)} in line ${line} and ${clip(entry.name)} here.`,
        );
      else if (entry.email !== null && before.entry.email !== null && entry.email !== before.entry.email) {
        fault(draft, `${clip(entry.name)} #${entry.ref} has another e-mail address in line ${line}.`);
      }
    }
    if (entry.email !== null) {
      const before = first.get(`<${entry.email}`);
      const line = before?.child.row.line;
      if (!before) first.set(`<${entry.email}`, draft);
      else if (before.key !== key && (entry.ref === null || before.entry.ref === null)) {
        // One person who is spelled in two ways, or two people of one household.
        if (isPerhapsRenamed(before.entry.name, entry.name))
          fault(
            draft,
            `${entry.email} is ${clip(before.entry.name)}'s in line ${line} and ${clip(entry.name)}'s here: please give each a reference (#…), or leave the address out of one.`,
          );
        else
          findings.noteAt(
            draft.child.row.place('carers'),
            `${entry.email} stands with ${clip(before.entry.name)}${line === draft.child.row.line ? '' : ` (line ${line})`} and with ${clip(entry.name)}, and is taken for the address of their household.`,
          );
      } else if (
        before.key === key &&
        entry.ref !== null &&
        before.entry.ref !== null &&
        entry.ref.toLowerCase() !== before.entry.ref.toLowerCase()
      ) {
        fault(
          draft,
          `${clip(entry.name)} <${entry.email}> is #${before.entry.ref} in line ${line} and #${entry.ref} here.`,
        );
      }
    }
  }
}

function ofOneName(same: readonly Draft[], findings: Findings): Carer[] {
  const clusters: Draft[][] = [];
  for (const draft of same.filter(({ refKey, emailKey }) => refKey !== null || emailKey !== null)) {
    const joined = clusters.filter((cluster) => cluster.some((other) => isOne(draft, other)));
    for (const cluster of joined) clusters.splice(clusters.indexOf(cluster), 1);
    clusters.push([...joined.flat(), draft]);
  }
  const bare = same.filter(({ refKey, emailKey }) => refKey === null && emailKey === null);
  const [only] = clusters;
  if (clusters.length === 0) return [toCarer(bare)];
  if (clusters.length === 1 && only) return [toCarer([...only, ...bare])];
  for (const draft of bare) {
    const lines = [...new Set(clusters.flat().map(({ child }) => child.row.line))].join(', ');
    findings.fault(
      draft.child.row.place('carers'),
      `Which ${clip(draft.entry.name)} is this? There are several (lines ${lines}): please add the e-mail address or the reference.`,
    );
  }
  faintlyApart(clusters, findings);
  noteKeptApart(clusters, findings);
  return clusters.map(toCarer);
}

function isOne(a: Draft, b: Draft): boolean {
  if (a.refKey !== null && b.refKey !== null) return a.refKey === b.refKey;
  return a.emailKey !== null && a.emailKey === b.emailKey;
}

/**
 * Reports two carers of one name of whom one has only a reference and the other only an address: nothing says whether they
 * are one person.
 */
function faintlyApart(clusters: readonly Draft[][], findings: Findings): void {
  const byRef = clusters.filter((cluster) => cluster.every(({ emailKey }) => emailKey === null));
  const byEmail = clusters.filter((cluster) => cluster.every(({ refKey }) => refKey === null));
  const [other] = byRef[0] ?? [];
  for (const [each] of byEmail) {
    if (!each || !other) continue;
    findings.fault(
      each.child.row.place('carers'),
      `Is this the ${clip(each.entry.name)} #${other.entry.ref} of line ${other.child.row.line}? Please write the reference here too; for two people, one each.`,
    );
  }
}

/** Tells of carers of one name whom only their addresses or references tell apart. */
function noteKeptApart(clusters: readonly Draft[][], findings: Findings): void {
  const [, other] = clusters;
  const last = other?.[0];
  if (!last) return;
  const lines = [...new Set(clusters.flat().map(({ child }) => child.row.line))].sort((a, b) => a - b);
  findings.noteAt(
    last.child.row.place('carers'),
    `${clip(last.entry.name)} is taken for ${clusters.length} people, by their addresses or references (lines ${lines.join(', ')}). One person or several? For one, please write the same address.`,
  );
}

/** Tells of carers of several children whom their name alone makes one person; those of the same rows in one note. */
function noteTakenForOne(carers: readonly Carer[], findings: Findings): void {
  const byName = carers.filter(({ mentions }) => {
    const rows = new Set(mentions.map(({ child }) => child));
    const isBare = ({ entry }: Mention) => entry.ref === null && entry.email === null;
    return rows.size > 1 && mentions.some(isBare);
  });
  const linesOf = ({ mentions }: Carer) => [...new Set(mentions.map(({ child }) => child.row.line))];
  for (const some of grouped(byName, (carer) => linesOf(carer).join(', ')).values()) {
    const [carer] = some;
    const second = carer?.mentions.find(({ child }) => child !== carer.mentions[0]?.child);
    if (!carer || !second) continue;
    const names = some.map(({ name }) => clip(name)).join(', ');
    findings.noteAt(
      second.child.row.place('carers'),
      `${names}: taken for one person${some.length > 1 ? ' each' : ''} in lines ${linesOf(carer).join(', ')}, by the name alone. For two people of one name please add an e-mail address or a reference.`,
    );
  }
}

function toCarer(mentions: readonly Draft[]): Carer {
  const written = <K extends 'ref' | 'email'>(field: K) =>
    mentions.map(({ entry }) => entry[field]).find((each) => each !== null) ?? null;
  return {
    key: mentions[0]?.key ?? '',
    name: withFurtherNames(mentions.map(({ entry }) => entry.name)),
    ref: written('ref'),
    email: written('email'),
    mentions,
  };
}

/** A name with all the further names that stand in brackets beside it, in whatever row. */
export function withFurtherNames(names: readonly string[]): string {
  const [first = ''] = names;
  const brackets = new Set(names.flatMap((name) => name.match(/\([^()]*\)/g) ?? []));
  return [first, ...[...brackets].filter((further) => !first.includes(further))].join(' ');
}

function twiceInOneCell(mentions: readonly Mention[], findings: Findings): void {
  const seen = new Set<ChildRow>();
  for (const { child, entry } of mentions) {
    if (seen.has(child))
      findings.fault(
        child.row.place('carers'),
        `${clip(entry.name)} stands in this cell twice; two people of one name each need a reference (#…).`,
      );
    seen.add(child);
  }
}
