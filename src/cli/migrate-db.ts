import { resolve } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { adviceOn } from '../store/advice.ts';
import { MarkMissing, type Moved, moveRegister, undoMove } from '../store/move.ts';
import { isAddress, isServer, passwordsIn, toName } from '../store/postgres/address.ts';
import { SideFault } from '../store/side.ts';
import { asFailure, type Door, EXIT, Failure, read, WrongUsage } from './door.ts';

/** How often it is told how far it is, in milliseconds. */
const TELL_MS = 5000;

/** Stands for the database of the configuration, so that no address stands on the command line. */
const CONFIGURED = 'CANDOUR_DATABASE';

/** A database, as a word of the command line names it. */
interface Named {
  /** A path or an address. */
  address: string;
  isConfigured: boolean;
}

/** Moves everything into another database, or takes back the mark that this leaves. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args, { undo: { type: 'boolean' } } as const, { least: 1, most: 2 });
  const [from, to] = positionals.map((word) => toDatabase(door, word));
  if (!from) throw new WrongUsage('The database is missing.');
  if (values.undo) {
    if (to) throw new WrongUsage('--undo takes one database: the one that was moved.');
    return undo(door, from);
  }
  if (!to) throw new WrongUsage('Two databases are wanted: from which, and into which.');
  const moving = { at: door.clock(undefined)(), onRows: teller(door) };
  const moved = await sayingWhere(moveRegister(from.address, to.address, moving));
  for (const line of toLines(moved, from, to)) door.print(printableLine(line));
  return EXIT.done;
}

async function undo(door: Door, { address }: Named): Promise<number> {
  const mark = await sayingWhere(undoMove(address));
  const name = isServer(address) ? toName(address) : address;
  door.print(
    printableLine(
      mark === undefined
        ? `There is nothing to undo: ${name} bears no mark.`
        : `The mark of ${name} is taken away: it was ${mark}. What was recorded there since is not in it. See to it that only one of the two is used.`,
    ),
  );
  return EXIT.done;
}

function toDatabase({ config, complain }: Door, word: string): Named {
  if (word === CONFIGURED) return { address: config.server ?? config.database, isConfigured: true };
  if (!isServer(word)) return { address: resolve(word), isConfigured: false };
  if (!isAddress(word))
    throw new WrongUsage(
      'That is no whole address of a PostgreSQL, such as postgres://candour:PASSWORD@db.example.org/candour. In a password write / as %2F, @ as %40, ? as %3F, # as %23 and % as %25.',
    );
  if (passwordsIn(word).length > 0)
    complain(
      `Whoever is on this machine can read a password on the command line while the command runs (ps), and your shell keeps it. Rather set the address in ${CONFIGURED}, and say ${CONFIGURED} in its place.`,
    );
  return { address: word, isConfigured: false };
}

/** Says every few seconds how far it is; nothing where it is done before. */
function teller({ complain, stopwatch }: Door) {
  const rows = { copied: 0, compared: 0 };
  let last = stopwatch.elapsed();
  return (doing: keyof typeof rows, more: number, ofAll: number) => {
    rows[doing] += more;
    if (stopwatch.elapsed() - last < TELL_MS) return;
    last = stopwatch.elapsed();
    complain(`${number(rows[doing], 'row')} of ${number(ofAll)} ${doing}.`);
  };
}

/** Says which of the two databases failed. */
async function sayingWhere<T>(work: Promise<T>): Promise<T> {
  try {
    return await asFailure(work);
  } catch (error) {
    if (error instanceof MarkMissing) throw new Failure(error.message);
    if (!(error instanceof SideFault)) throw error;
    throw new Failure(
      `${error.message} ${error.advice ?? adviceOn(error.code)} The database to be moved is as it was. Once this is put right, run the same command again.`,
    );
  }
}

function toLines(
  { from, to, rows, tables, chains, wasThere }: Moved,
  source: Named,
  target: Named,
): string[] {
  const set = target.isConfigured ? '' : `set ${CONFIGURED} to ${to}, `;
  return [
    `${wasThere ? `All of ${from} was in ${to} already` : `Moved from ${from} to ${to}`}: ${number(rows, 'row')} in ${number(tables, 'table')}. The content of each table is the same in both, and so is the end of each of ${number(chains, 'chain')}.`,
    `Now ${set}start Candour, and run: npx candour audit verify`,
    `${from} bears a mark, so that no Candour writes in it any more. It holds everybody's data: delete it once you are sure. To use it again all the same, without what was recorded in the other since: npx candour migrate-db --undo ${isServer(source.address) ? 'ADDRESS' : from}`,
  ];
}

const number = (count: number, one?: string) =>
  `${count.toLocaleString('en-GB')}${one === undefined ? '' : ` ${one}${count === 1 ? '' : 's'}`}`;
