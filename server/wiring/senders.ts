import type { Config } from '../../config/env.ts';
import type { AccountDirectory, ChannelClients } from '../features/channels/index.ts';
import type { Senders } from '../features/messaging/index.ts';
import { AppError } from '../kernel/errors/app-error.ts';

/** The platforms' clients as messaging sends by them; null where nothing fitting is connected. */
export function createSenders(deps: {
  clients: ChannelClients;
  directory: AccountDirectory;
  sms: Config['sms'];
}): Senders {
  const { clients, directory, sms } = deps;
  async function unlessGone<T>(make: () => Promise<T>): Promise<T | null> {
    try {
      return await make();
    } catch (error) {
      const gone =
        error instanceof AppError && (error.code === 'not_found' || error.code === 'channel.disconnected');
      if (gone) return null;
      throw error;
    }
  }
  return {
    officialAccount: (em, id) => unlessGone(() => clients.officialAccount(em, id)),
    miniProgram: (em, id) => unlessGone(() => clients.miniProgram(em, id)),
    async wecom(em, enterpriseId) {
      const [app] = await directory.ofKind(em, enterpriseId, 'wecom');
      return app === undefined ? null : unlessGone(() => clients.wecom(em, app.id));
    },
    // A reviewed template says one thing: invitations have their own, {1} name, {2} brand; the rest {1} name, {2} company.
    sms(enterpriseId, purpose) {
      const templateId =
        (purpose === 'account.invited' ? sms?.invitationTemplateId : sms?.noticeTemplateId) ?? null;
      if (templateId === null) return null;
      return {
        templateId,
        sender: {
          async send(message) {
            const client = await clients.sms(enterpriseId);
            if (client === null) throw new Error('SMS is not configured');
            return client.send(message);
          },
        },
      };
    },
  };
}
