import type { Config } from '../../config/env.ts';
import type { AccountDirectory, ChannelClients } from '../features/channels/index.ts';
import { liveInvitation, liveSignature, type Senders, type SmsSender } from '../features/messaging/index.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
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
  async function smsOf(em: EntityManager, enterpriseId: string): Promise<SmsSender | null> {
    if (sms === undefined) return null;
    const signName = await liveSignature(em, enterpriseId);
    return {
      async send(message) {
        const client = await clients.sms(enterpriseId);
        if (client === null) throw new Error('SMS is not configured');
        return client.send({ ...message, ...(signName === null ? {} : { signName }) });
      },
    };
  }
  return {
    officialAccount: (em, id) => unlessGone(() => clients.officialAccount(em, id)),
    miniProgram: (em, id) => unlessGone(() => clients.miniProgram(em, id)),
    async wecom(em, enterpriseId) {
      const [app] = await directory.ofKind(em, enterpriseId, 'wecom');
      return app === undefined ? null : unlessGone(() => clients.wecom(em, app.id));
    },
    // The upstream's own approved text, else the installation's. A reviewed template says one thing: invitations have their own, {1} name, {2} brand; the rest {1} name, {2} company.
    async sms(em, enterpriseId, purpose) {
      const sender = await smsOf(em, enterpriseId);
      if (sms === undefined || sender === null) return null;
      const own = purpose === 'account.invited' ? await liveInvitation(em, enterpriseId) : null;
      const preset =
        (purpose === 'account.invited' ? sms.invitationTemplateId : sms.noticeTemplateId) ?? null;
      const templateId = own?.templateId ?? preset;
      if (templateId === null) return null;
      return { templateId, ...(own === null ? {} : { params: own.params }), sender };
    },
    smsOf,
  };
}
