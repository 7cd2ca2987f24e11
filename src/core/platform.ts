import type { Account, PlatformNames } from './accounts/account.ts';
import type { App } from './app.ts';
import type { MessagePlace } from './notices/sent-message.ts';
import type { Store } from './store.ts';
import type { Button } from './talk/view.ts';

/** Reads the body of a request as text; undefined where it is longer than `most` bytes. */
export type Read = (most: number) => Promise<string | undefined>;

/** A path that a platform serves on the one web server, with the request and response of node:http. */
export interface Route {
  method: 'GET' | 'POST';
  path: string;
  handle(request: object, response: object, read: Read): void | Promise<void>;
}

/** One of several things that a message says, and what can be done about it. */
export interface MessagePart {
  text: string;
  button: Button | null;
}

/** A message to one person. All of it may stand on a lock screen. */
export interface Message {
  /** Names what it says, and nothing else has this name: the ids of its notices. */
  id: string;
  title: string;
  text: string;
  /** Where it says several things: each with its own button. `text` says the same. */
  parts?: readonly MessagePart[];
  button: Button | null;
  /**
   * Since when it has been tried, where it was: an earlier try that got no answer may have arrived. A platform that can look does so
   * before it sends again.
   */
  triedSince?: Date;
}

/** Why a platform accepts no message at all: it refuses our credentials, or it is away (5xx, no connection, no answer). */
export type OutageCause = 'refused' | 'away';

/**
 * The result of a delivery. `sent`: with where it stands, on a platform that can rewrite it. `later`: try again, no sooner than `afterMs` where the platform said so; with a `cause`, any
 * other message would have failed too. `never`: this account cannot be reached, so another account of the person, or the
 * next officer, is tried.
 */
export type Delivery =
  | { kind: 'sent'; at?: MessagePlace }
  | { kind: 'later'; reason: string; afterMs?: number; cause?: OutageCause }
  | { kind: 'never'; reason: string };

/** A platform's rate limits, in messages a second: to one account, and to all accounts of one tenant. */
export interface Pace {
  perAccount: number;
  perTenant: number;
}

/** A chat platform. This is all that the core calls of it. */
export interface Platform {
  name: string;
  routes?: readonly Route[];
  /** True where only this machine may call its routes: the web server then refuses any other client. */
  loopbackOnly?: boolean;
  /**
   * True for the console: everybody can be reached, under an account (name, setting's id, person's id) that is bound to
   * nobody.
   */
  reachesEveryone?: boolean;
  start(): Promise<void>;
  /** Looks for the accounts of the register's people, on a platform that can list them. Also works before `start`. */
  meet?(): Promise<void>;
  /** The rate limits that the platform publishes; by default one message a second to an account and five to a tenant. */
  pace?: Pace;
  /** True while the platform refuses the credentials used for receiving. */
  isRefused?(): boolean;
  /** True while the connection cannot be made on which the platform would send what people ask. */
  isAway?(): boolean;
  /** Also works before `start`: `candour tick` delivers without listening. */
  deliver(account: Account, message: Message): Promise<Delivery>;
  /**
   * Puts other words in the place of a message that was delivered, and notifies nobody. `never`: it no longer stands there, or
   * may not be rewritten. It never sends another message.
   */
  rewrite?(account: Account, at: MessagePlace, message: Message): Promise<Delivery>;
  /** Redraws what these people see permanently (a Home tab), because it may have changed. */
  refresh?(setting: string, people: readonly string[]): Promise<void>;
  /** Accepts nothing more, and waits for work under way. */
  stop(): Promise<void>;
}

/** Keys of the environment and their values. A key with an empty value is left out. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A key of the environment that a platform reads, as listed in `.env.example` and by `doctor`. */
export interface Key {
  name: string;
  /** True for a secret: it is never printed, and is removed from every log line. */
  secret?: true;
  /** True where other programmes use the name as well: keys that are like it are not warned of. */
  isCommon?: true;
  /** One line: what it is, and where it is found. */
  about: string;
}

/** Writes structured lines for the operator: ids, counts and names of things; never what people wrote, never a secret. */
export interface Log {
  debug(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  error(facts: Record<string, unknown>, message: string): void;
}

/** What is the same for every platform of the installation. */
export interface Installation {
  version: string;
  /** The address that the web server listens on. */
  host: string;
  port: number;
  /** The public address of the installation, without a slash at its end; undefined where it is not known. */
  publicUrl: string | undefined;
  /** How many processes serve its register: each keeps to its share of what a platform takes in a minute. */
  processes: number;
}

/** Everything that a platform is given. `env` holds only its own keys. */
export interface PlatformDeps {
  app: App;
  store: Store;
  env: Environment;
  log: Log;
  clock: () => Date;
  config: Installation;
}

/** One finding of `candour doctor`. A fault makes `doctor` exit with 1. */
export interface Finding {
  kind: 'good' | 'warning' | 'fault';
  /** A sentence: what was checked, and what to do about it. */
  text: string;
}

/** An app manifest: the file it is written to unless `--out` names another (null: it is printed), and its content. */
export interface Manifest {
  file: string | null;
  content: string | Uint8Array;
}

/**
 * What `adapters/NAME/index.ts` exports as `adapter`. Loading that file must be cheap: the SDK is imported inside `create`
 * (`const { listen } = await import('./listen.ts')`), so that a platform which is not configured is never loaded.
 */
export interface Adapter extends PlatformNames {
  /** Every key that it reads; it is passed no other key. */
  keys: readonly Key[];
  /** True when any of its keys shows that the platform is wanted: it is then started, or its faults are reported. */
  isConfigured(env: Environment): boolean;
  /** What is wrong with the keys, one sentence each that says what to do; empty when `create` may be called. */
  faults(env: Environment): string[];
  create(deps: PlatformDeps): Promise<Platform>;
  /** For `candour doctor`: checks credentials, scopes and reachability from outside; never throws for an expected "no". */
  examine?(deps: PlatformDeps): Promise<Finding[]>;
  /** For `candour manifest NAME [--command NAME]`; works without a database. */
  manifest?(given: {
    env: Environment;
    config: Installation;
    command: string | undefined;
    now: Date;
  }): Promise<Manifest>;
}
