import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import type { WecomClient } from '../../../bot/channels/wecom/client.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { AccountDirectory } from './account-directory.ts';
import type { ChannelClients } from './clients.ts';

/** A code that is wrong, used or too old: nobody, not a fault. */
const badCode = new Set<number | string>([40029, 42003]);

/** Staff sign-in by WeCom, as the access feature needs it. */
export function createWecomDoor(deps: {
  db: Database;
  clients: ChannelClients;
  directory: AccountDirectory;
}) {
  const { directory } = deps;

  async function clientOf(key: string): Promise<WecomClient> {
    const app = await directory.staffApp(key);
    assertThat(app, 'oauth.not_configured', 409);
    return deps.clients.wecom(deps.db.tenant(app.enterpriseId), app.id);
  }

  return {
    async findApp(key: string | undefined) {
      const app = await directory.staffApp(key);
      return app === null ? null : { key: app.key, enterpriseId: app.enterpriseId, corpId: app.corpId };
    },
    async authorizeUrl(key: string, redirectUri: string, state: string): Promise<string> {
      return (await clientOf(key)).authorizeUrl(redirectUri, state);
    },
    /** '' where it is not told: a name is no reason to keep somebody waiting. */
    async nameOf(key: string, userId: string): Promise<string> {
      try {
        return (await (await clientOf(key)).person(userId))?.name ?? '';
      } catch (error) {
        if (error instanceof PlatformError || error instanceof PlatformUnreachableError) return '';
        throw error;
      }
    },
    /** The directory that the oldest connected application of an enterprise may read. */
    directories: {
      async applicationOf(em: EntityManager, enterpriseId: string) {
        const [oldest] = await directory.ofKind(em, enterpriseId, 'wecom');
        return oldest === undefined ? null : { id: oldest.id, name: oldest.name };
      },
      async open(em: EntityManager, channelAccountId: string) {
        const client = await deps.clients.wecom(em, channelAccountId);
        return {
          departments: () => client.departments(),
          department: (id: number) => client.department(id),
          departmentPeople: (id: number) => client.departmentPeople(id),
          person: (userId: string) => client.person(userId),
          async named() {
            const { visibleUsers, visibleTags } = await client.agent();
            const users = new Set(visibleUsers);
            for (const tagId of visibleTags)
              for (const userId of await client.tagMembers(tagId)) users.add(userId);
            return [...users];
          },
        };
      },
    },
    /** @throws channel.platform_refused | channel.platform_unreachable */
    async memberOf(key: string, code: string): Promise<string | null> {
      const client = await clientOf(key);
      try {
        return (await client.memberOf(code))?.userId ?? null;
      } catch (cause) {
        if (cause instanceof PlatformError && badCode.has(cause.code)) return null;
        if (cause instanceof PlatformError) {
          throw new AppError('channel.platform_refused', {
            status: 502,
            data: { reason: cause.meaning['zh-CN'], platformCode: cause.code },
            cause,
          });
        }
        if (cause instanceof PlatformUnreachableError) {
          throw new AppError('channel.platform_unreachable', { status: 503, cause });
        }
        throw cause;
      }
    },
  };
}
