import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createOfficialAccountClient } from '../../../bot/channels/official-account/client.ts';
import { createPlatformHttp } from '../../../bot/channels/shared/platform-http.ts';
import { createMemoryTokenStore } from '../../../bot/channels/shared/token-memory-store.ts';
import { startSandbox, type StartedSandbox } from '../../../bot/sandbox/index.ts';
import { demoOpenid, demoWorld } from '../../../config/demo-world.ts';
import { Job } from '../../kernel/data/kernel.entity.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { controlSandbox } from '../../testing/sandbox-control.ts';
import { countOf } from '../../testing/drill.ts';
import { Delivery } from './messaging.entity.ts';
import { openMessagingWorld, type MessagingWorld } from './testing.ts';

/*
 * The platform is in trouble for an hour of the clock, and messages are caused before, in it and
 * after it. What must be told of each follows from the answers alone: a template message may be
 * asked for again under its key within ten minutes, a customer-service message never without being
 * sure that it was not sent.
 */

const Minute = 60_000;
const { officialAccount } = demoWorld;
const each = countOf({ full: 200, part: 4 });
const carriers = ['template', 'customer-service'] as const;
type CarrierWord = (typeof carriers)[number];
const paths = {
  template: '/cgi-bin/message/template/send',
  'customer-service': '/cgi-bin/message/custom/send',
};

/** How a message ends: its state, the code that is told, and how often the phone has it. */
type End = readonly [state: string, code: string | null, messages: 0 | 1];
interface Trouble {
  readonly fault: object;
  /** Of those that were caused at its begin. */
  readonly begin: Readonly<Record<CarrierWord, End>>;
  /** Of those that were caused two minutes before its end. */
  readonly late: Readonly<Record<CarrierWord, End>>;
  /** How often the platform is asked for one message at most; `held`: for all of an hour. */
  readonly asked: Readonly<Record<CarrierWord, number>> | { readonly held: number };
}

const failed = ['failed', null, 0] as const;
const sent = ['submitted', null, 1] as const;
const usedUp = ['failed', '45009', 0] as const;
const both = (end: End) => ({ template: end, 'customer-service': end });

const troubles: Readonly<Record<string, Trouble>> = {
  'HTTP 429': {
    fault: { status: 429 },
    begin: both(failed),
    late: both(sent),
    asked: { template: 8, 'customer-service': 8 },
  },
  '45009': {
    fault: { errcode: 45009 },
    begin: both(usedUp),
    late: both(usedUp),
    // So many at once before the first answer, and one each ten minutes.
    asked: { held: 4 + 6 },
  },
  '-1, and nothing sent': {
    fault: { errcode: -1 },
    begin: { template: ['unknown', null, 0], 'customer-service': ['unknown', null, 0] },
    late: { template: sent, 'customer-service': ['unknown', null, 0] },
    asked: { template: 8, 'customer-service': 1 },
  },
  '-1, although it was sent': {
    fault: { errcode: -1, afterwards: true },
    begin: { template: ['unknown', null, 1], 'customer-service': ['unknown', null, 1] },
    late: { template: sent, 'customer-service': ['unknown', null, 1] },
    asked: { template: 8, 'customer-service': 1 },
  },
};

describe('an hour in which the platform answers', () => {
  let test: TestDatabase;
  let sandbox: StartedSandbox;
  let w: MessagingWorld;
  let people = 0;

  const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);
  async function items(path: string) {
    const response = await fetch(`${sandbox.url}/control/${path}`);
    return z.object({ items: z.array(z.record(z.string(), z.unknown())) }).parse(await response.json()).items;
  }

  beforeAll(async () => {
    test = await openTestDatabase();
  });
  beforeEach(async () => {
    // The sandbox asks for the time as soon as it starts.
    let now = () => new Date();
    sandbox = await startSandbox({
      port: 0,
      clock: { offsetMs: () => now().getTime() - Date.now(), setOffset: async () => undefined },
    });
    const service = createOfficialAccountClient({
      ...{ http: createPlatformHttp({}), tokens: createMemoryTokenStore(), accountKey: 'oa' },
      clock: { now: () => w.clock.now() },
      ...officialAccount,
      baseUrl: `${sandbox.url}/api.weixin.qq.com`,
      oauthBaseUrl: `${sandbox.url}/open.weixin.qq.com`,
    });
    w = await openMessagingWorld(test, { officialAccount: async () => service });
    const { clock } = w;
    now = () => clock.now();
    const [{ templateId }] = demoWorld.templates;
    await w.messaging.mappings.save(
      w.em(),
      {
        enterpriseId: w.enterpriseId,
        purpose: 'account.bound',
        channelAccountId: w.serviceAccount.id,
        templateId,
        fields: { thing1: '{contact}', thing2: '{company}', time3: '{boundAt}', thing4: '请联系业务员' },
        enabled: true,
        version: 0,
        editor: { staffId: w.staffId, name: '陈立', requestId: 'r1' },
      },
      'zh-CN',
    );
    w.world.windowOpen = true;
  });
  afterEach(() => sandbox.close());
  afterAll(() => test.drop());

  interface Caused {
    readonly deliveryId: string;
    readonly person: string;
  }
  /** One message to somebody new, who has just written. */
  async function cause(carrier: CarrierWord): Promise<Caused> {
    people += 1;
    const person = `trouble-${people}.`;
    const who = { account: officialAccount.appId, follower: person };
    const openid = demoOpenid(officialAccount.appId, person);
    await control('people', { id: person, name: '林晓雯', phones: [] });
    await control('follow', who);
    await control('send', { ...who, text: '你好' });
    if (carrier === 'template') {
      const userId = newId();
      const app = { channelAccountId: w.serviceAccount.id, openid, following: true };
      const recipient = {
        name: '林晓雯',
        phone: null,
        language: 'zh-CN' as const,
        waitsForProof: false,
        miniPrograms: [],
      };
      w.world.others.set(userId, { ...recipient, officialAccounts: [app] });
      return { deliveryId: String(await w.queueBound(`bound:${person}`, userId)), person };
    }
    const updateId = newId();
    const reply = { type: 'text', text: '您好' } as const;
    const input = { account: w.account, openid, updateId, reply, receivedAt: w.clock.now() };
    await w.inTx((tx) => w.messaging.guides.replyWasLate(tx, input));
    const delivery = await w.em().findOneOrFail(Delivery, { causeKey: `reply:${updateId}` });
    return { deliveryId: delivery.id, person };
  }
  async function causeAll(): Promise<Record<CarrierWord, Caused[]>> {
    const all: Record<CarrierWord, Caused[]> = { template: [], 'customer-service': [] };
    for (const carrier of carriers) for (let n = 0; n < each; n += 1) all[carrier].push(await cause(carrier));
    return all;
  }
  async function endsOf(caused: readonly Caused[], carrier: CarrierWord): Promise<unknown[]> {
    const ends: unknown[] = [];
    for (const { deliveryId, person } of caused) {
      const row = await w.em().findOneOrFail(Delivery, { id: deliveryId });
      const messages = (await items(`messages?user=${person}`)).filter(({ via }) => via === carrier);
      ends.push([row.state, row.platformCode ?? null, messages.length]);
    }
    return ends;
  }
  async function pass(minutes: number): Promise<void> {
    for (let at = 0; at < minutes * Minute; at += 20_000) {
      await w.worker.drain();
      w.clock.advance(20_000);
    }
    await w.worker.drain();
  }
  const callsOf = async (carrier: CarrierWord) => (await items(`calls?path=${paths[carrier]}`)).length;

  it.each(Object.entries(troubles))(
    '%s: nothing is sent twice, nothing is lost without a word, and afterwards it goes on',
    async (_name, { fault, begin, late, asked }) => {
      for (const path of Object.values(paths)) await control('faults', { match: { path }, fault });
      const first = await causeAll();
      await pass(58);
      for (const carrier of carriers) {
        expect(await endsOf(first[carrier], carrier)).toEqual(first[carrier].map(() => [...begin[carrier]]));
        const calls = await callsOf(carrier);
        expect(calls).toBeGreaterThan(0);
        expect(calls).toBeLessThanOrEqual('held' in asked ? asked.held : asked[carrier] * each);
      }
      const second = await causeAll();
      await pass(2);
      await control('faults', { clear: true });
      await pass(15);
      for (const carrier of carriers)
        expect(await endsOf(second[carrier], carrier)).toEqual(second[carrier].map(() => [...late[carrier]]));

      // One is let through to see; what comes beside it may still be held back, and says so.
      for (const carrier of carriers) {
        const probe = await cause(carrier);
        await pass(1);
        expect(await endsOf([probe], carrier)).toEqual([[...sent]]);
      }
      const third = await causeAll();
      await pass(1);
      for (const carrier of carriers) {
        expect(await endsOf(third[carrier], carrier)).toEqual(third[carrier].map(() => [...sent]));
        // Nothing of before was sent since.
        expect(await endsOf(first[carrier], carrier)).toEqual(first[carrier].map(() => [...begin[carrier]]));
      }
      expect(await w.em().count(Job, { state: { $ne: 'done' } })).toBe(0);
    },
    600_000,
  );
});
