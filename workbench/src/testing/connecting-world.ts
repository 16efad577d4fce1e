import type { z } from 'zod';

import type {
  connectionDetailSchema,
  connectionOfferSchema,
  invitationCodeSchema,
  upstreamConnectionSchema,
} from '../../../server/contract/connections.ts';

/** Relations of the test world; each test changes what it is about. */
export interface ConnectingWorld {
  connections: z.infer<typeof connectionDetailSchema>[];
  offer: z.infer<typeof connectionOfferSchema>;
  codes: z.infer<typeof invitationCodeSchema>[];
  upstreams: z.infer<typeof upstreamConnectionSchema>[];
}

/** Ids of the test world: a UUID that shows what it stands for by its last digits. */
export function testId(group: number, index: number): string {
  return `018f0000-0000-7000-8000-${String(group).padStart(4, '0')}${String(index).padStart(8, '0')}`;
}

const day = (days: number) => new Date(Date.UTC(2026, 10, 24 + days, 10, 30)).toISOString();
const tailEnd = '2026-12-08T16:00:00.000Z';
const dealer = { key: 'dealer', label: '经销商版' };

const plain: Omit<ConnectingWorld['connections'][number], 'id' | 'name' | 'legalName'> = {
  origin: 'admin',
  phase: 'active',
  edition: null,
  ownEdition: false,
  suspended: false,
  disabled: false,
  salespersonName: '张敏',
  users: 0,
  boundUsers: 0,
  createdAt: day(-120),
  terminatedAt: null,
  endsAt: null,
  endReason: null,
  expiresAt: null,
  editionUses: [],
  request: null,
  wouldEndAt: null,
  timeZone: 'Asia/Shanghai',
};

export function buildConnectingWorld(): ConnectingWorld {
  const use = (index: number, name: string, state: 'active' | 'tail', endsAt: string | null) => ({
    id: testId(22, index),
    connectionId: testId(21, index),
    downstreamName: name,
    edition: dealer,
    payer: 'upstream' as const,
    order: 'Q20261015',
    state,
    givenAt: day(-120),
    endsAt,
  });
  return {
    connections: [
      {
        ...plain,
        id: testId(21, 1),
        name: '杭州沐泉',
        legalName: '杭州沐泉水处理设备（示例）有限公司',
        edition: dealer,
        users: 3,
        boundUsers: 1,
        editionUses: [use(1, '杭州沐泉', 'active', null)],
        wouldEndAt: tailEnd,
      },
      {
        ...plain,
        id: testId(21, 2),
        name: '昆明云岭',
        legalName: '昆明云岭净水工程（示例）有限公司',
        phase: 'tail',
        edition: dealer,
        users: 1,
        boundUsers: 1,
        terminatedAt: day(0),
        endsAt: tailEnd,
        endReason: 'terminated',
        editionUses: [use(2, '昆明云岭', 'tail', tailEnd)],
      },
      {
        ...plain,
        id: testId(21, 3),
        name: '西安秦泉',
        legalName: '西安秦泉环保（示例）有限公司',
        origin: 'invitation_code',
        phase: 'pending',
        salespersonName: null,
        createdAt: day(0),
        expiresAt: day(30),
        request: { contactName: '秦川', phoneMasked: '154****0021', requestedAt: day(0) },
      },
    ],
    offer: {
      enterprise: { label: '互联企业数', remaining: 1 },
      wechatUser: { label: '微信用户数', remaining: 3 },
      editions: [
        { ...dealer, remaining: 3 },
        { key: 'lite', label: '精简版', remaining: 0 },
      ],
      connected: 5,
      onOwnEdition: 1,
      open: true,
    },
    codes: [
      {
        id: testId(23, 1),
        kind: 'general',
        note: '春季经销商大会',
        hint: 'Zk3v',
        state: 'open',
        maxUses: 50,
        uses: 12,
        review: true,
        edition: null,
        prefill: { companyName: '', contactName: '', phoneMasked: '' },
        createdBy: '陈立',
        createdAt: day(-3),
        expiresAt: day(27),
        revokedAt: null,
      },
    ],
    upstreams: [
      {
        id: testId(24, 1),
        upstreamName: '禾光厨电',
        phase: 'active',
        phaseLabel: '互联中',
        editionLabel: null,
        ownEdition: false,
        mayBuy: false,
        connectedAt: day(-30),
        endText: null,
      },
    ],
  };
}
