import { hash } from 'node:crypto';
import type { Nouns, Register } from '../core/store.ts';
import type { Transaction } from './database.ts';
import { accounts } from './nouns/accounts.ts';
import { auditTrail } from './nouns/audit.ts';
import { caseFacts } from './nouns/cases.ts';
import { conversations } from './nouns/conversations.ts';
import { dailyChecks } from './nouns/daily-checks.ts';
import { families } from './nouns/families.ts';
import { imports } from './nouns/fingerprints.ts';
import { NOUNS } from './nouns/index.ts';
import { installations } from './nouns/installations.ts';
import { intents } from './nouns/intents.ts';
import { lastImports } from './nouns/last-imports.ts';
import { notices } from './nouns/notices.ts';
import { retention } from './nouns/retention.ts';
import { sentMessages } from './nouns/sent-messages.ts';
import { settings } from './nouns/settings.ts';
import { type Notified, recorder } from './record.ts';
import { type DrawNumber, references } from './references.ts';
import type { Traces } from './trace.ts';

/** The queries of the nouns, which are made when they are first used. */
type NounQueries = Omit<
  Register,
  'record' | 'audit' | 'notified' | 'digest' | 'caseFacts' | 'drawNumber' | 'drawNumbers' | 'stateOf'
>;
type Make = (db: Transaction, traces: Traces, notified: Notified) => NounQueries[keyof NounQueries];

const ASKED: { readonly [Name in Exclude<keyof NounQueries, keyof Nouns>]: Make } = {
  settings,
  accounts,
  families,
  notices: (db, _traces, notified) => notices(db, notified),
  sentMessages,
  intents,
  imports,
  lastImports,
  conversations,
  dailyChecks,
  retention,
  installations,
};
const MAKERS: [string, Make][] = [
  ...Object.entries(ASKED),
  ...Object.entries(NOUNS).flatMap(([name, noun]): [string, Make][] =>
    'asked' in noun ? [[name, noun.asked]] : [],
  ),
];

/** Each noun's queries are made when they are first used: a command needs a few nouns, and there are thousands of commands. */
const NOUNS_WHEN_ASKED = Object.defineProperties(
  {},
  Object.fromEntries(
    MAKERS.map(([name, make]) => [
      name,
      {
        get(this: { made: Map<string, unknown>; db: Transaction; traces: Traces; notified: Notified }) {
          const made = this.made.get(name) ?? make(this.db, this.traces, this.notified);
          this.made.set(name, made);
          return made;
        },
      },
    ]),
  ),
) as NounQueries;

/** Everything remembered, as one transaction sees it. */
export function createRegister(
  db: Transaction,
  { trail, traces }: Pick<ReturnType<typeof auditTrail>, 'trail' | 'traces'> = auditTrail(db),
  draw?: DrawNumber,
): Register {
  const notified: Notified = new Map();
  return Object.assign(Object.create(NOUNS_WHEN_ASKED) as NounQueries, {
    db,
    made: new Map<string, unknown>(),
    notified,
    traces,
    audit: trail,
    caseFacts: caseFacts(db),
    record: recorder(db, trail, traces, notified),
    digest: (words: string) => hash('sha256', words, 'base64url').slice(0, 16),
    ...references(db, draw),
  });
}
