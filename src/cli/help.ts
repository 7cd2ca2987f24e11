import type { Door } from './door.ts';

interface CliCommand {
  summary: string;
  usage: string;
  help: string;
  load(): Promise<{ run(door: Door, args: readonly string[]): Promise<number> }>;
}

const AT = `--at INSTANT   the time it is, for this command: 2026-12-01T08:05:00Z, or a day,
                 which means noon UTC`;

function command(usage: string, summary: string, more: string, load: CliCommand['load']): CliCommand {
  const line = `Usage: npx candour ${usage}`;
  return {
    summary,
    usage: line,
    help: `${line}\n\n${summary}${more === '' ? '' : `\n\n${more}`}`,
    load,
  };
}

/** Every command of the command line, in the order of the help text. Each is loaded only when it is run. */
export const commands: Record<string, CliCommand> = {
  init: command(
    'init [DIR]',
    'Asks step by step for the setting, its people, platform and keys, and writes the folder and .env.',
    `DIR is the setting's folder (setting). Nothing that is there is changed: a file that is there is
taken as answered. Ended in the middle, the same command goes on where it was. At its end the folder
is imported, and \`doctor\` looks at all of it.

It asks at a terminal; piped in, each line is an answer, and an empty one takes what stands in
brackets.

Exit codes: 0 done, 1 a fault was found, 3 the answers ended before the questions did.`,
    () => import('./init/index.ts'),
  ),
  import: command(
    'import DIR|FILE|--undo [--dry-run] [--at INSTANT] [--rename "OLD=NEW"]… [--overwrite]',
    'Reads a setting from its folder (or several, from a folder of such folders), or anybody’s list of children or staff, or a policy.',
    `FILE is an Excel workbook or a CSV with whatever columns it has. What is not certain is asked
(exit 3, with the words that answer it), and remembered for the next file with the same header.
All of it is checked before any of it is written; running it twice changes nothing.
FILE may be a policy, too: Word (.docx), Markdown or text. It becomes a draft, which the chair adopts.
Files that were exported with CANDOUR_KEY (NAME.sealed) are opened with it.

  --dry-run      prints what would change, and changes nothing
  --rename       somebody's name has changed from OLD to NEW
  --overwrite    what was changed in chat since the last import gives way to the files
  --undo         takes the last import of a setting back, for a day, where nothing was built on it
  --map "THEIR COLUMN=name", --map "JOB TITLE=staff"   what a column or a title means
  --answer attending=yes   or sheet=…, holds=children|staff, name="…" (of a new setting)
  --answer code=SM         of a policy: version=…, title=…, change=material|minor, kind=…, adoption=out|in, statements=…
  --setting CODE           whose FILE is, or whose import --undo takes back, where there are several settings
  ${AT}`,
    () => import('./import.ts'),
  ),
  'export-setting': command(
    'export-setting DIR [--setting CODE] [--plain]',
    'Writes a setting back into a folder that `import` reads.',
    `With CANDOUR_KEY set each file is encrypted, and called NAME.sealed.

  --setting CODE   which, where there are several
  --plain          files to read and to edit, although there is a key`,
    () => import('./export.ts'),
  ),
  export: command(
    'export --person NAME --to FILE [--setting CODE] [--at INSTANT]',
    'What is held about one person, as a file for that person.',
    `A zip of one page to read and one file for machines; other people's data is left out. It is
never encrypted: the person has no key.

  --person NAME    name, e-mail or reference; parents too
  --to FILE        a file that is not there yet
  --setting CODE   which setting, where several have somebody of that name
  ${AT}`,
    () => import('./mydata.ts'),
  ),
  say: command(
    'say --as "NAME" [--setting CODE] [--at INSTANT] [--json] [--answer field=value]… "TEXT"',
    'One command, as that person, through the same door as chat.',
    `  --as           name, e-mail or reference of who is speaking
  --setting      the setting's code, where that person works in several
  --answer       answers a question of the form, and sends it; the same field twice
                 means several values; file=@PATH gives the file at PATH, each time anew
  --json         prints the answer as one line of JSON
  ${AT}

Exit codes: 0 done, 1 refused or failed, 2 wrong usage (also where TEXT is no command: its answer
is printed all the same), 3 a form that waits for answers.
It prints what anybody of that name may see: it is for whoever may read the database.`,
    () => import('./say.ts'),
  ),
  tick: command(
    'tick [--at INSTANT]',
    'What the minute does: reminders that are due, and deliveries.',
    `With no platform configured, messages are delivered here: printed, and marked as sent.

  ${AT}`,
    () => import('./tick.ts'),
  ),
  calendar: command(
    'calendar [--from DAY] [--to DAY] [--json]',
    'What will be sent to whom, and when, if nobody does anything meanwhile; nothing is written.',
    `  --from DAY   the first day, such as 2026-12-01 (today)
  --to DAY     the last day (four weeks on)
  --json       one object a line`,
    () => import('./calendar.ts'),
  ),
  outbox: command(
    'outbox [--json] [--resend ID|all]',
    'Every notification and its state, oldest first.',
    `  --json            one object a line, with its id, attempts, last error and next try
  --resend ID|all   tries anew what has failed or was given up on (dead): one, or each`,
    () => import('./outbox.ts'),
  ),
  audit: command(
    'audit verify [EXPORT] [--head HEAD]... | audit export [--setting CODE] [--payloads [--plain]] [FILE]',
    'Checks every audit chain, and the records by what it last said of them, and names the first that is wrong; or writes it out as JSON Lines.',
    `  verify EXPORT    checks a file that \`audit export\` wrote; no database is opened. Anybody can do the
                   same with Node.js alone: node scripts/verify-audit.js EXPORT
  --head HEAD      the end of a chain as somebody else knows it: the 64 letters and digits that admin and
                   witness are sent. CODE/ may stand before them, and the number of the row and a colon.
                   Without one, a chain that was cut or written anew is not noticed. May be repeated
  --setting CODE   of this setting alone
  --payloads       with what was said, too: people's names and notes. Without, the file holds ids,
                   instants and digests. With CANDOUR_KEY set such a file is encrypted, and
                   \`audit verify\` opens it
  --plain          readable payloads, although there is a key
  FILE             a new file, readable by you alone (printed)`,
    () => import('./audit.ts'),
  ),
  retain: command(
    'retain [--dry-run] [--setting CODE] [--at INSTANT]',
    'Erases what the rules no longer let anybody keep, as every night does, and says what went and why.',
    `  --dry-run          says what would go, and erases nothing
  --setting CODE     of this setting alone
  --hold NAME|CODE --why "REASON"
                     a legal hold: nothing about that person, or of that setting, is erased
  --release NAME|CODE
                     ends it
  ${AT}

What is erased cannot be had back, but for backups: let these grow no older than they must.`,
    () => import('./retain.ts'),
  ),
  backup: command(
    'backup FILE',
    'A copy of the database in FILE, made while the service runs.',
    'Try it, without touching the database: npx candour restore FILE --check',
    () => import('./backup.ts'),
  ),
  restore: command(
    'restore FILE [--check | --force]',
    'Puts a backup in the place of the database (stop the service first), or tries one without touching it.',
    `  --check   opens a copy of the backup apart from the database, checks all of it, prints what it
            holds and its newest event, and deletes the copy; the service may run meanwhile
  --force   even where there is a database already: that one is set aside beside it, as
            NAME.replaced-INSTANT, for you to delete

The database is the one that CANDOUR_DATABASE names; \`npx candour doctor\` says which that is.
The copy of --check lies in the system's folder for temporary files (TMPDIR names another), or,
when there is too little room, in the folder of the database.`,
    () => import('./restore.ts'),
  ),
  migrate: command(
    'migrate [--dry-run]',
    'Brings the schema of the database up to date, as the service does when it starts.',
    `A copy of the database is made beside it first, where there is room. A service of the version before
notices, and ends: start the new one in its place.

  --dry-run   says what would be applied, and changes nothing`,
    () => import('./migrate.ts'),
  ),
  'migrate-db': command(
    'migrate-db FROM TO | --undo DATABASE',
    'Moves everything from one database into another, empty one: from a file to PostgreSQL, back, or to another of its kind.',
    `FROM, TO and DATABASE are each the path of a file, an address that begins with postgres://, or the
word CANDOUR_DATABASE: the database of the configuration. An address with a password better stands
there than on the command line, where whoever is on this machine can read it (ps).

Stop Candour first. All of it is moved, or nothing: the content of every table and the end of every
audit chain are compared before it counts. TO is created where there is nothing, and refused where it
holds a record. Afterwards FROM bears a mark that says where everything went, and no Candour opens it.
Killed or failed on its way, it has changed nothing, and is simply run again.

  --undo      takes the mark away: DATABASE can be used again, without what was recorded in the
              other since. Then use one of the two`,
    () => import('./migrate-db.ts'),
  ),
  manifest: command(
    'manifest slack|teams [--command NAME] [--out FILE]',
    'The app manifest of a platform, from the command list and the configuration.',
    `  --command NAME   what the slash command is called (candour)
  --out FILE       where it is written (slack: printed; teams: candour-teams.zip)`,
    () => import('./manifest.ts'),
  ),
  status: command(
    'status [--json]',
    'How the service does, on one page, what is wrong first: what waits, and the age of the last good backup.',
    `It reads the database and the folder of backups, and asks no other service. It shows nobody's name.

  --json   one object: at, version, commit, database, wrong, settings, service, messages, faults, backups

Exit codes: 0 done, 1 something is wrong.`,
    () => import('./status.ts'),
  ),
  doctor: command(
    'doctor [--json]',
    'Looks at configuration, database, backups, clock, platforms and who handles whose cases, and says what to do.',
    `  --json   a list of {kind, about, text}: kind is good, warning or fault, and text says what to do

Exit codes: 0 done, 1 a fault was found.`,
    () => import('./doctor.ts'),
  ),
};

export function generalHelp(): string {
  const names = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(15)} ${summary}`);
  return `Usage: npx candour COMMAND

${names.join('\n')}

\`npx candour COMMAND --help\` tells more. \`npm start\` starts the service, or, with no
platform configured, the console. The configuration is told in .env.example.`;
}
