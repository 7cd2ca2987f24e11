import { SocketModeReceiver } from '@slack/bolt';
import type { Environment, Log } from '../../src/core/platform.ts';
import { REFUSED, slackWord, toFacts } from './faults.ts';
import { toBoltLog } from './log.ts';

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_MS = 10_000;

/** Socket Mode: a connection that Candour opens to Slack, so that no address of its own is needed. */
export interface Socket {
  receiver: SocketModeReceiver;
  /** @throws Error when Slack refuses the token. While Slack is away, it is tried again until Slack is back. */
  start(): Promise<void>;
  /** True while Slack refuses the token. */
  isRefused(): boolean;
  /** True from the first attempt to connect that fails until one succeeds. */
  isAway(): boolean;
  stop(): Promise<void>;
}

/** Replaces Bolt's own reconnecting, which gives up for good after one longer outage and throws where nothing can catch it. */
export function createSocket(appToken: string, env: Environment, log: Log): Socket {
  const api = env.SLACK_API_URL;
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: toBoltLog(log),
    installerOptions: {
      clientOptions: {
        timeout: 10_000,
        retryConfig: { retries: 0 },
        ...(api === undefined ? {} : { slackApiUrl: api }),
      },
    },
  });
  const { client } = receiver;
  let stopped = false;
  let isRefused = false;
  let failures = 0;
  let waking: (() => void) | undefined;

  /** Resolves when the connection has ended, or throws when there was none. */
  async function connection(connected: () => void): Promise<void> {
    const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
    await client.start();
    connected();
    await ended;
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      waking = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function stayConnected(first: {
    resolve: () => void;
    reject: (error: unknown) => void;
  }): Promise<void> {
    while (!stopped) {
      try {
        await connection(() => {
          if (failures > 0) log.info({ failures }, 'slack: connected again');
          failures = 0;
          isRefused = false;
          first.resolve();
        });
      } catch (error) {
        failures += 1;
        const word = slackWord(error);
        const refused = word !== undefined && REFUSED.has(word);
        if (refused && !isRefused)
          log.error(
            { platform: 'slack', reason: word },
            'Slack refuses SLACK_APP_TOKEN: run npx candour doctor',
          );
        isRefused ||= refused;
        log.warn({ failures, ...toFacts(error) }, 'slack: no connection');
        if (word === undefined) first.resolve();
        else first.reject(new Error(`Slack refuses SLACK_APP_TOKEN (${word}). Run: npx candour doctor`));
      }
      if (!stopped) await pause(Math.min(LONGEST_MS, 500 * 2 ** failures));
    }
  }

  return {
    receiver,
    isRefused: () => isRefused,
    isAway: () => failures > 0,
    start: () =>
      new Promise<void>((resolve, reject) => {
        void stayConnected({ resolve, reject });
      }),
    async stop() {
      stopped = true;
      waking?.();
      await receiver.stop();
    },
  };
}
