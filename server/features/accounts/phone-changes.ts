import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { Actor } from './actor.ts';
import type { BoundMarks } from './bound-marks.ts';
import type { BindingNotices, Records } from './doors.ts';
import { maskPhone } from './memberships.ts';
import type { SessionEnder } from './unbinding.ts';

/**
 * Another number on file for an account (row 315), whoever says so: staff, an import, the customer's
 * contact. Sessions of who is bound end at once, his guide knows him no more, messages about his
 * company stop, and he is told in WeChat; his place stays his. Proving the new number ends all that,
 * by the same WeChat or by another.
 */
export function createPhoneChanges(deps: {
  clock: Clock;
  marks: Pick<BoundMarks, 'refresh'>;
  sessions: SessionEnder;
  records: Records;
  notices: Pick<BindingNotices, 'phoneChanged'>;
}) {
  async function refuseTaken(tx: EntityManager, user: InterconnectUser, phone: string): Promise<void> {
    const { interconnectEnterpriseId } = user;
    const holders = await tx.count(InterconnectUser, { interconnectEnterpriseId, phone });
    if (holders === 0) return;
    const company = await tx.findOne(InterconnectEnterprise, { id: interconnectEnterpriseId });
    throw new AppError('account.phone_taken', { status: 409, data: { company: company?.name ?? '' } });
  }

  return {
    /**
     * In the caller's transaction, with its record.
     * @returns false where it was the number already: nothing was written
     * @throws account.state: in the recycle bin, or changed by another at this moment
     * @throws account.phone_taken: another account of the company has it
     */
    async change(tx: EntityManager, user: InterconnectUser, phone: string, by: Actor): Promise<boolean> {
      if (user.accountState === 'binned') throw new AppError('account.state', { status: 409 });
      if (user.phone === phone) return false;
      await refuseTaken(tx, user, phone);
      const { id, enterpriseId } = user;
      const identityId = user.identityId ?? null;
      const suspends = identityId !== null;
      const count = await tx.nativeUpdate(
        InterconnectUser,
        { id, identityId, phone: user.phone },
        { phone, ...(suspends ? { bindingState: 'suspended_phone' as const } : {}) },
      );
      if (count === 0) throw new AppError('account.state', { status: 409 });
      const at = deps.clock.now();
      const binding = (bindingState: InterconnectUser['bindingState']) => (suspends ? { bindingState } : {});
      await deps.records.add(tx, {
        ...{ enterpriseId, actor: by.actor, actorName: by.actorName, action: 'account.phone_changed' },
        target: `interconnect_user:${id}`,
        before: { phone: maskPhone(user.phone), ...binding(user.bindingState) },
        after: { phone: maskPhone(phone), ...binding('suspended_phone') },
        ...{ requestId: by.requestId, at },
      });
      if (identityId === null) return true;
      await deps.sessions.end(tx, { membershipId: id });
      await deps.marks.refresh(tx, identityId, [enterpriseId]);
      const company = await tx.findOne(InterconnectEnterprise, { id: user.interconnectEnterpriseId });
      await deps.notices.phoneChanged(tx, {
        ...{ enterpriseId, interconnectUserId: id, contactName: user.name, company: company?.name ?? '' },
        ...{ newPhone: maskPhone(phone), cause: `${id}:${by.cause}`, at },
      });
      return true;
    },
  };
}
export type PhoneChanges = ReturnType<typeof createPhoneChanges>;
