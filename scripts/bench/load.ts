/** The load generator: a process of its own, so that signing and opening cost no server anything. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

import autocannon from 'autocannon';

import { readBenchKeys } from './keys.ts';
import { loadOrderSchema, type LoadOrder, type LoadResult } from './load-messages.ts';
import { comparable, createRequestMaker, openReply, type SignedRequest } from './requests.ts';
import { percentile } from './statistics.ts';

const keys = readBenchKeys();
/** Of the messages: the end of the load that they are signed for, so that none looks as if it came by a late try. */
let madeAt = new Date();
const make = createRequestMaker(keys, randomBytes(5).toString('hex'), () => madeAt);
/** One answer in so many is opened, after the clock has stopped. */
const openOneIn = 25;

/** Runs autocannon, and keeps the time of each answer in ms. */
function shoot(options: autocannon.Options, times: number[]): Promise<autocannon.Result> {
  return new Promise((done, failed) => {
    const running = autocannon(options, (error: unknown, result) => {
      if (error === null || error === undefined) done(result);
      else failed(error instanceof Error ? error : new Error('The load could not be made'));
    });
    running.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  });
}

async function run(order: LoadOrder): Promise<LoadResult> {
  // Signing takes a while too: some half a minute is far within the platform's window.
  madeAt = new Date(Date.now() + order.seconds * 1000 + 30_000);
  const prepared = Array.from({ length: order.prepare }, () => make(order.scenario));
  const waiting = new WeakMap<object, SignedRequest>();
  const kept: { openid: string; answer: string }[] = [];
  const times: number[] = [];
  let next = 0;
  let wrong = '';
  let lastAnswer = 0;
  const { pathname } = new URL(order.url);
  const started = performance.now();
  const before = performance.eventLoopUtilization();
  const result = await shoot(
    {
      url: order.url,
      method: 'POST',
      connections: order.connections,
      ...(order.amount === undefined ? { duration: order.seconds } : { amount: order.amount }),
      headers: { 'content-type': 'text/xml' },
      requests: [
        {
          setupRequest(request, context) {
            const signed = prepared[next] ?? make(order.scenario);
            next += 1;
            waiting.set(context, signed);
            request.path = `${pathname}?${signed.query}`;
            request.body = signed.body;
            return request;
          },
          onResponse(status, answer, context) {
            lastAnswer = performance.now();
            const signed = waiting.get(context);
            if (status !== 200 || signed === undefined)
              wrong = `answered with ${status}: ${answer.slice(0, 200)}`;
            else if (times.length % openOneIn === 0) kept.push({ openid: signed.openid, answer });
          },
        },
      ],
    },
    times,
  );
  // It counts in whole seconds: a number of requests ends with its last answer.
  const ended = order.amount === undefined ? performance.now() : lastAnswer;
  const seconds = (ended - started) / 1000;
  const busy = performance.eventLoopUtilization(before).utilization;
  if (wrong !== '') throw new Error(wrong);
  if (result.errors > 0 || result.timeouts > 0) {
    throw new Error(`${result.errors} connection errors, ${result.timeouts} timeouts`);
  }
  for (const { openid, answer } of kept) {
    const text = comparable(openReply(keys, openid, answer));
    if (text !== order.expected) throw new Error(`answered something else: ${text}`);
  }
  const all = Float64Array.from(times);
  return {
    answered: times.length,
    seconds,
    // Without any answer, everybody has waited for at least the whole time.
    p50: all.length === 0 ? seconds * 1000 : percentile(all, 0.5),
    p99: all.length === 0 ? seconds * 1000 : percentile(all, 0.99),
    checked: kept.length,
    signedLate: Math.max(0, next - prepared.length),
    busy,
  };
}

process.on('message', (message) => {
  run(loadOrderSchema.parse(message)).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
