import { isPassing } from '../shared/outcome.ts';

/** Ends a turn with another status than 200: Teams then knows that it was refused, or that it may send again. */
export class Turned extends Error {
  override name = 'Turned';
  readonly status: number;

  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

/** Why the Bot Connector did not accept a message. `status` is missing where it gave no answer. */
export class ConnectorFault extends Error {
  override name = 'ConnectorFault';
  readonly status: number | undefined;
  /** The connector's own word for it, such as `BotNotInConversationRoster`. */
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, status?: number, retryAfterMs?: number) {
    super(status === undefined ? reason : `${status} ${reason}`.trim());
    this.reason = reason;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** OAuth's words for an app that Entra does not let in. */
export const REFUSED = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_grant',
  'access_denied',
]);

/** Entra's numbers for an outage of its own: to be tried again. */
const PASSING = new Set(['AADSTS90006', 'AADSTS90012', 'AADSTS90024', 'AADSTS90033', 'AADSTS90055']);

/** Whether Microsoft Entra's answer says nothing against the app: an outage of its own, or too many requests. */
export function isPassingInEntra(number: string | undefined, status: number): boolean {
  return isPassing(status) || (number !== undefined && PASSING.has(number));
}
