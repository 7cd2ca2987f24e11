import { createColors } from 'picocolors';
import type { Notice } from '../../src/core/notices/notice.ts';
import type { Message, Platform } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { blocksOf } from '../shared/message.ts';
import { note, type Rendered, render, type Screen } from './render.ts';
import { printableLine } from './text.ts';
import { showTime } from './time.ts';

/** A message to the person who sits here, or that one went to somebody else. */
type Arrival = { kind: 'mine'; message: Message } | { kind: 'theirs'; name: string };

/** Takes every message, whoever it is for, until the conversation prints it. */
export function createArrivals(store: Store, isMe: (person: string) => boolean) {
  const arrived: Arrival[] = [];
  let onArrival = () => {};
  const platform: Platform = {
    name: 'console',
    reachesEveryone: true,
    start: async () => {},
    stop: async () => {},
    async deliver({ tenant, user }, message) {
      if (isMe(user)) arrived.push({ kind: 'mine', message });
      else {
        const person = await store.read((register) => register.people.byId(tenant, user));
        arrived.push({ kind: 'theirs', name: printableLine(person?.name ?? 'somebody') });
      }
      onArrival();
      return { kind: 'sent' };
    },
  };
  return {
    platform,
    /** What has arrived since this was last called. */
    take: () => arrived.splice(0),
    /** Calls back whenever a message arrives. */
    listen: (callback: () => void) => {
      onArrival = callback;
    },
  };
}

/** A message's first button bears the number `firstNumber`. */
export function drawMessage(message: Message, { width, colour }: Screen, firstNumber: number): Rendered {
  const { lines, buttons } = render(
    { kind: 'view', title: `✉ ${message.title}`, blocks: blocksOf(message) },
    { width: width - 2, colour },
    firstNumber,
  );
  const [head = '', ...rest] = lines;
  const indented = rest.filter((line) => line !== '').map((line) => `  ${line}`);
  return { lines: ['', createColors(colour).magenta(head), ...indented], buttons };
}

/** Says how many messages wait for the morning or for the setting's hours, which would seem lost otherwise. */
export function drawWaiting(
  notices: readonly Notice[],
  now: Date,
  timezone: string,
  screen: Screen,
): string[] {
  const waiting = notices.filter(({ state, notBefore }) => state === 'queued' && notBefore > now);
  const [next] = waiting.map(({ notBefore }) => notBefore).sort((a, b) => a.getTime() - b.getTime());
  if (!next) return [];
  const number = waiting.length === 1 ? 'A message waits' : `${waiting.length} messages wait`;
  return note(`${number} here, the next until ${showTime(next, timezone)}.`, screen);
}
