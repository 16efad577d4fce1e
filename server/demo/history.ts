import { demoWorld } from '../../config/demo-world.ts';
import { InterconnectUser } from '../features/accounts/account.entity.ts';
import { Delivery, FollowGuide } from '../features/messaging/messaging.entity.ts';
import { OperationRecord } from '../features/records/record.entity.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { idOf, newId } from '../kernel/ids.ts';
import type { Server } from '../server.ts';

const Hour = 3_600_000;

type Ending = Pick<Delivery, 'state' | 'carrier' | 'platformCode' | 'reasonKey' | 'passedOver'>;

/** Every state at least once, each with its reason, as the last days would have left them. */
const endings: readonly Ending[] = [
  { state: 'delivered', carrier: 'template', platformCode: null, reasonKey: null, passedOver: [] },
  { state: 'delivered', carrier: 'template', platformCode: null, reasonKey: null, passedOver: [] },
  { state: 'submitted', carrier: 'passive_reply', platformCode: null, reasonKey: null, passedOver: [] },
  {
    state: 'in_review',
    carrier: 'template',
    platformCode: '40252',
    reasonKey: 'platform_in_review',
    passedOver: [],
  },
  {
    state: 'refused_by_user',
    carrier: 'template',
    platformCode: null,
    reasonKey: 'receipt_user_block',
    passedOver: [],
  },
  {
    state: 'unfollowed',
    carrier: null,
    platformCode: null,
    reasonKey: 'not_following',
    passedOver: [{ carrier: 'template', reasonKey: 'not_following' }],
  },
  {
    state: 'outside_window',
    carrier: 'customer_service',
    platformCode: '45015',
    reasonKey: 'window_closed',
    passedOver: [],
  },
  {
    state: 'unknown',
    carrier: 'customer_service',
    platformCode: null,
    reasonKey: 'no_answer',
    passedOver: [],
  },
  { state: 'failed', carrier: 'template', platformCode: '40037', reasonKey: null, passedOver: [] },
  { state: 'delivered', carrier: 'wecom', platformCode: null, reasonKey: null, passedOver: [] },
];

const names = ['周建国', '唐玉', '孟师傅', '段经理', '何敏仪'] as const;

/** Deliveries and records of the last week, so that the lists are not empty at the first look. */
export async function seedHistory(server: Server, enterpriseId: string): Promise<void> {
  const now = server.clock.now().getTime();
  await inTransaction(server.db.acrossTenants('operator: seed'), async (tx) => {
    const users = await tx.find(InterconnectUser, { enterpriseId }, { orderBy: { id: 'asc' } });
    for (let index = 0; index < 40; index += 1) {
      const ending = endings[index % endings.length];
      if (ending === undefined) continue;
      const at = new Date(now - 7 * 24 * Hour + index * 4 * Hour);
      const name = names[index % names.length] ?? names[0];
      const toStaff = ending.carrier === 'wecom';
      await tx.insert(Delivery, {
        id: newId(),
        enterpriseId,
        purpose: toStaff ? 'staff.card' : ending.carrier === 'passive_reply' ? 'guide' : 'account.bound',
        interconnectUserId: toStaff ? null : (users.find((user) => user.name === name)?.id ?? null),
        recipientName: toStaff ? '张敏' : name,
        content: {
          values: toStaff ? {} : { contact: name, company: '杭州沐泉', boundAt: at.toISOString() },
          path: null,
        },
        ...ending,
        passedOver: [...ending.passedOver],
        failure:
          ending.platformCode === '40037'
            ? {
                meaning: { 'zh-CN': '模板不存在或已被删除', en: 'The template does not exist (any more)' },
                remedy: {
                  'zh-CN': '到「模板消息」里重新选择模板',
                  en: 'Choose the template again under Template messages',
                },
              }
            : null,
        causeKey: `demo:delivery:${enterpriseId}:${index}`,
        createdAt: at,
        updatedAt: at,
        version: 1,
      });
    }
    const staff = await server.staff.all(tx, enterpriseId);
    const followGuide = await tx.findOne(FollowGuide, { enterpriseId });
    for (let index = 0; index < 25; index += 1) {
      const at = new Date(now - 20 * 24 * Hour + index * 18 * Hour);
      const account = demoWorld.wecom.members[index % 3]?.userId;
      const actor = staff.find((one) => one.account === account);
      const user = users[index % users.length];
      const guide = index % 8 === 0;
      await tx.insert(OperationRecord, {
        // Records are listed by their ids: what was done before stands before.
        id: idOf(at),
        enterpriseId,
        actor: actor === undefined ? 'system' : `staff:${actor.id}`,
        actorName: actor?.name ?? '陈立',
        action: guide ? 'follow_guide.changed' : 'account.enabled',
        target: guide ? `follow_guide:${followGuide?.id ?? ''}` : `interconnect_user:${user?.id ?? ''}`,
        before: guide ? { unbound: { text: '欢迎关注岚汐净水' } } : { accountState: 'disabled' },
        after: guide
          ? { unbound: { text: '你好，欢迎关注岚汐净水 👋' } }
          : { accountState: 'invited', name: user?.name ?? '' },
        requestId: 'demo',
        at,
      });
    }
  });
}
