import { hash } from 'node:crypto';
import type { Change, Policies, PolicyVersion } from '../../core/policies/policy.ts';
import type { Day } from '../../core/rules/days.ts';
import type { Transaction, Value } from '../database.ts';
import { type Traces, traced } from '../trace.ts';
import { answers } from './answers.ts';
import { duties, IN_FORCE_THEN } from './duties.ts';

interface PolicyRow {
  setting: string;
  id: string;
  code: string;
  title: string;
  kind: PolicyVersion['kind'];
  version: string;
  change: Change;
  sha256: string;
  statements: string;
  adopted_on: string | null;
  adopted_at: string | null;
  reviewed_on: string | null;
  next_review: string | null;
  signatory: string | null;
  signatory_role: string | null;
  state: PolicyVersion['state'];
  root: string;
  root_adopted_on: Day | null;
  recorded: string | null;
}

export const POLICIES = traced('policies', [
  'setting',
  'id',
  'code',
  'title',
  'kind',
  'version',
  'change',
  'sha256',
  'statements',
  'adopted_on',
  'adopted_at',
  'reviewed_on',
  'next_review',
  'signatory',
  'signatory_role',
  'state',
  'root',
  'root_adopted_on',
  'recorded',
]);
const COLUMNS = POLICIES.columns.join(', ');

const SELECT = `SELECT ${COLUMNS} FROM policies WHERE setting = ?`;
const IN_FORCE = `${SELECT} AND state = 'adopted' ORDER BY code`;
const IN_FORCE_ON = `SELECT ${COLUMNS} FROM policies y WHERE y.setting = ? AND ${IN_FORCE_THEN} ORDER BY y.code`;
/** `recorded` is JSON: within one of its texts each quotation mark would stand behind a backslash. */
const PROPOSED = `${SELECT} AND recorded LIKE '%"waits":{%' ORDER BY code, id DESC`;

/** Texts by their SHA-256: one text has many readers and never changes. */
const texts = new Map<string, string>();
/** Lists of statements by their JSON: most settings of a group have the same. They are never changed in place. */
const lists = new Map<string, PolicyVersion['statements']>();
const REMEMBERED = 500;

function remember<T>(known: Map<string, T>, key: string, value: T): T {
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}

function fromRow(row: PolicyRow, text: string): PolicyVersion {
  return {
    setting: row.setting,
    id: row.id,
    code: row.code,
    title: row.title,
    kind: row.kind,
    version: row.version,
    change: row.change,
    text,
    sha256: row.sha256,
    statements: lists.get(row.statements) ?? remember(lists, row.statements, JSON.parse(row.statements)),
    adoptedOn: row.adopted_on,
    adoptedAt: row.adopted_at,
    reviewedOn: row.reviewed_on,
    nextReview: row.next_review,
    signatory: row.signatory,
    signatoryRole: row.signatory_role,
    state: row.state,
    root: row.root,
    rootAdoptedOn: row.root_adopted_on,
    recorded: row.recorded === null ? null : JSON.parse(row.recorded),
  };
}

function policies(db: Transaction): Policies {
  async function some(sql: string, values: Value[]): Promise<PolicyVersion[]> {
    const rows = await db.all<PolicyRow>(sql, values);
    const found: PolicyVersion[] = [];
    for (const row of rows) found.push(fromRow(row, texts.get(row.sha256) ?? (await loadText(row.sha256))));
    return found;
  }

  /** Read once in each process. */
  async function loadText(sha256: string): Promise<string> {
    const row = await db.get<{ text: string }>('SELECT text FROM policy_texts WHERE sha256 = ?', [sha256]);
    if (!row) throw new Error('The text of a policy is missing.');
    return remember(texts, sha256, row.text);
  }

  return {
    inForce: (setting) => some(IN_FORCE, [setting]),
    inForceOn: (setting, on) => some(IN_FORCE_ON, [setting, setting, on]),
    versions: (setting, code) => some(`${SELECT} AND code = ? ORDER BY id DESC`, [setting, code]),
    proposed: (setting) => some(PROPOSED, [setting]),
    byId: async (setting, id) => (await some(`${SELECT} AND id = ?`, [setting, id]))[0],
    async codes(setting) {
      const rows = await db.all<{ code: string }>(
        'SELECT DISTINCT code FROM policies WHERE setting = ? ORDER BY code',
        [setting],
      );
      return rows.map((row) => row.code);
    },
    ...duties(db),
    ...answers(db),
  };
}

/** Saves a new or changed version. The text of an adopted version cannot be changed. */
async function savePolicy(db: Transaction, version: PolicyVersion, traces: Traces): Promise<void> {
  if (hash('sha256', version.text, 'hex') !== version.sha256)
    throw new Error('A policy came with the digest of another text.');
  const values: Value[] = [
    version.setting,
    version.id,
    version.code,
    version.title,
    version.kind,
    version.version,
    version.change,
    version.sha256,
    JSON.stringify(version.statements),
    version.adoptedOn,
    version.adoptedAt,
    version.reviewedOn,
    version.nextReview,
    version.signatory,
    version.signatoryRole,
    version.state,
    version.root,
    version.rootAdoptedOn,
    version.recorded === null ? null : JSON.stringify(version.recorded),
  ];
  traces.saved(POLICIES, values);
  await db.run('INSERT INTO policy_texts (sha256, text) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING', [
    version.sha256,
    version.text,
  ]);
  const saved = await db.get(
    `INSERT INTO policies (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, id) DO UPDATE SET
           code = excluded.code, title = excluded.title, kind = excluded.kind, version = excluded.version,
           change = excluded.change, sha256 = excluded.sha256, statements = excluded.statements,
           adopted_on = excluded.adopted_on, adopted_at = excluded.adopted_at, reviewed_on = excluded.reviewed_on,
           next_review = excluded.next_review, signatory = excluded.signatory, signatory_role = excluded.signatory_role,
           state = excluded.state, root = excluded.root, root_adopted_on = excluded.root_adopted_on,
           recorded = excluded.recorded
         WHERE policies.state = 'draft' OR policies.sha256 = excluded.sha256
         RETURNING id`,
    values,
  );
  if (!saved) throw new Error('The text of a policy version that was adopted cannot be changed.');
}
export const POLICY_NOUN = {
  table: 'policies',
  asked: policies,
  save: savePolicy,
  erasure: 'stay: what the setting adopted' as const,
};
