import type { z } from 'zod';

import type { recordDetailSchema } from '../../../server/contract/records.ts';
import type { enterpriseNamesSchema, signInPromptSettingsSchema } from '../../../server/contract/settings.ts';

export interface SettingsWorld {
  names: z.infer<typeof enterpriseNamesSchema>;
  prompt: z.infer<typeof signInPromptSettingsSchema>;
  records: z.infer<typeof recordDetailSchema>[];
}

/** The interconnect settings of the test world. */
export function buildSettings(): SettingsWorld {
  return {
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
