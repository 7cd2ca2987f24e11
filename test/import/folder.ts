import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';
import type { Declaration } from '../../src/core/declarations/declaration.ts';
import type { Calendar } from '../../src/core/rules/days.ts';
import { fold } from '../../src/core/rules/names.ts';
import type { Register } from '../../src/core/store.ts';
import { type ImportOptions, importFolder } from '../../src/import/index.ts';
import type { OpenedStore } from '../../src/store/index.ts';
import { aDeclaration } from '../store/fixture.ts';
import { platformNames } from '../support/platforms.ts';
import { put } from '../support/put.ts';
import { openTestStore } from '../support/store.ts';

export const NOW = new Date('2026-11-23T10:00:00Z');
export const TODAY = '2026-11-23';
const calendar: Calendar = { isBankHoliday: () => false };

const made: string[] = [];
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

export type Contents = Record<string, string | Buffer>;

/** A folder of these files, gone after the tests. */
export function folder(contents: Contents): string {
  const dir = mkdtempSync(join(tmpdir(), 'candour-folder-'));
  made.push(dir);
  write(dir, contents);
  return dir;
}

export function write(dir: string, contents: Contents): void {
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}

export const PEOPLE =
  'ref,name,email,roles,line_manager,starts_on,leaves_on,key_person_capable,slack_user,teams_user';
export const CHILDREN = 'ref,name,starts_on,leaves_on,carers,key_person,back_up';

export const STAFF = [
  'P1,Dora Marlow,dora@elm.test,staff;dso,,2018-09-03,,yes,,',
  'P2,Max Arden,max@elm.test,manager,Dora Marlow,2018-09-03,,no,,',
  'P3,Ann Lee,ann@elm.test,staff,Max Arden,2020-01-06,,yes,,',
  'P4,Bea Stone,bea@elm.test,staff,Max Arden,2020-01-06,,yes,,',
];

export function sheet(header: string, ...rows: string[]): string {
  return `${[header, ...rows].join('\n')}\n`;
}

export const POLICY = `---
code: SM
title: Staying professional
version: 1.10
change: material
kind: policy
adopted_on: 2025-07-08
next_review: 2026-07
statements:
  - id: S1
    text: I keep to it.
---

Be kind.

Be open.
`;

export const AGREEMENT = `---
code: CONF
title: Confidentiality
version: 2
kind: confidentiality
adopted_on: 2025-09-09
---

I keep to myself what I learn here.
`;

/** A small setting, with whatever is given in place of its files. */
export function elm(contents: Contents = {}): Contents {
  return {
    'setting.json': JSON.stringify({ code: 'elm', name: 'Elm House' }),
    'people.csv': sheet(PEOPLE, ...STAFF),
    'children.csv': sheet(
      CHILDREN,
      'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother); Mike Reed (father),Ann Lee,Bea Stone',
    ),
    'policies/sm.md': POLICY,
    'policies/conf.md': AGREEMENT,
    ...contents,
  };
}

/** A real store for each test of a file, and the import on it. */
export function withStore() {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  beforeEach(async () => {
    opened = await openTestStore();
  });
  afterEach(() => opened.close());
  return {
    get store(): OpenedStore {
      return opened.store;
    },
    get file(): string {
      return opened.file;
    },
    run: (dir: string, options: Partial<ImportOptions> = {}) =>
      importFolder({ store: opened.store, calendar, platformNames, now: NOW, dir, ...options }),
    /** Imports these files; fails the test when they are refused. */
    async seed(contents: Contents = elm(), options: Partial<ImportOptions> = {}): Promise<string> {
      const dir = folder(contents);
      const report = await importFolder({
        store: opened.store,
        calendar,
        platformNames,
        now: NOW,
        dir,
        ...options,
      });
      if (report.faults.length > 0) throw new Error(report.faults.join('\n'));
      return dir;
    },
    read: <T>(work: (register: Register, setting: string) => Promise<T>, code = 'elm') =>
      opened.store.read(async (register) => work(register, (await register.settings.byCode(code))?.id ?? '')),
    write: (work: (register: Register, setting: string) => Promise<void>, code = 'elm') =>
      opened.store
        .read(async (register) => (await register.settings.byCode(code))?.id ?? '')
        .then((id) => opened.store.write([id], (register) => work(register, id))),
    /** Ann Lee, who works here, declares that she is a friend of this parent, or what `over` says. */
    async declare(parent: string, over: Partial<Declaration> = {}): Promise<void> {
      await this.write(async (register, setting) => {
        const ann = await register.people.byRef(setting, 'P3');
        const [counterpart] = await register.people.byName(setting, fold(parent));
        if (!ann || !counterpart) throw new Error('nobody of that name');
        const number = await register.drawNumber(setting, 'D');
        const given = { state: 'active', outcome: 'noted', since: '2026-10', ...over } as const;
        await put(register, { declarations: [aDeclaration(ann, number, counterpart, given)] });
      });
    },
  };
}
