import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalendar } from '../../src/calendar.ts';
import { candidatesForAll } from '../../src/core/allocations/candidates.ts';
import { createApp } from '../../src/core/app.ts';
import type { Eligibility } from '../../src/core/rules/eligibility.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import { FINDINGS } from '../../src/core/talk/shown.ts';
import type { Answer } from '../../src/core/talk/view.ts';
import { type ImportOptions, type ImportReport, importFolder } from '../../src/import/index.ts';
import type { OpenedStore } from '../../src/store/index.ts';
import { platformNames } from './platforms.ts';
import { filled } from './setting.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const TODAY = '2026-11-23';

/** A setting that is imported from a folder, spoken with, and imported again. */
export interface Imported {
  load(files: Record<string, string>, options?: Partial<ImportOptions>): Promise<ImportReport>;
  /** What somebody who works here says; what is shown before anything is done is sent as it stands. Undefined: nobody of that name. */
  say(who: string, words: string): Promise<Answer | undefined>;
  /** Of each member of staff and each child, today. */
  answers(): Promise<{ staff: string; child: string; key: string; result: Eligibility }[]>;
  /** The open declarations, by number. */
  declarations(): Promise<{ number: number; by: string }[]>;
  remove(): void;
}

export function importedSetting(store: OpenedStore, code: string): Imported {
  const dir = mkdtempSync(join(tmpdir(), 'candour-imported-'));
  const calendar = createCalendar();
  const app = createApp({ store, calendar, clock: () => NOW, platformNames, perMinute: 10_000 });
  const setting = async (): Promise<Setting> => {
    const found = await store.read((register) => register.settings.byCode(code));
    if (!found) throw new Error(`no setting ${code}`);
    return found;
  };
  return {
    load(files, options) {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
      return importFolder({ store, calendar, platformNames, now: NOW, dir, ...options });
    },
    async say(who, words) {
      const { id } = await setting();
      const people = await store.read((register) => register.people.all(id));
      const person = people.find(({ name, posts }) => name === who && posts.length > 0);
      if (!person) return undefined;
      const identity = {
        account: { platform: 'test', tenant: code, user: who },
        memberships: [{ setting: id, person: person.id }],
      };
      const answer = await app.run(identity, app.parse(words));
      return answer.kind === 'form' && answer.intro?.startsWith(FINDINGS.unseen)
        ? app.run(identity, { command: answer.command, input: filled(answer), submitted: true })
        : answer;
    },
    async answers() {
      const found = await setting();
      return store.read(async (register) => {
        const children = await register.children.all(found.id);
        const scene = { register, setting: found, today: TODAY, now: NOW, calendar };
        const all = await candidatesForAll(
          scene,
          children.map((child) => ({ child, on: TODAY })),
        );
        return children.flatMap((child, at) =>
          (all[at] ?? []).map(({ person, result }) => ({
            staff: person.name,
            child: child.name,
            key: `${person.id} ${child.id}`,
            result,
          })),
        );
      });
    },
    async declarations() {
      const { id } = await setting();
      const open = await store.read((register) => register.declarations.open(id));
      return open.map(({ number, declarerName }) => ({ number, by: declarerName }));
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
