import { limits } from '../../../config/limits.ts';
import type { FaceInvitations, Invited } from '../../../bot/features/following.ts';
import type { FaceCode, InviteCard, SmsInvite } from '../../contract/account-opening.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId, newSecret22 } from '../../kernel/ids.ts';
import { callWechat, type LinkedAccounts, type UserInvitations } from '../accounts/index.ts';
import type { AccountDoor } from '../crm/index.ts';
import type { Abilities } from './abilities.ts';
import { actingAs, type AccountOpening } from './opening.ts';
import type { Brand, FaceCodes, Records, Salesperson } from './ports.ts';
import { FaceInvitation } from './salesperson.entity.ts';
import { salespersonText } from './texts.ts';

interface Of {
  readonly kind: PartyKind;
  readonly id: string;
  readonly contactId: string;
}

/** Of a code's scene: 24 of its 64 characters (platform.md A11). */
const scenePrefix = 'f-';
const scenePattern = /^f-([A-Za-z0-9_-]{22})$/;
const unbound = new Set(['none', 'suspended_phone']);

/** Invitations by the best carrier: the code in hand, the card in the WeCom chat, SMS last (row 328). */
export function createFaceInvitations(deps: {
  clock: Clock;
  abilities: Pick<Abilities, 'demand'>;
  crm: Pick<AccountDoor, 'one'>;
  opening: Pick<AccountOpening, 'userOf'>;
  linked: Pick<LinkedAccounts, 'user' | 'invitedByHand' | 'companyName'>;
  invitations: UserInvitations;
  codes: FaceCodes;
  brand: Brand;
  records: Records;
  publicUrl: string;
  bindPage: string;
}) {
  const { clock, codes } = deps;

  /** @throws opening.already_bound | opening.company_disabled | account.state */
  async function invitable(em: EntityManager, by: Salesperson, of: Of) {
    await deps.crm.one(em, by, of.kind, of.id);
    await deps.abilities.demand(em, by, 'contact', 'open');
    const found = await deps.opening.userOf(em, by, of);
    assertThat(found.company.phase !== 'disabled', 'opening.company_disabled', 409);
    assertThat(found.user.accountState !== 'disabled', 'opening.user_disabled', 409, {
      name: found.user.name,
    });
    assertThat(unbound.has(found.user.bindingState), 'opening.already_bound', 409, { name: found.user.name });
    return found;
  }

  const noteInvited = (em: EntityManager, by: Salesperson, userId: string, carrier: 'code' | 'card') =>
    inTransaction(em, async (tx) => {
      await deps.linked.invitedByHand(tx, userId);
      await deps.records.add(tx, {
        ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.personId}`, actorName: by.name },
        ...{ action: 'account.invited', target: `interconnect_user:${userId}`, before: {} },
        ...{ after: { carrier }, requestId: by.requestId, at: clock.now() },
      });
    });

  return {
    /** A new code at each asking; those before it work until they are over. */
    async code(em: EntityManager, by: Salesperson, of: Of): Promise<FaceCode> {
      const { user } = await invitable(em, by, of);
      const app = await codes.serviceAccount(by.enterpriseId);
      if (app === null) throw new AppError('opening.no_service_account', { status: 409 });
      const secret = newSecret22();
      const seconds = limits.faceCodeMs / 1000;
      const { url } = await callWechat('opening.code_refused', () =>
        codes.make(by.enterpriseId, `${scenePrefix}${secret}`, seconds),
      );
      const now = clock.now();
      const expiresAt = new Date(now.getTime() + limits.faceCodeMs);
      await inTransaction(em, (tx) =>
        tx.insert(FaceInvitation, {
          ...{ id: newId(), enterpriseId: by.enterpriseId, interconnectUserId: user.id },
          ...{ channelAccountId: app.channelAccountId, sceneHash: hashSecret(secret) },
          ...{ staffId: by.personId, createdAt: now, expiresAt, scannedAt: null },
        }),
      );
      await noteInvited(em, by, user.id, 'code');
      return { url, contactName: user.name, expiresAt: expiresAt.toISOString() };
    },

    /** The link of a card is the constant one: whoever proves the number finds his account (row 26). */
    async card(em: EntityManager, by: Salesperson, of: Of): Promise<InviteCard> {
      const { user, company } = await invitable(em, by, of);
      const brand = (await deps.brand.within(em, by.enterpriseId))?.displayName ?? '';
      const link = `${deps.publicUrl}/b`;
      await noteInvited(em, by, user.id, 'card');
      const values = { contact: user.name, brand, company: company.name, link };
      return {
        title: salespersonText(by.locale, 'card.title', values),
        appId: await codes.miniProgramAppId(em, by.enterpriseId),
        page: `${deps.bindPage}.html`,
        link,
        text: salespersonText(by.locale, 'card.text', values),
      };
    },

    async sms(em: EntityManager, by: Salesperson, of: Of): Promise<SmsInvite> {
      const { user } = await invitable(em, by, of);
      const [result] = await deps.invitations.invite(actingAs(by), [user.id]);
      assertThat(result, 'not_found', 404);
      return { outcome: result.outcome, nextAt: result.nextAt };
    },

    /** Codes that are long over. */
    async sweep(em: EntityManager): Promise<void> {
      const before = new Date(clock.now().getTime() - limits.faceCodeKeepMs);
      await em.nativeDelete(FaceInvitation, { expiresAt: { $lt: before } });
    },

    /** For the bot: whoever scans is told whom the code is for; who is bound by now, nothing new. */
    bot: {
      isInvitation: (scene: string | null) => scene !== null && scenePattern.test(scene),
      async scanned(tx, account, scene, at): Promise<Invited | null> {
        const secret = scenePattern.exec(scene)?.[1] ?? '';
        const row = await tx.findOne(FaceInvitation, { sceneHash: hashSecret(secret) });
        if (row === null || row.channelAccountId !== account.id || row.expiresAt <= at) return null;
        const user = await deps.linked.user(tx, row.interconnectUserId);
        if (user === null || user.accountState === 'disabled' || user.accountState === 'binned') return null;
        await tx.nativeUpdate(FaceInvitation, { id: row.id, scannedAt: null }, { scannedAt: at });
        if (!unbound.has(user.bindingState)) return null;
        return { contact: user.name, company: await deps.linked.companyName(tx, user.companyId) };
      },
    } satisfies FaceInvitations<EntityManager>,
  };
}
export type FaceInvitationService = ReturnType<typeof createFaceInvitations>;
