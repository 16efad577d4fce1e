import { z } from 'zod';

import type { CallbackAccount, CallbackKeys } from '../../../bot/channels/shared/receive.ts';
import type { Channel } from '../../../bot/core/update.ts';
import { readMessageKey } from '../../../bot/crypto/envelope.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import { createPoller } from '../../kernel/poller.ts';
import type { News } from '../../kernel/redis/news.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { ChannelAccount } from './channel.entity.ts';

/** The connected accounts as the receiver needs them: from memory, for the answer may not wait. */
export interface CallbackAccounts {
  byKey(channel: Channel, key: string): CallbackAccount | undefined;
  /** After a change: reads them anew, here and on the other processes. */
  refresh(): Promise<void>;
  /** Reads them, and again every few seconds: a change on any process arrives within 5 s. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const everyMs = 2_000;

interface Entry {
  readonly channel: Channel;
  readonly current: CallbackAccount;
  /** With the pair before the rotation. */
  readonly both: CallbackAccount | undefined;
  readonly bothUntil: number;
}

const printSchema = z.object({ n: z.coerce.number(), v: z.coerce.number(), id: z.string().nullable() });

/**
 * Callback accounts by the opaque part of their address, with their keys opened: the only place
 * where those are held in the clear, and in memory only.
 */
export function createCallbackAccounts(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  log: Logger;
  news: News;
}): CallbackAccounts {
  const { clock, keyring, log } = deps;
  let entries = new Map<string, Entry>();
  let seen = '';

  /** Rises or changes with every insert and every edit: versions only grow, ids are in order of time. */
  async function fingerprint(em: EntityManager): Promise<string> {
    const [row] = await readRows(
      em,
      'select count(*) as n, coalesce(sum(version), 0) as v, max(id) as id from channel_account',
      [],
    );
    const { n, v, id } = printSchema.parse(row);
    return `${n}:${v}:${id ?? ''}`;
  }

  function open(token: string, aesKey: string): CallbackKeys {
    return { token: keyring.open(token), messageKey: readMessageKey(keyring.open(aesKey)) };
  }

  function entryOf(account: ChannelAccount): Entry {
    const keys = [open(account.sealedToken, account.sealedAesKey)];
    const current: CallbackAccount = {
      id: account.id,
      enterpriseId: account.enterpriseId,
      channel: account.kind,
      appId: account.appId,
      mode: account.callbackMode,
      // A plaintext signature covers no body: such an account is answered and no more (reliability.md R2).
      mayAct: account.callbackMode !== 'plain',
      keys,
    };
    const { sealedPreviousToken, sealedPreviousAesKey, previousAcceptedUntil } = account;
    const previous =
      typeof sealedPreviousToken === 'string' && typeof sealedPreviousAesKey === 'string'
        ? open(sealedPreviousToken, sealedPreviousAesKey)
        : undefined;
    return {
      channel: account.kind,
      current,
      both: previous === undefined ? undefined : { ...current, keys: [...keys, previous] },
      bothUntil: previousAcceptedUntil?.getTime() ?? 0,
    };
  }

  async function read(): Promise<void> {
    const em = deps.db.acrossTenants('door: callback key');
    const print = await fingerprint(em);
    if (print === seen) return;
    const rows = await em.find(ChannelAccount, { state: { $ne: 'disconnected' } });
    const next = new Map<string, Entry>();
    for (const row of rows) {
      try {
        next.set(row.callbackKey, entryOf(row));
      } catch (error) {
        // One account whose key is lost must not close the others.
        log.error({ channelAccountId: row.id, error }, 'the keys of a connected account cannot be opened');
      }
    }
    entries = next;
    seen = print;
  }

  /** A failure keeps what was known. */
  const poller = createPoller({
    look: read,
    everyMs,
    onError: (error) => {
      log.warn({ error }, 'the connected accounts could not be read again');
    },
  });
  deps.news.on('callback-accounts', () => {
    poller.look().catch(() => undefined);
  });

  return {
    byKey(channel, key) {
      const entry = entries.get(key);
      if (entry?.channel !== channel) return undefined;
      return entry.both !== undefined && entry.bothUntil > clock.now().getTime() ? entry.both : entry.current;
    },
    refresh() {
      deps.news.tell('callback-accounts');
      return poller.look();
    },
    async start() {
      await poller.look();
      poller.start();
    },
    stop: poller.stop,
  };
}
