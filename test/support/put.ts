import { newClaim } from '../../src/core/claim.ts';
import type { Marked, NoticeRow } from '../../src/core/notices/notice.ts';
import type { Register, Rows } from '../../src/core/store.ts';
import type { Traces } from '../../src/store/trace.ts';

const AT = new Date('2026-11-22T12:00:00.000Z');

/** Saves rows of one setting, as something that happened before the test begins. */
export async function put(register: Register, rows: Partial<Rows>): Promise<void> {
  const [first] = Object.values(rows).flat();
  if (!first) return;
  await register.record(
    first.setting,
    { action: 'test.put', actor: 'operator', subject: 'test', payload: {} },
    rows,
    AT,
  );
}

/** The event of rows of one setting that were written without `record`, where there are any. */
export async function explain(register: Register, setting: string): Promise<void> {
  const { traces } = register as Register & { traces: Traces };
  if (traces.untold().length === 0) return;
  await register.audit.append(
    setting,
    { action: 'test.put', actor: 'operator', subject: 'test', payload: {} },
    AT,
  );
}

/** `work` in one transaction of a setting, with an event of what it wrote. */
export async function explained<T>(
  register: Register,
  setting: string,
  work: (register: Register) => Promise<T>,
): Promise<T> {
  const done = await work(register);
  await explain(register, setting);
  return done;
}

/** Marks notices of one setting that wait to be sent, as if they had been. */
export async function putSent(
  register: Register,
  setting: string,
  notices: readonly Pick<NoticeRow, 'id' | 'recipient'>[],
  sentAt: Date,
): Promise<void> {
  const claim = newClaim(NEVER);
  const people = [...new Set(notices.map(({ recipient }) => recipient))];
  const marks: Marked[] = (await register.notices.claim(setting, people, NEVER, claim)).map((row) =>
    notices.some(({ id }) => id === row.id)
      ? { ...row, state: 'sent', platform: 'slack', attempts: 1, sentAt }
      : row,
  );
  await register.notices.mark(setting, claim.token, marks);
}

/** After everything is due. */
const NEVER = new Date('2100-01-01T00:00:00.000Z');
