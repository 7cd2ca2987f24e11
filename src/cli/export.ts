import { printableLine } from '../../adapters/console/text.ts';
import { exportSetting } from '../import/index.ts';
import { type Door, EXIT, Failure, read, told } from './door.ts';

/** Writes a setting back into a folder. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const options = { setting: { type: 'string' } } as const;
  const { values, positionals } = read(args, options, { least: 1, most: 1 });
  const dir = positionals[0] ?? '';
  const store = await door.openStore();
  try {
    const setting = values.setting === undefined ? {} : { setting: values.setting };
    const { faults, files, notes } = await told(
      exportSetting({ store, now: door.clock(undefined)(), dir, ...setting }),
    );
    if (faults.length > 0) throw new Failure(faults.map(printableLine).join('\n'));
    for (const note of notes) door.print(printableLine(note));
    door.print(
      `${files.length} files written to ${printableLine(dir)}. They hold people's names: keep them where only you can.`,
    );
    return EXIT.done;
  } finally {
    await store.close();
  }
}
