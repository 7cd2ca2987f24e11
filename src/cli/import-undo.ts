import { printableLine } from '../../adapters/console/text.ts';
import { localDay } from '../core/rules/days.ts';
import type { Scene } from '../core/talk/context.ts';
import { selectSettings } from '../core/who/everywhere.ts';
import { type TakenBack, undoImport } from '../import/index.ts';
import { type Door, EXIT, Failure, WrongUsage } from './door.ts';

/**
 * Takes back the last import of a setting. A dry run says what would go.
 * @throws Refusal where something was built on it
 */
export async function undoLast(
  door: Door,
  code: string | undefined,
  { now, dryRun }: { now: Date; dryRun: boolean },
): Promise<number> {
  const store = await door.openStore();
  try {
    const calendar = await door.calendar();
    const [setting, ...others] = await store.read((register) => selectSettings(register, code));
    if (setting === undefined)
      throw new Failure('There is no setting in this database, so nothing was imported.');
    if (others.length > 0)
      throw new WrongUsage('There are several settings: please name one, as in --setting CODE.');
    const undone = await store
      .write([setting.id], async (register) => {
        const scene: Scene = { setting, now, today: localDay(now, setting.timezone), calendar, register };
        const undone = await undoImport(scene, 'operator');
        if (dryRun) throw new Rehearsed(undone);
        return undone;
      })
      .catch((error: unknown) => {
        if (error instanceof Rehearsed) return error.undone;
        throw error;
      });
    for (const line of undone.summary) door.print(printableLine(line));
    if (dryRun) door.print('That is what would be done; nothing was written.');
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** Thrown to roll back a dry run. */
class Rehearsed extends Error {
  override name = 'Rehearsed';
  readonly undone: TakenBack;

  constructor(undone: TakenBack) {
    super();
    this.undone = undone;
  }
}
