import type { ChannelKind } from '../../contract/channels.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { cardOf, type ChannelAccountCard } from './accounts.ts';
import { ChannelAccount } from './channel.entity.ts';

export interface DirectoryCard extends ChannelAccountCard {
  /** False: kept, and not to be used. */
  readonly connected: boolean;
}

/** Connected accounts as other features look them up. */
export function createAccountDirectory(deps: { db: Database }) {
  const present = (account: ChannelAccount): DirectoryCard => ({
    ...cardOf(account),
    connected: account.state !== 'disconnected',
  });
  const usable = { state: { $ne: 'disconnected' } } as const;

  return {
    /** All of a tenant, disconnected ones too, oldest first. */
    async all(em: EntityManager, enterpriseId: string): Promise<DirectoryCard[]> {
      return (await em.find(ChannelAccount, { enterpriseId }, { orderBy: { id: 'asc' } })).map(present);
    },
    /** The tenants of some apps, each once. */
    async ownersOf(em: EntityManager, appIds: readonly string[]): Promise<string[]> {
      const rows = await em.find(ChannelAccount, { appId: { $in: [...appIds] } });
      return [...new Set(rows.map(({ enterpriseId }) => enterpriseId))];
    },
    /** Whether its messages are kept as chats; no look at the database where `em` has just met the account. */
    async keepsChats(em: EntityManager, id: string): Promise<boolean> {
      const account = await em.findOne(ChannelAccount, { id });
      return (account?.chatsKeptSince ?? null) !== null;
    },
    async byId(em: EntityManager, id: string): Promise<DirectoryCard | null> {
      const account = await em.findOne(ChannelAccount, { id });
      return account === null ? null : present(account);
    },
    /** Usable ones of a kind in a tenant, oldest first. */
    async ofKind(em: EntityManager, enterpriseId: string, kind: ChannelKind): Promise<DirectoryCard[]> {
      const rows = await em.find(
        ChannelAccount,
        { enterpriseId, kind, ...usable },
        { orderBy: { id: 'asc' } },
      );
      return rows.map(present);
    },
    /** The door of sign-in: an app by its id, or the oldest of the installation; whoever it belongs to. */
    async signInApp(
      kind: ChannelKind,
      by: { appId?: string | undefined; enterpriseId?: string | undefined },
    ): Promise<DirectoryCard | null> {
      const account = await deps.db.acrossTenants('door: identity').findOne(
        ChannelAccount,
        {
          kind,
          ...usable,
          ...(by.appId === undefined ? {} : { appId: by.appId }),
          ...(by.enterpriseId === undefined ? {} : { enterpriseId: by.enterpriseId }),
        },
        { orderBy: { id: 'asc' } },
      );
      return account === null ? null : present(account);
    },
    /** The door of staff sign-in: by the callback key, or the only one there is. */
    async staffApp(
      key: string | undefined,
    ): Promise<{ id: string; key: string; enterpriseId: string; corpId: string } | null> {
      const rows = await deps.db
        .acrossTenants('door: staff link')
        .find(
          ChannelAccount,
          { kind: 'wecom', ...usable, ...(key === undefined ? {} : { callbackKey: key }) },
          { limit: 2 },
        );
      const account = rows[0];
      if (account === undefined || rows.length > 1) return null;
      const { id, callbackKey, enterpriseId, appId } = account;
      return { id, key: callbackKey, enterpriseId, corpId: appId };
    },
  };
}
export type AccountDirectory = ReturnType<typeof createAccountDirectory>;
