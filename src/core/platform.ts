import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from './person.ts';
import type { Button } from './talk/view.ts';

/** A path that a platform answers on the one web server. */
export interface Route {
  method: 'GET' | 'POST';
  path: string;
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** What is delivered to somebody: all of it may stand on a lock screen. */
export interface Message {
  id: string;
  title: string;
  text: string;
  button: Button | null;
}

/**
 * What became of a delivery. `later`: try again, no sooner than `afterMs` where the platform said so. `never`: this account
 * cannot be reached; another of the person's accounts, or the next officer, is.
 */
export type Delivery = { kind: 'sent' } | { kind: 'later'; reason: string; afterMs?: number } | { kind: 'never'; reason: string };

/** A chat platform. The core calls nothing else of it. */
export interface Platform {
  name: string;
  routes?: readonly Route[];
  start(): Promise<void>;
  deliver(account: Account, message: Message): Promise<Delivery>;
  /** What these people see standing (a Home tab) may have changed. */
  refresh?(setting: string, people: readonly string[]): Promise<void>;
  /** Stops accepting, and waits for what is under way. */
  stop(): Promise<void>;
}
