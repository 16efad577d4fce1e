import { setTimeout as wait } from 'node:timers/promises';

import type { Faults } from '../faults.ts';
import type { SandboxLog } from '../log.ts';
import type { Account } from '../state.ts';
import type { Store } from '../store.ts';
import { textOf, type CallbackFields } from './fields.ts';
import { readReply, UnusableReplyError, type PassiveReply } from './read-reply.ts';
import { sealCallback, sealUrlCheck, type SealedCallback } from './seal.ts';
import { Transport, type CallbackAnswer } from './transport.ts';

const keptDeliveries = 1_000;
const notice = '该公众号提供的服务出现故障，请稍后再试';

/** How a callback ended, as `/control` answers it. */
export interface Delivery {
  readonly id: string;
  /** When it ended, by the sandbox's clock. */
  readonly at: number;
  readonly account: string;
  readonly event: string;
  /** HTTP status of the last try; 0: no connection, or too late. */
  readonly status: number;
  readonly ms: number;
  readonly tries: number;
  readonly reply: PassiveReply;
  /** Why nothing came of it: for the developer. */
  readonly problem: string | null;
}

interface Sent {
  readonly id: string;
  readonly account: string;
  readonly event: string;
  readonly fields: CallbackFields;
  readonly audience: Audience;
  sealed: SealedCallback;
  /** A reply was shown: the platform does not show another one of the same event. */
  answered: boolean;
}

/** Whose phone a passive reply arrives on; `waiting`: he did something and sees when it fails. */
export interface Audience {
  /** Person's id, or `corpId:userId`. */
  readonly user: string;
  readonly waiting: boolean;
  /** What is done with a reply instead of showing it as a message. */
  readonly onReply?: (reply: NonNullable<PassiveReply>) => void;
}

export interface UrlCheck {
  readonly ok: boolean;
  readonly status: number;
  readonly ms: number;
  /** The beginning of what came back. */
  readonly body: string;
  readonly problem: string | null;
}

/** The platform's calls to the developer's server, with its deadline and its retries. */
export class Callbacks {
  readonly #store: Store;
  readonly #faults: Faults;
  readonly #now: () => number;
  readonly #log: SandboxLog;
  readonly #transport = new Transport();
  readonly #sent = new Map<string, Sent>();
  #count = 0;

  constructor(parts: { store: Store; faults: Faults; now: () => number; log: SandboxLog }) {
    this.#store = parts.store;
    this.#faults = parts.faults;
    this.#now = parts.now;
    this.#log = parts.log;
  }

  /** The GET check of a new address. WeCom gives it one second. */
  async check(account: Account, url: string): Promise<UrlCheck> {
    const { url: address, expected } = sealUrlCheck(account, url, this.#now());
    const { deadlineMs } = this.#timing();
    const answer = await this.#transport.get(
      address,
      account.kind === 'wecom' ? Math.min(1_000, deadlineMs) : deadlineMs,
    );
    const ok = answer.status === 200 && answer.text === expected;
    const problem = answer.problem ?? (ok ? null : 'the answer is not the exact echostr');
    return { ok, status: answer.status, ms: answer.ms, body: answer.text.slice(0, 200), problem };
  }

  /** A callback of another platform, in JSON and unsigned: one try. */
  tell(url: string, body: object): Promise<CallbackAnswer> {
    const sealed = { url, body: JSON.stringify(body), contentType: 'application/json', headers: {} };
    return this.#transport.post(sealed, this.#timing().deadlineMs);
  }

  /**
   * Sends an event or a message and waits for its end. An account without a callback address gets
   * nothing: an empty list.
   */
  async send(
    account: Account,
    event: string,
    fields: CallbackFields,
    audience: Audience,
  ): Promise<Delivery[]> {
    if (account.callbackUrl === null) return [];
    const fault = this.#faults.takeForCallback(account.id, event);
    this.#count += 1;
    const sent: Sent = {
      id: `delivery-${this.#count}`,
      account: account.id,
      event,
      fields,
      audience,
      sealed: sealCallback(account, account.callbackUrl, fields, this.#now()),
      answered: false,
    };
    this.#remember(sent);
    if (fault?.latencyMs !== undefined) await wait(fault.latencyMs);
    if (fault?.drop === true) {
      return [{ ...this.#head(sent), status: 0, ms: 0, tries: 0, reply: null, problem: 'lost by a fault' }];
    }
    return [await this.#deliver(account, sent, this.#timing().tries, sent.sealed)];
  }

  /**
   * The same event once more: one more request without retries.
   * @returns null when the id is unknown (the last 1 000 are kept)
   */
  async redeliver(
    id: string,
    options: { times: number; parallel: boolean; delayMs: number; sameCipher: boolean },
  ): Promise<Delivery[] | null> {
    const sent = this.#sent.get(id);
    const account = sent === undefined ? undefined : this.#store.findAccount(sent.account);
    if (sent === undefined || account === undefined || account.callbackUrl === null) return null;
    const url = account.callbackUrl;
    const once = async (): Promise<Delivery> => {
      if (options.delayMs > 0) await wait(options.delayMs);
      const sealed = options.sameCipher ? sent.sealed : sealCallback(account, url, sent.fields, this.#now());
      return this.#deliver(account, sent, 1, sealed);
    };
    if (options.parallel) return Promise.all(Array.from({ length: options.times }, once));
    const deliveries: Delivery[] = [];
    while (deliveries.length < options.times) deliveries.push(await once());
    return deliveries;
  }

  #remember(sent: Sent): void {
    this.#sent.set(sent.id, sent);
    for (const id of this.#sent.keys()) {
      if (this.#sent.size <= keptDeliveries) break;
      this.#sent.delete(id);
    }
  }

  #timing(): { deadlineMs: number; tries: number; retrySameCipher: boolean } {
    const { deadlineMs, compress, tries, retrySameCipher } = this.#store.state.timing;
    return { deadlineMs: Math.max(1, deadlineMs / compress), tries, retrySameCipher };
  }

  #head(sent: Sent): Pick<Delivery, 'id' | 'at' | 'account' | 'event'> {
    return { id: sent.id, at: this.#now(), account: sent.account, event: sent.event };
  }

  async #deliver(account: Account, sent: Sent, tries: number, first: SealedCallback): Promise<Delivery> {
    const { deadlineMs, retrySameCipher } = this.#timing();
    let answer: CallbackAnswer = { status: 0, text: '', ms: 0, problem: 'not sent' };
    let sealed = first;
    let tried = 0;
    let ms = 0;
    while (tried < tries && answer.status !== 200) {
      if (tried > 0 && !retrySameCipher && account.callbackUrl !== null) {
        sealed = sealCallback(account, account.callbackUrl, sent.fields, this.#now());
      }
      tried += 1;
      sent.sealed = sealed;
      answer = await this.#transport.post(sealed, deadlineMs);
      ms += answer.ms;
    }
    const outcome = this.#understand(account, sent, answer);
    if (outcome.problem !== null) {
      this.#log.warn(`Callback ${sent.id} (${sent.event}) to ${account.name}: ${outcome.problem}`);
    }
    return { ...this.#head(sent), status: answer.status, ms, tries: tried, ...outcome };
  }

  #understand(account: Account, sent: Sent, answer: CallbackAnswer): Pick<Delivery, 'reply' | 'problem'> {
    try {
      if (answer.status !== 200) throw new UnusableReplyError(answer.problem ?? `HTTP ${answer.status}`);
      const parties = { from: textOf(sent.fields, 'FromUserName'), to: textOf(sent.fields, 'ToUserName') };
      const reply = readReply(account, answer.text, parties);
      if (reply !== null && !sent.answered) {
        sent.answered = true;
        this.#show(account, sent.audience, reply);
      }
      return { reply, problem: null };
    } catch (error) {
      if (!(error instanceof UnusableReplyError)) throw error;
      if (sent.audience.waiting && account.kind === 'official-account') {
        this.#put(account, sent.audience.user, 'service-notice', { type: 'notice', text: notice });
      }
      return { reply: null, problem: error.message };
    }
  }

  #show(account: Account, audience: Audience, reply: NonNullable<PassiveReply>): void {
    if (audience.onReply !== undefined) audience.onReply(reply);
    else if (reply.type !== 'transfer_customer_service') {
      this.#put(account, audience.user, 'passive', reply);
    }
  }

  #put(
    account: Account,
    user: string,
    via: 'passive' | 'service-notice',
    content: Parameters<Store['addMessage']>[3],
  ) {
    const name = account.agentName ?? account.name;
    this.#store.addMessage(
      user,
      { id: account.id, name },
      { at: this.#now(), direction: 'in', via },
      content,
    );
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
