import type { PlatformNames } from '../core/accounts/account.ts';
import { newId } from '../core/identifier.ts';
import { type Day, localDay } from '../core/rules/days.ts';
import { fold } from '../core/rules/names.ts';
import { DEFAULT_PROFILE, DEFAULT_TITLES, DEFAULT_WINDOWS, type Setting } from '../core/settings/setting.ts';
import { type Carer, gatherCarers, type Listed } from './carers.ts';
import { planChildren, sayBlocks } from './children.ts';
import { CHILD_COLUMNS, peopleColumns } from './columns.ts';
import type { Findings, Rename } from './findings.ts';
import { NOTHING_TOLD, type Told } from './foreign/told.ts';
import { identify } from './identity.ts';
import { planAccounts, planEndings, planPeople } from './people.ts';
import type { Known, Plan, Scope } from './plan.ts';
import { planPapers, planPolicies } from './policies.ts';
import type { Files } from './read/folder.ts';
import { type Lists, readList } from './read/list.ts';
import { type PolicyFile, readPolicies, sha256 } from './read/policies.ts';
import { readSetting, type SettingFile } from './read/setting.ts';
import {
  type AgreementRow,
  type ChildRow,
  nameKey,
  type PersonRow,
  readAgreements,
  readChildren,
  readPeople,
} from './rows.ts';

/** The files of a folder, parsed, before they are compared with the register. */
export interface Sheets {
  setting: SettingFile | undefined;
  people: PersonRow[] | undefined;
  children: ChildRow[] | undefined;
  agreements: AgreementRow[];
  policies: PolicyFile[];
  /** Whether what is not there was not meant to be: a file by itself, which says nothing of the rest. */
  isPart: boolean;
  /** SHA-256 of each file, by name. */
  digests(): Record<string, string>;
}

/** Reads the files of a folder. */
export function readSheets(
  files: Files,
  platformNames: readonly PlatformNames[],
  { told, now }: { told: Told; now: Date },
  findings: Findings,
): Sheets {
  const setting =
    files.setting === undefined ? undefined : readSetting(files.setting, platformNames, findings);
  const given = { told, today: localDay(now, setting?.timezone ?? LONDON) };
  return {
    setting,
    people: readPeopleFile(files.people, platformNames, findings, given),
    children: readChildrenFile(files.children, findings, given),
    agreements: files.agreements === undefined ? [] : readAgreements(files.agreements, findings),
    policies: readPolicies(files.policies, findings),
    isPart: false,
    digests: () => digestsOf(files),
  };
}

/** Of a list about which nobody has said anything. */
const UNTOLD: Pick<Lists, 'told' | 'today'> = { told: NOTHING_TOLD, today: '' };

/** Reads people.csv, with whatever header; undefined where there is none, or it cannot be read. */
export function readPeopleFile(
  text: string | undefined,
  platformNames: readonly PlatformNames[],
  findings: Findings,
  { told, today } = UNTOLD,
): PersonRow[] | undefined {
  const columns = { people: peopleColumns(platformNames), children: CHILD_COLUMNS };
  const sheet =
    text === undefined
      ? undefined
      : readList('people.csv', text, 'people', { columns, told, today }, findings);
  return sheet && readPeople(sheet, platformNames, findings, new Map(Object.entries(told.titles)));
}

/** Reads children.csv likewise. */
export function readChildrenFile(
  text: string | undefined,
  findings: Findings,
  { told, today } = UNTOLD,
): ChildRow[] | undefined {
  const columns = { people: [], children: CHILD_COLUMNS };
  const sheet =
    text === undefined
      ? undefined
      : readList('children.csv', text, 'children', { columns, told, today }, findings);
  return sheet && readChildren(sheet, findings);
}

const LONDON = 'Europe/London';

function digestsOf(files: Files): Record<string, string> {
  const texts = {
    'setting.json': files.setting,
    'people.csv': files.people,
    'children.csv': files.children,
    'agreements.csv': files.agreements,
  };
  return Object.fromEntries(
    [...Object.entries(texts), ...files.policies].flatMap(([name, text]) =>
      text === undefined ? [] : [[name, sha256(text)]],
    ),
  );
}

interface Checking {
  known: Known;
  renames: readonly Rename[];
  renamed: Set<Rename>;
  findings: Findings;
  now: Date;
  overwrite: boolean;
  isWritten: boolean;
  demo: boolean;
  platformNames: readonly PlatformNames[];
  typedBy?: string | undefined;
}

/** Compares the files with the register, and returns what would change and every fault. Writes nothing. */
export async function planSetting(
  sheets: Sheets,
  { known, renames, renamed, findings, now, overwrite, isWritten, demo, platformNames, typedBy }: Checking,
): Promise<Plan> {
  const { people = [], children = [] } = sheets;
  const setting = settingOf(sheets.setting, known.setting, now, demo);
  const carers: Carer[] = gatherCarers(children, listed(people, known), findings);
  const identities = identify({ people, carers, children }, known, renames, findings);
  for (const rename of identities.renamed) renamed.add(rename);
  for (const row of children) if (row.isAttending) startAttending(row, localDay(now, setting.timezone));
  const plan: Plan = {
    actor: typedBy ?? 'import',
    setting,
    isNew: known.setting === undefined,
    settingChanged: JSON.stringify(setting) !== JSON.stringify(known.setting),
    people: [],
    children: [],
    links: [],
    carersLost: new Map(),
    officersLeft: [],
    withoutCarers: [],
    emptied: [],
    endings: [],
    allocating: [],
    policies: [],
    papers: [],
    bindings: [],
    ending: [],
    fingerprints: new Map(),
    touched: new Set(),
    digests: sheets.digests,
    counts: {
      people: people.length,
      children: children.length,
      policies: sheets.policies.length,
    },
    changes: [],
  };
  saySetting(plan, known, platformNames);
  const scope: Scope = {
    known,
    identities,
    plan,
    findings,
    now,
    today: localDay(now, setting.timezone),
    overwrite,
    isWritten,
    platformNames,
    typedBy,
    isUnreadable: sheets.people === undefined && !sheets.isPart,
    says: {
      people: sheets.people !== undefined,
      children: sheets.children !== undefined,
      policies: !sheets.isPart,
    },
  };
  const roster = planPeople(scope);
  planChildren(children, carers, roster, scope);
  await sayBlocks(children, scope);
  const policies = planPolicies(sheets.policies, scope);
  await planPapers(sheets.agreements, policies, roster.directory, scope);
  await planEndings(roster.drafts, scope);
  await planAccounts(roster.drafts, scope);
  for (const [key, merge] of plan.fingerprints) {
    if (merge.saysTheSame && known.fingerprints.has(key)) plan.fingerprints.delete(key);
  }
  noteGaps(plan, scope);
  return plan;
}

/** Of those who attend, without a first day: who is known keeps theirs, unless they had left. */
function startAttending(row: ChildRow, today: Day): void {
  const { known } = row;
  row.startsOn = known && (known.leavesOn === null || known.leavesOn >= today) ? known.startsOn : today;
}

function settingOf(
  file: SettingFile | undefined,
  before: Setting | undefined,
  now: Date,
  demo: boolean,
): Setting {
  const base: Setting = before ?? {
    id: newId(now),
    code: file?.code ?? '',
    name: file?.name ?? '',
    timezone: LONDON,
    nation: 'england-and-wales',
    closures: [],
    deliveryWindows: DEFAULT_WINDOWS,
    ladoPhone: null,
    ladoTitle: null,
    socialCarePhone: null,
    socialCareOutOfHours: null,
    whistleblowingPhone: null,
    framework: null,
    tenants: {},
    titles: DEFAULT_TITLES,
    profile: DEFAULT_PROFILE,
    firstImportOn: '',
    demo,
    witness: null,
    phone: null,
  };
  const timezone = file?.timezone ?? base.timezone;
  return {
    ...base,
    // The code changes only by a rename; without one, another code would mean another setting.
    code: file && fold(file.code) !== fold(base.code) ? file.code : base.code,
    name: file?.name ?? base.name,
    timezone,
    nation: file?.nation ?? base.nation,
    phone: file?.phone === undefined ? base.phone : file.phone,
    closures: file?.closures ?? base.closures,
    deliveryWindows: file?.deliveryWindows ?? base.deliveryWindows,
    ladoPhone: file?.ladoPhone === undefined ? base.ladoPhone : file.ladoPhone,
    ladoTitle: file?.ladoTitle === undefined ? base.ladoTitle : file.ladoTitle,
    socialCarePhone: file?.socialCarePhone === undefined ? base.socialCarePhone : file.socialCarePhone,
    socialCareOutOfHours:
      file?.socialCareOutOfHours === undefined ? base.socialCareOutOfHours : file.socialCareOutOfHours,
    whistleblowingPhone:
      file?.whistleblowingPhone === undefined ? base.whistleblowingPhone : file.whistleblowingPhone,
    framework: file?.framework ?? base.framework,
    tenants: withTenants(base.tenants, file?.tenants ?? {}),
    titles: { ...base.titles, ...file?.titles },
    profile: { ...base.profile, ...file?.profile },
    firstImportOn: before?.firstImportOn ?? localDay(now, timezone),
    demo: base.demo || demo,
    witness: file?.witness === undefined ? base.witness : file.witness,
  };
}

/** The tenants of before with what the file says of some: null takes one away. */
function withTenants(
  before: Setting['tenants'],
  said: Readonly<Record<string, string | null>>,
): Setting['tenants'] {
  return Object.fromEntries(
    Object.entries({ ...before, ...said }).flatMap(([platform, tenant]) =>
      tenant === null ? [] : [[platform, tenant]],
    ),
  );
}

function saySetting(plan: Plan, { setting: before }: Known, platformNames: readonly PlatformNames[]): void {
  if (plan.isNew) plan.changes.push(`setting.json: ${plan.setting.name} (${plan.setting.code}) is new.`);
  else if (plan.settingChanged && before) {
    const fields = Object.keys(plan.setting)
      .filter(
        (key) =>
          JSON.stringify(plan.setting[key as keyof Setting]) !== JSON.stringify(before[key as keyof Setting]),
      )
      .flatMap((key) => (key === 'tenants' ? changedTenants(plan.setting, before, platformNames) : [key]));
    plan.changes.push(
      `setting.json: ${plan.setting.code}: ${fields.join(', ')} ${fields.length === 1 ? 'is' : 'are'} changed.`,
    );
  }
}

/** The changed tenants, each in the spelling of the other fields: `ladoPhone`. */
function changedTenants(after: Setting, before: Setting, platformNames: readonly PlatformNames[]): string[] {
  return platformNames
    .filter(({ name }) => after.tenants[name] !== before.tenants[name])
    .map(({ tenantKey }) => tenantKey.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()));
}

function listed(people: readonly PersonRow[], known: Known): Listed[] {
  return [
    ...people.map(({ key, ref, email }) => ({ key, ref, email })),
    ...known.people
      .filter(({ ref, email }) => ref !== null && email !== null)
      .map(({ name, ref, email }) => ({ key: nameKey(name), ref, email })),
  ];
}

function noteGaps(plan: Plan, { findings, known }: Scope): void {
  if (plan.counts.policies === 0 && known.policies.length === 0)
    findings.note('policies: there is no policy yet, so nobody can be asked to acknowledge or sign one.');
}
