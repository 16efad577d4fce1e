import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';

import { buildDemoWorld, startSandbox, type StartedSandbox } from '../../../../bot/sandbox/index.ts';
import { demoOpenid, demoWorld } from '../../../../config/demo-world.ts';
import { createOffsetClock } from '../../../kernel/clock.ts';
import { readRows } from '../../../kernel/data/sql.ts';
import {
  buildEvent,
  openCallbackWorld,
  readReply,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type TestAccount,
} from '../../../testing/callbacks.ts';
import { createDayModel, hasReply, nextAct, type Act } from '../../../testing/day-model.ts';
import { countOf, eachOf, full, openRandom } from '../../../testing/drill.ts';
import { hostileKinds, type HostileKind } from '../../../testing/hostile.ts';
import { readInbox } from '../../../testing/inbox-bodies.ts';
import { listTwins, type Twins } from '../../../testing/twins.ts';

/*
 * A day of the platform: callbacks of people over 24 hours of the clock, with true retries, twins
 * and what strangers send, so many at once over HTTP. The model knows what must be there at the end.
 */

const all = countOf({ full: 100_000, part: 1_000 });
const steps = countOf({ full: 480, part: 24 });
const persons = countOf({ full: 4_000, part: 200 });
const sideBySide = 24;
const Day = 86_400_000;
const Second = 1_000;
/** On a machine that is held up, an answer may come too late for the platform: such ones are counted. */
const slowFromMs = 2_000;

/** No name is another with zeros behind it: the sandbox fills openids up with them. */
const peopleNamed = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}.`);
const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, one) => all + one, 0);

const random = openRandom('A sandbox day');
const clock = createOffsetClock();
let offset = 0;
const sandboxClock = {
  offsetMs: () => offset,
  async setOffset(ms: number) {
    offset = ms;
    clock.setOffset(ms);
  },
};
const advance = (ms: number) => sandboxClock.setOffset(offset + ms);
const { officialAccount } = demoWorld;
/** In the sandbox, whom the server asks about its followers: those of the day, and those of the twins. */
const [people, twinPeople] = [peopleNamed('day', persons), peopleNamed('twin', 1_000)];
const nothingSent = () => ({
  ordinary: 0,
  twins: 0,
  retries: 0,
  sameCipher: 0,
  newCipher: 0,
  parallel: 0,
  hostile: 0,
  slow: 0,
});
let model = createDayModel();
let sent = nothingSent();
let sandbox: StartedSandbox;
let world: CallbackWorld;
let service: TestAccount;
let wecom: TestAccount;

// Before each try of the day: CI may have a second one.
beforeEach(async () => {
  [model, sent] = [createDayModel(), nothingSent()];
  later.length = 0;
  await sandboxClock.setOffset(0);
  const known = [...people, ...twinPeople].map((id) => ({ id, name: id, phones: [] }));
  sandbox = await startSandbox({
    port: 0,
    clock: sandboxClock,
    world: { ...buildDemoWorld(), people: known },
  });
  world = await openCallbackWorld({ clock, sandboxPort: sandbox.port, services: 'web,worker' });
  const { appId, secret, token, encodingAesKey } = officialAccount;
  service = await world.connect('official-account', { appId, secret, token, encodingAesKey });
  wecom = await world.connect('wecom', { appId: 'ww3a9d1c5e7b2f4860' });
});
afterEach(async () => {
  await world.end();
  await sandbox.close();
});

interface Copy {
  readonly sameCipher: boolean;
  readonly parallel: boolean;
}
const [sameLater, newLater, sameBeside, newBeside] = [
  { sameCipher: true, parallel: false },
  { sameCipher: false, parallel: false },
  { sameCipher: true, parallel: true },
  { sameCipher: false, parallel: true },
] as const;
const copies = [sameLater, newBeside, sameBeside, newLater];
/** What the platform sends five seconds later. */
const later: (() => Promise<void>)[] = [];

/** Sends what is new, and its retry beside it or later: the answer is the same, word for word. */
async function take(act: Act, copy?: Copy): Promise<void> {
  model.happened(act);
  const seal = () => sealCallback(act.account, xmlOf(act.fields), clock.now());
  const request = seal();
  const began = performance.now();
  const first = world.send(request).then((answer) => {
    if (performance.now() - began > slowFromMs) sent.slow += 1;
    expect(answer.status).toBe(200);
    const reply = readReply(act.account, answer.text);
    expect(reply !== null).toBe(hasReply(act));
    if (reply !== null) expect(reply['ToUserName']).toBe(act.fields['FromUserName']);
    return reply;
  });
  const again = async ({ sameCipher, parallel }: Copy) => {
    const answer = await world.send(sameCipher ? request : seal());
    expect(answer.status).toBe(200);
    expect(readReply(act.account, answer.text)).toEqual(await first);
    sent.retries += 1;
    sent[sameCipher ? 'sameCipher' : 'newCipher'] += 1;
    if (parallel) sent.parallel += 1;
  };
  if (copy?.parallel === true) await Promise.all([first, again(copy)]);
  else if (copy !== undefined) later.push(() => again(copy));
  await first;
}

/** One after the other, as they happen. Later the first comes again as it was, and the last under a new ciphertext. */
async function takeTwins({ on, make }: Twins, person: string): Promise<void> {
  const twins = make(demoOpenid(officialAccount.appId, person));
  const account = on === 'wecom' ? wecom : service;
  for (const [at, fields] of twins.entries()) {
    await take({ account, fields }, at === 0 ? sameLater : at === twins.length - 1 ? newLater : undefined);
    sent.twins += 1;
  }
}

async function beRefused(make: HostileKind): Promise<void> {
  const { status, body, ...to } = make(service, clock.now());
  const answer = await world.send({ ...to, body: '' }, { body });
  expect([answer.status, answer.text]).toEqual([status, '']);
  sent.hostile += 1;
}

const twins: readonly Twins[] = [
  ...Object.values(listTwins(() => clock.now())),
  {
    make: (FromUserName) =>
      ['subscribe', 'unsubscribe', 'subscribe'].map((name) =>
        buildEvent(clock.now(), name, { FromUserName }),
      ),
  },
];
const hostile = Object.values(hostileKinds);

/** How many of each in the whole day: what is not said otherwise is something ordinary. */
const twinsInAll = twins.reduce((sum, { make }) => sum + make('').length, 0);
const twinRounds = Math.max(1, Math.round((all * 0.01) / twinsInAll));
const plan = {
  hostile: Math.max(all * 0.001, hostile.length),
  twinSets: twinRounds * twins.length,
  twins: twinRounds * twinsInAll,
  /** Beside two of each set of twins. */
  retries: all * 0.03,
};
const ordinary = all - plan.hostile - plan.twins - plan.retries - 2 * plan.twinSets;

/** What comes in a step: work of its own for each person, so that each one's acts are in order. */
function planStep(step: number): (() => Promise<void>)[] {
  /** This step's part of a count, by its running numbers. */
  const partOf = (count: number) => {
    const from = Math.round((count * step) / steps);
    return Array.from({ length: Math.round((count * (step + 1)) / steps) - from }, (_, n) => from + n);
  };
  const acting = new Set<string>();
  const nextPerson = (): string => {
    const person = random.pick(people);
    if (acting.has(person)) return nextPerson();
    acting.add(person);
    return person;
  };
  const of = <T>(list: readonly T[], n: number): T => {
    const found = list[n % list.length];
    if (found === undefined) throw new Error('There is none');
    return found;
  };
  return [
    ...partOf(plan.hostile).map((n) => () => beRefused(of(hostile, n))),
    ...partOf(plan.twinSets).map((n) => () => takeTwins(of(twins, n), of(twinPeople, n))),
    ...partOf(ordinary).map((n) => {
      const openid = demoOpenid(officialAccount.appId, nextPerson());
      const fields = nextAct(clock.now(), openid, model.following.get(openid) === true, random);
      const retry = Math.floor((n * plan.retries) / ordinary);
      const isRetried = retry !== Math.floor(((n + 1) * plan.retries) / ordinary);
      return async () => {
        await take({ account: service, fields }, isRetried ? of(copies, retry) : undefined);
        sent.ordinary += 1;
      };
    }),
  ];
}

const countSchema = z.array(z.object({ n: z.coerce.number() })).length(1);
async function countJobs(where: string): Promise<number> {
  const [row] = countSchema.parse(
    await readRows(world.em(), `select count(*) as n from job where ${where}`, []),
  );
  return row?.n ?? NaN;
}

const open = "state in ('due', 'running')";
const untilWorked = () =>
  expect
    .poll(() => countJobs(`${open} and (kind = 'callback.work' or state = 'running')`), {
      timeout: 60_000,
      interval: 20,
    })
    .toBe(0);

async function countedCallbacks(): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const { labels, value } of (await world.server.metrics.callbacks.get()).values) {
    const outcome = String(labels.outcome);
    counted[outcome] = (counted[outcome] ?? 0) + value;
  }
  return counted;
}

it(
  `${all} callbacks of a day leave exactly what happened, and nothing of what strangers sent`,
  async () => {
    for (let step = 0; step < steps; step += 1) {
      await eachOf(planStep(step), sideBySide, (work) => work());
      await advance(5 * Second);
      await eachOf(later.splice(0), sideBySide, (work) => work());
      await untilWorked();
      await advance(Day / steps - 5 * Second);
    }
    // Receipts of messages that nobody sent are asked about for eleven minutes more.
    for (let look = 0; look < 6; look += 1) {
      await world.work();
      await advance(660 * Second);
    }

    expect(sent.ordinary + sent.twins + sent.retries + sent.hostile).toBe(all);
    expect(sent.retries).toBe(plan.retries + 2 * plan.twinSets);
    expect(Math.abs(sent.sameCipher - sent.newCipher)).toBeLessThanOrEqual(1);
    expect(sent.parallel).toBeGreaterThan(0);
    expect(sent.twins).toBe(plan.twins);
    expect(sent.hostile).toBe(plan.hostile);
    expect(await countedCallbacks()).toEqual({
      accepted: model.rows(),
      repeated: sent.retries,
      refused: sent.hostile,
    });

    const inbox = await readInbox(world);
    expect(model.rows()).toBe(sent.ordinary + sent.twins);
    expect(inbox.states).toEqual({ stored: model.rows() - model.works(), done: model.works() });
    expect(inbox.bodies).toEqual(model.bodies);

    expect(await countJobs(open)).toBe(0);
    expect(await countJobs("state = 'dead'")).toBe(0);
    expect(await countJobs("kind = 'callback.work'")).toBe(model.works());

    expect(inbox.late.size).toBeLessThanOrEqual(sent.slow);
    const followers = await world.followers(service);
    expect(new Map(followers.map(({ openid, following }) => [openid, following]))).toEqual(model.following);
    expect(followers).toHaveLength(model.following.size);
    const guides = new Map<string, number>();
    for (const { openid, purpose, state, carrier } of await world.deliveries()) {
      if (!inbox.late.has(openid ?? ''))
        expect([purpose, state, carrier]).toEqual(['guide', 'submitted', 'passive_reply']);
      if (purpose === 'guide') guides.set(openid ?? '', (guides.get(openid ?? '') ?? 0) + 1);
    }
    expect(guides).toEqual(model.guides);
    console.log(`A sandbox day: ${JSON.stringify({ ...sent, follows: sum(guides), rows: model.rows() })}`);
  },
  full ? 7_200_000 : 120_000,
);
