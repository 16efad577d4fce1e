import { relative } from 'node:path';

import {
  ForksPoolWorker,
  type PoolOptions,
  type PoolRunnerInitializer,
  type PoolTask,
  type WorkerRequest,
} from 'vitest/node';

const name = 'shared-forks';
/** So that memory stays bounded, and what files leave behind does not grow for ever. */
const filesOfAProcess = 24;

/**
 * Processes that run one file after the other (`isolate: false`): loading the product takes longer
 * than most files do.
 * @param root what the names of `alone` begin at
 * @param alone files that get a process of their own, and leave it to nobody
 */
export function sharedForks(root: string, alone: readonly string[]): PoolRunnerInitializer {
  return { name, createPoolWorker: (options) => new SharedFork(options, root, new Set(alone)) };
}

/** What is read of vitest's results, down to each test. */
export interface Outcome {
  readonly result?: { readonly state: string; readonly retryCount?: number | undefined } | undefined;
  readonly tasks?: readonly Outcome[];
}

/**
 * Whether a process may run one more file: only while every file in it passed, at the first try and
 * with no error beside its tests. What failed must not reach the next file.
 */
export function mayGoOn(process: {
  readonly ran: readonly string[];
  readonly next: readonly string[];
  readonly alone: ReadonlySet<string>;
  readonly outcomes: readonly Outcome[];
  readonly newErrors: number;
}): boolean {
  return (
    process.ran.length < filesOfAProcess &&
    ![...process.ran, ...process.next].some((file) => process.alone.has(file)) &&
    process.newErrors === 0 &&
    process.outcomes.length === process.ran.length &&
    process.outcomes.every(wentWell)
  );
}

function wentWell({ result, tasks = [] }: Outcome): boolean {
  return result?.state !== 'fail' && (result?.retryCount ?? 0) === 0 && tasks.every(wentWell);
}

class SharedFork extends ForksPoolWorker {
  override name = name;
  private readonly files: string[] = [];
  private readonly project: PoolOptions['project'];
  private readonly errorsBefore: number;

  constructor(
    options: PoolOptions,
    private readonly root: string,
    private readonly alone: ReadonlySet<string>,
  ) {
    super(options);
    this.project = options.project;
    this.errorsBefore = this.errors();
  }

  override send(message: WorkerRequest): void {
    if (message.type === 'run') this.files.push(...message.context.files.map(({ filepath }) => filepath));
    super.send(message);
  }

  canReuse({ context }: PoolTask): boolean {
    const short = (file: string) => relative(this.root, file);
    return mayGoOn({
      ran: this.files.map(short),
      next: context.files.map(({ filepath }) => short(filepath)),
      alone: this.alone,
      outcomes: this.project.vitest.state
        .getFiles(this.files)
        .filter(({ projectName }) => projectName === this.project.name),
      newErrors: this.errors() - this.errorsBefore,
    });
  }

  /** Of every process: it is not told which of them it was. */
  private errors(): number {
    return this.project.vitest.state.getUnhandledErrors().length;
  }
}
