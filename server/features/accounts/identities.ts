import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import {
  BindingRequest,
  Consent,
  Identity,
  IdentityOpenid,
  InterconnectUser,
  PhoneProof,
  SmsChallenge,
} from './account.entity.ts';

/** One WeChat person, told apart by openid per app; joined by a ticket, and by unionid where there is one. */
export interface Identities {
  /** The person behind an openid; made at the first sight. */
  ensure(
    tx: EntityManager,
    input: {
      appId: string;
      openid: string;
      unionid: string | null;
      now: Date;
      /** Of who is seen for the first time; zh-CN where nobody asked. */
      language?: Locale;
    },
  ): Promise<Identity>;
  /** Null where nobody with this openid has come by. */
  byOpenid(em: EntityManager, appId: string, openid: string): Promise<string | null>;
  openidsOf(em: EntityManager, identityId: string): Promise<readonly { appId: string; openid: string }[]>;
  /**
   * Adds an openid of another app to a person.
   * @returns joined; same: it was his already; other: it belongs to somebody else, who has an
   *   openid of his own in the caller's app, or accounts that clash: nothing is changed
   */
  join(
    tx: EntityManager,
    identityId: string,
    input: { appId: string; openid: string; now: Date },
  ): Promise<'joined' | 'same' | 'other'>;
  /** Notes a unionid, and joins the person with the one who has it already. */
  learnUnionid(tx: EntityManager, identityId: string, unionid: string): Promise<void>;
  /** Erases phones that were proved or under proof. */
  forgetProofs(tx: EntityManager, identityId: string): Promise<void>;
  /** Erases what joins a person with an app, and his unionid. */
  forget(tx: EntityManager, identityId: string, appId: string): Promise<void>;
}

export function createIdentities(): Identities {
  async function create(
    tx: EntityManager,
    unionid: string | null,
    language: Locale,
    now: Date,
  ): Promise<Identity> {
    const identity = tx.create(Identity, { id: newId(), unionid, language, createdAt: now });
    await tx.flush();
    return identity;
  }

  async function addOpenid(tx: EntityManager, identityId: string, appId: string, openid: string, now: Date) {
    await tx.insert(IdentityOpenid, { id: newId(), identityId, appId, openid, createdAt: now });
  }

  /** Moves all that `from` has to `into`; false where the two clash and nothing was moved. */
  async function merge(tx: EntityManager, from: string, into: string): Promise<boolean> {
    const [theirs, ours] = [
      await tx.find(IdentityOpenid, { identityId: from }),
      await tx.find(IdentityOpenid, { identityId: into }),
    ];
    if (theirs.some(({ appId }) => ours.some((own) => own.appId === appId))) return false;
    const users = await tx.find(InterconnectUser, { identityId: { $in: [from, into] } });
    const downstream = users.map((user) => user.interconnectEnterpriseId);
    if (new Set(downstream).size < downstream.length) return false;
    await tx.nativeUpdate(IdentityOpenid, { identityId: from }, { identityId: into });
    await tx.nativeUpdate(InterconnectUser, { identityId: from }, { identityId: into });
    await tx.nativeUpdate(Consent, { identityId: from }, { identityId: into });
    await tx.nativeUpdate(Identity, { id: from }, { unionid: null });
    return true;
  }

  return {
    async ensure(tx, { appId, openid, unionid, now, language = 'zh-CN' }) {
      const known = await tx.findOne(IdentityOpenid, { appId, openid });
      if (known !== null) {
        if (unionid !== null) await this.learnUnionid(tx, known.identityId, unionid);
        return tx.findOneOrFail(Identity, { id: known.identityId });
      }
      const byUnion = unionid === null ? null : await tx.findOne(Identity, { unionid });
      const identity = byUnion ?? (await create(tx, unionid, language, now));
      await addOpenid(tx, identity.id, appId, openid, now);
      return identity;
    },
    async byOpenid(em, appId, openid) {
      return (await em.findOne(IdentityOpenid, { appId, openid }))?.identityId ?? null;
    },
    async openidsOf(em, identityId) {
      return em.find(IdentityOpenid, { identityId });
    },
    async join(tx, identityId, { appId, openid, now }) {
      const known = await tx.findOne(IdentityOpenid, { appId, openid });
      if (known?.identityId === identityId) return 'same';
      if (known !== null) return (await merge(tx, known.identityId, identityId)) ? 'joined' : 'other';
      // One openid an app: a second one of the same app is another WeChat account.
      if ((await tx.count(IdentityOpenid, { identityId, appId })) > 0) return 'other';
      await addOpenid(tx, identityId, appId, openid, now);
      return 'joined';
    },
    async learnUnionid(tx, identityId, unionid) {
      const identity = await tx.findOneOrFail(Identity, { id: identityId });
      if (identity.unionid !== null && identity.unionid !== undefined) return;
      const other = await tx.findOne(Identity, { unionid });
      if (other === null) {
        identity.unionid = unionid;
        await tx.flush();
        return;
      }
      if (!(await merge(tx, other.id, identityId))) return;
      await tx.nativeUpdate(Identity, { id: identityId }, { unionid });
    },
    async forgetProofs(tx, identityId) {
      await tx.nativeDelete(PhoneProof, { identityId });
      await tx.nativeDelete(SmsChallenge, { identityId });
      await tx.nativeDelete(BindingRequest, { identityId });
    },
    async forget(tx, identityId, appId) {
      await tx.nativeDelete(IdentityOpenid, { identityId, appId });
      await tx.nativeUpdate(Identity, { id: identityId }, { unionid: null });
    },
  };
}
