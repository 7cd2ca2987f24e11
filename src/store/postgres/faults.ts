/** An error of PostgreSQL, or of the connection to it. Its message holds no value of a statement and no password. */
export class PostgresFault extends Error {
  override name = 'PostgresFault';
  /** PostgreSQL's code (https://www.postgresql.org/docs/current/errcodes-appendix.html), or the system's. */
  readonly code: string;
  /** The violated constraint, if there is one. */
  readonly constraint: string | undefined;
  /** The connection can no longer be used. */
  readonly isLost: boolean;

  constructor(message: string, about: { code: string; constraint?: string | undefined; isLost: boolean }) {
    super(message);
    this.code = about.code;
    this.constraint = about.constraint;
    this.isLost = about.isLost;
  }
}

/** The connection was lost during a COMMIT: nobody can say whether it was committed. */
export class CommitUnknown extends Error {
  override name = 'CommitUnknown';
  readonly code = 'COMMIT_UNKNOWN';

  constructor(cause: unknown) {
    super('The answer to COMMIT was lost.', { cause });
  }
}

/** What the driver gives of the server's error; a system error has only a code. */
interface ServerError {
  code?: unknown;
  severity?: unknown;
  constraint?: unknown;
}

/** Stands for the driver's own errors, which have no code: it gave up waiting, or the connection has ended. */
const NO_CODE = 'ECONNECTION';

export function toFault(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('Something was thrown that is no error.');
  if (error instanceof PostgresFault || error instanceof CommitUnknown) return error;
  const { code, severity, constraint } = error as ServerError;
  const said = typeof code === 'string' ? code : NO_CODE;
  const told = typeof severity === 'string';
  const isLost = !told || severity === 'FATAL' || severity === 'PANIC' || said === '25006';
  const about = {
    code: said,
    constraint: typeof constraint === 'string' ? constraint : undefined,
    isLost,
  };
  return new PostgresFault(wordsFor(error, said, told), about);
}

/** For a value that cannot be read (class 22) the server's message repeats the value, which people may have written. */
function wordsFor(error: Error, code: string, told: boolean): string {
  if (!told) return `The connection to PostgreSQL failed (${code}).`;
  return code.startsWith('22') ? `PostgreSQL refused a value (${code}).` : error.message;
}

const REPEATABLE = ['40001', '40P01'];
/** Codes of a wait that was too long: for a lock, a statement, or the transaction's next statement. */
const TOO_LONG = ['55P03', '57014', '25P03'];
const TOO_MANY = '53300';
/** Codes of a server that starts, shuts down or recovers from a crash, and of a standby, which takes no writes. */
const AWAY = /^(08|57P0[1-5])|^25006$/;
const FULL = ['53100', '53000'];
/** Codes of a missing table, column or function. */
const SCHEMA = ['42P01', '42703', '42883', '42804'];

/** Nothing more is to be had from this host for now. */
export const isAway = (error: unknown) =>
  error instanceof PostgresFault && error.isLost && error.code !== TOO_MANY;

/** All connections of this process are in use. */
export const noneFree = () => new PostgresFault('No connection was free.', { code: TOO_MANY, isLost: false });

export const isRepeatable = (error: unknown) =>
  error instanceof PostgresFault && REPEATABLE.includes(error.code);

export const isOfSchema = (error: unknown) => error instanceof PostgresFault && SCHEMA.includes(error.code);

export const codeOfFull = (error: unknown) =>
  error instanceof PostgresFault && FULL.includes(error.code) ? error.code : undefined;

/** What to tell the person whose command failed; undefined for a bug. */
export function sentenceFor(error: unknown): string | undefined {
  if (error instanceof CommitUnknown)
    return 'The database was lost while this was being kept, so nobody can say whether it was. Please look in a moment, and do it once more if it is not there.';
  if (!(error instanceof PostgresFault)) return undefined;
  if (REPEATABLE.includes(error.code) || TOO_LONG.includes(error.code) || error.code === TOO_MANY)
    return 'Others are busy with the same records just now. Please try again in a moment: nothing of it was done.';
  if (error.isLost || AWAY.test(error.code))
    return 'The database cannot be reached just now. Please try again in a moment: nothing of it was done.';
  return undefined;
}
