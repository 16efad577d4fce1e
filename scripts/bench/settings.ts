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
  /** Customers in the largest of its databases. */
  readonly customers: number;
  /** Jobs of each round. */
  readonly jobs: number;
  readonly starts: number;
  /** People and departments of the large directory, and changes of each round. */
  readonly people: number;
  readonly departments: number;
  readonly changes: number;
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
        customers: args.includes('--full') ? 1_000_000 : 10_000,
        jobs: 300,
        starts: 1,
        people: 2_000,
        departments: 80,
        changes: 20,
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
        customers: inboxRows,
        jobs: 3_000,
        starts: 3,
        people: 50_000,
        departments: 2_000,
        changes: 100,
        rest: 10,
      };
}
