import type { ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { Config } from './config.ts';
import type { PlatformNames } from './core/accounts/account.ts';
import type { Log, Route } from './core/platform.ts';
import { type AnswerObserver, verbsOf } from './core/talk/outcome.ts';
import { createCommands } from './core/verbs.ts';
import { type Http, orOccupied, startHttp } from './http.ts';
import { logAnswers } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { freeBytes } from './store/sqlite/file.ts';

/** Milliseconds since any one moment, whatever the clock is set to. */
export const elapsed = () => performance.now();

/**
 * Tells the log, from `info` on, and the metrics of each answer. Undefined: neither wants to know, and no answer is timed.
 */
export function toObserver(
  level: Config['logLevel'],
  log: Log,
  metrics: Pick<Metrics, 'answered'> | undefined,
): AnswerObserver | undefined {
  const write = level === 'info' || level === 'debug' ? logAnswers(log) : undefined;
  if (!write && !metrics) return undefined;
  return {
    elapsed,
    answered(verb, outcome, platform, ms) {
      write?.(verb, outcome, platform, ms);
      metrics?.answered(verb, outcome, platform, ms);
    },
  };
}

/**
 * Serves the metrics on a server of their own, so that the address which the world reaches never shows them. Undefined where
 * CANDOUR_METRICS names no address.
 * @throws Misconfigured where that address cannot be listened on
 */
export async function serveMetrics(
  { metrics: address, database, server }: Pick<Config, 'metrics' | 'database' | 'server'>,
  { watch, contentType }: Pick<Metrics, 'watch' | 'contentType'>,
  watched: Omit<Parameters<Metrics['watch']>[0], 'verbs' | 'freeBytes'>,
  platformNames: readonly PlatformNames[],
  log: Log,
): Promise<Http | undefined> {
  if (!address) return undefined;
  const isFile = server === undefined && database !== ':memory:';
  const verbs = verbsOf(createCommands(platformNames).commands);
  const look = watch({
    ...watched,
    verbs,
    freeBytes: isFile ? () => freeBytes(dirname(database)) : undefined,
  });
  const route: Route = {
    method: 'GET',
    path: '/metrics',
    async handle(_, to) {
      const response = to as ServerResponse;
      const text = await look();
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
      response.end(text);
    },
  };
  return orOccupied(
    startHttp({ ...address, routes: [route], log }),
    `The metrics cannot be served on ${address.host}:${address.port}`,
    'Set CANDOUR_METRICS to an address of this machine and a port that is free.',
  );
}
