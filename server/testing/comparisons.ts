import { z } from 'zod';

import { startSandbox } from '../../bot/sandbox/index.ts';
import { demoWorld } from '../../config/demo-world.ts';
import { comparisonPageSchema, type ComparisonRow } from '../contract/reconciliation.ts';
import { createOffsetClock } from '../kernel/clock.ts';
import { insertInto, timeValue, writeRows } from '../kernel/data/sql.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import { newId } from '../kernel/ids.ts';
import { openCallbackWorld, type CallbackWorld } from './callbacks.ts';
import { controlSandbox } from './sandbox-control.ts';

const peopleSchema = z.object({
  people: z.array(z.object({ id: z.string(), openids: z.record(z.string(), z.string()) })),
});
const followerColumns = [
  ...['id', 'enterprise_id', 'channel_account_id', 'openid'],
  ...['following', 'bound', 'followed_at', 'updated_at'],
];

/** A server whose service account is the sandbox's, with callbacks coming from there. */
export async function openComparisonWorld() {
  const sandbox = await startSandbox({ port: 0 });
  const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);
  const clock = createOffsetClock();
  let offset = 0;
  const world: CallbackWorld = await openCallbackWorld({ clock, sandboxPort: sandbox.port });
  const { appId, secret, token, encodingAesKey } = demoWorld.officialAccount;
  const account = await world.connect('official-account', { appId, secret, token, encodingAesKey });
  await control('accounts/configure', {
    account: appId,
    callbackUrl: `${world.base}/callbacks/official-accounts/${account.key}`,
  });
  const staff = await signIn(world, world.enterpriseId, ['channels.read', 'channels.manage']);

  const runs = async (as: Staff = staff): Promise<readonly ComparisonRow[]> =>
    comparisonPageSchema.parse((await as('GET', '/reconciliation-runs')).body).items;

  return {
    world,
    account,
    clock,
    staff,
    control,
    runs,
    follow: (follower: string) => control('follow', { account: appId, follower }),
    unfollow: (follower: string) => control('unfollow', { account: appId, follower }),
    /** So many new followers of whom no callback tells; their openids, as the platform lists them. */
    async crowd(count: number): Promise<readonly string[]> {
      await control('crowd', { account: appId, count });
      const state = await fetch(`http://127.0.0.1:${sandbox.port}/control/state`);
      const { people } = peopleSchema.parse(await state.json());
      return people.filter(({ id }) => id.startsWith('crowd-')).map(({ openids }) => openids[appId] ?? '');
    },
    /** They follow here too, since an hour ago. */
    async know(openids: readonly string[]): Promise<void> {
      const hourAgo = timeValue(world.db.dialect, new Date(world.now().getTime() - 3_600_000));
      for (let start = 0; start < openids.length; start += 500) {
        const rows = openids.slice(start, start + 500);
        await writeRows(
          world.em(),
          insertInto('follower', followerColumns, rows.length),
          rows.flatMap((openid) => [
            ...[newId(), world.enterpriseId, account.id, openid],
            ...[1, 0, hourAgo, hourAgo],
          ]),
        );
      }
    },
    /** The next of these callbacks is lost: never sent, and not sent again. */
    lose: (event: string) =>
      control('faults', { match: { account: appId, event }, fault: { drop: true, times: 1 } }),
    /** The list is read no earlier than so much later. */
    slowList: (latencyMs: number) =>
      control('faults', {
        match: { account: appId, path: '/cgi-bin/user/get' },
        fault: { latencyMs, times: 1 },
      }),
    /** By the server's clock; the sandbox's stays, and takes five minutes either way. */
    async later(ms: number): Promise<void> {
      offset += ms;
      clock.setOffset(offset);
      await Promise.resolve();
    },
    /** Starts a comparison as staff do, and works it. */
    async compare(channelAccountId = account.id): Promise<ComparisonRow> {
      const path = `/channel-accounts/${channelAccountId}/compare-followers`;
      const { status, body } = await staff('POST', path);
      if (status !== 200) throw new Error(`compare-followers: ${status} ${JSON.stringify(body)}`);
      await world.work();
      const run = (await runs()).find((one) => one.channelAccountId === channelAccountId);
      if (run === undefined) throw new Error('No comparison is on record');
      return run;
    },
    async missed(kind: 'follow' | 'unfollow' | 'member_left' | 'member_back'): Promise<number> {
      const { values } = await world.server.metrics.missedCallbacks.get();
      return values.find(({ labels }) => labels.kind === kind)?.value ?? 0;
    },
    async end(): Promise<void> {
      await world.end();
      await sandbox.close();
    },
  };
}
export type ComparisonWorld = Awaited<ReturnType<typeof openComparisonWorld>>;

export type Staff = ((
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  key?: string,
) => Promise<{ status: number; body: unknown }>) & {
  /** For requests of another kind. */
  readonly headers: Readonly<Record<string, string>>;
};

let staffNumber = 0;
/** A member of staff with these rights, signed in; answers how he asks. */
export async function signIn(
  world: CallbackWorld,
  enterpriseId: string,
  permissions: readonly string[],
  account = `staff${(staffNumber += 1)}`,
): Promise<Staff> {
  const em = world.em();
  const id = await inTransaction(em, (tx) =>
    world.server.staff.put(tx, {
      enterpriseId,
      account,
      name: account,
      phone: null,
      enabled: true,
      permissions: [...permissions],
      now: world.now(),
    }),
  );
  const code = await inTransaction(em, (tx) => world.server.staffLinks.make(tx, enterpriseId, id));
  const { token } = await world.server.staffLinks.enter(code);
  const headers = {
    cookie: `hl_staff_0=${token}`,
    origin: 'http://localhost:3000',
    'content-type': 'application/json',
  };
  const ask = async (method: 'GET' | 'POST', path: string, body?: object, key?: string) => {
    const answer = await fetch(`${world.base}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    return { status: answer.status, body: z.unknown().parse(await answer.json()) };
  };
  return Object.assign(ask, { headers });
}

/** Another enterprise of the same installation. */
export function addEnterprise(world: CallbackWorld): Promise<string> {
  return inTransaction(world.em(), (tx) =>
    world.server.enterprises.create(tx, {
      legalName: '清源设备有限公司',
      displayName: '清源设备',
      demo: true,
      now: world.now(),
    }),
  );
}
