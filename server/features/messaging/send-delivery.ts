import type { Carrier, DeliveryState } from '../../contract/messaging.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { handle, type JobContext, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import { createCarriers, type Attempt, type CarrierContext, type CarrierDeps } from './carriers.ts';
import { deliverySend, enqueueSend, sameKeyMs } from './delivery-queue.ts';
import { Delivery, type DeliveryFailure, type PassedOver } from './messaging.entity.ts';
import type { EnterpriseCards, Recipient, Recipients, SaidChats, SaidMessage } from './ports.ts';
import { purposeSpec } from './purpose-text.ts';
import type { ReasonKey } from './reasons.ts';
import { outcomeOf, type SendOutcome } from './send-outcome.ts';
import type { Held } from './sms-marketing.ts';
import { giveConsentBack, takeConsent } from './subscribe-consent.ts';

export interface DeliveryWorkDeps extends CarrierDeps {
  readonly db: Database;
  readonly log: Logger;
  readonly recipients: Recipients;
  readonly enterprises: EnterpriseCards;
  /** Absent: none are kept. */
  readonly chats?: SaidChats;
}

/** How a delivery ended, or stands until its receipt. */
interface Ending {
  readonly state: DeliveryState;
  readonly passedOver: readonly PassedOver[];
  readonly carrier?: Carrier | null;
  readonly channelAccountId?: string | null;
  readonly openid?: string | null;
  readonly reasonKey?: ReasonKey | null;
  readonly code?: string | null;
  readonly failure?: DeliveryFailure | null;
  readonly messageId?: string | null;
}

type End = (ending: Ending, said?: SaidMessage | null) => Promise<void>;

/** Thrown to have the job tried again; the cause is the platform's own error. */
class NotSentYetError extends Error {
  constructor(carrier: Carrier, cause: unknown) {
    super(`The message could not be sent by ${carrier} yet: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
    });
    this.name = 'NotSentYetError';
  }
}

/** Another worker marked it meanwhile; thrown to have the job look again at what became of it. */
class TakenError extends Error {
  constructor() {
    super('Another worker was sending the message');
    this.name = 'TakenError';
  }
}

const nobody: Recipient = {
  name: '',
  phone: null,
  language: 'zh-CN',
  waitsForProof: false,
  officialAccounts: [],
  miniPrograms: [],
};

/**
 * Sends deliveries. Before each call of a platform a mark is committed that says so; who finds the
 * mark after a crash knows that the message may have left. Template messages then go again under
 * the same key, within ten minutes; what has no key is never sent a second time.
 */
export function createDeliveryWork(deps: DeliveryWorkDeps): JobHandler {
  const carriers = createCarriers(deps);

  async function run(payload: { enterpriseId: string; deliveryId: string; round: number }, job: JobContext) {
    const em = deps.db.tenant(payload.enterpriseId);
    const delivery = await em.findOne(Delivery, { id: payload.deliveryId });
    if (delivery === null || delivery.state !== 'queued' || delivery.round !== payload.round) return;
    const inherited = delivery.attemptedAt ?? null;
    /** The mark as this worker found or set it: where it is another's by now, so is the end. */
    const own = { mark: inherited };
    const end = (ending: Ending, said?: SaidMessage | null) =>
      job.commit(async (tx) => {
        if (!(await writeEnding(tx, delivery, ending, own.mark, job.now()))) throw new TakenError();
        if (said !== undefined && said !== null) await deps.chats?.said(tx, said);
      });
    const resumed = inherited === null ? null : (delivery.carrier ?? null);
    if (inherited !== null && resumed !== 'template') {
      await end({ state: 'unknown', passedOver: delivery.passedOver, reasonKey: 'interrupted' });
      return;
    }
    if (inherited !== null && job.now().getTime() - inherited.getTime() >= sameKeyMs) {
      await end({ state: 'unknown', passedOver: delivery.passedOver, reasonKey: 'template_unknown' });
      return;
    }
    const context = await contextOf(em, delivery, job.now());
    if (context === null) {
      await end({ state: 'failed', passedOver: [], reasonKey: 'no_recipient' });
      return;
    }
    if (context.recipient.waitsForProof && purposeSpec(delivery.purpose)?.toUnproved !== true) {
      await end({ state: 'failed', passedOver: delivery.passedOver, reasonKey: 'phone_unproved' });
      return;
    }
    await tryCarriers(context, job, { inherited, own, end });
  }

  async function contextOf(em: EntityManager, delivery: Delivery, now: Date): Promise<CarrierContext | null> {
    const userId = delivery.interconnectUserId ?? null;
    const recipient = userId === null ? nobody : await deps.recipients.of(em, userId);
    const enterprise = await deps.enterprises.byId(delivery.enterpriseId);
    return recipient === null || enterprise === null ? null : { em, delivery, recipient, enterprise, now };
  }

  async function tryCarriers(
    context: CarrierContext,
    job: JobContext,
    {
      inherited,
      own,
      end,
    }: {
      inherited: Date | null;
      own: { mark: Date | null };
      end: End;
    },
  ): Promise<void> {
    const { em, delivery } = context;
    const passedOver: PassedOver[] = inherited === null ? [] : [...delivery.passedOver];
    let refusal: Extract<SendOutcome, { kind: 'refused' }> | null = null;
    let mark = inherited;
    // After a crash the carrier that was under way goes first: its key makes that safe.
    const order = carriers.orderFor(delivery);
    const rest = inherited === null ? order : order.slice(Math.max(0, order.indexOf('template')));
    for (const carrier of rest) {
      const choice = await carriers.choose(carrier, context);
      if ('passed' in choice) {
        if (mark !== null && carrier === 'template' && refusal === null) {
          // It may have left before; it can't be asked about under its key any more.
          await end({ state: 'unknown', passedOver, reasonKey: 'interrupted' });
          return;
        }
        passedOver.push({ carrier, reasonKey: choice.passed });
        continue;
      }
      if ('refused' in choice) {
        await end({ state: 'failed', carrier, passedOver, failure: choice.refused });
        return;
      }
      const { attempt } = choice;
      const at = job.now();
      const first = mark === null || refusal !== null;
      const marked = await setMark(em, delivery, { attempt, passedOver, from: mark, at: first ? at : mark });
      if (typeof marked === 'object') {
        if ('later' in marked) {
          await postpone(delivery, job, marked.later);
          return;
        }
        passedOver.push({ carrier, reasonKey: marked.passed });
        continue;
      }
      // Who marked it may have lost the job to this one: the delivery's end would be nobody's.
      if (marked === 'taken') throw new TakenError();
      mark = first ? at : mark;
      own.mark = mark;
      const outcome = await attempt
        .send()
        .then(({ messageId, unreachable }) => acceptedOf(attempt, messageId, unreachable ?? false))
        .catch(outcomeOf);
      if (outcome.kind === 'refused' && outcome.elsewhere !== null) {
        refusal = outcome;
        passedOver.push({ carrier, reasonKey: outcome.elsewhere });
        continue;
      }
      await conclude(context, job, { attempt, outcome, passedOver, first, mark: mark ?? at, end });
      return;
    }
    await end(withoutCarrier(passedOver, refusal));
  }

  async function conclude(
    { em, delivery }: CarrierContext,
    job: JobContext,
    done: {
      attempt: Attempt;
      outcome: SendOutcome;
      passedOver: readonly PassedOver[];
      /** False: an earlier try under the same key may have reached the platform. */
      first: boolean;
      mark: Date;
      end: End;
    },
  ): Promise<void> {
    const { attempt, outcome, passedOver, end } = done;
    const { carrier, channelAccountId, openid } = attempt;
    const about = { passedOver, carrier, channelAccountId, openid };
    if (outcome.kind === 'accepted') {
      const said = await saidOf(em, delivery, attempt, done.mark);
      await end({ ...about, state: outcome.state, messageId: outcome.messageId }, said);
      return;
    }
    if (outcome.kind === 'in_review') {
      const { code, failure } = outcome;
      await end({ ...about, state: 'in_review', reasonKey: 'platform_in_review', code, failure });
      return;
    }
    if (outcome.kind === 'refused') {
      const { state, reasonKey, code, failure } = outcome;
      await end({ ...about, state, reasonKey, code, failure });
      return;
    }
    deps.log.warn(
      { id: delivery.id, carrier, attempt: job.attempt, error: outcome.error },
      outcome.kind === 'later' ? 'a message was not sent' : 'it is not known whether a message was sent',
    );
    const wait = deliverySend.retry.delaysMs[job.attempt - 1];
    const next = wait === undefined ? undefined : job.now().getTime() + wait;
    if (outcome.kind === 'later') {
      const inTime = next !== undefined && (done.first || next < done.mark.getTime() + sameKeyMs);
      if (inTime) {
        // Certainly not sent: the mark would only make the next try doubt it.
        if (done.first) await clearMark(em, delivery, done.mark, attempt);
        throw new NotSentYetError(carrier, outcome.error);
      }
      if (!done.first) await end({ ...about, state: 'unknown', reasonKey: 'template_unknown' });
      else {
        const { code, failure } = outcome;
        await end({
          ...about,
          state: 'failed',
          reasonKey: failure === null ? 'not_reached' : null,
          code,
          failure,
        });
      }
      return;
    }
    if (attempt.sameKey && next !== undefined && next < done.mark.getTime() + sameKeyMs) {
      throw new NotSentYetError(carrier, outcome.error);
    }
    await end({ ...about, state: 'unknown', reasonKey: attempt.sameKey ? 'template_unknown' : 'no_answer' });
  }

  /** For the record of the chat, where the account keeps it; it has been met in `em` already. */
  async function saidOf(
    em: EntityManager,
    { id, enterpriseId, round }: Delivery,
    { carrier, channelAccountId, openid, said }: Attempt,
    at: Date,
  ): Promise<SaidMessage | null> {
    if (deps.chats === undefined || said === undefined || channelAccountId === null || openid === null)
      return null;
    if (carrier !== 'customer_service' && carrier !== 'template' && carrier !== 'subscribe') return null;
    if (!(await deps.chats.keeps(em, channelAccountId))) return null;
    return { ...said(), id: `${id}-${round}`, enterpriseId, channelAccountId, openid, carrier, at };
  }

  return handle(deliverySend, run, async ({ deliveryId, round }, tx, _error, now) => {
    const open = { id: deliveryId, round, state: 'queued' as const };
    await tx.nativeUpdate(
      Delivery,
      { ...open, attemptedAt: null },
      { state: 'failed', reasonKey: 'worn_out', sealedMessage: null, updatedAt: now },
    );
    await tx.nativeUpdate(Delivery, open, {
      state: 'unknown',
      reasonKey: 'interrupted',
      sealedMessage: null,
      updatedAt: now,
    });
  });
}

function acceptedOf(attempt: Attempt, messageId: string | null, unreachable: boolean): SendOutcome {
  if (unreachable) {
    return {
      kind: 'refused',
      state: 'failed',
      reasonKey: 'staff_unreachable',
      code: null,
      failure: null,
      elsewhere: null,
    };
  }
  return { kind: 'accepted', state: attempt.carrier === 'wecom' ? 'delivered' : 'submitted', messageId };
}

/** Nobody could bring it: the state that explains it best, and why each was passed over. */
function withoutCarrier(
  passedOver: readonly PassedOver[],
  refusal: Extract<SendOutcome, { kind: 'refused' }> | null,
): Ending {
  if (refusal !== null) {
    const { state, reasonKey, code, failure } = refusal;
    return { state, passedOver, reasonKey, code, failure };
  }
  const reasons = passedOver.map(({ reasonKey }) => reasonKey);
  const only = passedOver.length === 1 ? reasons[0] : undefined;
  if (reasons.includes('opted_out')) return { state: 'refused_by_user', passedOver, reasonKey: 'opted_out' };
  if (reasons.includes('not_following'))
    return { state: 'unfollowed', passedOver, reasonKey: 'not_following' };
  for (const closed of ['minute_over', 'window_closed'] as const) {
    if (reasons.includes(closed)) return { state: 'outside_window', passedOver, reasonKey: closed };
  }
  if (reasons.includes('no_openid')) return { state: 'failed', passedOver, reasonKey: 'no_openid' };
  return { state: 'failed', passedOver, reasonKey: only ?? 'no_carrier' };
}

/** It may leave later: a round of its own, so that no try of this one finds it again. */
async function postpone(delivery: Delivery, job: JobContext, sendAt: Date): Promise<void> {
  const { id, round, enterpriseId, causeKey } = delivery;
  const now = job.now();
  await job.commit(async (tx) => {
    const open = { id, round, state: 'queued' as const, attemptedAt: null };
    const changed = await tx.nativeUpdate(Delivery, open, { round: round + 1, updatedAt: now });
    if (changed === 0) throw new TakenError();
    await enqueueSend(tx, { id, enterpriseId, causeKey, round: round + 1, now, sendAt });
  });
}

/** Says, before the call, that it may have been made. 'taken': another worker was there first, and whether it can still end the delivery is not known. */
async function setMark(
  em: EntityManager,
  delivery: Delivery,
  mark: { attempt: Attempt; passedOver: readonly PassedOver[]; from: Date | null; at: Date | null },
): Promise<'marked' | 'taken' | NonNullable<Held>> {
  const { attempt } = mark;
  return inTransaction(em, async (tx) => {
    const held = (await attempt.hold?.(tx)) ?? null;
    if (held !== null) return held;
    if (attempt.consentId !== undefined && !(await takeConsent(tx, attempt.consentId)))
      return { passed: 'no_consent' };
    const changed = await tx.nativeUpdate(
      Delivery,
      { id: delivery.id, round: delivery.round, state: 'queued', attemptedAt: mark.from },
      {
        attemptedAt: mark.at,
        carrier: attempt.carrier,
        channelAccountId: attempt.channelAccountId,
        openid: attempt.openid,
        passedOver: [...mark.passedOver],
      },
    );
    if (changed === 0 && attempt.consentId !== undefined) await giveConsentBack(tx, attempt.consentId);
    return changed === 0 ? 'taken' : 'marked';
  });
}

async function clearMark(em: EntityManager, delivery: Delivery, mark: Date, attempt: Attempt): Promise<void> {
  await inTransaction(em, async (tx) => {
    const { id, round } = delivery;
    await tx.nativeUpdate(Delivery, { id, round, state: 'queued', attemptedAt: mark }, { attemptedAt: null });
    if (attempt.consentId !== undefined) await giveConsentBack(tx, attempt.consentId);
  });
}

/** False: another worker has marked or ended it meanwhile, and nothing was written. */
async function writeEnding(
  tx: EntityManager,
  delivery: Delivery,
  ending: Ending,
  mark: Date | null,
  now: Date,
): Promise<boolean> {
  const changed = await tx.nativeUpdate(
    Delivery,
    { id: delivery.id, round: delivery.round, state: 'queued', attemptedAt: mark },
    {
      state: ending.state,
      passedOver: [...ending.passedOver],
      ...(ending.carrier === undefined ? {} : { carrier: ending.carrier }),
      ...(ending.channelAccountId === undefined ? {} : { channelAccountId: ending.channelAccountId }),
      ...(ending.openid === undefined ? {} : { openid: ending.openid }),
      reasonKey: ending.reasonKey ?? null,
      platformCode: ending.code ?? null,
      failure: ending.failure ?? null,
      platformMessageId: ending.messageId ?? null,
      sealedMessage: null,
      updatedAt: now,
    },
  );
  return changed === 1;
}
