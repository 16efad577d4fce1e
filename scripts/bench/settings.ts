/** How long and how often; the whole measurement by default, `--quick` to see that all works. */
export interface Settings {
  readonly rounds: number;
  /** Seconds that each server is loaded in each round, with each kind of message. */
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly connections: number;
  /** Places taken by each way in each round of the ledger. */
  readonly grants: number;
  readonly entries: number;
  /** Callbacks in the large inbox. */
  readonly inboxRows: number;
  /** Jobs of each round. */
  readonly jobs: number;
  readonly starts: number;
  /** How long a server rests before its memory is read, s. */
  readonly rest: number;
}

export function createSettings(args: readonly string[]): Settings {
  const [entries, inboxRows] = args.includes('--full') ? [1_000_000, 1_000_000] : [100_000, 100_000];
  return args.includes('--quick')
    ? {
        rounds: 2,
        seconds: 2,
        warmSeconds: 1,
        connections: 64,
        grants: 400,
        entries: 10_000,
        inboxRows: 10_000,
        jobs: 300,
        starts: 1,
        rest: 3,
      }
    : {
        rounds: 5,
        seconds: 4,
        warmSeconds: 2,
        connections: 64,
        grants: 2_000,
        entries,
        inboxRows,
        jobs: 3_000,
        starts: 3,
        rest: 10,
      };
}
