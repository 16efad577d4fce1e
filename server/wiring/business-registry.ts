import { PlatformError, PlatformUnreachableError } from '../../bot/channels/shared/platform-error.ts';
import type { ChannelClients } from '../features/channels/index.ts';
import type { BusinessRegistry } from '../features/registration/index.ts';
import { AppError } from '../kernel/errors/app-error.ts';

/** Companies shown at once: their names are public, so it is for the eye. Ours. */
const most = 8;

/** The provider's look-up for people who register: whatever keeps it from answering is told alike. */
export function createBusinessRegistry(clients: Pick<ChannelClients, 'registry'>): BusinessRegistry {
  const down = (cause: unknown) => new AppError('registration.registry_down', { status: 503, cause });
  return {
    async find(enterpriseId, typed) {
      const client = await clients.registry(enterpriseId);
      if (client === null) throw down(undefined);
      try {
        return await client.find(typed, most);
      } catch (error) {
        if (error instanceof PlatformError || error instanceof PlatformUnreachableError) throw down(error);
        throw error;
      }
    },
  };
}
