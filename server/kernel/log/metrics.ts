import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` tells; a registry of its own, so that tests can run side by side. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'hulian_http_request_seconds',
      help: 'Time to answer an API request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    callbacks: new Counter({
      name: 'hulian_callbacks_total',
      help: 'Callbacks by channel and outcome (accepted, repeated, refused, not_stored)',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    callbackSeconds: new Histogram({
      name: 'hulian_callback_seconds',
      help: 'Time to answer a callback',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2.5, 4.5],
      registers,
    }),
    missedCallbacks: new Counter({
      name: 'hulian_missed_callbacks_total',
      help: 'Changes that no callback told, found by comparing with the platform and made up for',
      labelNames: ['channel', 'kind'],
      registers,
    }),
    comparisons: new Counter({
      name: 'hulian_comparisons_total',
      help: 'Comparisons with the platform by outcome (done, stopped, failed)',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    directoryRuns: new Counter({
      name: 'hulian_directory_runs_total',
      help: 'Runs of WeCom’s directory by outcome (done, stopped, failed)',
      labelNames: ['outcome'],
      registers,
    }),
    payments: new Counter({
      name: 'hulian_payments_total',
      help: 'News of payments by outcome (paid, repeated, refund_due, mismatch, unknown_order, closed, nothing)',
      labelNames: ['outcome'],
      registers,
    }),
    billChecks: new Counter({
      name: 'hulian_bill_checks_total',
      help: 'Comparisons of a day’s bill by outcome (matched, different, not_yet, failed)',
      labelNames: ['outcome'],
      registers,
    }),
    billDifferencesOpen: new Gauge({
      name: 'hulian_bill_differences_open',
      help: 'Differences between bills and books that nobody has ended, as of the last look',
      registers,
    }),
    jobs: new Counter({
      name: 'hulian_jobs_total',
      help: 'Jobs by kind and outcome (done, retried, dead, lost_lease)',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    jobsOpen: new Gauge({ name: 'hulian_jobs_open', help: 'Jobs that are due or running', registers }),
    carrierAnnounced: new Counter({
      name: 'hulian_carrier_announced_total',
      help: 'Jobs whose news was given to the carrier (Redis)',
      registers,
    }),
    carrierCaughtUp: new Counter({
      name: 'hulian_carrier_caught_up_total',
      help: 'Jobs that were overdue when looked for: their news was lost, or workers do not keep up',
      registers,
    }),
    carrierStalled: new Counter({
      name: 'hulian_carrier_stalled_total',
      help: 'Jobs taken from a worker that had stalled',
      registers,
    }),
    /** `hulian_redis_up` is there only where Redis is used. */
    watchRedis(isUp: () => boolean): void {
      new Gauge({
        name: 'hulian_redis_up',
        help: '1: Redis answers; 0: work is found by looking at the database',
        registers,
        collect() {
          this.set(isUp() ? 1 : 0);
        },
      });
    },
    platformCalls: new Counter({
      name: 'hulian_platform_calls_total',
      help: 'Calls to the platforms by channel, method and outcome',
      labelNames: ['channel', 'method', 'outcome'],
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
