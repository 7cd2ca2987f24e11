import type { Framework, Nation, Setting, Settings } from '../../core/settings/setting.ts';
import type { Transaction, Value } from '../database.ts';
import { type Traces, traced } from '../trace.ts';
import { genesis } from './audit.ts';

interface SettingRow {
  id: string;
  code: string;
  name: string;
  timezone: string;
  nation: Nation;
  closures: string;
  delivery_windows: string;
  lado_phone: string | null;
  lado_title: string | null;
  social_care_phone: string | null;
  social_care_out_of_hours: string | null;
  whistleblowing_phone: string | null;
  framework: Framework | null;
  tenants: string;
  titles: string;
  profile: string;
  first_import_on: string;
  demo: number;
  witness: string | null;
  phone: string | null;
}

export const SETTINGS = traced('settings', [
  'id',
  'code',
  'name',
  'timezone',
  'nation',
  'closures',
  'delivery_windows',
  'lado_phone',
  'lado_title',
  'social_care_phone',
  'social_care_out_of_hours',
  'whistleblowing_phone',
  'framework',
  'tenants',
  'titles',
  'profile',
  'first_import_on',
  'demo',
  'code_key',
  'witness',
  'phone',
]);
const COLUMNS = SETTINGS.columns.join(', ');

const BY_ID = `SELECT ${COLUMNS} FROM settings WHERE id = ?`;

/** The settings read last: every command reads one, and parsing its JSON lists is most of the cost. */
const lately = new Map<string, { row: SettingRow; setting: Setting }>();
const REMEMBERED = 1000;

/** A copy. Its lists are shared with other copies of the same row, and are never changed in place. */
function fromRow(row: SettingRow): Setting {
  const last = lately.get(row.id);
  if (last && isSame(last.row, row)) return { ...last.setting };
  const setting = parsed(row);
  if (lately.size >= REMEMBERED) lately.clear();
  lately.set(row.id, { row, setting });
  return { ...setting };
}

function isSame(a: SettingRow, b: SettingRow): boolean {
  for (const column in a) if (a[column as keyof SettingRow] !== b[column as keyof SettingRow]) return false;
  return true;
}

function parsed(row: SettingRow): Setting {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    timezone: row.timezone,
    nation: row.nation,
    closures: JSON.parse(row.closures),
    deliveryWindows: JSON.parse(row.delivery_windows),
    ladoPhone: row.lado_phone,
    ladoTitle: row.lado_title,
    socialCarePhone: row.social_care_phone,
    socialCareOutOfHours: row.social_care_out_of_hours,
    whistleblowingPhone: row.whistleblowing_phone,
    framework: row.framework,
    tenants: JSON.parse(row.tenants),
    titles: JSON.parse(row.titles),
    profile: JSON.parse(row.profile),
    firstImportOn: row.first_import_on,
    demo: row.demo === 1,
    witness: row.witness,
    phone: row.phone,
  };
}

/** Codes are compared without regard to case. */
function codeKey(code: string): string {
  return code.toLowerCase();
}

export function settings(db: Transaction, traces: Traces): Settings {
  return {
    async byId(id) {
      const row = await db.get<SettingRow>(BY_ID, [id]);
      return row && fromRow(row);
    },
    async byCode(code) {
      const row = await db.get<SettingRow>(`SELECT ${COLUMNS} FROM settings WHERE code_key = ?`, [
        codeKey(code),
      ]);
      return row && fromRow(row);
    },
    async all() {
      return (await db.all<SettingRow>(`SELECT ${COLUMNS} FROM settings ORDER BY code_key`, [])).map(fromRow);
    },
    async save(setting) {
      const values: Value[] = [
        setting.id,
        setting.code,
        setting.name,
        setting.timezone,
        setting.nation,
        JSON.stringify(setting.closures),
        JSON.stringify(setting.deliveryWindows),
        setting.ladoPhone,
        setting.ladoTitle,
        setting.socialCarePhone,
        setting.socialCareOutOfHours,
        setting.whistleblowingPhone,
        setting.framework,
        JSON.stringify(setting.tenants),
        JSON.stringify(setting.titles),
        JSON.stringify(setting.profile),
        setting.firstImportOn,
        setting.demo ? 1 : 0,
        codeKey(setting.code),
        setting.witness,
        setting.phone,
      ];
      traces.saved(SETTINGS, values);
      await db.run(
        `INSERT INTO settings (${COLUMNS})
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
           code = excluded.code, name = excluded.name, timezone = excluded.timezone, nation = excluded.nation,
           closures = excluded.closures, delivery_windows = excluded.delivery_windows, lado_phone = excluded.lado_phone,
           lado_title = excluded.lado_title, social_care_phone = excluded.social_care_phone,
           social_care_out_of_hours = excluded.social_care_out_of_hours,
           whistleblowing_phone = excluded.whistleblowing_phone, framework = excluded.framework,
           tenants = excluded.tenants, titles = excluded.titles, profile = excluded.profile,
           first_import_on = excluded.first_import_on, demo = excluded.demo, code_key = excluded.code_key,
           witness = excluded.witness, phone = excluded.phone`,
        values,
      );
      await db.run(
        'INSERT INTO chain_heads (setting, seq, hash) VALUES (?, 0, ?) ON CONFLICT (setting) DO NOTHING',
        [setting.id, genesis(setting.id)],
      );
    },
  };
}
