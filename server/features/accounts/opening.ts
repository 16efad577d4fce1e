import type { InterconnectRole } from '../../../config/interconnect-roles.ts';
import { limits } from '../../../config/limits.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { Places } from './doors.ts';

/** Opens accounts: the upstream's account for a downstream, and for its people. */
export function createOpening(deps: { places: Places }) {
  return {
    async openEnterprise(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        connectionId: string;
        downstreamId: string;
        name: string;
        salespersonId: string | null;
        now: Date;
      },
    ): Promise<string> {
      const id = newId();
      const { now, ...rest } = input;
      tx.create(InterconnectEnterprise, { id, ...rest, createdAt: now });
      await tx.flush();
      return id;
    },

    /**
     * A person of a downstream. For the time of an invitation his WeChat-user place is reserved
     * (row 330), if one is free: from `invitedAt` on, or from his opening where no message leaves yet
     * (a salesperson invites him by a code in his hand).
     */
    async openUser(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        interconnectEnterpriseId: string;
        name: string;
        phone: string;
        roles: readonly InterconnectRole[];
        reservePlace: boolean;
        invitedAt: Date | null;
        openedAt: Date;
        /** Whom the upstream's customer file knows him as. */
        contactId?: string;
        salespersonId?: string | null;
        actor: string;
      },
    ): Promise<{ id: string; reserved: boolean }> {
      const id = newId();
      tx.create(InterconnectUser, {
        id,
        enterpriseId: input.enterpriseId,
        interconnectEnterpriseId: input.interconnectEnterpriseId,
        name: input.name,
        phone: input.phone,
        roles: [...input.roles],
        accountState: input.invitedAt === null ? 'not_invited' : 'invited',
        bindingState: 'none',
        contactId: input.contactId ?? null,
        salespersonId: input.salespersonId ?? null,
        invitedAt: input.invitedAt,
        createdAt: input.openedAt,
      });
      await tx.flush();
      if (!input.reservePlace) return { id, reserved: false };
      const from = input.invitedAt ?? input.openedAt;
      const { taken } = await deps.places.reserve(tx, {
        enterpriseId: input.enterpriseId,
        userId: id,
        expiresAt: new Date(from.getTime() + limits.invitationReserveMs),
        causeKey: `invite:${id}`,
        actor: input.actor,
        reason: 'invited',
      });
      return { id, reserved: taken };
    },
  };
}
export type Opening = ReturnType<typeof createOpening>;
