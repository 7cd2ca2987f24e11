import { printableLine } from '../../adapters/console/text.ts';
import { exportSetting } from '../import/index.ts';
import { sealBytes } from '../store/sealed.ts';
import { asFailure, type Door, EXIT, Failure, howEncrypted, read } from './door.ts';

/** Writes a setting out as a folder that `import` can read again. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const options = { setting: { type: 'string' }, plain: { type: 'boolean' } } as const;
  const { values, positionals } = read(args, options, { least: 1, most: 1 });
  const dir = positionals[0] ?? '';
  const { key } = door.config;
  const sealing =
    key === undefined || values.plain ? {} : { seal: (plain: Uint8Array) => sealBytes(plain, key) };
  const store = await door.openStore();
  try {
    const setting = values.setting === undefined ? {} : { setting: values.setting };
    const { faults, files, notes, staying } = await asFailure(
      exportSetting({
        store,
        platformNames: await door.platformNames(),
        now: door.clock(undefined)(),
        dir,
        ...setting,
        ...sealing,
      }),
    );
    if (faults.length > 0) throw new Failure(faults.map(printableLine).join('\n'));
    for (const note of notes) door.print(printableLine(note));
    door.print(
      `Written to ${printableLine(dir)} (${files.length} files), ${howEncrypted(key, values.plain === true)}`,
    );
    for (const line of staying) door.print(line);
    if (staying.length > 0)
      door.print('All of that stays in the register alone: keep a backup of it, beside this folder.');
    return EXIT.done;
  } finally {
    await store.close();
  }
}
