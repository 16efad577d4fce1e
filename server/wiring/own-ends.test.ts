import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoWorld } from '../../config/demo-world.ts';
import { hintOwnEnds } from '../features/enterprises/index.ts';
import { Connection } from '../features/enterprises/enterprise.entity.ts';
import { Delivery } from '../features/messaging/messaging.entity.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import { formatDay } from '../kernel/i18n/format-time.ts';
import { startOfDay } from '../kernel/zoned-day.ts';
import { beijingDay } from '../testing/beijing.ts';
import { openCallers, type Callers, type Credentials } from '../testing/callers.ts';
import { startInstallation, type Installation } from '../testing/installation.ts';
import { call, settle } from '../testing/people.ts';
import { createOwnEnds } from './own-ends.ts';

const Day = 86_400_000;

/* Row 19: who bought an edition for himself hears of its end before it comes, in WeChat. */
describe('an own edition that ends soon', () => {
  let product: Installation;
  let callers: Callers;
  let owner: Credentials;
  let connectionId: string;
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    owner = await callers.as('downstream');
    const { body } = await call(product, 'GET', '/upstream-connections', owner);
    connectionId = body.items[0].id;
  });
  afterAll(() => product.end());

  const across = () => product.server.db.acrossTenants('work: orders');
  const told = async () =>
    across().find(Delivery, { purpose: 'own_edition.ending' }, { orderBy: { id: 'asc' }, refresh: true });
  /** The end as a paid order leaves it: 24:00 of a day of the buyer's. */
  const endOn = (day: string) => startOfDay(day, 'Asia/Shanghai', 1);
  const setEnd = (ownEndsAt: Date) =>
    across().nativeUpdate(
      Connection,
      { id: connectionId },
      { ownEdition: true, edition: 'dealer', ownEndsAt },
    );

  it('is told to the downstream’s admins once at each mark, and again after it was prolonged', async () => {
    const { server } = product;
    const hearer = createOwnEnds({
      ...{ messaging: server.messaging, downstreams: server.accounts.downstreams },
      editions: server.config.editions,
    });
    const end = endOn('2027-11-30');
    await setEnd(end);
    const look = (daysBefore: number, hours = 12) =>
      hintOwnEnds(across(), hearer, new Date(end.getTime() - daysBefore * Day - hours * 3_600_000));
    await look(31);
    expect(await told()).toEqual([]);
    await look(30);
    await look(29);
    const [first] = await told();
    expect(first).toMatchObject({
      enterpriseId: callers.upstreamId,
      content: { values: { company: '杭州沐泉', endDay: '2027-11-30', daysLeft: '30', edition: '经销商版' } },
    });
    const admins = await server.accounts.downstreams.admins(across(), connectionId);
    expect(admins.length).toBeGreaterThan(0);
    expect((await told()).map((one) => one.interconnectUserId)).toEqual(admins.map(({ id }) => id));
    // No server for three weeks: only the nearest mark is told.
    await look(5);
    await look(1);
    expect((await told()).map(({ content }) => content.values['daysLeft'])).toEqual(
      ['30', '5', '1'].flatMap((days) => admins.map(() => days)),
    );
    await setEnd(endOn('2028-11-30'));
    await look(0, 1);
    expect(await told()).toHaveLength(3 * admins.length);
    await hintOwnEnds(across(), hearer, new Date(endOn('2028-11-30').getTime() - 10 * Day));
    expect(await told()).toHaveLength(4 * admins.length);
  });

  it('reaches him by the template that staff chose, and stands among his notices with the day', async () => {
    const { server } = product;
    const em = server.db.tenant(callers.upstreamId);
    const [account] = await server.directory.ofKind(em, callers.upstreamId, 'official-account');
    const [template] = demoWorld.templates;
    await server.messaging.mappings.save(
      em,
      {
        ...{
          enterpriseId: callers.upstreamId,
          purpose: 'own_edition.ending',
          templateId: template.templateId,
        },
        ...{ channelAccountId: account?.id ?? '', enabled: true, version: 0 },
        fields: {
          ...{ thing1: '{contact}', thing2: '{company}', time3: '{endDay} 23:59' },
          thing4: '{edition}还有{daysLeft}天到期',
        },
        editor: { staffId: 'test', name: '陈立', requestId: 'test' },
      },
      'zh-CN',
    );
    const now = server.clock.now();
    // What the test above caused is for another year, and would go first.
    const later = { kind: 'delivery.send', runAt: { $gt: new Date(now.getTime() + Day) } };
    await server.db.installation().nativeUpdate(Job, later, { state: 'done' });
    const lastDay = beijingDay(new Date(now.getTime() + 7 * Day));
    await setEnd(endOn(lastDay));
    const { downstreams } = server.accounts;
    const { editions } = server.config;
    const hearer = createOwnEnds({ messaging: server.messaging, downstreams, editions });
    await hintOwnEnds(across(), hearer, now);
    await settle(product);
    const delivery = (await told()).at(-1);
    expect(delivery, JSON.stringify(delivery)).toMatchObject({
      ...{ carrier: 'template', platformMessageId: expect.any(String) },
    });
    const { body } = await call(product, 'GET', '/notices', owner);
    const notice = body.items.find(({ title }: { title: string }) => title === '自购版本即将到期');
    expect(notice.lines).toContainEqual({
      label: '到期日',
      value: formatDay('zh-CN', new Date(`${lastDay}T12:00:00.000Z`), 'UTC'),
    });
  });
});
