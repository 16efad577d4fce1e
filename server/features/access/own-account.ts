import { limits } from '../../../config/limits.ts';
import type { PatchStaffMe } from '../../contract/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { sniffMediaType } from '../../kernel/media-type.ts';
import type { NewRecord } from '../records/index.ts';
import { Staff, StaffAvatar } from './access.entity.ts';
import { assertPassword, hashPassword, isPassword } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { SignInTries } from './sign-in-tries.ts';
import { heldStaff } from './staff-members.ts';

/** Who is at his own page. */
export interface Oneself {
  readonly enterpriseId: string;
  readonly personId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly requestId: string;
}

const pictures = new Set(['image/png', 'image/jpeg']);

/** Information, picture, password and the ways out: what everybody does with his own account (rows 304–307). */
export function createOwnAccount(deps: {
  clock: Clock;
  sessions: Sessions;
  tries: SignInTries;
  records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}) {
  const { clock, sessions } = deps;

  const record = (
    tx: EntityManager,
    self: Oneself,
    action: 'staff.changed' | 'staff.password_changed',
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) =>
    deps.records.add(tx, {
      enterpriseId: self.enterpriseId,
      ...{ actor: `staff:${self.personId}`, actorName: self.name, action, target: `staff:${self.personId}` },
      ...{ before, after, requestId: self.requestId, at: clock.now() },
    });

  return {
    async change(em: EntityManager, self: Oneself, patch: PatchStaffMe): Promise<void> {
      await inTransaction(em, async (tx) => {
        const staff = await tx.findOneOrFail(Staff, { id: self.personId });
        const shown = () => ({ name: staff.name, nickname: staff.nickname, note: staff.note });
        const before = shown();
        staff.language = patch.language ?? staff.language;
        staff.name = patch.name ?? staff.name;
        staff.nickname = patch.nickname ?? staff.nickname;
        staff.note = patch.note ?? staff.note;
        await tx.flush();
        sessions.changed(tx);
        const after = shown();
        // The language is nobody else's business.
        if (JSON.stringify(before) !== JSON.stringify(after))
          await record(tx, self, 'staff.changed', before, after);
      });
    },

    /** His picture as a data URL; null where he has none. */
    async avatar(em: EntityManager, { personId }: Pick<Oneself, 'personId'>): Promise<string | null> {
      const row = await em.findOne(StaffAvatar, { id: personId });
      return row === null ? null : `data:${row.mediaType};base64,${row.content}`;
    },

    /**
     * What a file is, its first bytes say, not its name.
     * @param content base64; null takes the picture away
     * @throws own.avatar_kind | own.avatar_too_large
     */
    async setAvatar(
      em: EntityManager,
      { enterpriseId, personId }: Pick<Oneself, 'enterpriseId' | 'personId'>,
      content: string | null,
    ): Promise<void> {
      const bytes = content === null ? null : Buffer.from(content, 'base64');
      const mediaType = bytes === null ? null : sniffMediaType(bytes);
      if (bytes !== null) {
        assertThat(mediaType !== null && pictures.has(mediaType), 'own.avatar_kind', 422);
        const data = { most: limits.avatarBytes / 1024 };
        assertThat(bytes.length <= limits.avatarBytes, 'own.avatar_too_large', 422, data);
      }
      await inTransaction(em, async (tx) => {
        await tx.nativeDelete(StaffAvatar, { id: personId });
        if (bytes === null || mediaType === null) return;
        await tx.insert(StaffAvatar, {
          ...{ id: personId, enterpriseId, mediaType, content: bytes.toString('base64') },
          updatedAt: clock.now(),
        });
      });
    },

    /**
     * Asks the old one; his other sessions end. Guesses count as tries to sign in.
     * @throws own.no_password | own.password_wrong | staff.password_mismatch | password.too_short | password.too_common | sign_in.too_many
     */
    async changePassword(
      em: EntityManager,
      self: Oneself,
      wish: { current: string; password: string; confirmation: string; ip: string },
    ): Promise<void> {
      assertThat(wish.password === wish.confirmation, 'staff.password_mismatch', 422);
      const staff = await em.findOneOrFail(Staff, { id: self.personId });
      const stored = staff.passwordHash ?? null;
      assertThat(stored, 'own.no_password', 409);
      const tried = await deps.tries.begin(staff.account, wish.ip);
      if (!(await isPassword(stored, wish.current)))
        throw new AppError('own.password_wrong', { status: 422 });
      await assertPassword(wish.password, staff.account);
      const passwordHash = await hashPassword(wish.password);
      await inTransaction(em, async (tx) => {
        const held = await heldStaff(tx, self.enterpriseId, { id: self.personId });
        // Reset by another meanwhile: the old one says nothing any more.
        assertThat(held?.passwordHash === stored, 'own.password_wrong', 422);
        held.passwordHash = passwordHash;
        await tx.flush();
        await tried.succeeded(tx);
        await sessions.endOthers(tx, self);
        await record(tx, self, 'staff.password_changed', {}, {});
      });
    },

    /** Every session, this one too. */
    signOutEverywhere: (em: EntityManager, { personId }: Pick<Oneself, 'personId'>) =>
      inTransaction(em, (tx) => sessions.end(tx, { personId })),
  };
}
export type OwnAccount = ReturnType<typeof createOwnAccount>;
