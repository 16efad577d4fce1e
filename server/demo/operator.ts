import { request } from 'undici';
import { z } from 'zod';

import { demoWorld } from '../../config/demo-world.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import type { Server } from '../server.ts';
import { sandboxApi } from './sandbox-api.ts';

/** The operator's first staff member: `npm run enterprise -- link --account operator` lets him in. */
export const demoOperator = { account: 'operator', name: '运营 何平' } as const;

const merchantSchema = z.object({
  kind: z.literal('wechat-pay'),
  mchId: z.string(),
  serialNo: z.string(),
  privateKeyPem: z.string(),
  apiV3Key: z.string(),
  platformKeys: z.array(z.object({ serial: z.string(), pem: z.string() })),
  baseUrl: z.string(),
});

/** The reserved tenant that sells quota, and the sandbox's merchant, whom orders pay. */
export async function seedOperator(server: Server): Promise<void> {
  const now = server.clock.now();
  await inTransaction(server.db.acrossTenants('operator: seed'), async (tx) => {
    const enterpriseId = await server.enterprises.create(tx, {
      kind: 'operator',
      legalName: '岚汐科技（示例）有限公司',
      displayName: '岚汐科技',
      demo: true,
      now,
    });
    const permissions = ['orders.confirm', 'prices.manage', 'merchant.manage', 'sms.review'];
    await server.staff.put(tx, {
      enterpriseId,
      ...demoOperator,
      phone: null,
      enabled: true,
      permissions,
      now,
    });
  });
  const { body } = await request(`${sandboxApi(server)}/accounts`);
  const accounts = z.array(z.unknown()).parse(await body.json());
  const merchant = accounts.flatMap((one) => {
    const parsed = merchantSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  })[0];
  if (merchant === undefined) throw new Error('The sandbox has no merchant');
  const { mchId, serialNo, privateKeyPem, apiV3Key, platformKeys, baseUrl } = merchant;
  await inTransaction(server.db.installation(), async (tx) => {
    const before = await server.orders.merchants.row(tx);
    await server.orders.merchants.save(tx, {
      ...{ mchId, serialNo, privateKeyPem, apiV3Key, platformKeys },
      baseUrl: baseUrl.replace('//localhost', '//127.0.0.1'),
      appId: demoWorld.officialAccount.appId,
      bankAccount: {
        holder: '岚汐科技（示例）有限公司',
        bank: '示例银行杭州分行',
        number: '330100000000000001',
      },
      miniProgramPurchase: false,
      version: before?.version ?? 0,
    });
  });
}
