import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { PlatformNames } from '../../core/accounts/account.ts';
import { clip, isTooDeep, readDay, readName, unreadable } from '../../core/rules/entries.ts';
import { fold, tidy } from '../../core/rules/names.ts';
import {
  type Closure,
  type DeliveryWindow,
  FRAMEWORKS,
  type Framework,
  NATIONS,
  type Nation,
  type Profile,
  type Titles,
  WEEKDAYS,
} from '../../core/settings/setting.ts';
import type { FilePosition, Findings } from '../findings.ts';
import { nearestWordHint } from './spelling.ts';

// The values that setting.json may have, with what to write in place of a wrong one.

/** Text of at most `max` characters. */
const words = (max: number) =>
  z
    .string('Please write this in quotes.')
    .refine(
      (said) => unreadable(said) === undefined,
      'There is a character here that cannot be kept; please type it again.',
    )
    .transform(tidy)
    .refine((said) => [...said].length <= max, `This holds ${max} characters at most.`);

/** The name of a setting. */
const name = z.string('Please give the name of the setting, in quotes.').transform((said, issue) => {
  const odd = unreadable(said);
  const read =
    odd === undefined ? readName(said) : { wrong: `There is a character here that cannot be kept (${odd}).` };
  if ('value' in read) return read.value;
  issue.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

/** Text, or none. */
const optional = (max: number) =>
  words(max)
    .transform((said) => (said === '' ? null : said))
    .nullable()
    .optional();

/** A calendar day. */
const day = z.string('Please write the date in quotes, like "2026-10-26".').transform((said, issue) => {
  const read = readDay(said);
  if ('value' in read) return read.value;
  issue.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

/** A time of the day. */
const time = z
  .string('Please write the time in quotes, like "08:45".')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Please write the time like "08:45".');

/** One of a list of codes. */
const oneOf = <T extends string>(list: readonly T[]) =>
  z.enum(list, `This is one of ${list.map((each) => `"${each}"`).join(', ')}.`);

const REGION = /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//i;

/**
 * The timezone of a place, as in `Europe/London`. Node accepts abbreviations too, but reads them otherwise than people mean
 * them: `BST` is Bangladesh, and `GMT` and `UTC` have no summer time.
 */
export const timezone = z.string('Please write the time zone in quotes.').superRefine((said, issue) => {
  const complain = (message: string) => issue.addIssue({ code: 'custom', message });
  if (!isTimezone(said)) complain('This is no time zone: please write it like "Europe/London".');
  else if (!REGION.test(said)) {
    complain(
      `"${said}" names no place, so its clocks may not be yours. Please write a region and a city: "Europe/London" is the United Kingdom.`,
    );
  }
});

function isTimezone(said: string): boolean {
  if (!/^[A-Za-z]/.test(said)) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: said });
    return true;
  } catch {
    return false;
  }
}

/** setting.json as written. What it leaves out stays as it is, or gets its default in a new setting. */
export interface SettingFile {
  code: string;
  name: string;
  timezone?: string | undefined;
  nation?: Nation | undefined;
  closures?: Closure[] | undefined;
  deliveryWindows?: DeliveryWindow[] | undefined;
  ladoPhone?: string | null | undefined;
  ladoTitle?: string | null | undefined;
  socialCarePhone?: string | null | undefined;
  socialCareOutOfHours?: string | null | undefined;
  whistleblowingPhone?: string | null | undefined;
  witness?: string | null | undefined;
  phone?: string | null | undefined;
  framework?: Framework | undefined;
  /** The tenants that are named, by platform; null where the file says that there is none. */
  tenants: Readonly<Record<string, string | null>>;
  titles?: Partial<Titles> | undefined;
  profile?: Partial<Profile> | undefined;
}

const FILE = 'setting.json';
const CODE = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

const schema = z.object(
  {
    code: z
      .string('Please write the code in quotes.')
      .regex(CODE, 'A code is 40 letters, digits and hyphens at most, without spaces, like "willow".')
      .optional(),
    name,
    timezone: timezone.optional(),
    nation: oneOf(NATIONS).optional(),
    closures: z
      .array(
        z
          .object(
            { from: day, to: day, why: words(200).default('') },
            'A closure is written {"from": "2026-10-26", "to": "2026-10-30", "why": "half term"}.',
          )
          .refine(({ from, to }) => from <= to, 'This closure ends before it begins.'),
        'Closures are a list in square brackets.',
      )
      .optional(),
    delivery_windows: z
      .array(
        z
          .object(
            {
              days: z
                .array(oneOf(WEEKDAYS), 'The days are a list, like ["mon", "tue"].')
                .min(1, 'Please name at least one day.'),
              from: time,
              to: time,
            },
            'A delivery window is written {"days": ["mon"], "from": "08:00", "to": "08:45"}.',
          )
          .refine(({ from, to }) => from < to, 'This window ends before it begins.'),
        'Delivery windows are a list in square brackets.',
      )
      .optional(),
    lado_phone: optional(60),
    lado_title: optional(60),
    social_care_phone: optional(60),
    social_care_out_of_hours: optional(60),
    whistleblowing_phone: optional(60),
    witness: optional(200),
    phone: optional(60),
    framework: oneOf(FRAMEWORKS).optional(),
    titles: z
      .object(
        { dso: words(40), deputy_dso: words(40), manager: words(40), chair: words(40) },
        'Titles are written {"dso": "DSL"}.',
      )
      .partial()
      .optional(),
    profile: z
      .object(
        {
          babysitting: oneOf(['declare', 'approve', 'prohibited'] as const),
          unsigned: oneOf(['listed', 'check', 'no'] as const),
          unanswered: oneOf(['listed', 'check'] as const),
          outstanding_blocks: z.boolean('This is true or false, without quotes.'),
          second_approval: z.boolean('This is true or false, without quotes.'),
          key_children_max: z
            .int('This is a whole number, without quotes.')
            .min(1, 'This is 1 at least.')
            .max(1000, 'This is 1000 at most.'),
        },
        'The profile is written {"babysitting": "declare"}.',
      )
      .partial()
      .optional(),
  },
  'setting.json holds one object in curly brackets.',
);

/** Reads setting.json and reports each fault. Undefined when there is any. */
export function readSetting(
  text: string,
  platformNames: readonly PlatformNames[],
  findings: Findings,
): SettingFile | undefined {
  const lines = new LineCounter();
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  let raw: unknown;
  try {
    if (isTooDeep(whole)) throw new SyntaxError('nested too deep');
    raw = JSON.parse(whole);
  } catch (error) {
    findings.fault(
      brokenAt(whole, error),
      'This is not JSON: please look for a comma, a quotation mark or a bracket too many or too few.',
    );
    return undefined;
  }
  // JSON is also YAML, and the YAML parser gives the position of each value and finds a name that stands twice.
  let parsed: Document.Parsed | undefined;
  const document = () => {
    parsed ??= parseDocument(whole, {
      lineCounter: lines,
      schema: 'json',
      uniqueKeys: true,
      keepSourceTokens: false,
    });
    return parsed;
  };
  const placeOf = (path: readonly PropertyKey[]): FilePosition => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document().contents : document().getIn(path.slice(0, depth), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) {
        const { line, col } = lines.linePos(range[0]);
        return { file: FILE, line, column: col };
      }
    }
    return { file: FILE, line: 1, column: 1 };
  };
  for (const error of namesWritten(whole) === namesIn(raw) ? [] : document().errors) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const twice = error.code === 'DUPLICATE_KEY';
    findings.fault(
      { file: FILE, line, column: col },
      twice
        ? 'This name stands here twice.'
        : 'This cannot be read: please look at the quotation marks and commas here.',
    );
  }
  noteUnknown(raw, platformNames, findings);
  const result = schema.safeParse(raw);
  const named = readTenants(raw, platformNames);
  const issues = [...(result.error?.issues ?? []), ...named.issues];
  if (!result.success || issues.length > 0) {
    for (const { path, message } of issues) {
      const where = path
        .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
        .join('')
        .replace(/^\./, '');
      findings.fault(placeOf(path), where === '' ? message : `${where}: ${message}`);
    }
    return undefined;
  }
  const said = result.data;
  const code = said.code ?? slug(said.name);
  if (code === '')
    findings.fault(
      placeOf(['name']),
      'code: please give the setting a code in Latin letters, like "willow".',
    );
  if (code === '') return undefined;
  return {
    code,
    name: said.name,
    timezone: said.timezone,
    nation: said.nation,
    closures: said.closures,
    deliveryWindows: said.delivery_windows,
    ladoPhone: said.lado_phone,
    ladoTitle: said.lado_title,
    socialCarePhone: said.social_care_phone,
    socialCareOutOfHours: said.social_care_out_of_hours,
    whistleblowingPhone: said.whistleblowing_phone,
    witness: said.witness,
    phone: said.phone,
    framework: said.framework,
    tenants: named.tenants,
    titles: present(said.titles),
    profile: present(profileOf(said.profile)),
  };
}

/** `outstanding_blocks`, as the first edition wrote it, means `unsigned: no` where it is true. */
function profileOf(
  said:
    | ({ [Key in keyof Profile]?: Profile[Key] | undefined } & { outstanding_blocks?: boolean | undefined })
    | undefined,
): { [Key in keyof Profile]?: Profile[Key] | undefined } | undefined {
  if (!said) return undefined;
  const { outstanding_blocks, ...profile } = said;
  const unsigned = outstanding_blocks === undefined ? undefined : outstanding_blocks ? 'no' : 'listed';
  return unsigned === undefined ? profile : { unsigned, ...present(profile) };
}

const tenant = optional(100);

/** The values of the keys that name a tenant, and what is wrong with them. */
function readTenants(
  raw: unknown,
  platformNames: readonly PlatformNames[],
): { tenants: Record<string, string | null>; issues: { path: PropertyKey[]; message: string }[] } {
  const tenants: Record<string, string | null> = {};
  const issues: { path: PropertyKey[]; message: string }[] = [];
  if (!isObject(raw)) return { tenants, issues };
  for (const { name: platform, tenantKey, toId } of platformNames) {
    const { data: said, error } = tenant.safeParse(raw[tenantKey]);
    if (error) issues.push(...error.issues.map(({ message }) => ({ path: [tenantKey], message })));
    else if (said !== undefined) tenants[platform] = said === null ? null : toId(said);
  }
  return { tenants, issues };
}

function present<T extends object>(given: T | undefined): { [K in keyof T]?: NonNullable<T[K]> } | undefined {
  if (!given) return undefined;
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}

const KNOWN: Record<string, readonly string[]> = {
  titles: ['dso', 'deputy_dso', 'manager', 'chair'],
  profile: [
    'babysitting',
    'outstanding_blocks',
    'unsigned',
    'unanswered',
    'second_approval',
    'key_children_max',
  ],
};

/** Keys that a later edition will read. */
const LATER = ['group', 'profile.round'];

function noteUnknown(raw: unknown, platformNames: readonly PlatformNames[], findings: Findings): void {
  if (!isObject(raw)) return;
  const keys = [...Object.keys(schema.shape), ...platformNames.map(({ tenantKey }) => tenantKey)];
  for (const [group, known] of Object.entries({ '': keys, ...KNOWN })) {
    const some = group === '' ? raw : raw[group];
    for (const word of isObject(some) ? Object.keys(some) : []) {
      if (known.includes(word)) continue;
      const full = group === '' ? word : `${group}.${word}`;
      if (LATER.includes(full)) {
        findings.note(`${FILE}: "${full}" is for a later edition, and was passed over.`);
        continue;
      }
      findings.note(
        `${FILE}: "${clip(full)}" is not one of ours and was left out${nearestWordHint(word, known)}.`,
      );
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The number of names before a colon in the text. Parsing yields fewer where a name stands twice. */
function namesWritten(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const names = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, each) => sum + namesIn(each), names);
}

function brokenAt(text: string, error: unknown): FilePosition {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const end = text.trimEnd().length;
  const before = text.slice(0, position === undefined ? end : Math.min(end, Number(position))).split('\n');
  return { file: FILE, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Makes a code from a name: `willowmere-pre-school` of `Willowmere Pre-school`. */
export function slug(name: string): string {
  return name
    .split(/[^\p{L}\p{N}\p{M}'’]+/u)
    .map((word) => fold(word).replace(/[^a-z0-9]/g, ''))
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 40)
    .replace(/-+$/, '');
}
