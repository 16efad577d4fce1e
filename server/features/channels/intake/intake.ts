import type { Composer } from '../../../../bot/core/composer.ts';
import type { AccountRef, Channel } from '../../../../bot/core/update.ts';
import {
  RefusedError,
  type CallbackAccount,
  type CallbackRequest,
  type Received,
} from '../../../../bot/channels/shared/receive.ts';
import { echoMiniProgram, receiveMiniProgram } from '../../../../bot/channels/mini-program/receiver.ts';
import {
  echoOfficialAccount,
  receiveOfficialAccount,
} from '../../../../bot/channels/official-account/receiver.ts';
import { writeReply } from '../../../../bot/channels/official-account/reply.ts';
import { echoWecom, receiveWecom } from '../../../../bot/channels/wecom/receiver.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { crashPoint } from '../../../kernel/crash-point.ts';
import { createDeadlines } from '../../../kernel/deadlines.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Metrics } from '../../../kernel/log/metrics.ts';
import { stranger, type InboxItem, type InboxResult } from './inbox-item.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { LateReplies } from './late-replies.ts';

/** The connected accounts, by the opaque part of their callback address; from memory. */
export interface CallbackAccounts {
  byKey(channel: Channel, key: string): CallbackAccount | undefined;
}

export interface CallbackCall {
  readonly method: 'GET' | 'POST';
  readonly channel: Channel;
  readonly key: string;
  /** As it stands after the `?`. */
  readonly query: string;
  readBody(done: (body: Buffer | RefusedError) => void): void;
}

export interface CallbackAnswer {
  readonly status: number;
  readonly body: string;
  readonly type: 'text/plain' | 'application/xml' | 'application/json';
  /** To be called once with whether the answer was written out in full, and after how many ms. */
  readonly written: ((ok: boolean, ms: number) => void) | undefined;
}

/** The platforms cut the line after 5 s: an answer later than this counts as not given. */
export const replyDeadlineMs = 4_500;
/**
 * So long after its making, a message may come by a later try although its row is new: an earlier
 * one, perhaps in another process, still waits for the database and will be late beside it. The
 * platform's second try comes 5 s after the first (platform.md A5).
 */
const retryFromMs = 3_000;
/** Longer than this nothing is waited for: 5xx, and the platform tries again. */
const storeDeadlineMs = 4_600;

const receivers = {
  'official-account': { echo: echoOfficialAccount, receive: receiveOfficialAccount },
  'mini-program': { echo: echoMiniProgram, receive: receiveMiniProgram },
  wecom: { echo: echoWecom, receive: receiveWecom },
} as const;

export function isChannel(text: string): text is Channel {
  return Object.hasOwn(receivers, text);
}

export interface IntakeDeps {
  readonly accounts: CallbackAccounts;
  readonly bot: Pick<Composer<EntityManager>, 'makeAnswer' | 'hasWork'>;
  readonly writer: InboxWriter;
  readonly lateReplies: LateReplies;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface Intake {
  /** Many callbacks wait for their answer, or did a moment ago: other work should stand back. */
  isBusy(): boolean;
  /**
   * Calls `respond` once. Calls back instead of promising: at thousands a second the promises of a
   * request cost as much as its signature.
   */
  answer(call: CallbackCall, respond: (answer: CallbackAnswer) => void): void;
}

const busyFrom = 8;
const busyForMs = 100;

type Outcome = 'checked' | 'accepted' | 'repeated' | 'refused' | 'not_stored';

const plain = (status: number, body = ''): CallbackAnswer => ({
  status,
  body,
  type: 'text/plain',
  written: undefined,
});

const mayBeRetry = ({ update }: Received, now: Date) =>
  now.getTime() - update.createdAt.getTime() >= retryFromMs;

/**
 * The one path of every callback (reliability.md §2): account by address, limits, verify, decrypt,
 * parse, inbox, answer; the work comes after. It knows three outcomes: accepted, refused without a
 * word, not stored (5xx, so that the platform tries again). Never 200 for what was not stored.
 */
export function createIntake(deps: IntakeDeps): Intake {
  const { clock, log, metrics } = deps;
  /** Plaintext accounts: the body that a signature was seen with, for it covers none (R2). */
  const plaintextSeen = new Map<string, { bodyHash: string; until: number }>();

  const stores = createDeadlines(storeDeadlineMs);
  const counters = new Map<string, { inc(): void }>();
  let answering = 0;
  let busyAt = -Infinity;

  function count(channel: Channel, outcome: Outcome): void {
    const name = `${channel} ${outcome}`;
    let counter = counters.get(name);
    if (counter === undefined) {
      counter = metrics.callbacks.labels(channel, outcome);
      counters.set(name, counter);
    }
    counter.inc();
  }

  function answer(call: CallbackCall, respond: (answer: CallbackAnswer) => void): void {
    const started = performance.now();
    answering += 1;
    if (answering > busyFrom) busyAt = started;
    let open = true;
    const end = (outcome: Outcome, given: CallbackAnswer) => {
      if (!open) return;
      open = false;
      answering -= 1;
      count(call.channel, outcome);
      metrics.callbackSeconds.observe((performance.now() - started) / 1000);
      respond(given);
    };
    const fail = (error: unknown) => {
      if (error instanceof RefusedError) {
        log.info({ channel: call.channel, reason: error.reason }, 'callback refused');
        end('refused', plain(error.status));
      } else {
        log.error({ channel: call.channel, error }, 'callback not stored');
        end('not_stored', plain(503));
      }
    };
    try {
      const account = deps.accounts.byKey(call.channel, call.key);
      if (account === undefined) throw new RefusedError(401, 'no such account');
      if (call.method === 'GET') {
        end('checked', plain(200, receivers[call.channel].echo(account, call.query, clock.now())));
        return;
      }
      call.readBody((body) => {
        try {
          if (body instanceof RefusedError) throw body;
          const request: CallbackRequest = { query: call.query, body };
          const received = receivers[call.channel].receive(account, request, clock.now());
          if (account.mode === 'plain') refuseSwappedBody(account, call.query, received);
          store(account, received, end, fail);
        } catch (error) {
          fail(error);
        }
      });
    } catch (error) {
      fail(error);
    }
  }

  /** Answers when it is stored, or 503 when the database did not say so in time; then a late reply is still seen to. */
  function store(
    account: CallbackAccount,
    received: Received,
    end: (outcome: Outcome, given: CallbackAnswer) => void,
    fail: (error: unknown) => void,
  ): void {
    crashPoint('intake.before-store');
    let late = false;
    const wait = stores.begin(() => {
      late = true;
      storing.abandon();
      end('not_stored', plain(503));
    });
    let prepared: { readonly reply: string; readonly body: string } | undefined;
    const prepare = (reply: string) => {
      prepared = { reply, body: received.seal(reply) };
    };
    const storing = deps.writer.store(itemOf(account, received, prepare), {
      stored(result) {
        crashPoint('intake.stored');
        if (late) {
          if (result.reply !== null) deps.lateReplies.wasLate(result.id);
          return;
        }
        wait.end();
        try {
          end(result.repeated ? 'repeated' : 'accepted', accepted(result, received, account, prepared));
        } catch (error) {
          fail(error);
        }
      },
      failed(error) {
        if (late) log.error({ error }, 'a callback was not stored, and its answer was 503');
        else {
          wait.end();
          fail(error);
        }
      },
    });
  }

  function itemOf(account: CallbackAccount, received: Received, prepare: InboxItem['prepare']): InboxItem {
    const { update } = received;
    const ref: AccountRef = account;
    // A plaintext account may only be answered: its signature covers no body (R2).
    const hasWork = account.mayAct && deps.bot.hasWork(update, ref);
    return {
      account: ref,
      update,
      naturalKey: received.naturalKey,
      cipherHash: () => received.cipherHash(),
      clear: received.clear,
      hasWork,
      prepare,
      makeReply: (follower, inboxId) => {
        if (account.channel !== 'official-account') return undefined;
        // Nothing that we know of a person goes into an answer whose question anyone could have made up.
        const known = account.mayAct ? follower : stranger;
        const reply = deps.bot.makeAnswer({ account: ref, update, follower: known, inboxId });
        return reply === undefined ? undefined : writeReply(reply, update.from, update.to, clock.now());
      },
    };
  }

  function accepted(
    result: InboxResult,
    received: Received,
    account: CallbackAccount,
    prepared: { readonly reply: string; readonly body: string } | undefined,
  ): CallbackAnswer {
    if (result.reply === null) {
      // Both platforms take an empty body or «success» as accepted (platform.md A5, C1).
      return plain(200, account.channel === 'wecom' ? '' : 'success');
    }
    const now = clock.now();
    return {
      status: 200,
      body: prepared?.reply === result.reply ? prepared.body : received.seal(result.reply),
      type: received.json ? 'application/json' : 'application/xml',
      written: (ok, ms) => {
        crashPoint('intake.answered');
        const inTime = ok && ms < replyDeadlineMs;
        if (!inTime) deps.lateReplies.wasLate(result.id);
        else if (result.repeated || mayBeRetry(received, now)) deps.lateReplies.wasGiven(result.id);
      },
    };
  }

  function refuseSwappedBody(account: CallbackAccount, query: string, received: Received): void {
    const now = clock.now().getTime();
    const signature = /(?:^|&)signature=([0-9a-fA-F]{40})/.exec(query)?.[1]?.toLowerCase() ?? '';
    const id = `${account.id} ${signature}`;
    const seen = plaintextSeen.get(id);
    const bodyHash = received.cipherHash();
    if (seen !== undefined && seen.until > now && seen.bodyHash !== bodyHash) {
      throw new RefusedError(401, 'another body under a signature that was used');
    }
    if (plaintextSeen.size > 50_000) plaintextSeen.clear();
    plaintextSeen.set(id, { bodyHash, until: now + 10 * 60_000 });
  }

  return { answer, isBusy: () => performance.now() - busyAt < busyForMs };
}
