import type { StoredToken, TokenStore } from './token-source.ts';

interface Slot {
  stored: StoredToken | null;
  fence: number;
  owner: string | null;
  until: number;
}

/** Tokens in the process alone: for credentials that are tried before an account is stored. */
export function createMemoryTokenStore(): TokenStore {
  const slots = new Map<string, Slot>();
  const slotOf = (key: string): Slot => {
    const found = slots.get(key) ?? { stored: null, fence: 0, owner: null, until: 0 };
    slots.set(key, found);
    return found;
  };
  return {
    read: (key) => Promise.resolve(slotOf(key).stored),
    lease(key, owner, now, leaseMs) {
      const slot = slotOf(key);
      if (slot.owner !== null && slot.until > now.getTime()) return Promise.resolve(null);
      slot.fence += 1;
      slot.owner = owner;
      slot.until = now.getTime() + leaseMs;
      return Promise.resolve({ owner, fence: slot.fence });
    },
    write(key, lease, token) {
      const slot = slotOf(key);
      if (slot.fence !== lease.fence) return Promise.resolve(false);
      slot.stored = token;
      slot.owner = null;
      return Promise.resolve(true);
    },
    release(key, lease) {
      const slot = slotOf(key);
      if (slot.fence === lease.fence) slot.owner = null;
      return Promise.resolve();
    },
  };
}
