import type { AccountOpening } from '../../../server/contract/account-opening.ts';
import type { z } from 'zod';

import type { MerchantView, PriceVersions } from '../../../server/contract/orders.ts';
import type { recordDetailSchema } from '../../../server/contract/records.ts';
import type { enterpriseNamesSchema, signInPromptSettingsSchema } from '../../../server/contract/settings.ts';

export interface SettingsWorld {
  priceVersions: PriceVersions;
  merchant: MerchantView;
  names: z.infer<typeof enterpriseNamesSchema>;
  prompt: z.infer<typeof signInPromptSettingsSchema>;
  opening: AccountOpening;
  records: z.infer<typeof recordDetailSchema>[];
}

/** The interconnect settings of the test world. */
export function buildSettings(): SettingsWorld {
  return {
    priceVersions: {
      waiting: [],
      current: 0,
      kinds: [
        { kind: 'enterprise', label: '互联企业数', unit: '家' },
        { kind: 'wechat_user', label: '微信互联用户数', unit: '人' },
      ],
      items: [
        {
          version: 0,
          effectiveFrom: null,
          prices: { enterprise: 120_00, wechat_user: 30_00 },
          createdBy: '',
        },
      ],
    },
    merchant: {
      mchId: '1900000109',
      appId: 'wx0123456789abcdef',
      serialNo: '5157F09EFDC096DE15EBE81A47057A72',
      platformKeys: [
        {
          serial: 'PUB_KEY_ID_0119000001092024',
          pem: '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
        },
      ],
      baseUrl: 'https://api.mch.weixin.qq.com',
      notifyUrl: 'https://hl.example.cn/callbacks/wechat-pay/Nw3v0W9xQm2rT7yB1nLs4C',
      bankAccount: { holder: '互联', bank: '示例银行', number: '6222000011112222' },
      miniProgramPurchase: false,
      version: 1,
    },
    names: {
      legalName: '岚汐净水科技（示例）有限公司',
      displayName: '岚汐净水',
      shownName: '岚汐净水',
      slogan: '商用直饮水，省心好水每一天',
      version: 1,
    },
    prompt: {
      enabled: false,
      text: '',
      contactName: '',
      contactPhone: '',
      alone: false,
      preset: '你的互联账号暂时不能使用。请联系岚汐净水处理。',
      systemPrompts: [{ state: 'disabled', label: '账号已停用', text: '账号已停用，请联系业务员张敏' }],
      updatedAt: null,
      version: 0,
    },
    opening: {
      ...{ enabled: false, presetAt: null, roles: ['owner', 'clerk', 'accountant', 'service'] },
      ...{ defaultRole: 'clerk', layouts: [], updatedAt: null, version: 0 },
      roleChoices: [
        { key: 'owner', label: '老板' },
        { key: 'clerk', label: '店员' },
        { key: 'accountant', label: '财务' },
        { key: 'service', label: '服务商' },
      ],
      departments: [{ id: '018f0000-0000-7000-8000-000100000001', name: '岚汐净水' }],
    },
    records: [
      {
        id: '018f0000-0000-7000-8000-001100000001',
        at: '2026-11-24T10:20:00.000Z',
        actorName: '陈立',
        action: 'enterprise_names.changed',
        actionLabel: '修改对外名称',
        targetKind: '企业',
        targetName: '岚汐净水',
        changes: [{ field: 'displayName', label: '对外名称', before: '岚汐', after: '岚汐净水' }],
        requestId: 'req-0123456789',
      },
    ],
  };
}
