import type { Account } from './accounts/account.ts';
import type { App } from './app.ts';
import type { Store } from './store.ts';
import type { Button } from './talk/view.ts';

/** The body of a request as text; undefined where it has more bytes than that. */
export type Read = (most: number) => Promise<string | undefined>;

/** A path that a platform answers on the one web server: it is handed node:http's own request and response. */
export interface Route {
  method: 'GET' | 'POST';
  path: string;
  handle(request: object, response: object, read: Read): void | Promise<void>;
}

/** What is delivered to somebody: all of it may stand on a lock screen. */
export interface Message {
  id: string;
  title: string;
  text: string;
  button: Button | null;
}

/** Why a platform takes nothing at all: it refuses our credentials, or it is away (5xx, no connection, no answer). */
export type OutageCause = 'refused' | 'away';

/**
 * What became of a delivery. `later`: try again, no sooner than `afterMs` where the platform said so; with a `cause` any other
 * message would have failed too. `never`: this account cannot be reached; another of the person's accounts, or the next
 * officer, is.
 */
export type Delivery =
  | { kind: 'sent' }
  | { kind: 'later'; reason: string; afterMs?: number; cause?: OutageCause }
  | { kind: 'never'; reason: string };

/** How fast a platform lets itself be written to, in messages a second: to one account, and to all of one tenant. */
export interface Pace {
  perAccount: number;
  perTenant: number;
}

/** A chat platform. The core calls nothing else of it. */
export interface Platform {
  name: string;
  routes?: readonly Route[];
  /** True where nobody but this machine may reach its routes: the web server then refuses any other address. */
  loopbackOnly?: boolean;
  /** True for the console: everybody is reached, under the account (name, setting's id, person's id), which is bound to nobody. */
  reachesEveryone?: boolean;
  start(): Promise<void>;
  /** What its makers publish; without it, one a second to an account and five to a tenant. */
  pace?: Pace;
  /** True while the platform refuses the credentials with which it is listened to. */
  isRefused?(): boolean;
  /** Works before `start` too: `candour tick` delivers and never listens. */
  deliver(account: Account, message: Message): Promise<Delivery>;
  /** What these people see standing (a Home tab) may have changed. */
  refresh?(setting: string, people: readonly string[]): Promise<void>;
  /** Stops accepting, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Keys of the environment and their values; an empty value counts as absent and is not passed on. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A key of the environment that a platform reads, as `.env.example` and `doctor` tell of it. */
export interface Key {
  name: string;
  /** Never printed, and struck out of every log line. */
  secret?: true;
  /** One line: what it is, and where it is found. */
  about: string;
}

/** Structured lines for whoever runs this: ids, counts and names of things; never what people wrote, never a secret. */
export interface Log {
  debug(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  error(facts: Record<string, unknown>, message: string): void;
}

/** What holds for the installation, whatever the platform. */
export interface Installation {
  version: string;
  /** Where the one web server listens. */
  host: string;
  port: number;
  /** The address under which the world reaches it, without a slash at its end; undefined where it is not known. */
  publicUrl: string | undefined;
}

/** All that a platform is given. `env` holds its own keys and nothing else. */
export interface PlatformDeps {
  app: App;
  store: Store;
  env: Environment;
  log: Log;
  clock: () => Date;
  config: Installation;
}

/** One thing that `candour doctor` looked at. A fault makes it exit with 1. */
export interface Finding {
  kind: 'good' | 'warning' | 'fault';
  /** What was looked at, and what to do about it: a sentence. */
  text: string;
}

/** An app manifest: where it goes unless `--out` says otherwise (null: printed), and what it holds. */
export interface Manifest {
  file: string | null;
  content: string | Uint8Array;
}

/**
 * What `adapters/NAME/index.ts` exports as `adapter`. Loading that file costs nothing: the SDK is imported inside `create`
 * (`const { listen } = await import('./listen.ts')`), so that a platform which is not configured stays on the disk.
 */
export interface Adapter {
  name: string;
  /** Every key it reads; no other reaches it. */
  keys: readonly Key[];
  /** True when any of its keys says that somebody wants it: it is then started, or its faults are told. */
  isConfigured(env: Environment): boolean;
  /** What is wrong with the keys, a sentence each that says what to do; empty when `create` may be called. */
  faults(env: Environment): string[];
  create(deps: PlatformDeps): Promise<Platform>;
  /** For `candour doctor`: credentials, scopes, reachability, looked at from outside; never throws for an expected "no". */
  examine?(deps: PlatformDeps): Promise<Finding[]>;
  /** For `candour manifest NAME [--command NAME]`; works without a database. */
  manifest?(given: {
    env: Environment;
    config: Installation;
    command: string | undefined;
  }): Promise<Manifest>;
}
