import { UniqueConstraintViolationException } from '@mikro-orm/core';

import type { StoredToken, TokenLease, TokenStore } from '../../../bot/channels/shared/token-source.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { PlatformToken } from './channel.entity.ts';

/** Every kind of token that a client keeps; the client's key is `<kind>:<channel account id>`. */
const kinds = ['access_token', 'jsapi_ticket', 'corpTicket', 'agentTicket'] as const;

export interface ChannelTokens extends TokenStore {
  /** Drops the tokens of an account whose secret changed; a fetch under way with the old one is refused. */
  forget(tx: EntityManager, channelAccountId: string): Promise<void>;
}

/**
 * The tokens of all processes, sealed, with the lease of who fetches. Each step is one conditional
 * update: the fence in its condition is what keeps an old token from replacing a newer one.
 */
export function createTokenStore(deps: { db: Database; keyring: Keyring; clock: Clock }): ChannelTokens {
  const { keyring, clock } = deps;
  const scope = () => deps.db.installation();

  /** A token under a key that is not held any more is fetched again, not an error. */
  function open(sealed: string): string | null {
    try {
      return keyring.open(sealed);
    } catch {
      return null;
    }
  }

  async function ensureRow(key: string): Promise<void> {
    try {
      await scope().insert(PlatformToken, { id: key, fence: 0, updatedAt: clock.now() });
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
    }
  }

  return {
    async read(key): Promise<StoredToken | null> {
      const row = await scope().findOne(PlatformToken, { id: key });
      if (row === null) return null;
      const { sealedToken, expiresAt, updatedAt } = row;
      if (
        sealedToken === null ||
        sealedToken === undefined ||
        expiresAt === null ||
        expiresAt === undefined
      ) {
        return null;
      }
      const token = open(sealedToken);
      return token === null ? null : { token, expiresAt, storedAt: updatedAt };
    },

    async lease(key, owner, now, leaseMs): Promise<TokenLease | null> {
      let row = await scope().findOne(PlatformToken, { id: key });
      if (row === null) {
        await ensureRow(key);
        row = await scope().findOneOrFail(PlatformToken, { id: key });
      }
      const held = row.leaseUntil !== null && row.leaseUntil !== undefined && row.leaseUntil > now;
      if (held) return null;
      const fence = row.fence + 1;
      const changed = await scope().nativeUpdate(
        PlatformToken,
        { id: key, fence: row.fence },
        { fence, leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs) },
      );
      return changed === 1 ? { owner, fence } : null;
    },

    async write(key, lease, token): Promise<boolean> {
      const changed = await scope().nativeUpdate(
        PlatformToken,
        { id: key, fence: lease.fence, leaseOwner: lease.owner },
        {
          sealedToken: keyring.seal(token.token),
          expiresAt: token.expiresAt,
          updatedAt: token.storedAt,
          leaseOwner: null,
          leaseUntil: null,
        },
      );
      return changed === 1;
    },

    async release(key, lease): Promise<void> {
      await scope().nativeUpdate(
        PlatformToken,
        { id: key, fence: lease.fence, leaseOwner: lease.owner },
        { leaseOwner: null, leaseUntil: null },
      );
    },

    async forget(tx, channelAccountId): Promise<void> {
      for (const kind of kinds) {
        const row = await tx.findOne(PlatformToken, { id: `${kind}:${channelAccountId}` });
        if (row === null) continue;
        row.sealedToken = null;
        row.expiresAt = null;
        row.fence += 1;
        row.leaseOwner = null;
        row.leaseUntil = null;
      }
      await tx.flush();
    },
  };
}
