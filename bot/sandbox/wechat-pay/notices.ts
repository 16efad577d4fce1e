import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { Delivery } from '../callbacks/deliver.ts';
import { Transport, type CallbackAnswer } from '../callbacks/transport.ts';
import type { Sandbox } from '../sandbox.ts';
import type { PayMerchant, PayNotice, PayOrder, PayRefund } from '../state.ts';
import { writeNotice, type NoticeRequest, type Wrong } from './notice-body.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/**
 * How long after the try before each of the fifteen repetitions comes: 24 h 4 min in all (platform.md D).
 */
export const repeatAfterMs: readonly number[] = [
  15 * second,
  15 * second,
  30 * second,
  3 * minute,
  10 * minute,
  20 * minute,
  30 * minute,
  30 * minute,
  30 * minute,
  60 * minute,
  3 * hour,
  3 * hour,
  3 * hour,
  6 * hour,
  6 * hour,
];
const mostTries = repeatAfterMs.length + 1;

/** Ended ones are kept for `/control`. */
const keptNotices = 5_000;

export interface NoticeOptions {
  readonly wrong?: Wrong | undefined;
  readonly times: number;
  readonly parallel: boolean;
  readonly delayMs: number;
}

function isAccepted({ status }: Pick<CallbackAnswer, 'status'>): boolean {
  return status === 200 || status === 204;
}

/**
 * The platform's word that something was paid or given back: sent at once, and again on its schedule
 * until it is answered with 200 or 204. Only the status counts.
 */
class PayNotices {
  readonly #sandbox: Sandbox;
  readonly #transport = new Transport();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Begins a notification. @returns its first try, where that is due now */
  async announce(
    merchant: PayMerchant,
    event: string,
    order: PayOrder,
    refund: PayRefund | null,
  ): Promise<Delivery[]> {
    const notifyUrl = refund === null ? order.notifyUrl : refund.notifyUrl;
    if (notifyUrl === null) return [];
    const states = { auto: 'due', hold: 'held', lost: 'lost' } as const;
    const notice: PayNotice = {
      id: randomUUID(),
      mchId: merchant.mchId,
      event,
      outTradeNo: order.outTradeNo,
      outRefundNo: refund?.outRefundNo ?? null,
      notifyUrl,
      createdAt: this.#sandbox.now(),
      tries: 0,
      state: states[merchant.notices],
      lastStatus: null,
    };
    this.#keep(notice);
    if (notice.state !== 'due') return [];
    if (merchant.noticeDelayMs === 0) return this.#try(notice);
    this.#arm(notice);
    return [];
  }

  #keep(notice: PayNotice): void {
    const { payNotices } = this.#sandbox.store.state;
    payNotices[notice.id] = notice;
    const ids = Object.keys(payNotices);
    for (const id of ids.slice(0, Math.max(0, ids.length - keptNotices))) {
      if (payNotices[id]?.state !== 'due') Reflect.deleteProperty(payNotices, id);
    }
    this.#sandbox.store.changed('pay');
  }

  /** Due ones of a state that was read from a file go on where they were. */
  resume(): void {
    for (const notice of Object.values(this.#sandbox.store.state.payNotices)) {
      if (notice.state === 'due') this.#arm(notice);
    }
  }

  /** Lets go what was held. */
  async release(mchId: string): Promise<Delivery[]> {
    const held = Object.values(this.#sandbox.store.state.payNotices).filter(
      (notice) => notice.mchId === mchId && notice.state === 'held',
    );
    const deliveries = await Promise.all(
      held.map((notice) => {
        notice.state = 'due';
        notice.createdAt = this.#sandbox.now();
        return this.#try(notice);
      }),
    );
    return deliveries.flat();
  }

  /** The latest notification of an order or a refund once more, as asked; apart from the schedule. */
  async send(merchant: PayMerchant, notice: PayNotice, options: NoticeOptions): Promise<Delivery[]> {
    const once = async (): Promise<Delivery> => {
      if (options.delayMs > 0) await wait(options.delayMs);
      const written = await writeNotice(this.#sandbox, merchant, notice, options.wrong);
      return this.#deliver(notice, written);
    };
    if (options.parallel) return Promise.all(Array.from({ length: options.times }, once));
    const deliveries: Delivery[] = [];
    while (deliveries.length < options.times) deliveries.push(await once());
    return deliveries;
  }

  /** When the next try is due; compressed as the platform's other waits are. */
  #dueAt(notice: PayNotice): number {
    const { compress } = this.#sandbox.store.state.timing;
    const delayMs = this.#sandbox.store.findMerchant(notice.mchId)?.noticeDelayMs ?? 0;
    const waits = repeatAfterMs.slice(0, notice.tries).reduce((sum, ms) => sum + ms, 0);
    return notice.createdAt + delayMs + waits / compress;
  }

  #arm(notice: PayNotice): void {
    const delay = Math.max(0, this.#dueAt(notice) - this.#sandbox.now());
    this.#sandbox.schedule.after(delay, async () => {
      // Reset, or answered meanwhile.
      const { payNotices } = this.#sandbox.store.state;
      if (payNotices[notice.id]?.state === 'due') await this.#try(payNotices[notice.id] ?? notice);
    });
  }

  async #try(notice: PayNotice): Promise<Delivery[]> {
    const merchant = this.#sandbox.store.findMerchant(notice.mchId);
    if (merchant === undefined) return [];
    const fault = this.#sandbox.faults.takeForCallback(notice.mchId, notice.event);
    if (fault?.latencyMs !== undefined) await wait(fault.latencyMs);
    const delivery =
      fault?.drop === true
        ? this.#ended(notice, { status: 0, ms: 0, problem: 'lost by a fault' })
        : await this.#deliver(notice, await writeNotice(this.#sandbox, merchant, notice));
    notice.tries += 1;
    notice.lastStatus = delivery.status;
    if (isAccepted(delivery)) notice.state = 'done';
    else if (notice.tries >= mostTries) notice.state = 'given-up';
    else this.#arm(notice);
    this.#sandbox.store.changed('pay');
    return [{ ...delivery, tries: notice.tries }];
  }

  async #deliver(notice: PayNotice, written: NoticeRequest | undefined): Promise<Delivery> {
    if (written === undefined) return this.#ended(notice, { status: 0, ms: 0, problem: 'no such order' });
    const { deadlineMs, compress } = this.#sandbox.store.state.timing;
    const answer = await this.#transport.post(
      {
        url: notice.notifyUrl,
        body: written.body,
        contentType: 'application/json',
        headers: written.headers,
      },
      Math.max(1, deadlineMs / compress),
    );
    return this.#ended(notice, answer);
  }

  #ended(notice: PayNotice, answer: Pick<CallbackAnswer, 'status' | 'ms' | 'problem'>): Delivery {
    const problem = answer.problem ?? (isAccepted(answer) ? null : `HTTP ${answer.status}`);
    return {
      id: notice.id,
      at: this.#sandbox.now(),
      account: notice.mchId,
      event: notice.event,
      status: answer.status,
      ms: answer.ms,
      tries: 1,
      reply: null,
      problem,
    };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

const parts = new WeakMap<Sandbox, PayNotices>();

/** The notifications of a sandbox; one object for each. */
export function noticesOf(sandbox: Sandbox): PayNotices {
  const found = parts.get(sandbox) ?? new PayNotices(sandbox);
  parts.set(sandbox, found);
  return found;
}
