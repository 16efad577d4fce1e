import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../../kernel/clock.ts';
import {
  buildEvent,
  newOpenid,
  openCallbackWorld,
  readReply,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type Fields,
  type TestAccount,
  type TestCallback,
} from '../../../testing/callbacks.ts';
import { listTwins } from '../../../testing/twins.ts';

const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
let world: CallbackWorld;
let service: TestAccount;
let wecom: TestAccount;

beforeAll(async () => {
  world = await openCallbackWorld({ clock });
  service = await world.connect('official-account');
  wecom = await world.connect('wecom', { appId: 'ww3a9d1c5e7b2f4860' });
});
afterAll(() => world.end());

const event = (name: string, more: Fields) => buildEvent(clock.now(), name, more);
const sealed = (account: TestAccount, fields: Fields) => sealCallback(account, xmlOf(fields), clock.now());
describe('twins are kept, true retries are not (R8, T16)', () => {
  it.each(Object.entries(listTwins(() => clock.now())))('%s', async (_name, { on, make }) => {
    const account = on === 'wecom' ? wecom : service;
    const openid = newOpenid();
    const all = make(openid);
    const before = (await world.inbox(account)).length;
    const requests = all.map((fields) => sealed(account, fields));
    for (const request of requests) expect((await world.send(request)).status).toBe(200);
    const kept = await world.inbox(account);
    expect(kept.length - before).toBe(all.length);
    const again = async (to: CallbackWorld) => {
      // Each as the platform repeats it: the very same request, and the same body sealed anew, twice.
      for (const [index, fields] of all.entries()) {
        const same = requests[index];
        if (same !== undefined)
          for (let copy = 0; copy < 2; copy += 1) expect((await to.send(same)).status).toBe(200);
        const last =
          index === all.length - 1 || !['subscribe', 'unsubscribe'].includes(String(fields['Event']));
        // A follow sealed anew after its opposite is a new follow: that is told apart below.
        if (last)
          for (let copy = 0; copy < 2; copy += 1)
            expect((await to.send(sealed(account, fields))).status).toBe(200);
      }
    };
    await again(world);
    const sharing = { databaseUrl: world.databaseUrl, enterpriseId: world.enterpriseId };
    const other = await openCallbackWorld({ clock, sharing });
    try {
      await again(other);
    } finally {
      await other.end();
    }
    expect((await world.inbox(account)).length - before).toBe(all.length);
  });

  it('follow, unfollow, follow within one second are three, and each retry is one of them', async () => {
    const FromUserName = newOpenid();
    const follow = event('subscribe', { FromUserName });
    const unfollow = event('unsubscribe', { FromUserName });
    const before = (await world.inbox(service)).length;
    const [first, second, third] = [
      sealed(service, follow),
      sealed(service, unfollow),
      sealed(service, follow),
    ];
    for (const request of [first, first, second, second, third, third]) {
      expect((await world.send(request)).status).toBe(200);
    }
    // Once more with new ciphertexts: retries of the last.
    expect((await world.send(sealed(service, follow))).status).toBe(200);
    // And the very requests of before, late and out of order.
    for (const request of [second, first, third]) expect((await world.send(request)).status).toBe(200);
    const rows = (await world.inbox(service)).slice(before);
    expect(rows.map(({ kind }) => kind)).toEqual(['event:subscribe', 'event:unsubscribe', 'event:subscribe']);
    await world.work();
    const [follower] = (await world.followers(service)).filter(({ openid }) => openid === FromUserName);
    expect(follower?.following).toBe(true);
    const guides = (await world.deliveries()).filter(({ openid }) => openid === FromUserName);
    expect(guides.length).toBe(2);
  });
});

describe('many copies at once (T1)', () => {
  async function flood(copies: readonly TestCallback[], openid: string) {
    const answers = await Promise.all(copies.map((copy) => world.send(copy)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // One ticket, one text: whichever of the answers the platform takes, the person reads the same.
    const replies = new Set(answers.map((answer) => JSON.stringify(readReply(service, answer.text))));
    expect(replies.size).toBe(1);
    await world.work();
    const rows = (await world.inbox(service)).filter(({ sender }) => sender === openid);
    expect(rows.map(({ state }) => state)).toEqual(['done']);
    expect((await world.followers(service)).filter((row) => row.openid === openid).length).toBe(1);
    const guides = (await world.deliveries()).filter((row) => row.openid === openid);
    expect(guides.map(({ purpose, state, carrier }) => [purpose, state, carrier])).toEqual([
      ['guide', 'submitted', 'passive_reply'],
    ]);
  }

  it('the same request a hundred times is one follow and one guide', async () => {
    const openid = newOpenid();
    const request = sealed(service, event('subscribe', { FromUserName: openid }));
    await flood(
      Array.from({ length: 100 }, () => request),
      openid,
    );
  });

  it('the same event under a hundred ciphertexts too', async () => {
    const openid = newOpenid();
    const fields = event('subscribe', { FromUserName: openid });
    await flood(
      Array.from({ length: 100 }, () => sealed(service, fields)),
      openid,
    );
  });

  it('and a hundred people are a hundred', async () => {
    const people = Array.from({ length: 100 }, () => newOpenid());
    const answers = await Promise.all(
      people.map((FromUserName) => world.send(sealed(service, event('subscribe', { FromUserName })))),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await world.work();
    const followers = await world.followers(service);
    expect(followers.filter(({ openid, following }) => following && people.includes(openid)).length).toBe(
      100,
    );
    const guides = (await world.deliveries()).filter(({ openid }) => people.includes(openid ?? ''));
    expect(guides.length).toBe(100);
  });
});
