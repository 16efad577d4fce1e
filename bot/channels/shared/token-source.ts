import { realSleep, type PlatformClock, type Sleep } from './platform-clock.ts';

/** A token or ticket as it is kept for all processes. */
export interface StoredToken {
  readonly token: string;
  readonly expiresAt: Date;
  /** When it was stored: tells a fresh fetch from an old one, even of the same token. */
  readonly storedAt: Date;
}

/** The right to refresh, held by one process at a time. */
export interface TokenLease {
  readonly owner: string;
  /** Rises with each lease: a writer with an older one is refused. */
  readonly fence: number;
}

/** Where tokens are kept; one for all processes of the installation. */
export interface TokenStore {
  read(key: string): Promise<StoredToken | null>;
  /** Null where another one holds a lease that has not ended. */
  lease(key: string, owner: string, now: Date, leaseMs: number): Promise<TokenLease | null>;
  /** Stores and ends the lease. False, and nothing is written, where a later lease was given. */
  write(key: string, lease: TokenLease, token: StoredToken): Promise<boolean>;
  /** Ends the lease without a token: the fetch failed. */
  release(key: string, lease: TokenLease): Promise<void>;
}

export interface FetchedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

export interface TokenSource {
  /** A token that the platform accepts, as far as is known. */
  get(): Promise<string>;
  /** The platform refused it: fetched anew, unless a newer one is stored already. */
  refused(token: string): Promise<void>;
}

/** Refreshed this long before its end, while the old one still serves (both are valid then, platform.md A6). */
const marginMs = 5 * 60_000;
/** So that processes do not all come at the same moment. */
const jitterMs = 60_000;
/** How long a token is used from memory before the store is asked again: others may have replaced it. */
const memoryMs = 5_000;
/** Longer than any fetch may take (8 s, twice); after it a dead holder's lease is taken over. */
const leaseMs = 20_000;
const pollMs = 200;
const waitMs = 10_000;
/** A fetch that the platform refused is not repeated at once: wrong secrets get an address blocked (platform.md C3). */
const failureMs = 5_000;
const forceEveryMs = 60_000;

/** Waited for another process's refresh in vain. */
export class TokenWaitError extends Error {
  constructor() {
    super('No token: another process is fetching it and has not finished');
    this.name = 'TokenWaitError';
  }
}

let made = 0;

/**
 * The life of one access token or ticket: one fetch for all callers and all processes, behind a
 * lease with a rising fence, so that a slow fetch that ends last never replaces a newer token
 * (reliability.md C2).
 * @param deps.fetch asks the platform; `force` ends the old token at once, and is true only where the
 *   platform keeps giving out, in its normal mode, a token that it refuses
 */
export function createTokenSource(deps: {
  key: string;
  store: TokenStore;
  fetch: (force: boolean) => Promise<FetchedToken>;
  clock: PlatformClock;
  sleep?: Sleep;
  /** Told when a refresh ahead of time fails; the old token goes on serving. */
  onBackgroundError?: (error: unknown) => void;
}): TokenSource {
  const { key, store, clock } = deps;
  const sleep = deps.sleep ?? realSleep;
  made += 1;
  const owner = `${process.pid}-${made}-${Math.random().toString(36).slice(2, 10)}`;
  const margin = marginMs + Math.random() * jitterMs;
  let memory: { stored: StoredToken; readAt: number } | undefined;
  let loading: Promise<string> | undefined;
  let renewing: Promise<void> | undefined;
  let background: Promise<void> | undefined;
  let failure: { error: unknown; until: number } | undefined;
  /** A token that came back from a refresh although it had just been refused. */
  let stubborn: string | undefined;
  let forcedAt = -Infinity;

  const now = () => clock.now().getTime();
  const isAlive = (stored: StoredToken) => stored.expiresAt.getTime() > now();
  const isFresh = (stored: StoredToken) => stored.expiresAt.getTime() - margin > now();

  function remember(stored: StoredToken): string {
    memory = { stored, readAt: now() };
    return stored.token;
  }

  /** With the lease in hand: fetches and stores, or uses what was stored meanwhile. */
  async function refresh(lease: TokenLease, force: boolean, enough: (stored: StoredToken) => boolean) {
    const there = await store.read(key);
    if (there !== null && enough(there)) {
      await store.release(key, lease);
      return there;
    }
    let fetched: FetchedToken;
    try {
      fetched = await deps.fetch(force);
    } catch (error) {
      failure = { error, until: now() + failureMs };
      await store.release(key, lease);
      throw error;
    }
    failure = undefined;
    const at = clock.now();
    const stored: StoredToken = {
      token: fetched.token,
      expiresAt: new Date(at.getTime() + fetched.expiresInSeconds * 1000),
      storedAt: at,
    };
    if (await store.write(key, lease, stored)) return stored;
    // Too slow: the lease went to another one. What it stored is newer than ours.
    const newer = await store.read(key);
    return newer !== null && isAlive(newer) ? newer : stored;
  }

  /** Until there is a token that is enough: refreshes when nobody else does, waits otherwise. */
  async function obtain(force: boolean, enough: (stored: StoredToken) => boolean): Promise<StoredToken> {
    for (let waited = 0; ; waited += pollMs) {
      if (failure !== undefined && now() < failure.until) throw failure.error;
      const lease = await store.lease(key, owner, clock.now(), leaseMs);
      if (lease !== null) return refresh(lease, force, enough);
      if (waited >= waitMs) throw new TokenWaitError();
      await sleep(pollMs);
      const stored = await store.read(key);
      if (stored !== null && enough(stored)) return stored;
    }
  }

  /** Ahead of its end: by one process, while everybody goes on with the old one. */
  function renewAhead(): void {
    if (background !== undefined || (failure !== undefined && now() < failure.until)) return;
    background = (async () => {
      try {
        const lease = await store.lease(key, owner, clock.now(), leaseMs);
        if (lease !== null) remember(await refresh(lease, false, isFresh));
      } catch (error) {
        deps.onBackgroundError?.(error);
      } finally {
        background = undefined;
      }
    })();
  }

  async function load(): Promise<string> {
    const stored = await store.read(key);
    if (stored !== null && isAlive(stored)) {
      if (!isFresh(stored)) renewAhead();
      return remember(stored);
    }
    return remember(await obtain(false, isAlive));
  }

  async function replace(token: string): Promise<void> {
    memory = undefined;
    const stored = await store.read(key);
    if (stored !== null && stored.token !== token && isAlive(stored)) return;
    const seenAt = stored?.storedAt.getTime();
    const force = stubborn === token && now() - forcedAt >= forceEveryMs;
    if (force) forcedAt = now();
    const next = await obtain(
      force,
      (other) => isAlive(other) && (other.token !== token || other.storedAt.getTime() !== seenAt),
    );
    stubborn = next.token === token ? token : undefined;
    remember(next);
  }

  return {
    async get() {
      if (memory !== undefined && now() - memory.readAt < memoryMs && isAlive(memory.stored)) {
        return memory.stored.token;
      }
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    async refused(token) {
      if (memory !== undefined && memory.stored.token !== token && isAlive(memory.stored)) return;
      renewing ??= replace(token).finally(() => {
        renewing = undefined;
      });
      await renewing;
    },
  };
}
