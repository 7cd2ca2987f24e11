import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importFolder, type Rename } from '../import/index.ts';
import { isSealed, openBytes } from '../store/sealed.ts';
import { asFailure, type Door, EXIT, Failure, read, WrongUsage } from './door.ts';
import { type Given, importList, readTold, show } from './import-list.ts';

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  overwrite: { type: 'boolean' },
  at: { type: 'string' },
  rename: { type: 'string', multiple: true },
  setting: { type: 'string' },
  map: { type: 'string', multiple: true },
  answer: { type: 'string', multiple: true },
  undo: { type: 'boolean' },
} as const;
/** How many changes are printed. A dry run prints all of them, since it is made to be read. */
const LISTED = 200;

/**
 * Imports a setting's folder, a folder of such folders, or somebody's own file: a list of children or staff, or a policy. Or takes
 * the last import back.
 */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const isUndo = args.includes('--undo');
  const { values, positionals } = read(args, OPTIONS, isUndo ? { least: 0, most: 0 } : { least: 1, most: 1 });
  if (isUndo) {
    const { undo: _, setting, at, 'dry-run': dryRun = false, ...others } = values;
    const [other] = Object.keys(others);
    if (other !== undefined)
      throw new WrongUsage(`--undo takes back what was imported last: --${other} says nothing about that.`);
    const { undoLast } = await import('./import-undo.ts');
    return undoLast(door, setting, { now: door.clock(at)(), dryRun });
  }
  const path = positionals[0] ?? '';
  const dryRun = values['dry-run'] === true;
  const given: Given = {
    args,
    now: door.clock(values.at)(),
    dryRun,
    overwrite: values.overwrite === true,
    renames: (values.rename ?? []).map(readRename),
    ...(dryRun ? {} : { listed: LISTED }),
  };
  const { setting, map = [], answer: answers = [] } = values;
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) {
    const file = { name: basename(path), bytes: readSomebodysFile(path) };
    const { formatOf } = await import('../import/document/index.ts');
    if (formatOf(file.bytes, file.name) === undefined)
      return importList(door, file, setting, readTold(map, answers), given);
    const { importPolicy } = await import('./import-policy.ts');
    return importPolicy(door, file, setting, answers, given);
  }
  if (setting !== undefined)
    throw new WrongUsage('--setting is for a file. A folder names its setting in its setting.json.');
  const store = await door.openStore(dryRun ? 'aside' : 'here');
  try {
    const report = await asFailure(
      importFolder({
        store,
        calendar: await door.calendar(),
        platformNames: await door.platformNames(),
        ...given,
        told: readTold(map, answers),
        dir: path,
        demo: isDemo(path, door.config.root),
        seal: { isSealed, open: (bytes) => openBytes(bytes, door.config.key) },
      }),
    );
    show(door, report);
    return report.faults.length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    await store.close();
  }
}

const LARGEST = 32 * 1024 * 1024;

/** @throws Failure */
function readSomebodysFile(path: string): Uint8Array {
  // A message quotes what was read: of a file elsewhere nobody should read a line here.
  if (lstatSync(path).isSymbolicLink())
    throw new Failure(`${path} is a link to another file. Please name the file itself.`);
  if (statSync(path).size > LARGEST)
    throw new Failure(`${path} is larger than 32 MB, which is more than a list or a policy could need.`);
  try {
    return readFileSync(path);
  } catch {
    throw new Failure(`${path} cannot be read. Please check that you may use it.`);
  }
}

function readRename(words: string): Rename {
  const [, from = '', to = ''] = /^([^=]+)=([^=]+)$/.exec(words) ?? [];
  if (from.trim() === '' || to.trim() === '')
    throw new WrongUsage(`--rename wants "OLD=NEW", not “${words}”.`);
  return { from: from.trim(), to: to.trim() };
}

/**
 * Whether `dir` is this programme's own demo/ folder. A copy of it does not count. No platform starts on a database that
 * holds the demo.
 */
function isDemo(dir: string, root: string): boolean {
  try {
    return realpathSync(dir) === realpathSync(join(root, 'demo'));
  } catch {
    // There is no such folder; the import reports that itself.
    return false;
  }
}
