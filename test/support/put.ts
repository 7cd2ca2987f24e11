import type { Register, Rows } from '../../src/core/store.ts';

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
