import { hash } from 'node:crypto';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, stringify, type YAMLMap } from 'yaml';
import { CHANGES, type PolicyVersion, type Statement } from '../../core/policies/policy.ts';
import { isReckonable, parseLooseDate } from '../../core/rules/days.ts';
import { clip, isTooDeep, unreadable } from '../../core/rules/entries.ts';
import { tidy } from '../../core/rules/names.ts';
import { withoutWordSigns } from '../document/characters.ts';
import { type FilePosition, Findings } from '../findings.ts';
import { slug } from './setting.ts';
import { nearestWordHint } from './spelling.ts';

/** A file of policies/: one version of a policy or of the confidentiality agreement. */
export interface PolicyFile
  extends Omit<PolicyVersion, 'setting' | 'id' | 'state' | 'root' | 'rootAdoptedOn' | 'recorded'> {
  place: FilePosition;
  /** The position at which its text begins. */
  textPlace: FilePosition;
  placeOf(key: string): FilePosition;
}

const KEYS = [
  'code',
  'title',
  'version',
  'change',
  'kind',
  'adopted_on',
  'adopted_at',
  'reviewed_on',
  'next_review',
  'signatory',
  'signatory_role',
  'statements',
] as const;

/** Reads policies/*.md and reports what is wrong in each file, and between them. */
export function readPolicies(files: ReadonlyMap<string, string>, findings: Findings): PolicyFile[] {
  const policies = [...files].flatMap(([file, text]) => readOnce(file, text, findings) ?? []);
  policies.forEach((policy, index) => {
    const before = policies
      .slice(0, index)
      .filter(({ code }) => code.toLowerCase() === policy.code.toLowerCase());
    const same = before.find(({ version }) => version === policy.version);
    if (same)
      findings.fault(
        policy.placeOf('version'),
        `Version ${policy.version} of ${policy.code} also stands in ${same.place.file}.`,
      );
    const [first] = before;
    if (first && first.kind !== policy.kind)
      findings.fault(
        policy.placeOf('kind'),
        `${policy.code} is of kind ${first.kind} in ${first.place.file}: one code is of one kind.`,
      );
    if (first && first.code !== policy.code)
      findings.fault(
        policy.placeOf('code'),
        `The code is written ${first.code} in ${first.place.file}: please write it the same way.`,
      );
  });
  return policies;
}

/** Files read without a fault or note, kept to be reused: the settings of a group share their policies. */
const lately = new Map<string, PolicyFile>();
const REMEMBERED = 100;

function readOnce(file: string, source: string, findings: Findings): PolicyFile | undefined {
  const key = `${file}\n${source}`;
  const known = lately.get(key);
  if (known) return known;
  const own = new Findings();
  const policy = readPolicy(file, source, own);
  if (policy === undefined || own.any || own.notes.length > 0) return readPolicy(file, source, findings);
  if (lately.size >= REMEMBERED) lately.clear();
  lately.set(key, policy);
  return policy;
}

function readPolicy(file: string, source: string, findings: Findings): PolicyFile | undefined {
  const start = { file, line: 1, column: 1 };
  const parts = /^---[ \t]*\n([\s\S]*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)([\s\S]*)$/.exec(source);
  // The parser of YAML brings the whole process down where brackets are nested a hundred thousand times. What is a string or a
  // comment there only it can tell, so every bracket counts.
  if (!parts || isTooDeep((parts[1] ?? '').replaceAll('"', ''))) {
    findings.fault(
      start,
      'A policy begins with a line ---, its code, title and version, and another line ---; then comes the text.',
    );
    return undefined;
  }
  const [, front = '', body = ''] = parts;
  const above = source.slice(0, source.length - body.length).split('\n').length - 1;
  const textLine = above + (/^\s*\n/.exec(body)?.[0].split('\n').length ?? 1);
  const lines = new LineCounter();
  // All values stay text: version 1.10 is not 1.1.
  const document = parseDocument(front, { schema: 'failsafe', lineCounter: lines });
  const placeAt = (offset: number): FilePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: line + 1, column: col };
  };
  for (const error of document.errors) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const twice = error.code === 'DUPLICATE_KEY';
    findings.fault(
      { file, line: line + 1, column: col },
      twice
        ? 'This name stands here twice.'
        : 'This cannot be read: words that hold a colon or a # must stand in double quotes, and lists are indented by two spaces.',
    );
  }
  if (document.errors.length > 0) return undefined;
  const map = document.contents;
  if (!isMap(map)) {
    findings.fault(
      { ...start, line: 2 },
      `Between the two lines --- stand ${KEYS.join(', ')}, each as "name: value".`,
    );
    return undefined;
  }
  return fields(
    map as YAMLMap,
    { file, textPlace: { file, line: textLine, column: 1 }, body, placeAt },
    findings,
  );
}

interface Source {
  file: string;
  textPlace: FilePosition;
  body: string;
  placeAt(offset: number): FilePosition;
}

function fields(
  map: YAMLMap,
  { file, textPlace, body, placeAt }: Source,
  findings: Findings,
): PolicyFile | undefined {
  const start = { file, line: 1, column: 1 };
  const placeOf = (key: string): FilePosition => {
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
    const node =
      (isScalar(pair?.value) && pair.value.value !== '') || isSeq(pair?.value) ? pair.value : pair?.key;
    const offset = (node as { range?: [number, number, number] } | undefined)?.range?.[0];
    return offset === undefined ? start : placeAt(offset);
  };
  for (const { key } of map.items) {
    const word = isScalar(key) ? String(key.value) : '';
    if ((KEYS as readonly string[]).includes(word)) continue;
    findings.note(
      `${file}: "${clip(word)}" is not one of ours and was left out${nearestWordHint(word, KEYS)}.`,
    );
  }
  const read = (key: (typeof KEYS)[number], max: number): string | null => {
    const node = map.get(key, true);
    if (node === undefined) return null;
    if (!isScalar(node)) {
      findings.fault(placeOf(key), `${key}: please write this as words on one line.`);
      return null;
    }
    const said = tidy(String(node.value ?? ''));
    const odd = unreadable(String(node.value ?? ''));
    if (odd !== undefined)
      findings.fault(placeOf(key), `${key}: there is a character here that cannot be kept (${odd}).`);
    if ([...said].length > max) findings.fault(placeOf(key), `${key}: this holds ${max} characters at most.`);
    return said === '' || said === '~' || said === 'null' ? null : said;
  };
  const needed = (key: 'code' | 'title' | 'version', max: number): string => {
    const said = read(key, max);
    if (said === null) findings.fault(placeOf(key), `${key} is missing.`);
    return said ?? '';
  };
  const date = (key: 'adopted_on' | 'reviewed_on' | 'next_review'): string | null => {
    const said = read(key, 40);
    if (said === null) return null;
    const when = parseLooseDate(said);
    if (when !== undefined && when !== 'always' && isReckonable(when)) return when;
    findings.fault(
      placeOf(key),
      `${key}: "${clip(said)}" is no date: please write 2025-07-08, 08/07/2025, or a month, 2026-07.`,
    );
    return null;
  };
  const one = <T extends string>(key: 'change' | 'kind', list: readonly T[], otherwise: T): T => {
    const said = read(key, 40);
    if (said === null) return otherwise;
    const found = list.find((value) => value === said.toLowerCase());
    if (found === undefined)
      findings.fault(placeOf(key), `${key}: "${clip(said)}" is none of ${list.join(', ')}.`);
    return found ?? otherwise;
  };
  const code = needed('code', 40);
  if (code !== '' && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(code))
    findings.fault(placeOf('code'), 'code: a code has letters, digits and hyphens and no spaces, like SM.');
  const text = withoutWordSigns(body)
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  if (text === '') findings.fault(textPlace, 'The text of the policy is missing below the second line ---.');
  const odd = unreadable(text);
  if (odd !== undefined) {
    const line = text.split('\n').findIndex((each) => unreadable(each) !== undefined);
    findings.fault(
      { ...textPlace, line: textPlace.line + line },
      `There is a character in this line that cannot be kept (${odd}).`,
    );
  }
  const adoptedOn = date('adopted_on');
  return {
    place: start,
    textPlace,
    code,
    title: needed('title', 200),
    kind: one('kind', ['policy', 'confidentiality'] as const, 'policy'),
    version: needed('version', 40),
    change: one('change', CHANGES, 'material'),
    text,
    sha256: sha256(text),
    statements: readStatements(map, { placeAt, placeOf }, findings),
    adoptedOn,
    adoptedAt: read('adopted_at', 200),
    reviewedOn: date('reviewed_on'),
    nextReview: date('next_review'),
    signatory: read('signatory', 200),
    signatoryRole: read('signatory_role', 200),
    placeOf,
  };
}

/** The SHA-256 of a text, in hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}

/** Reads the statements that a policy asks staff to tick, each with its id, and reports every one that cannot be read. */
function readStatements(
  map: YAMLMap,
  { placeAt, placeOf }: { placeAt(offset: number): FilePosition; placeOf(key: string): FilePosition },
  findings: Findings,
): Statement[] {
  const list = map.get('statements', true);
  if (list === undefined || (isScalar(list) && tidy(String(list.value ?? '')) === '')) return [];
  if (!isSeq(list)) {
    findings.fault(placeOf('statements'), 'statements: please write a list, each with an id and a text.');
    return [];
  }
  const statements: Statement[] = [];
  for (const item of list.items) {
    const where = placeAt((item as { range?: [number, number, number] }).range?.[0] ?? 0);
    const value = (key: string): string => {
      const node = isMap(item) && !isAlias(item) ? item.get(key, true) : undefined;
      return isScalar(node) ? tidy(String(node.value ?? '')) : '';
    };
    const [id, text] = [value('id'), value('text')];
    if (id === '' || text === '') findings.fault(where, 'statements: each has an id and a text.');
    else if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(id))
      findings.fault(where, `statements: "${clip(id)}" is no id: please write one like S1.`);
    else if (statements.some((statement) => statement.id === id))
      findings.fault(where, `statements: the id ${id} stands here twice.`);
    else if (unreadable(text) !== undefined)
      findings.fault(where, 'statements: there is a character here that cannot be kept.');
    else if ([...text].length > 1000)
      findings.fault(where, 'statements: a statement holds 1000 characters at most.');
    else statements.push({ id, text });
  }
  return statements;
}

/** Writes a policy version as a file that `readPolicies` reads back unchanged. */
export function showPolicy(version: PolicyVersion): string {
  const front = {
    code: version.code,
    title: version.title,
    version: version.version,
    change: version.change,
    kind: version.kind,
    adopted_on: version.adoptedOn,
    adopted_at: version.adoptedAt,
    reviewed_on: version.reviewedOn,
    next_review: version.nextReview,
    signatory: version.signatory,
    signatory_role: version.signatoryRole,
    statements: version.statements,
  };
  const said = Object.fromEntries(Object.entries(front).filter(([, value]) => value !== null));
  return `---\n${stringify(said, { lineWidth: 0 })}---\n\n${version.text}\n`;
}

/** The path of a version's file, such as `policies/sm-3.md`. Each version has its own. */
export function policyPath({ code, version }: Pick<PolicyVersion, 'code' | 'version'>): string {
  const safe = version.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `policies/${slug(code) || 'policy'}-${safe || sha256(version).slice(0, 8)}.md`;
}
