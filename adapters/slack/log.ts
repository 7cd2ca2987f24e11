import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/core/platform.ts';

/**
 * Writes Bolt's log into ours. Only the words before the first colon are kept: after it Bolt prints requests, and with them
 * what people wrote.
 */
export function toBoltLog(log: Log): Logger {
  const words = (said: unknown[]) => {
    const first =
      typeof said[0] === 'string' ? said[0] : said[0] instanceof Error ? said[0].name : 'something';
    return (
      first
        .split(/[:("`{]/)[0]
        ?.slice(0, 120)
        .trim() ?? ''
    );
  };
  return {
    debug: () => undefined,
    info: (...said) => log.debug({ bolt: words(said) }, 'slack'),
    warn: (...said) => log.warn({ bolt: words(said) }, 'slack'),
    error: (...said) => log.warn({ bolt: words(said) }, 'slack'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
