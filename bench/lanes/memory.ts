import type { StateAdapter } from 'chat';

/** What the Chat SDK remembers, in memory: as much of it as a slash command asks for. */
export function createMemory(): StateAdapter {
  const kept = new Map<string, unknown>();
  const lists = new Map<string, unknown[]>();
  const locks = new Map<string, string>();
  const subscribed = new Set<string>();
  let count = 0;
  return {
    connect: async () => undefined,
    disconnect: async () => undefined,
    async acquireLock(threadId, ttlMs) {
      if (locks.has(threadId)) return null;
      count += 1;
      const lock = { threadId, token: `${count}`, expiresAt: Date.now() + ttlMs };
      locks.set(threadId, lock.token);
      return lock;
    },
    extendLock: async ({ threadId, token }) => locks.get(threadId) === token,
    forceReleaseLock: async (threadId) => void locks.delete(threadId),
    async releaseLock({ threadId, token }) {
      if (locks.get(threadId) === token) locks.delete(threadId);
    },
    async appendToList(key, value, { maxLength = 1000 } = {}) {
      lists.set(key, [...(lists.get(key) ?? []), value].slice(-maxLength));
    },
    getList: async <T>(key: string) => (lists.get(key) ?? []) as T[],
    delete: async (key) => void kept.delete(key),
    get: async <T>(key: string) => (kept.get(key) ?? null) as T | null,
    set: async (key, value) => void kept.set(key, value),
    async setIfNotExists(key, value) {
      if (kept.has(key)) return false;
      kept.set(key, value);
      return true;
    },
    dequeue: async () => null,
    enqueue: async () => 1,
    queueDepth: async () => 0,
    subscribe: async (threadId) => void subscribed.add(threadId),
    unsubscribe: async (threadId) => void subscribed.delete(threadId),
    isSubscribed: async (threadId) => subscribed.has(threadId),
  };
}
