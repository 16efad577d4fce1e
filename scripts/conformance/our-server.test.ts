import { createServer } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readMessageKey } from '../../bot/crypto/envelope.ts';
import { InboxRow } from '../../server/features/channels/inbox.entity.ts';
import { createFixedClock, systemClock } from '../../server/kernel/clock.ts';
import { openCallbackWorld, type CallbackWorld, type TestAccount } from '../../server/testing/callbacks.ts';
import { allGroups } from './all-groups.ts';
import { startCanary, type Canary } from './canary.ts';
import { createEffects } from './effects.ts';
import { exitCodeOf } from './report.ts';
import { runCases } from './run.ts';
import { idsOf, patientMs, targetOf, toldOf } from './testing/run-against.ts';

let world: CallbackWorld;
let other: CallbackWorld;
let canary: Canary;
beforeAll(async () => {
  world = await openCallbackWorld({ clock: systemClock });
  // On the embedded engine two processes never share the file: here one is idle while the other works.
  const sharing = { databaseUrl: world.databaseUrl, enterpriseId: world.enterpriseId };
  other = await openCallbackWorld({ clock: systemClock, sharing });
  canary = await startCanary('127.0.0.1', 0);
});
afterAll(async () => {
  await canary.close();
  await other.end();
  await world.end();
});

/** The count that a server may lend: here the rows of the account's inbox. */
async function startCount(account: TestAccount) {
  const server = createServer((_request, response) => {
    const rows = world.em().count(InboxRow, { channelAccountId: account.id });
    void rows.then((callbacks) => response.end(JSON.stringify({ callbacks })));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`),
    end: () => server.close(),
  };
}

const places = { 'official-account': 'official-accounts', 'mini-program': 'mini-programs', wecom: 'wecom' };
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('this server passes every case, and follows the advice', () => {
  it.each([
    ['official-account', 'safe'],
    ['official-account', 'compatible'],
    ['official-account', 'plain'],
    ['mini-program', 'safe'],
    ['wecom', 'safe'],
  ] as const)('%s in %s mode', { timeout: 120_000 }, async (channel, mode) => {
    const account = await world.connect(channel, {
      mode,
      ...(channel === 'wecom' ? { appId: 'ww3a9d1c5e7b2f4860' } : {}),
    });
    await other.server.callbackAccounts.refresh();
    await other.server.messaging.guides.refresh();
    const path = `/callbacks/${places[channel]}/${account.key}`;
    const count = await startCount(account);
    const results = await runCases(
      {
        ...{ channel, mode, appId: account.appId, agentId: 1_000_002 },
        ...{ url: new URL(world.base + path), secondUrl: new URL(other.base + path) },
        ...{ token: account.token, encodingAesKey: account.encodingAesKey },
        key: readMessageKey(account.encodingAesKey),
        originalId: channel === 'wecom' ? account.appId : 'gh_3f9c2b7a1d5e',
      },
      allGroups,
      {
        // Only service accounts have passive replies here.
        ...(channel === 'official-account' ? { answerWord: '绑定' } : {}),
        ...{ canary, fuzz: 12, deadlineMs: patientMs, effects: createEffects(count.url, 0, pause) },
      },
    );
    count.end();
    expect(toldOf(results, 'failed')).toEqual([]);
    expect(toldOf(results, 'advised')).toEqual([]);
    expect(idsOf(results, 'passed').length).toBeGreaterThan(120);
    expect(exitCodeOf(results)).toBe(0);
  });

  it('refuses a taken request after its five minutes', async () => {
    const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
    const own = await openCallbackWorld({ clock });
    try {
      const { key, token, encodingAesKey, appId } = await own.connect('official-account');
      const url = new URL(`${own.base}/callbacks/official-accounts/${key}`);
      const options = {
        ...{ patient: true, deadlineMs: patientMs, now: () => clock.now() },
        pause: async (ms: number) => clock.advance(ms),
      };
      const target = targetOf(url, { token, encodingAesKey, appId });
      const results = await runCases(target, allGroups, options, (id) => id === 'R3.80');
      expect(idsOf(results, 'passed')).toEqual(['R3.80']);
      // With a clock that stands still the same request would be a retry, and taken.
      const still = await runCases(
        target,
        allGroups,
        { ...options, pause: async () => undefined },
        (id) => id === 'R3.80',
      );
      expect(idsOf(still, 'advised')).toEqual(['R3.80']);
    } finally {
      await own.end();
    }
  });
});
