import { writeFileSync } from 'node:fs';
import { printableLine } from '../../adapters/console/text.ts';
import type { Person } from '../core/people/person.ts';
import { ownRecord } from '../core/records/own-data.ts';
import { ownFiles } from '../core/records/own-data-files.ts';
import { localDay } from '../core/rules/days.ts';
import { fold } from '../core/rules/names.ts';
import type { Setting } from '../core/settings/setting.ts';
import type { Store } from '../core/store.ts';
import { type Door, EXIT, Failure, read, WrongUsage } from './door.ts';

const OPTIONS = {
  person: { type: 'string' },
  to: { type: 'string' },
  setting: { type: 'string' },
  at: { type: 'string' },
} as const;

/** What is held about one person, parents too, as a file for that person. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, OPTIONS, { least: 0, most: 0 });
  const { person: said, to } = values;
  if (said === undefined || fold(said) === '')
    throw new WrongUsage('export needs --person NAME: whose data.');
  if (to === undefined) throw new WrongUsage('export needs --to FILE: where the file goes.');
  const now = door.clock(values.at)();
  const store = await door.openStore();
  try {
    const { setting, person } = await find(store, said, values.setting);
    const calendar = await door.calendar();
    const zip = await door.zip();
    const files = await store.write([setting.id], async (register) => {
      const today = localDay(now, setting.timezone);
      const record = await ownRecord({ setting, now, today, calendar, register }, person);
      await register.audit.append(
        setting.id,
        { action: 'own_data.exported', actor: 'operator', subject: person.id, payload: {} },
        now,
      );
      return ownFiles(record);
    });
    save(to, zip(files));
    door.print(
      `${printableLine(person.name)}'s data is in ${printableLine(to)}. Give it to them alone, and do not keep a copy.`,
    );
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** The only person meant by a name, an e-mail or a reference. */
async function find(
  store: Store,
  said: string,
  code: string | undefined,
): Promise<{ setting: Setting; person: Person }> {
  const found = await store.read(async (register) => {
    const matches: { setting: Setting; person: Person }[] = [];
    for (const setting of await register.settings.all()) {
      if (code !== undefined && fold(setting.code) !== fold(code) && fold(setting.name) !== fold(code))
        continue;
      const byRef = await register.people.byRef(setting.id, said);
      const people = byRef
        ? [byRef]
        : said.includes('@')
          ? await register.people.byEmail(setting.id, said)
          : await register.people.byName(setting.id, fold(said));
      for (const person of people) matches.push({ setting, person });
    }
    return matches;
  });
  const [only, ...others] = found;
  if (!only) throw new Failure('Nobody of that name, e-mail or reference is in the register.');
  if (others.length > 0)
    throw new Failure(
      `That fits several people: ${found.map(({ setting, person }) => `${printableLine(person.name)} (${setting.code}${person.ref === null ? '' : `, ${printableLine(person.ref)}`})`).join('; ')}. Please use an e-mail or a reference, or add --setting CODE.`,
    );
  return only;
}

function save(to: string, bytes: Uint8Array): void {
  try {
    writeFileSync(to, bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') throw new Failure(`${to} is there already. Please name another file.`);
    if (['ENOENT', 'EACCES', 'EISDIR', 'EROFS', 'ENOSPC'].includes(code))
      throw new Failure(`${to} cannot be written (${code}). Please name a file in a folder that can.`);
    throw error;
  }
}
