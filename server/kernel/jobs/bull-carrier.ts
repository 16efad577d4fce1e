import Bull from 'bull';

import { atMost } from '../at-most.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import type { SharedRedis } from '../redis/redis.ts';
import type { JobCarrier } from './carrier.ts';
import type { JobNews } from './job-news.ts';

/** What is told together goes to Redis together; more waits for the next turn. */
const mostAtOnce = 500;
/** Redis is away at the end: nothing is waited for longer. */
const closeMs = 1_000;
/** So long at least Bull is held, or takes jobs. */
const stepMs = 250;

/**
 * The carrier on Redis: a Bull queue whose jobs are names of rows. Bull spreads them over the
 * processes, keeps them until their time and gives those of a dead process to another; it may run
 * one twice, which the row's lease refuses. A name is `<job id>:<tries>`, so that the same news
 * waits once, and a retry is news of its own even while the try before it ends.
 */
export function createBullCarrier(deps: {
  redis: SharedRedis;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}): JobCarrier {
  const { redis, clock, log, metrics } = deps;
  const [client, subscriber] = [redis.connect(), redis.connect()];
  const queue = new Bull<null>('jobs', {
    prefix: `${redis.prefix}bull`,
    createClient: (type) =>
      type === 'client' ? client : type === 'subscriber' ? subscriber : redis.connect(),
    // Tries, delays between them and what has ended are the row's: Bull keeps nothing of them.
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    // After an error it asks again soon: its own five seconds would be added to Redis's absence.
    settings: { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 3, retryProcessDelay: 500 },
  });
  queue.on('error', (error) => {
    log.debug({ error }, 'the carrier of jobs met an error');
  });
  queue.on('stalled', () => {
    metrics.carrierStalled.inc();
    log.warn('a worker stalled: its jobs are given to another');
  });

  let waiting: { news: JobNews; again: boolean }[] = [];
  let sending = false;
  let started = false;
  let ended = false;
  let held = false;

  function send(): void {
    sending = false;
    const batch = waiting.slice(0, mostAtOnce);
    waiting = waiting.slice(mostAtOnce);
    if (waiting.length > 0) later();
    if (!carries()) return;
    const now = clock.now().getTime();
    const jobs = batch.map(({ news: { id, attempts, runAt }, again }) => ({
      data: null,
      opts: { jobId: `${id}:${attempts}${again ? ':again' : ''}`, delay: Math.max(0, runAt.getTime() - now) },
    }));
    queue.addBulk(jobs).then(
      () => {
        metrics.carrierAnnounced.inc(jobs.length);
      },
      (error: unknown) => {
        log.debug({ error }, 'news of jobs was lost: it is found by looking');
      },
    );
  }

  function later(): void {
    if (sending) return;
    sending = true;
    setImmediate(send);
  }

  const carries = () => !ended && redis.isUp() && client.status === 'ready';

  let follows = false;
  let heldByBull = false;

  /**
   * Bull's own state follows the one that is wished for, a step at a time: to hold, it cuts its
   * waiting connection and opens it again, and two steps at once may leave it cut for good.
   */
  async function follow(): Promise<void> {
    if (follows) return;
    follows = true;
    while (heldByBull !== held && !ended) {
      const wished = held;
      try {
        await (wished ? queue.pause(true, true) : queue.resume(true));
        heldByBull = wished;
      } catch (error) {
        // It may be held by now: to let it go is tried until it is done.
        heldByBull = true;
        log.debug({ error }, 'the carrier could not be held or let go');
      }
      await new Promise((resolve) => setTimeout(resolve, stepMs));
    }
    follows = false;
  }

  return {
    announce(news, again = false) {
      if (!carries()) return;
      for (const one of news) waiting.push({ news: one, again });
      later();
    },
    start(run, concurrency) {
      if (started) return;
      started = true;
      queue
        .process(concurrency, async ({ id }) => {
          await run(String(id).split(':')[0] ?? '');
        })
        .catch((error: unknown) => {
          if (!ended) log.error({ error }, 'the carrier takes no jobs: the worker looks by itself');
        });
    },
    carries,
    hold(wished) {
      if (wished === held || !started || ended) return;
      held = wished;
      void follow();
    },
    async stop() {
      if (started && !ended && carries()) await atMost(queue.pause(true, true), closeMs);
    },
    async close() {
      ended = true;
      if (redis.isUp()) await atMost(queue.close(true), closeMs);
    },
  };
}
