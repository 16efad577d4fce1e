import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Locale } from '../../contract/common.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { Caller } from '../../kernel/http/route.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { openMessagingWorld, refusal, type MessagingWorld } from './testing.ts';

const rows = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  nextCursor: z.string().nullable(),
});
const one = z.record(z.string(), z.unknown());

describe('the endpoints of messaging', () => {
  let test: TestDatabase;
  let w: MessagingWorld;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  beforeEach(async () => {
    w = await openMessagingWorld(test);
    await w.inTx((tx) =>
      w.messaging.guides.ensurePreset(tx, {
        enterpriseId: w.enterpriseId,
        channelAccountId: w.serviceAccount.id,
      }),
    );
    await w.messaging.guides.refresh();
  });
  afterEach(() => w.messaging.guides.stop());
  afterAll(() => test.drop());

  interface Ask {
    params?: Record<string, string>;
    query?: Record<string, unknown>;
    body?: unknown;
    version?: number;
    locale?: Locale;
    /** Of the caller; the tenant of the test by default. */
    enterpriseId?: string;
  }
  /** A call through the route's own guards, as the API makes it. */
  async function call(id: string, ask: Ask = {}): Promise<unknown> {
    const route = w.messaging.routes.find((each) => `${each.method} ${each.path}` === id);
    if (route === undefined) throw new Error(`No route ${id}`);
    expect(route).toMatchObject({ audience: 'staff', permission: 'messaging.manage' });
    const caller: Caller = {
      sessionId: newId(),
      audience: 'staff',
      enterpriseId: ask.enterpriseId ?? w.enterpriseId,
      personId: w.staffId,
      membershipId: null,
      appId: '',
      language: ask.locale ?? 'zh-CN',
      permissions: new Set(['messaging.manage']),
      name: '陈立',
    };
    const result = await route.handle({
      params: route.params?.parse(ask.params ?? {}),
      query: route.query?.parse(ask.query ?? {}),
      body: route.body?.parse(ask.body ?? {}),
      caller,
      em: test.db.tenant(caller.enterpriseId),
      locale: ask.locale ?? 'zh-CN',
      requestId: 'r1',
      ip: '',
      userAgent: '',
      version: ask.version ?? 0,
      cookies: { get: () => undefined, set: () => undefined },
      redirect: () => undefined,
    });
    return route.response?.parse(result);
  }
  const refused = async (asked: Promise<unknown>) => {
    const error: unknown = await asked.then(
      () => null,
      (reason: unknown) => reason,
    );
    return error instanceof AppError ? error.code : error;
  };
  const guide = async (locale: Locale = 'zh-CN') => {
    const [row] = rows.parse(await call('get /follow-guides', { locale })).items;
    return z
      .object({
        id: z.string(),
        version: z.number(),
        unbound: one,
        bound: one,
        carrierBlocked: one,
        enabled: z.boolean(),
      })
      .parse(row);
  };

  describe('follow guides', () => {
    const edit = async (change: Record<string, unknown>) => {
      const { id, version, unbound } = await guide();
      const body = { unbound: { ...unbound, ...change } };
      return call('patch /follow-guides/:id', { params: { id }, version, body });
    };

    it('are edited, answered with at once, and recorded before and after', async () => {
      await edit({ text: '你好 {brand}\n{link:绑定}' });
      const reply = w.messaging.guides.replyFor(
        w.account,
        { following: true, bound: false, contact: null, company: null, salesperson: null },
        { h5Url: 'https://hl.example.cn/app/', miniProgramPath: 'p' },
      );
      expect(reply).toMatchObject({ text: expect.stringContaining('你好 岚汐净水') });
      expect(w.world.records).toMatchObject([{ action: 'follow_guide.changed', actorName: '陈立' }]);
      expect(JSON.stringify(w.world.records[0]?.before)).toContain('欢迎关注');
      expect(JSON.stringify(w.world.records[0]?.after)).toContain('你好 {brand}');
    });

    it.each([
      ['a fifth line', { text: 'a\nb\nc\nd\n{link:绑定}' }, 'guide.lines'],
      ['more than 600 bytes', { text: `${'字'.repeat(200)}{link:绑定}` }, 'guide.bytes'],
      ['no link', { text: '你好' }, 'guide.links'],
      ['two links', { text: '{link:a}{link:b}' }, 'guide.links'],
      ['a link without words', { text: '{link: }' }, 'guide.links'],
      ['an unknown variable', { text: '{phone}{link:a}' }, 'guide.variable'],
      ['a lost brace', { text: '{brand {link:a}' }, 'guide.variable'],
      [
        'a news guide without a title',
        { carrier: 'news', pictureUrl: 'https://x.cn/a.png' },
        'guide.title_missing',
      ],
      [
        'a picture without https',
        { carrier: 'news', title: 't', pictureUrl: 'http://x.cn/a.png' },
        'guide.picture',
      ],
    ])('refuse %s', async (_what, change, code) => {
      expect(await refused(edit(change))).toBe(code);
      expect(w.world.records).toEqual([]);
    });

    it('take a card only where a mini program is connected, and say why', async () => {
      const card = { carrier: 'mini_program_card', title: '绑定' };
      await edit(card);
      w.world.accounts = [w.serviceAccount];
      expect(await refused(edit(card))).toBe('guide.card_needs_mini_program');
      expect((await guide('en')).carrierBlocked).toEqual({
        mini_program_card: 'No mini program is connected. A card can be used once one is.',
      });
    });

    it('tell who edits an old version', async () => {
      const { id, version } = await guide();
      const body = { enabled: false };
      await call('patch /follow-guides/:id', { params: { id }, version, body });
      expect(await refused(call('patch /follow-guides/:id', { params: { id }, version, body }))).toBe(
        'conflict.version',
      );
    });

    it('come back to the preset, one variant at a time', async () => {
      await edit({ text: '{link:绑定}' });
      const { id } = await guide();
      await call('post /follow-guides/:id/restore-preset', { params: { id }, body: { variant: 'unbound' } });
      expect((await guide()).unbound['text']).toContain('欢迎关注');
    });

    it('are previewed with sample values', async () => {
      const { id, bound } = await guide();
      const body = { variant: 'bound', content: bound };
      const preview = one.parse(await call('post /follow-guides/:id/preview', { params: { id }, body }));
      expect(preview).toMatchObject({ leavesAs: 'passive_reply', carrier: 'text' });
      expect(preview['text']).toContain('林晓雯，你已绑定「杭州沐泉」。');
    });

    it('of another enterprise are not found', async () => {
      const { id, version } = await guide();
      const ask = { params: { id }, version, body: { enabled: false }, enterpriseId: newId() };
      expect(await refused(call('patch /follow-guides/:id', ask))).toBe('not_found');
      expect((await guide()).enabled).toBe(true);
    });
  });

  describe('template mappings', () => {
    const fields = { thing1: '{contact}', thing2: '{company}', time3: '{boundAt}' };
    const put = (body: Record<string, unknown> = {}, version = 0) =>
      call('put /template-mappings/:purpose', {
        params: { purpose: 'account.bound' },
        version,
        body: {
          channelAccountId: w.serviceAccount.id,
          templateId: 'TPL-BOUND',
          fields,
          enabled: true,
          ...body,
        },
      });

    it('begin empty, with the variables of the purpose in the caller’s language', async () => {
      const [row] = rows.parse(await call('get /template-mappings', { locale: 'en' })).items;
      expect(row).toMatchObject({
        purpose: 'account.bound',
        purposeLabel: 'Account bound',
        templateId: null,
        version: 0,
      });
      expect(row?.['variables']).toContainEqual({
        name: 'boundAt',
        label: 'Bound at',
        example: '2026年11月24日 18:30',
      });
    });

    it('are chosen from what the platform has', async () => {
      const { items } = rows.parse(
        await call('get /channel-accounts/:id/templates', { params: { id: w.serviceAccount.id } }),
      );
      expect(items).toMatchObject([
        { templateId: 'TPL-BOUND', fields: [{ key: 'thing1', kind: 'thing', label: '账号' }, {}, {}] },
      ]);
    });

    it('are saved, recorded, and changed by version', async () => {
      expect(await put()).toMatchObject({ templateTitle: '账号绑定成功通知', enabled: true, version: 1 });
      expect(await refused(put())).toBe('conflict.version');
      expect(await put({ enabled: false }, 1)).toMatchObject({ enabled: false, version: 2 });
      expect(w.world.records).toHaveLength(2);
    });

    it.each([
      ['a template that the platform has not', { templateId: 'OTHER' }, 'template.not_on_platform'],
      ['an empty field', { fields: { ...fields, thing2: ' ' } }, 'template.field_missing'],
      ['a field that the template has not', { fields: { ...fields, thing9: 'x' } }, 'template.field_unknown'],
      ['an unknown variable', { fields: { ...fields, thing2: '{phone}' } }, 'template.field_invalid'],
      ['a value of the wrong kind', { fields: { ...fields, time3: '{company}' } }, 'template.field_invalid'],
    ])('refuse %s', async (_what, body, code) => {
      expect(await refused(put(body))).toBe(code);
    });

    it('are tried on somebody who is bound and follows, enabled or not', async () => {
      await put({ enabled: false });
      const ask = {
        params: { purpose: 'account.bound' },
        body: { interconnectUserId: w.userId },
      };
      const row = one.parse(await call('post /template-mappings/:purpose/test', ask));
      expect(row).toMatchObject({ state: 'queued', recipientName: '林晓雯（测试）' });
      await w.worker.drain();
      expect(w.world.templates).toMatchObject([{ data: { thing1: '林晓雯', thing2: '杭州沐泉' } }]);
      const recipient = w.world.recipient;
      if (recipient === null) throw new Error('no recipient');
      w.world.recipient = { ...recipient, officialAccounts: [] };
      expect(await refused(call('post /template-mappings/:purpose/test', ask))).toBe('delivery.not_bound');
      w.world.recipient = {
        ...recipient,
        officialAccounts: recipient.officialAccounts.map((each) => ({ ...each, following: false })),
      };
      expect(await refused(call('post /template-mappings/:purpose/test', ask))).toBe(
        'delivery.not_following',
      );
    });

    it('of a mini program stand beside, by the kinds that its fields name', async () => {
      await put({ channelAccountId: w.miniProgram.id, templateId: 'SUB-BOUND' });
      expect(await w.messaging.subscribeTemplateIds(w.em(), w.enterpriseId)).toEqual(['SUB-BOUND']);
      expect(rows.parse(await call('get /template-mappings')).items).toMatchObject([
        { purpose: 'account.bound', templateId: null },
        { templateId: 'SUB-BOUND', channelAccountId: w.miniProgram.id },
        { purpose: 'account.phone_changed', templateId: null },
        { purpose: 'own_edition.ending', templateId: null },
      ]);
    });
  });

  describe('deliveries', () => {
    it('tell state, reasons and remedies in both languages', async () => {
      await w.map('template');
      w.world.answer = () => {
        throw refusal(40037);
      };
      await w.queueBound();
      await w.worker.drain();
      const [zh] = rows.parse(await call('get /deliveries')).items;
      const [en] = rows.parse(await call('get /deliveries', { locale: 'en' })).items;
      expect(zh).toMatchObject({
        stateLabel: '失败',
        purposeLabel: '账号绑定成功',
        platformCode: '40037',
        canResend: true,
      });
      expect(en).toMatchObject({ stateLabel: 'Failed', purposeLabel: 'Account bound' });
      expect(zh?.['reason']).toMatch(/\p{Script=Han}/u);
      expect(en?.['reason']).toMatch(/^[\x20-\x7e’]+$/);
      expect(en?.['remedy']).toMatch(/^[\x20-\x7e’]+$/);
    });

    it('tell why each carrier was passed over', async () => {
      await w.queueBound();
      await w.worker.drain();
      const [row] = rows.parse(await call('get /deliveries', { locale: 'en' })).items;
      expect(row).toMatchObject({
        state: 'outside_window',
        passedOver: [
          { carrier: 'template', reason: 'No template has been chosen.' },
          { carrier: 'customer_service' },
          { carrier: 'subscribe' },
          { carrier: 'sms', reason: 'SMS notices are not configured.' },
        ],
      });
    });

    it('are found by name, where % and _ are letters like others', async () => {
      for (const [n, name] of ['林晓雯', '100%纯净', 'a_b'].entries()) {
        await w.inTx((tx) =>
          w.messaging.queueDelivery(tx, {
            enterpriseId: w.enterpriseId,
            purpose: 'account.bound',
            interconnectUserId: w.userId,
            recipientName: name,
            values: {},
            path: null,
            causeKey: `c${n}`,
            now: w.clock.now(),
          }),
        );
      }
      const names = async (search: string) =>
        rows
          .parse(await call('get /deliveries', { query: { search } }))
          .items.map((row) => row['recipientName']);
      expect(await names('晓')).toEqual(['林晓雯']);
      expect(await names('%')).toEqual(['100%纯净']);
      expect(await names('_')).toEqual(['a_b']);
      expect(await names('A_B')).toEqual(['a_b']);
      expect(await names("' or 1=1 --")).toEqual([]);
    });

    it('are paged, newest first', async () => {
      for (let n = 0; n < 5; n += 1) await w.queueBound(`c${n}`);
      const first = rows.parse(await call('get /deliveries', { query: { limit: '2' } }));
      const second = rows.parse(
        await call('get /deliveries', { query: { limit: '2', cursor: first.nextCursor } }),
      );
      const third = rows.parse(
        await call('get /deliveries', { query: { limit: '2', cursor: second.nextCursor } }),
      );
      const ids = [first, second, third].flatMap(({ items }) => items.map((row) => String(row['id'])));
      expect(ids).toEqual([...ids].sort().reverse());
      expect(new Set(ids).size).toBe(5);
      expect(third.nextCursor).toBeNull();
    });

    it('are sent again by a person, under a new key, and only where that is possible', async () => {
      await w.map('template');
      w.world.answer = () => {
        throw refusal(40037);
      };
      await w.queueBound();
      await w.worker.drain();
      w.world.answer = () => undefined;
      const { id } = await w.delivery();
      expect(await call('post /deliveries/:id/resend', { params: { id } })).toMatchObject({
        state: 'queued',
      });
      await w.worker.drain();
      expect(await w.delivery()).toMatchObject({ state: 'submitted', platformCode: null, reasonKey: null });
      expect(new Set(w.world.templates.map(({ clientMessageId }) => clientMessageId)).size).toBe(2);
      expect(await refused(call('post /deliveries/:id/resend', { params: { id } }))).toBe(
        'delivery.no_resend',
      );
    });

    it('are notices to the person whom they reached, and only those', async () => {
      await w.map('template');
      await w.queueBound();
      await w.worker.drain();
      w.world.answer = () => {
        throw refusal(40037);
      };
      await w.queueBound('bound:2');
      await w.worker.drain();
      const page = await w.messaging.noticesOf(w.em(), w.userId, { limit: 10, locale: 'en' });
      expect(page.items).toMatchObject([
        {
          title: 'Account bound',
          carrier: 'Template message',
          lines: [
            { label: 'Contact', value: '林晓雯' },
            { label: 'Company', value: '杭州沐泉' },
            { label: 'Bound at', value: '24 Nov 2026, 18:30' },
            { label: 'Display name', value: '岚汐净水' },
          ],
        },
      ]);
    });
  });
});
