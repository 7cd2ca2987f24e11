import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;
beforeAll(async () => {
  work = await openWorkplace();
});
afterAll(() => work.close());

it('import and doctor say what the line about concerns lacks, and doctor that nobody else can be told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candour-oak-'));
  writeFileSync(join(folder, 'setting.json'), '{"name": "Oak", "lado_phone": "01632 960842"}');
  writeFileSync(join(folder, 'people.csv'), 'name,roles\nAnn Lee,dso; staff\nBea Orr,chair\n');
  writeFileSync(
    join(folder, 'children.csv'),
    'name,starts_on,carers\nMia Reed,2026-09-01,Sarah Reed (mother)\n',
  );
  const missing =
    /the number of children’s social care \(social_care_phone\), of its number for nights and weekends \(social_care_out_of_hours\), of whistleblowing \(whistleblowing_phone\)\./;
  const imported = await work.candour(['import', folder]);
  expect(imported.code, imported.stderr).toBe(0);
  expect(imported.stdout + imported.stderr).toMatch(missing);
  const { stdout } = await work.candour(['doctor']);
  expect(stdout).toMatch(
    new RegExp(`warning oak: the line about concerns leaves out ${missing.source.replace('\\.', '')}`),
  );
  expect(stdout).toMatch(/warning oak: there is no second officer for staff to tell of a worry\./);
});
