import { randomInt } from 'node:crypto';

import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import type {
  PhoneProof as PhoneProofRow,
  SmsChallenge as SmsChallengeRow,
} from '../../contract/accounts.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../kernel/data/sql.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { PhoneProof, SmsChallenge } from './account.entity.ts';
import type { SignInApp, Sms, WechatDoor } from './doors.ts';
import { maskPhone } from './memberships.ts';
import { callWechat } from './wechat-errors.ts';

/** At most once: an unknown outcome is not tried again, the person asks for another code. */
export const sendSmsCode = defineJob(
  'accounts.send-sms-code',
  z.strictObject({ challengeId: z.string(), sealedCode: z.string() }),
  { delaysMs: [], leaseMs: 30_000 },
);

export interface PhoneProofs {
  /** The phone button's code; once. */
  byWechat(app: SignInApp, identityId: string, code: string): Promise<PhoneProofRow>;
  /** Answers alike for every number; the message leaves after the answer. */
  startSms(input: {
    enterpriseId: string;
    identityId: string;
    phone: string;
    ip: string;
  }): Promise<SmsChallengeRow>;
  finishSms(identityId: string, challengeId: string, code: string): Promise<PhoneProofRow>;
  /** The phone that a person has proved a moment ago. @throws phone.proof_invalid */
  read(em: EntityManager, identityId: string, proofId: string): Promise<PhoneProof>;
  /** A proof serves one binding. */
  spend(tx: EntityManager, proofId: string): Promise<void>;
}

export function createPhoneProofs(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  wechat: Pick<WechatDoor, 'phoneOf'>;
  sms: Sms;
}): PhoneProofs & { readonly jobs: readonly JobHandler[] } {
  const { db, clock, keyring } = deps;
  const codeHash = (challengeId: string, code: string) => keyring.sign('sms-code', `${challengeId} ${code}`);

  async function prove(tx: EntityManager, identityId: string, phone: string, via: 'wechat' | 'sms') {
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + limits.phoneProofMs);
    const id = newId();
    await tx.insert(PhoneProof, { id, identityId, phone, via, createdAt: now, expiresAt });
    return { proofId: id, phoneMasked: maskPhone(phone), expiresAt: expiresAt.toISOString() };
  }

  /** Budgets of a phone, a person, a network and an enterprise: what a code may cost is bounded (E3). */
  async function checkBudgets(
    tx: EntityManager,
    input: { enterpriseId: string; identityId: string; phone: string; ipHash: string },
  ): Promise<void> {
    const now = clock.now().getTime();
    const since = (ms: number) => ({ $gt: new Date(now - ms) });
    const last = await tx.findOne(
      SmsChallenge,
      {
        $or: [{ phone: input.phone }, { identityId: input.identityId }],
        createdAt: since(limits.smsResendMs),
      },
      { orderBy: { createdAt: 'desc' } },
    );
    if (last !== null) {
      const seconds = Math.ceil((last.createdAt.getTime() + limits.smsResendMs - now) / 1000);
      throw new AppError('sms.too_many', { status: 429, data: { seconds }, retryAfterSeconds: seconds });
    }
    const count = (where: object, ms: number) => tx.count(SmsChallenge, { ...where, createdAt: since(ms) });
    const hour = 3_600_000;
    const day = 24 * hour;
    const over =
      (await count({ phone: input.phone }, day)) >= limits.smsPerPhonePerDay ||
      (await count({ identityId: input.identityId }, day)) >= limits.smsPerIdentityPerDay ||
      (await count({ ipHash: input.ipHash }, day)) >= limits.smsPerNetworkPerDay;
    if (over) throw new AppError('sms.daily_limit', { status: 429 });
    const marketing = await deps.sms.marketingSince(tx, input.enterpriseId, new Date(now - hour));
    const caused = (await count({ enterpriseId: input.enterpriseId }, hour)) + marketing;
    if (caused >= limits.smsPerEnterprisePerHour) {
      throw new AppError('sms.unavailable', { status: 503 });
    }
  }

  return {
    async byWechat(app, identityId, code) {
      const phone = await callWechat('phone.code_invalid', () => deps.wechat.phoneOf(app, code));
      return inTransaction(db.installation(), (tx) => prove(tx, identityId, phone, 'wechat'));
    },

    async startSms({ enterpriseId, identityId, phone, ip }) {
      if (!deps.sms.on) throw new AppError('sms.unavailable', { status: 503 });
      const now = clock.now();
      const id = newId();
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const expiresAt = new Date(now.getTime() + limits.smsChallengeMs);
      const ipHash = hashSecret(ip);
      await inTransaction(db.tenant(enterpriseId), async (tx) => {
        // One after the other: requests that come at once must not share what is left.
        await takeTurn(tx, 'sms-budget', now);
        await checkBudgets(tx, { enterpriseId, identityId, phone, ipHash });
        await tx.insert(SmsChallenge, {
          id,
          identityId,
          enterpriseId,
          phone,
          ipHash,
          codeHash: codeHash(id, code),
          attempts: 0,
          createdAt: now,
          expiresAt,
        });
        const payload = { challengeId: id, sealedCode: keyring.seal(code) };
        await enqueue(tx, sendSmsCode, payload, { now, cause: id, enterpriseId });
      });
      return {
        challengeId: id,
        resendAfterSeconds: limits.smsResendMs / 1000,
        expiresAt: expiresAt.toISOString(),
      };
    },

    async finishSms(identityId, challengeId, code) {
      const now = clock.now();
      const over = () => new AppError('sms.challenge_over', { status: 409 });
      const result = await inTransaction(db.installation(), async (tx) => {
        // Counted first, in one conditional update: parallel guesses share the budget.
        const counted = await writeRows(
          tx,
          `update sms_challenge set attempts = attempts + 1
           where id = ? and identity_id = ? and used_at is null and expires_at > ? and attempts < ?`,
          [challengeId, identityId, timeValue(db.dialect, now), limits.smsAttempts],
        );
        if (counted === 0) return over();
        const row = await tx.findOneOrFail(SmsChallenge, { id: challengeId });
        if (row.codeHash !== codeHash(challengeId, code)) {
          const left = limits.smsAttempts - row.attempts;
          return left === 0 ? over() : new AppError('sms.code_wrong', { status: 422, data: { left } });
        }
        const used = await tx.nativeUpdate(SmsChallenge, { id: challengeId, usedAt: null }, { usedAt: now });
        return used === 0 ? over() : prove(tx, identityId, row.phone, 'sms');
      });
      if (result instanceof AppError) throw result;
      return result;
    },

    async read(em, identityId, proofId) {
      const proof = await em.findOne(PhoneProof, { id: proofId, identityId, usedAt: null });
      if (proof === null || proof.expiresAt <= clock.now())
        throw new AppError('phone.proof_invalid', { status: 409 });
      return proof;
    },

    async spend(tx, proofId) {
      const spent = await tx.nativeUpdate(PhoneProof, { id: proofId, usedAt: null }, { usedAt: clock.now() });
      if (spent === 0) throw new AppError('phone.proof_invalid', { status: 409 });
    },

    jobs: [
      handle(sendSmsCode, async ({ challengeId, sealedCode }, context) => {
        const row = await context.em.findOne(SmsChallenge, { id: challengeId });
        // A challenge that is over needs no message; neither does one whose job was taken over.
        if (row === null || row.usedAt !== null || row.expiresAt <= context.now() || context.attempt > 1)
          return;
        await deps.sms.sendCode(
          row.enterpriseId,
          row.phone,
          keyring.open(sealedCode),
          limits.smsChallengeMs / 60_000,
        );
      }),
    ],
  };
}
