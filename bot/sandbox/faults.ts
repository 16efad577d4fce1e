import { z } from 'zod';

/** What a fault answers to: all that is given must agree. `path` and `event` match whole, or by a `*` at the end. */
export const faultMatchSchema = z.strictObject({
  account: z.string().optional(),
  /** An API's path without its host: `/cgi-bin/message/template/send`. */
  path: z.string().optional(),
  /** A callback's event (`subscribe`), or its message type (`text`). */
  event: z.string().optional(),
});

export const faultSchema = z.strictObject({
  errcode: z.number().int().optional(),
  errmsg: z.string().max(500).optional(),
  /** HTTP status of the API's answer. */
  status: z.number().int().min(200).max(599).optional(),
  latencyMs: z.number().int().min(0).max(120_000).optional(),
  /** API: the connection is cut without an answer. Callback: the event is lost. */
  drop: z.boolean().optional(),
  /** API with `drop`, `status` or `errcode`: the call is carried out all the same; only its answer is lost. */
  afterwards: z.boolean().optional(),
  /** How often; absent: until cleared. */
  times: z.number().int().min(1).optional(),
});
export type Fault = z.infer<typeof faultSchema>;

interface SetFault {
  readonly id: string;
  readonly match: z.infer<typeof faultMatchSchema>;
  readonly fault: Fault;
  left: number;
}

function agrees(wanted: string | undefined, given: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (given === undefined) return false;
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : wanted === given;
}

/** Faults that were asked for, the newest first. Not kept over a restart. */
export class Faults {
  #list: SetFault[] = [];
  #count = 0;

  add(match: z.infer<typeof faultMatchSchema>, fault: Fault): string {
    this.#count += 1;
    const id = `fault-${this.#count}`;
    this.#list.unshift({ id, match, fault, left: fault.times ?? Infinity });
    return id;
  }

  clear(): void {
    this.#list = [];
  }

  list(): { id: string; match: z.infer<typeof faultMatchSchema>; fault: Fault; left: number | null }[] {
    return this.#list.map(({ left, ...rest }) => ({ ...rest, left: left === Infinity ? null : left }));
  }

  takeForCall(account: string | undefined, path: string): Fault | undefined {
    return this.#take(
      ({ match }) => match.event === undefined && agrees(match.account, account) && agrees(match.path, path),
    );
  }

  takeForCallback(account: string, event: string): Fault | undefined {
    return this.#take(
      ({ match }) =>
        match.event !== undefined && agrees(match.account, account) && agrees(match.event, event),
    );
  }

  #take(fits: (set: SetFault) => boolean): Fault | undefined {
    const found = this.#list.find(fits);
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#list = this.#list.filter((set) => set !== found);
    return found.fault;
  }
}
