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
