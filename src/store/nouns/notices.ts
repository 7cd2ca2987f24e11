import type {
  ClaimedNotice,
  Content,
  DueRecipients,
  FailedNotice,
  Notice,
  NoticeRow,
  Notices,
} from '../../core/notices/notice.ts';
import { type Transaction, toJsonList } from '../database.ts';
import type { Notified } from '../record.ts';
import { isUnclaimed, tomorrow, UNCLAIMED } from '../unclaimed.ts';

interface Row {
  setting: string;
  id: string;
  recipient: string;
  subject: string;
  kind: Content['kind'];
  occasion: string;
  /** The data of the kind, as JSON. */
  data: string;
  class: Notice['class'];
  title: string;
  text: string;
  button: string | null;
  state: Notice['state'];
  platform: string | null;
  attempts: number;
  created_at: string;
  not_before: string;
  sent_at: string | null;
  error: string | null;
}

interface NamedRow extends Row {
  setting_code: string;
  recipient_name: string;
}

interface ClaimedRow extends NamedRow {
  planned_at: string | null;
}

interface DueRow {
  setting: string;
  recipient: string;
  /** 0 for an alert. */
  urgency: number;
}

const COLUMNS = [
  'setting',
  'id',
  'recipient',
  'subject',
  'kind',
  'occasion',
  'data',
  'class',
  'title',
  'text',
  'button',
  'state',
  'platform',
  'attempts',
  'created_at',
  'not_before',
  'sent_at',
  'error',
];
const OF_N = COLUMNS.map((column) => `n.${column}`).join(', ');
const NAMED = `SELECT ${OF_N}, s.code AS setting_code, p.name AS recipient_name
  FROM notices n
  JOIN settings s ON s.id = n.setting
  JOIN people p ON p.setting = n.setting AND p.id = n.recipient`;

interface FailedRow
  extends Pick<Row, 'setting' | 'id' | 'recipient' | 'class' | 'created_at' | 'not_before' | 'error'> {
  setting_code: string;
  platform: string | null;
  tenant: string | null;
}

/** The states are listed as in the index, so that the index is used. */
const FAILED = (
  where: string,
) => `SELECT n.setting, s.code AS setting_code, n.id, n.recipient, n.class, n.created_at,
    n.not_before, n.error, a.platform, a.tenant
  FROM notices n JOIN settings s ON s.id = n.setting
  LEFT JOIN accounts a ON a.setting = n.setting AND a.person = n.recipient AND a.state = 'bound'
  WHERE n.state IN ('queued', 'failed') AND n.state = 'failed' AND n.claimed_until IS NULL${where}
  ORDER BY CASE n.class WHEN 'alert' THEN 0 ELSE 1 END, n.created_at, n.id`;

const waiting = (claimed: string) =>
  `w.state IN ('queued', 'failed') AND w.not_before <= ? AND w.claimed_until ${claimed}`;

/** One query for each condition, each a range of the index: messages that are claimed now, which may be many, are not read. */
const DUE = `SELECT setting, recipient, MIN(not_before) AS since, MIN(CASE class WHEN 'alert' THEN 0 ELSE 1 END) AS urgency
  FROM (${UNCLAIMED.map(
    (claimed) =>
      `SELECT w.setting, w.recipient, w.not_before, w.class FROM notices w WHERE ${waiting(claimed)}`,
  ).join(' UNION ALL ')}) due
  WHERE setting NOT IN (SELECT passed.value FROM json_each(?) passed)
  GROUP BY setting, recipient ORDER BY urgency, since, setting, recipient LIMIT ?`;

const CLAIM = `UPDATE notices SET claim = ?, claimed_until = ?
  WHERE setting = ? AND recipient IN (SELECT wanted.value FROM json_each(?) wanted)
    AND state IN ('queued', 'failed') AND not_before <= ?
    AND ${isUnclaimed('claimed_until')}
  RETURNING ${COLUMNS.join(', ')}, planned_at,
    (SELECT s.code FROM settings s WHERE s.id = notices.setting) AS setting_code,
    (SELECT p.name FROM people p WHERE p.setting = ? AND p.id = notices.recipient) AS recipient_name`;

const RENEW = `UPDATE notices SET claimed_until = ?
  WHERE setting = ? AND id IN (SELECT wanted.value FROM json_each(?) wanted) AND claim = ?`;

const MARK = `UPDATE notices SET
    state = ?, platform = ?, attempts = ?, not_before = ?, sent_at = ?, error = ?,
    claim = NULL, claimed_until = NULL, planned_at = NULL
  WHERE setting = ? AND id = ?`;

/** Both sides of an assignment see the row as it was. */
const BRING_FORWARD = (
  planned: 'not_before' | 'NULL',
) => `UPDATE notices SET planned_at = ${planned}, not_before = ?
  WHERE setting = ? AND id IN (SELECT wanted.value FROM json_each(?) wanted)
    AND state = 'failed' AND claimed_until IS NULL`;

/** So many are counted: to count a third of a million keeps everybody waiting for a tenth of a second. */
const MOST_COUNTED = 10_000;
/** The states are listed as in the index of these three statements, so that it is used. */
const OUTSTANDING = "n.state IN ('queued', 'failed', 'dead')";
const COUNTED = `SELECT COUNT(*) AS count FROM
  (SELECT n.id FROM notices n WHERE ${OUTSTANDING} AND n.state = ? LIMIT ${MOST_COUNTED}) counted`;
const FAILED_SINCE = `SELECT MIN(n.created_at) AS at FROM notices n
  WHERE ${OUTSTANDING} AND n.state = 'failed' AND n.class = 'alert'`;
/** One that waits for the morning is not late. */
const QUEUED_SINCE = `SELECT MIN(n.not_before) AS at FROM notices n
  WHERE ${OUTSTANDING} AND n.state = 'queued' AND n.class = 'alert' AND n.not_before <= ?`;

function fromRow(row: Row): Notice {
  return {
    setting: row.setting,
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    content: { ...JSON.parse(row.data), kind: row.kind },
    occasion: row.occasion,
    class: row.class,
    title: row.title,
    text: row.text,
    button: row.button === null ? null : JSON.parse(row.button),
    state: row.state,
    platform: row.platform,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
    notBefore: new Date(row.not_before),
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
    error: row.error,
  };
}

function fromNamedRow(row: NamedRow): NoticeRow {
  return { ...fromRow(row), settingCode: row.setting_code, recipientName: row.recipient_name };
}

function fromClaimedRow(row: ClaimedRow): ClaimedNotice {
  return { ...fromNamedRow(row), plannedFor: row.planned_at === null ? null : new Date(row.planned_at) };
}

/** The people by their settings, in the order in which each setting comes first. */
function bySetting(rows: readonly DueRow[]): DueRecipients[] {
  const settings = new Map<string, DueRecipients>();
  for (const { setting, recipient, urgency } of rows) {
    const known = settings.get(setting);
    if (known) known.recipients.push(recipient);
    else settings.set(setting, { setting, recipients: [recipient], isUrgent: urgency === 0 });
  }
  return [...settings.values()];
}

function fromFailedRow(row: FailedRow): FailedNotice {
  return {
    setting: row.setting,
    settingCode: row.setting_code,
    id: row.id,
    recipient: row.recipient,
    class: row.class,
    createdAt: new Date(row.created_at),
    notBefore: new Date(row.not_before),
    error: row.error,
    platform: row.platform,
    tenant: row.tenant,
  };
}

/** @param notified collects the people for whom a message is queued, and from when it may leave */
export function notices(db: Transaction, notified: Notified): Notices {
  /** The messages that have one of these values in that column, oldest first. */
  async function having(column: 'id' | 'subject', setting: string, values: readonly string[]) {
    const rows = await db.all<Row>(
      `SELECT ${OF_N} FROM json_each(?) wanted CROSS JOIN notices n
       WHERE n.setting = ? AND n.${column} = wanted.value ORDER BY n.created_at, n.id`,
      [toJsonList(values), setting],
    );
    return rows.map(fromRow);
  }
  return {
    async queue(notice) {
      const { kind, ...data } = notice.content;
      const queued = await db.run(
        `INSERT INTO notices (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
         ON CONFLICT (setting, subject, kind, occasion, recipient) DO UPDATE SET
           data = excluded.data, class = excluded.class, title = excluded.title, text = excluded.text, button = excluded.button,
           state = excluded.state, attempts = excluded.attempts, created_at = excluded.created_at,
           not_before = excluded.not_before, claim = NULL, claimed_until = NULL, planned_at = NULL, error = NULL
         WHERE notices.state = 'suppressed'`,
        [
          notice.setting,
          notice.id,
          notice.recipient,
          notice.subject,
          kind,
          notice.occasion,
          JSON.stringify(data),
          notice.class,
          notice.title,
          notice.text,
          notice.button === null ? null : JSON.stringify(notice.button),
          notice.state,
          notice.platform,
          notice.attempts,
          notice.createdAt.toISOString(),
          notice.notBefore.toISOString(),
          notice.sentAt?.toISOString() ?? null,
          notice.error,
        ],
      );
      const earlier = notified.get(notice.recipient);
      if (earlier === undefined || notice.notBefore < earlier)
        notified.set(notice.recipient, notice.notBefore);
      return queued > 0;
    },
    async wasQueued({ setting, subject, content, occasion, recipient }) {
      const row = await db.get(
        `SELECT id FROM notices
         WHERE setting = ? AND subject = ? AND kind = ? AND occasion = ? AND recipient = ? AND state <> 'suppressed'`,
        [setting, subject, content.kind, occasion, recipient],
      );
      return row !== undefined;
    },
    async due(now, limit, passedOver = []) {
      const at = now.toISOString();
      return bySetting(
        await db.all<DueRow>(DUE, [at, at, at, at, tomorrow(now), toJsonList(passedOver), limit]),
      );
    },
    async claim(setting, recipients, now, { token, until }) {
      const at = now.toISOString();
      const rows = await db.all<ClaimedRow>(CLAIM, [
        token,
        until.toISOString(),
        setting,
        toJsonList(recipients),
        at,
        at,
        tomorrow(now),
        setting,
      ]);
      rows.sort((a, b) => compare(a.not_before, b.not_before) || compare(a.id, b.id));
      return rows.map(fromClaimedRow);
    },
    async renew(setting, ids, { token, until }) {
      const renewed = await db.run(RENEW, [until.toISOString(), setting, toJsonList(ids), token]);
      return renewed === ids.length;
    },
    async mark(setting, token, marks) {
      const changed = await Promise.all(
        marks.map(({ id, state, platform, attempts, notBefore, sentAt, error }) =>
          db.run(`${MARK} AND claim = ?`, [
            state,
            platform,
            attempts,
            notBefore.toISOString(),
            sentAt?.toISOString() ?? null,
            error,
            setting,
            id,
            token,
          ]),
        ),
      );
      return new Set(marks.filter((_, at) => changed[at] === 1).map(({ id }) => id));
    },
    async requeue(setting, id, now) {
      await db.run(MARK, ['queued', null, 0, now.toISOString(), null, null, setting, id]);
    },
    async reword(setting, token, id, { title, text }) {
      await db.run('UPDATE notices SET title = ?, text = ? WHERE setting = ? AND id = ? AND claim = ?', [
        title,
        text,
        setting,
        id,
        token,
      ]);
    },
    async arrived(setting, id, attempts, platform, at) {
      const arrived = await db.run(
        `UPDATE notices SET state = 'sent', platform = ?, sent_at = ?, error = NULL
         WHERE setting = ? AND id = ? AND state IN ('failed', 'dead') AND attempts = ? AND claimed_until IS NULL`,
        [platform, at.toISOString(), setting, id, attempts],
      );
      return arrived > 0;
    },
    async rewind(setting, now) {
      const at = now.toISOString();
      await db.run(
        `UPDATE notices SET not_before = ?
         WHERE setting = ? AND state IN ('queued', 'failed') AND not_before > ? AND (state = 'failed' OR created_at > ?)`,
        [at, setting, at, at],
      );
    },
    async next() {
      const row = await db.get<{ at: string | null }>(
        "SELECT MIN(w.not_before) AS at FROM notices w WHERE w.state IN ('queued', 'failed')",
        [],
      );
      return row === undefined || row.at === null ? undefined : new Date(row.at);
    },
    async recipients(setting, subject, kind) {
      const rows = await db.all<{ recipient: string; occasion: string; created_at: string }>(
        `SELECT n.recipient, n.occasion, n.created_at FROM notices n
         WHERE n.setting = ? AND n.subject = ? AND n.kind = ? ORDER BY n.occasion, n.recipient`,
        [setting, subject, kind],
      );
      return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: new Date(created_at) }));
    },
    ofSubjects(setting, subjects) {
      return having('subject', setting, subjects);
    },
    byIds(setting, ids) {
      return having('id', setting, ids);
    },
    async all() {
      return (await db.all<NamedRow>(`${NAMED} ORDER BY n.created_at, n.id`, [])).map(fromNamedRow);
    },
    async ofRecipient(setting, person, limit) {
      const rows = await db.all<Row>(
        `SELECT ${COLUMNS.join(', ')} FROM notices
         WHERE setting = ? AND recipient = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
        [setting, person, limit],
      );
      return rows.map(fromRow);
    },
    async dead(setting) {
      const rows = await db.all<NamedRow>(
        `${NAMED} WHERE n.setting = ? AND n.state = 'dead' ORDER BY n.created_at, n.id`,
        [setting],
      );
      return rows.map(fromNamedRow);
    },
    async failed() {
      return (await db.all<FailedRow>(FAILED(''), [])).map(fromFailedRow);
    },
    async failedTo(setting, person) {
      const where = ' AND n.setting = ? AND n.recipient = ?';
      return (await db.all<FailedRow>(FAILED(where), [setting, person])).map(fromFailedRow);
    },
    async outstanding(now) {
      const count = async (state: Notice['state']) =>
        (await db.get<{ count: number }>(COUNTED, [state]))?.count ?? 0;
      const [queued, failed, dead, ...oldest] = await Promise.all([
        count('queued'),
        count('failed'),
        count('dead'),
        db.get<{ at: string | null }>(FAILED_SINCE, []),
        db.get<{ at: string | null }>(QUEUED_SINCE, [now.toISOString()]),
      ]);
      const [first] = oldest.flatMap((row) => row?.at ?? []).sort(compare);
      return { queued, failed, dead, oldestAlert: first === undefined ? undefined : new Date(first) };
    },
    async bringForward(setting, ids, now, asProbe) {
      const planned = asProbe === undefined ? 'NULL' : 'not_before';
      await db.run(BRING_FORWARD(planned), [now.toISOString(), setting, toJsonList(ids)]);
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
