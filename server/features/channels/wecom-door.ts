import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import type { WecomClient } from '../../../bot/channels/wecom/client.ts';
import type { Database } from '../../kernel/data/orm.ts';
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
