import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformNames } from '../core/accounts/account.ts';
import { ALLOCATION_ROLES, type Allocation } from '../core/allocations/allocation.ts';
import { showCarers, standingOf } from '../core/children/carers.ts';
import { type Person, ROLES } from '../core/people/person.ts';
import { openRoles } from '../core/people/posts.ts';
import { type Day, localDay } from '../core/rules/days.ts';
import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import { NOT_IN_FOLDER, type NotInFolder } from '../core/settings/folder.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Store } from '../core/store.ts';
import { toCsv } from '../core/talk/csv.ts';
import { AGREEMENT_COLUMNS, CHILD_COLUMNS, peopleColumns } from './columns.ts';
import { daysNow } from './days.ts';
import { namingOf } from './directory.ts';
import { type Known, loadKnown } from './plan.ts';
import { SEALED } from './read/folder.ts';
import { policyPath, showPolicy } from './read/policies.ts';
import { grouped } from './rows.ts';

interface ExportOptions {
  store: Store;
  /** The platforms whose accounts and tenants the files name. */
  platformNames: readonly PlatformNames[];
  now: Date;
  /** The folder to write: empty, or not there yet. */
  dir: string;
  /** The setting's code; may be omitted where there is only one setting. */
  setting?: string;
  /** Encrypts each file, which is then called `NAME.sealed`. Without it anybody can read the files. */
  seal?: (plain: Uint8Array) => Promise<Uint8Array>;
}

interface ExportReport {
  faults: string[];
  /** The files that were written, by path within the folder. */
  files: string[];
  /** Warnings of what an import of this folder could not tell apart. */
  notes: string[];
  /** What the folder has no place for and stays in the register: a line for each kind of which there is any. */
  staying: string[];
}

/** Writes a setting out as a folder whose import changes nothing. It never overwrites a file. */
export async function exportSetting({
  store,
  platformNames,
  now,
  dir,
  setting: code,
  seal,
}: ExportOptions): Promise<ExportReport> {
  const refuse = (fault: string): ExportReport => ({ faults: [fault], files: [], notes: [], staying: [] });
  if (existsSync(dir) && (!statSync(dir).isDirectory() || readdirSync(dir).length > 0)) {
    return refuse(`${dir} is not an empty folder: please name a new one.`);
  }
  const found = await store.read(async (register) => {
    const all = await register.settings.all();
    const setting =
      code === undefined ? (all.length === 1 ? all[0] : undefined) : await register.settings.byCode(code);
    if (!setting) return all.map((setting) => setting.code);
    const known = await loadKnown(register, setting);
    const today = localDay(now, setting.timezone);
    return {
      ...(await filesOf(setting, known, platformNames, today)),
      staying: stayingIn(await register.imports.notInFolder(setting.id, today)),
    };
  });
  if (Array.isArray(found)) {
    if (found.length === 0) return refuse('There is no setting in the register yet.');
    return refuse(
      code === undefined
        ? `There are several settings: please name one of ${found.join(', ')}.`
        : `There is no setting with the code ${code}. There ${found.length === 1 ? 'is' : 'are'} ${found.join(', ')}.`,
    );
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files: string[] = [];
  for (const [path, text] of found.files) {
    if (path.includes('/')) mkdirSync(join(dir, 'policies'), { recursive: true, mode: 0o700 });
    const file = seal ? path + SEALED : path;
    writeFileSync(join(dir, file), seal ? await seal(Buffer.from(text)) : text, { flag: 'wx', mode: 0o600 });
    files.push(file);
  }
  return { faults: [], files, notes: found.notes, staying: found.staying };
}

function stayingIn(counts: ReadonlyMap<NotInFolder, number>): string[] {
  return Object.entries(NOT_IN_FOLDER).flatMap(([kind, [one, several]]) => {
    const count = counts.get(kind as NotInFolder) ?? 0;
    return count === 0 ? [] : [`Not in the folder: ${count} ${count === 1 ? one : several}.`];
  });
}

async function filesOf(
  setting: Setting,
  known: Known,
  platformNames: readonly PlatformNames[],
  today: Day,
): Promise<{ files: Map<string, string>; notes: string[] }> {
  const employed = known.people.filter(
    ({ id, posts }) => posts.length > 0 || known.fingerprints.has(`P:${id}`),
  );
  const nameStaff = namingOf(employed);
  const nameOf = new Map(employed.map((person) => [person.id, nameStaff(person)]));
  const files = new Map<string, string>([
    ['setting.json', showSetting(setting, platformNames)],
    [
      'people.csv',
      toCsv([
        peopleColumns(platformNames),
        ...(await peopleRows(setting, known, platformNames, employed, nameOf, today)),
      ]),
    ],
    ['children.csv', toCsv([CHILD_COLUMNS, ...childRows(known, nameOf, today)])],
  ]);
  const agreements = await agreementRows(setting, known, nameOf);
  if (agreements.length > 0) files.set('agreements.csv', toCsv([AGREEMENT_COLUMNS, ...agreements]));
  for (const version of known.policies) files.set(policyPath(version), showPolicy(version));
  return {
    files,
    notes: [
      ...unconfirmed(employed),
      ...namesakes(employed, 'people.csv'),
      ...namesakes(known.children, 'children.csv'),
    ],
  };
}

function showSetting(setting: Setting, platformNames: readonly PlatformNames[]): string {
  const said = {
    code: setting.code,
    name: setting.name,
    phone: setting.phone,
    timezone: setting.timezone,
    nation: setting.nation,
    closures: setting.closures,
    delivery_windows: setting.deliveryWindows,
    framework: setting.framework,
    lado_phone: setting.ladoPhone,
    lado_title: setting.ladoTitle,
    social_care_phone: setting.socialCarePhone,
    social_care_out_of_hours: setting.socialCareOutOfHours,
    whistleblowing_phone: setting.whistleblowingPhone,
    witness: setting.witness,
    titles: setting.titles,
    ...Object.fromEntries(
      platformNames.map(({ name, tenantKey }) => [tenantKey, setting.tenants[name] ?? null]),
    ),
    profile: setting.profile,
  };
  return `${JSON.stringify(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)), null, 2)}\n`;
}

async function peopleRows(
  setting: Setting,
  known: Known,
  platformNames: readonly PlatformNames[],
  employed: readonly Person[],
  nameOf: ReadonlyMap<string, string>,
  today: Day,
): Promise<string[][]> {
  const rows: string[][] = [];
  for (const person of employed) {
    const accounts = await known.accountsOf(person.id);
    const named = (platform: string) =>
      accounts.find(
        (account) =>
          account.platform === platform && account.tenant === setting.tenants[platform] && account.named,
      )?.user ?? '';
    const roles = openRoles(person, today);
    rows.push([
      person.ref ?? '',
      person.name,
      addressOf(person) ?? '',
      ROLES.filter((role) => roles.includes(role)).join(';'),
      person.lineManager === null ? '' : (nameOf.get(person.lineManager) ?? ''),
      person.startsOn ?? '',
      person.leavesOn ?? '',
      person.keyPersonCapable ? 'yes' : 'no',
      daysNow(person.sessions),
      ...platformNames.map(({ name }) => named(name)),
    ]);
  }
  return rows;
}

/**
 * The address that a file may name, since an import trusts what it names: of somebody who works here none that was typed in chat
 * and that nobody has confirmed yet.
 */
function addressOf({ email, emailTypedBy, posts }: Person): string | null {
  return emailTypedBy !== null && posts.length > 0 ? null : email;
}

function unconfirmed(employed: readonly Person[]): string[] {
  return employed
    .filter((person) => person.email !== null && addressOf(person) === null)
    .map(
      ({ name }) =>
        `people.csv: the e-mail address of ${clip(name)} is left out, since it was typed in chat and nobody has confirmed it yet.`,
    );
}

function childRows(known: Known, nameOf: ReadonlyMap<string, string>, today: Day): string[][] {
  const people = new Map(known.people.map((person) => [person.id, person]));
  const links = grouped(known.links, ({ child }) => child);
  return known.children.map((child) => {
    const carers = (links.get(child.id) ?? [])
      .filter(({ standing }) => standing === 'carer' || standing === 'relative')
      .map(({ person, relation }) => {
        const known = people.get(person);
        const email = known ? addressOf(known) : null;
        return {
          name: known?.name ?? '',
          email,
          ref: known?.ref ?? null,
          relation,
          standing: standingOf(relation),
        };
      });
    const holder = (role: Allocation['role']) => {
      const open = (known.allocations.get(child.id) ?? []).filter(
        (allocation) => allocation.role === role && (allocation.until === null || allocation.until >= today),
      );
      const held = open.find(({ until }) => until === null) ?? open.at(-1);
      return held ? (nameOf.get(held.staff) ?? '') : '';
    };
    return [
      child.ref ?? '',
      child.name,
      child.startsOn,
      child.leavesOn ?? '',
      showCarers(carers),
      ...ALLOCATION_ROLES.map(holder),
      daysNow(child.sessions),
      child.protected ? 'yes' : '',
    ];
  });
}

/** The rows of agreements.csv: what was signed on paper. What was answered in chat has no row. */
async function agreementRows(
  setting: Setting,
  known: Known,
  nameOf: ReadonlyMap<string, string>,
): Promise<string[][]> {
  return (await known.answered())
    .filter(({ source }) => source === 'paper')
    .map(({ person, personName, code, version, at, witness }) => [
      nameOf.get(person) ?? personName,
      code,
      version,
      localDay(at, setting.timezone),
      witness ?? '',
    ]);
}

/** People or children of one name with nothing to tell them apart: they were added in chat, and an import refuses them. */
function namesakes(
  all: readonly { name: string; ref: string | null; email?: string | null }[],
  file: string,
): string[] {
  const bare = all.filter(({ ref, email }) => ref === null && (email === null || email === undefined));
  const twice = bare.filter(({ name }) => all.filter((each) => fold(each.name) === fold(name)).length > 1);
  return [
    ...new Set(
      twice.map(
        ({ name }) =>
          `${file}: several are called ${name}, and nothing tells them apart; give each a reference before importing this again.`,
      ),
    ),
  ];
}
