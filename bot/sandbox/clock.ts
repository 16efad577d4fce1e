/**
 * How far the sandbox's time is ahead of the machine's. A host application may keep the one offset
 * in its database, so that its own clock and the platform's move together.
 */
export interface SandboxClock {
  offsetMs(): number;
  setOffset(offsetMs: number): Promise<void> | void;
}

interface Due {
  readonly at: number;
  readonly run: () => Promise<void> | void;
}

/** Work that is due at a time of the sandbox's clock; moving the clock over it makes it run. */
export class Schedule {
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #due: Due[] = [];
  #timer: NodeJS.Timeout | undefined;
  #next = Infinity;
  #closed = false;

  constructor(now: () => number, onError: (error: unknown) => void) {
    this.#now = now;
    this.#onError = onError;
  }

  after(delayMs: number, run: Due['run']): void {
    const at = this.#now() + delayMs;
    this.#due.push({ at, run });
    // Thousands of receipts are set one after another: only an earlier one moves the timer.
    if (this.#timer === undefined || at < this.#next) this.#arm();
  }

  clear(): void {
    this.#due = [];
  }

  /** Starts what is due; to be called when the clock was moved. */
  wake(): void {
    if (this.#closed) return;
    const now = this.#now();
    const ripe = this.#due.filter((due) => due.at <= now);
    this.#due = this.#due.filter((due) => due.at > now);
    for (const { run } of ripe) void this.#start(run);
    this.#arm();
  }

  async #start(run: Due['run']): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#onError(error);
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed || this.#due.length === 0) return;
    const next = this.#due.reduce((least, due) => Math.min(least, due.at), Infinity);
    this.#next = next;
    // A host's clock may be moved by another process: look again each second.
    this.#timer = setTimeout(() => this.wake(), Math.min(1_000, Math.max(0, next - this.#now())));
    this.#timer.unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
