const kept = 2_000;

/** One API call as `/control/calls` tells it: without query and body, so without secrets. */
export interface Call {
  readonly seq: number;
  readonly at: number;
  readonly account: string | null;
  readonly method: string;
  readonly path: string;
  readonly errcode: number;
  readonly ms: number;
}

/** The last API calls that the sandbox received. */
export class Calls {
  #list: Call[] = [];
  #seq = 0;

  add(call: Omit<Call, 'seq'>): void {
    this.#seq += 1;
    this.#list.push({ seq: this.#seq, ...call });
    if (this.#list.length > kept * 1.25) this.#list = this.#list.slice(-kept);
  }

  /** @param path matched at its end or, with a `*` at its end, from its beginning */
  list(path: string | undefined, after: number): Call[] {
    return this.#list.filter((call) => call.seq > after && (path === undefined || fits(call.path, path)));
  }

  clear(): void {
    this.#list = [];
  }
}

function fits(path: string, wanted: string): boolean {
  return wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path.endsWith(wanted);
}
