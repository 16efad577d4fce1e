import type { FaceCodes } from '../features/salesperson/index.ts';
import type { createWechatDoor } from '../features/channels/index.ts';

/** Parametric codes of the enterprise's own service account, for invitations in hand. */
export function createFaceCodes({
  wechat,
}: {
  wechat: Pick<ReturnType<typeof createWechatDoor>, 'serviceAccount' | 'sceneCode' | 'miniPrograms'>;
}): FaceCodes {
  return {
    serviceAccount: (enterpriseId) => wechat.serviceAccount(enterpriseId),
    async make(enterpriseId, scene, expireSeconds) {
      const app = await wechat.serviceAccount(enterpriseId);
      if (app === null) throw new Error('The service account was disconnected');
      return wechat.sceneCode(app, scene, expireSeconds);
    },
    miniProgramAppId: async (em, enterpriseId) =>
      (await wechat.miniPrograms(em, enterpriseId))[0]?.appId ?? null,
  };
}
