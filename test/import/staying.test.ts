import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NOT_IN_FOLDER, type NotInFolder } from '../../src/core/settings/folder.ts';
import { exportSetting } from '../../src/import/index.ts';
import { everyTable } from '../store/every-table.ts';
import { aNotice, anAcknowledgement, anAllocation, aPerson } from '../store/fixture.ts';
import { platformNames } from '../support/platforms.ts';
import { explain, put } from '../support/put.ts';
import { folder, NOW, withStore } from './folder.ts';

/** What becomes of each table's rows when a setting is exported: they are in the folder, or named as what is not in it, or neither. */
const TABLES: Record<string, 'in the folder' | NotInFolder[] | `with ${string}` | `neither: ${string}`> = {
  settings: 'in the folder',
  people: ['staffDays'],
  posts: ['posts'],
  accounts: ['accounts'],
  absences: ['absences'],
  proposals: ['proposals'],
  children: ['days', 'settled', 'unprotected'],
  enrolments: ['enrolments'],
  carer_links: ['carers'],
  allocations: ['allocations', 'told'],
  holds: ['holds'],
  declarations: ['declarations'],
  verdicts: 'with declarations',
  clearances: 'with declarations',
  openings: 'with declarations',
  passes: 'with declarations',
  arrangements: ['arrangements'],
  boundaries: ['boundaries'],
  boundary_links: 'with boundaries',
  conduct_matters: ['conduct'],
  family_questions: 'with family_answers',
  family_children: 'with family_answers',
  family_carers: 'with family_answers',
  family_answers: ['families'],
  policy_texts: 'with policies',
  policies: 'in the folder',
  acknowledgements: ['acknowledgements', 'declined'],
  signatures: ['signatures'],
  notices: ['messages'],
  messages: 'with notices',
  legal_holds: ['legalHolds'],
  imports: 'neither: what the last import said; the next one writes it',
  last_imports: 'neither: what taking back the last import needs, for a day',
  retired_numbers: 'neither: numbers that are given to nobody else; another register has its own',
  intents: 'neither: answers that are kept for a day, for repeated clicks',
  chain_heads: 'with audit',
  audit: ['events'],
  installations: 'neither: of a workspace, not of a setting',
  conversations: 'neither: of an account, not of a setting; the platform makes it anew',
  answered_activities: 'neither: of a platform',
};

const on = withStore();
const out = () => join(folder({}), 'out');

describe('what an export leaves behind', () => {
  test('every table is in the folder, or named as what is not, or neither with its reason', () => {
    const migrations = join(import.meta.dirname, '../../migrations');
    const schema = readdirSync(migrations)
      .map((name) => readFileSync(join(migrations, name), 'utf8'))
      .join('\n');
    const tables = [...schema.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, table = '']) => table);
    expect(tables.length).toBeGreaterThan(30);
    expect(Object.keys(TABLES).sort()).toEqual(tables.sort());
    for (const becomes of Object.values(TABLES))
      if (typeof becomes === 'string' && becomes.startsWith('with '))
        expect(tables).toContain(becomes.slice('with '.length));
  });

  test('every kind that is named is of a table', () => {
    const named = Object.values(TABLES).flatMap((becomes) => (typeof becomes === 'string' ? [] : becomes));
    expect([...new Set(named)].sort()).toEqual(Object.keys(NOT_IN_FOLDER).sort());
  });

  test('is said with a count, of a register that holds one of each kind', async () => {
    const { setting, manager, staff, mother, father, child, policy } = await everyTable(on.store);
    const s = setting.id;
    const days = [
      { from: '2025-09-03', sessions: 'mon-am' },
      { from: '2026-09-03', sessions: 'tue-am' },
    ];
    const chair = aPerson(s, 'Helen Whitcombe', ['chair'], {
      posts: [
        { role: 'chair', from: null, until: null },
        { role: 'staff', from: '2020-01-01', until: '2024-01-01' },
      ],
    });
    await on.store.write([s], async (register) => {
      await put(register, { children: [{ ...child, leavesOn: '2026-07-20' }] });
      await put(register, {
        people: [chair, { ...staff, sessions: days }],
        children: [
          { ...child, lookedWith: 'both', sessions: days, wasProtected: true, startsOn: '2026-11-02' },
        ],
        carerLinks: [
          {
            setting: s,
            child: child.id,
            person: father.id,
            relation: null,
            standing: 'former',
            countsAs: null,
          },
        ],
        acknowledgements: [
          anAcknowledgement(manager, policy, { answer: 'decline', reason: 'a question' }),
          anAcknowledgement(chair, policy, { source: 'paper', witness: 'Ruth Hallam' }),
        ],
        allocations: [
          anAllocation(s, 2, child.id, staff.id, {
            role: 'back_up',
            until: '2026-01-01',
            toldOn: '2025-09-03',
          }),
        ],
      });
      await register.notices.queue(aNotice(manager));
      await explain(register, s);
    });
    const written = out();
    const report = await exportSetting({ store: on.store, platformNames, now: NOW, dir: written });
    expect(report.faults).toEqual([]);
    const said = new Map(
      report.staying.map((line) => {
        const [, count = '', what = ''] = /^Not in the folder: (\d+) (.+)\.$/.exec(line) ?? [];
        return [what, Number(count)];
      }),
    );
    const counts = Object.fromEntries(
      Object.entries(NOT_IN_FOLDER).map(([kind, [one, several]]) => [
        kind,
        said.get(one) ?? said.get(several) ?? 0,
      ]),
    );
    expect(counts.events).toBeGreaterThan(2);
    expect({ ...counts, events: 1 }).toEqual({
      acknowledgements: 1,
      declined: 1,
      signatures: 1,
      declarations: 2,
      arrangements: 1,
      boundaries: 1,
      conduct: 1,
      holds: 2,
      families: 1,
      absences: 1,
      proposals: 1,
      posts: 1,
      accounts: 2,
      // One of them ended when the child left.
      allocations: 2,
      told: 1,
      days: 1,
      staffDays: 1,
      enrolments: 1,
      carers: 1,
      settled: 1,
      unprotected: 1,
      messages: 1,
      legalHolds: 1,
      events: 1,
    });
    expect(readFileSync(join(written, 'agreements.csv'), 'utf8')).toContain('Helen Whitcombe');
    expect(readFileSync(join(written, 'children.csv'), 'utf8')).toContain(mother.name);
    expect(readFileSync(join(written, 'children.csv'), 'utf8')).not.toContain(father.name);
  });

  test('is nothing but the trail, of a setting that a folder has just made', async () => {
    await on.seed();
    const report = await exportSetting({ store: on.store, platformNames, now: NOW, dir: out() });
    expect(report.staying.filter((line) => !/event|message/.test(line))).toEqual([]);
  });
});
