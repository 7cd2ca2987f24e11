import type { Change, Policies, PolicyVersion } from '../core/policy.ts';
import type { Day } from '../core/rules/days.ts';
import { answers } from './answers.ts';
import type { Transaction, Value } from './database.ts';
import { duties } from './duties.ts';

interface PolicyRow {
  setting: string;
  id: string;
  code: string;
  title: string;
  kind: PolicyVersion['kind'];
  version: string;
  change: Change;
  text: string;
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
}

const COLUMNS = `setting, id, code, title, kind, version, change, text, sha256, statements, adopted_on, adopted_at,
  reviewed_on, next_review, signatory, signatory_role, state, root, root_adopted_on`;

/** All but the text, which is long. */
const BRIEF = COLUMNS.replace(' text,', '');

/** Texts of versions, which never change once adopted: they are in force, and asked for with every command about them. */
const texts = new Map<string, string>();
const REMEMBERED = 500;

function fromRow(row: PolicyRow): PolicyVersion {
  return {
    setting: row.setting,
    id: row.id,
    code: row.code,
    title: row.title,
    kind: row.kind,
    version: row.version,
    change: row.change,
    text: row.text,
    sha256: row.sha256,
    statements: JSON.parse(row.statements),
    adoptedOn: row.adopted_on,
    adoptedAt: row.adopted_at,
    reviewedOn: row.reviewed_on,
    nextReview: row.next_review,
    signatory: row.signatory,
    signatoryRole: row.signatory_role,
    state: row.state,
    root: row.root,
    rootAdoptedOn: row.root_adopted_on,
  };
}

const IN_FORCE = `SELECT ${BRIEF} FROM policies WHERE setting = ? AND state = 'adopted' ORDER BY code`;

export function policies(db: Transaction): Policies {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<PolicyRow>(`SELECT ${COLUMNS} FROM policies ${rest}`, values)).map(fromRow);

  async function readInForce(setting: string): Promise<PolicyVersion[]> {
    const rows = await db.all<PolicyRow>(IN_FORCE, [setting]);
    for (const row of rows) row.text = texts.get(`${row.id} ${row.sha256}`) ?? (await textOf(row));
    return rows.map(fromRow);
  }

  async function textOf({ setting, id, sha256 }: PolicyRow): Promise<string> {
    const row = await db.get<{ text: string }>('SELECT text FROM policies WHERE setting = ? AND id = ?', [
      setting,
      id,
    ]);
    const text = row?.text ?? '';
    if (texts.size >= REMEMBERED) texts.clear();
    texts.set(`${id} ${sha256}`, text);
    return text;
  }

  // Asked by nearly every question of a form, and the longest thing there is to read: once a transaction.
  const inForce = new Map<string, Promise<PolicyVersion[]>>();

  return {
    async inForce(setting) {
      const known = inForce.get(setting) ?? readInForce(setting);
      inForce.set(setting, known);
      return [...(await known)];
    },
    versions: (setting, code) => some('WHERE setting = ? AND code = ? ORDER BY id DESC', [setting, code]),
    byId: async (setting, id) => (await some('WHERE setting = ? AND id = ?', [setting, id]))[0],
    async codes(setting) {
      const rows = await db.all<{ code: string }>(
        'SELECT DISTINCT code FROM policies WHERE setting = ? ORDER BY code',
        [setting],
      );
      return rows.map((row) => row.code);
    },
    async save(version) {
      inForce.clear();
      const saved = await db.get(
        `INSERT INTO policies (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, id) DO UPDATE SET
           code = excluded.code, title = excluded.title, kind = excluded.kind, version = excluded.version,
           change = excluded.change, text = excluded.text, sha256 = excluded.sha256, statements = excluded.statements,
           adopted_on = excluded.adopted_on, adopted_at = excluded.adopted_at, reviewed_on = excluded.reviewed_on,
           next_review = excluded.next_review, signatory = excluded.signatory, signatory_role = excluded.signatory_role,
           state = excluded.state, root = excluded.root, root_adopted_on = excluded.root_adopted_on
         WHERE policies.state = 'draft' OR (policies.text = excluded.text AND policies.sha256 = excluded.sha256)
         RETURNING id`,
        [
          version.setting,
          version.id,
          version.code,
          version.title,
          version.kind,
          version.version,
          version.change,
          version.text,
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
        ],
      );
      if (!saved) throw new Error('The text of a policy version that was adopted cannot be changed.');
    },
    ...duties(db),
    ...answers(db),
  };
}
