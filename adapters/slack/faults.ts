import type { Log } from '../../src/core/platform.ts';
import { newReference, toFacts as toPlainFacts, toSentence } from '../shared/faults.ts';

/** As for any error, with Slack's own word for it. */
export function toFacts(error: unknown): Record<string, unknown> {
  const slack = slackWord(error);
  return { ...toPlainFacts(error), ...(slack === undefined ? {} : { slack }) };
}

/** Slack's own word for the error, such as `invalid_auth`; undefined when the error is not Slack's. */
export function slackWord(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('data' in error)) return undefined;
  const word = (error.data as { error?: unknown } | undefined)?.error;
  return typeof word === 'string' && /^\w{1,60}$/.test(word) ? word : undefined;
}

/** Slack's words for credentials that are no longer valid or lack a scope: every message would fail. */
export const REFUSED = new Set([
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
]);

/** Slack's words for an outage of its own. */
export const AWAY = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);

/** After so many milliseconds the person is told that it takes longer: Slack gives up on a request after three seconds. */
const PATIENCE_MS = 2400;

/** What is said where a file is read, which may take longer. */
export const STILL_READING = 'This takes a moment longer: the answer comes by itself.';

/**
 * Runs `work`, which answers a person. If it fails or takes too long, the person gets a sentence within Slack's three
 * seconds, with the reference under which the error is logged. `meanwhile`: what is said instead of that where it may take
 * long; the outcome is then still told.
 */
export async function answering(
  log: Log,
  what: string,
  say: (sentence: string) => Promise<unknown>,
  work: () => Promise<void>,
  meanwhile?: string,
): Promise<void> {
  let told = false;
  async function tell(sentence: string, isLast = true): Promise<void> {
    if (told) return;
    told = isLast;
    await say(sentence).catch((error: unknown) =>
      log.warn({ what, ...toFacts(error) }, 'slack: nobody could be told'),
    );
  }
  const late = setTimeout(() => {
    if (meanwhile !== undefined) return void tell(meanwhile, false);
    const reference = newReference();
    log.warn({ reference, what }, 'slack: an answer was late');
    void tell(
      `This takes longer than it should. Please try again in a moment: nothing counts twice. (Reference ${reference})`,
    );
  }, PATIENCE_MS);
  try {
    await work();
  } catch (error) {
    const expired = isExpired(error);
    const report = () => {
      const reference = newReference();
      log[expired ? 'warn' : 'error']({ reference, what, ...toFacts(error) }, 'slack: a request failed');
      return reference;
    };
    await tell(
      toSentence(
        error,
        report,
        expired ? 'This took longer than Slack allows. Please press it again.' : undefined,
      ),
    );
  } finally {
    clearTimeout(late);
  }
}

/** A modal can be opened only within three seconds after something was pressed. */
function isExpired(error: unknown): boolean {
  return /^(expired_trigger_id|trigger_expired|invalid_trigger_id|trigger_exchanged|exchanged_trigger_id)$/.test(
    slackWord(error) ?? '',
  );
}
