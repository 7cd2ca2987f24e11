import { writeFileSync } from 'node:fs';
import { printableLine } from '../../adapters/console/text.ts';
import { ownRecord } from '../core/records/own-data.ts';
import { ownFiles } from '../core/records/own-data-files.ts';
import { localDay } from '../core/rules/days.ts';
import { fold } from '../core/rules/names.ts';
import { onlyOf, resolveIn, selectSettings } from '../core/who/everywhere.ts';
import { ANYONE } from '../core/who/people.ts';
import { type Door, EXIT, Failure, read, WrongUsage } from './door.ts';

const OPTIONS = {
  person: { type: 'string' },
  to: { type: 'string' },
  setting: { type: 'string' },
  at: { type: 'string' },
} as const;

/** Writes what is held about one person, parents included, into a file for that person. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, OPTIONS, { least: 0, most: 0 });
  const { person: said, to } = values;
  if (said === undefined || fold(said) === '')
    throw new WrongUsage('export needs --person NAME: whose data.');
  if (to === undefined) throw new WrongUsage('export needs --to FILE: where the file goes.');
  const now = door.clock(values.at)();
  const store = await door.openStore();
  try {
    const { setting, is: person } = await store.read(async (register) => {
      const settings = await selectSettings(register, values.setting);
      return onlyOf(register, await resolveIn(register, settings, said, ANYONE), ANYONE);
    });
    const calendar = await door.calendar();
    const zip = await door.zip();
    const files = await store.write([setting.id], async (register) => {
      const today = localDay(now, setting.timezone);
      const record = await ownRecord({ setting, now, today, calendar, register }, person);
      await register.record(
        setting.id,
        { action: 'own_data.exported', actor: 'operator', subject: person.id, payload: {} },
        {},
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
