import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import type { PersonalExport as PersonalExportRow, PersonalExports } from '../../contract/personal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId, newSecret22 } from '../../kernel/ids.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defaultRetry, defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import type { PersonalPart, PersonalSection } from '../../kernel/personal-data.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { packArchive } from './archive.ts';
import { PersonalExport } from './personal.entity.ts';
import type { Accounts, Enterprises, Person, Proofs, Records } from './ports.ts';

export const exportJob = defineJob('personal.export', z.strictObject({ exportId: z.string() }), {
  ...defaultRetry,
  leaseMs: 600_000,
});

export interface ExportDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly publicUrl: string;
  readonly parts: readonly PersonalPart[];
  readonly accounts: Pick<Accounts, 'mine' | 'personAt'>;
  readonly proofs: Proofs;
  readonly enterprises: Enterprises;
  readonly records: Records;
  readonly smsOffered: boolean;
}

/**
 * 导出我的信息: what one upstream keeps of a person, for himself (row 325). The number is proved anew,
 * the file waits encrypted, and leaves once, by a link that lives for minutes.
 */
export function createPersonalExports(deps: ExportDeps) {
  const { db, clock, keyring } = deps;
  const across = () => db.acrossTenants('door: personal export');

  const present = (row: PersonalExport): PersonalExportRow => ({
    id: row.id,
    state: row.state !== 'taken' && row.expiresAt <= clock.now() ? 'expired' : row.state,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  });

  const accountsAt = async (em: EntityManager, { identityId, enterpriseId }: Person) => {
    const mine = await deps.accounts.mine(em, identityId, null);
    return mine.filter((account) => account.enterpriseId === enterpriseId);
  };

  async function list(person: Person): Promise<PersonalExports> {
    const em = across();
    const { identityId, enterpriseId } = person;
    const rows = await em.find(
      PersonalExport,
      { identityId, enterpriseId },
      { orderBy: { id: 'desc' }, limit: 3, disableIdentityMap: true },
    );
    return {
      items: rows.map(present),
      upstreamName: (await deps.enterprises.within(em, enterpriseId))?.displayName ?? '',
      phoneNeeded: (await accountsAt(em, person)).length > 0,
      smsOffered: deps.smsOffered,
    };
  }

  /** @throws cancellation.phone_needed · personal_export.other_phone · personal_export.too_many · phone.proof_invalid */
  async function ask(person: Person, proofId: string | undefined): Promise<PersonalExportRow> {
    const { identityId, enterpriseId, locale, requestId } = person;
    const now = clock.now();
    return inTransaction(across(), async (tx) => {
      // One after the other: what is counted is what the one before has left.
      await takeTurn(tx, `personal-export.${identityId}`, now);
      const accounts = await accountsAt(tx, person);
      if (accounts.length > 0) {
        assertThat(proofId, 'cancellation.phone_needed', 409);
        const proof = await deps.proofs.read(tx, identityId, proofId);
        if (!accounts.some(({ phone }) => phone === proof.phone))
          throw new AppError('personal_export.other_phone', { status: 409 });
        await deps.proofs.spend(tx, proofId);
      }
      const since = new Date(now.getTime() - limits.personalExport.inMs);
      const asked = await tx.count(PersonalExport, { identityId, createdAt: { $gt: since } });
      if (asked >= limits.personalExport.most) {
        const most = limits.personalExport.most;
        throw new AppError('personal_export.too_many', { status: 429, data: { most } });
      }
      const id = newId();
      const expiresAt = new Date(now.getTime() + limits.personalExportKeepMs);
      const row = { id, enterpriseId, identityId, state: 'queued' as const, language: locale, expiresAt };
      await tx.insert(PersonalExport, { ...row, createdAt: now });
      const name = accounts.find(({ bound }) => bound)?.contactName ?? '';
      await deps.records.add(tx, {
        ...{ enterpriseId, actor: `identity:${identityId}`, actorName: name, requestId, at: now },
        ...{ action: 'personal_data.exported', target: `identity:${identityId}`, before: {}, after: {} },
      });
      await enqueue(tx, exportJob, { exportId: id }, { now, cause: requestId, enterpriseId });
      return present(await tx.findOneOrFail(PersonalExport, { id }));
    });
  }

  /** A link for a file that is ready; the one before works no more. @throws personal_export.not_ready */
  async function link(person: Person, id: string): Promise<{ url: string; expiresAt: string }> {
    const code = newSecret22();
    const now = clock.now();
    const linkExpiresAt = new Date(now.getTime() + limits.personalExportLinkMs);
    const { identityId } = person;
    await inTransaction(across(), async (tx) => {
      const mine = await tx.findOne(PersonalExport, { id, identityId });
      assertThat(mine, 'not_found', 404);
      const changed = await tx.nativeUpdate(
        PersonalExport,
        { id, identityId, state: 'ready', expiresAt: { $gt: now } },
        { linkHash: hashSecret(code), linkExpiresAt },
      );
      assertThat(changed > 0, 'personal_export.not_ready', 409);
    });
    const url = `${deps.publicUrl}/api/v1/personal-exports/file?code=${code}`;
    return { url, expiresAt: linkExpiresAt.toISOString() };
  }

  /** Once: whoever comes second with the same link finds nothing. @throws personal_export.link_over */
  async function take(code: string): Promise<Buffer> {
    const now = clock.now();
    return inTransaction(across(), async (tx) => {
      const linkHash = hashSecret(code);
      const row = await tx.findOne(PersonalExport, { linkHash, state: 'ready', linkExpiresAt: { $gt: now } });
      const sealed = row?.sealedFile ?? null;
      assertThat(row, 'personal_export.link_over', 409);
      assertThat(sealed, 'personal_export.link_over', 409);
      const taken = await tx.nativeUpdate(
        PersonalExport,
        { id: row.id, state: 'ready', linkHash },
        { state: 'taken', takenAt: now, sealedFile: null, linkHash: null, linkExpiresAt: null },
      );
      assertThat(taken > 0, 'personal_export.link_over', 409);
      return Buffer.from(keyring.open(sealed), 'base64');
    });
  }

  async function make(row: PersonalExport, now: Date): Promise<Buffer> {
    const em = db.acrossTenants('work: personal data');
    const { identityId, enterpriseId, language: locale } = row;
    const mine = await deps.accounts.mine(em, identityId, null);
    const person = await deps.accounts.personAt(em, identityId, enterpriseId, mine);
    const sections: PersonalSection[] = [];
    for (const part of deps.parts) sections.push(...(await part.collect(em, person, locale)));
    const upstream = await deps.enterprises.within(em, enterpriseId);
    // What people look for first; numbers that only we know by come last.
    const isLast = ({ key }: PersonalSection) => Number(key === 'reference');
    sections.sort((left, right) => isLast(left) - isLast(right));
    return packArchive(sections, {
      ...{ locale, at: now, upstream: upstream?.displayName ?? '' },
      timeZone: zoneOf(upstream),
    });
  }

  const handler: JobHandler = handle(exportJob, async ({ exportId: id }, job) => {
    const row = await db.acrossTenants('work: personal data').findOne(PersonalExport, { id });
    if (row?.state !== 'queued') return;
    const now = job.now();
    const file = await make(row, now);
    await job.commit(async (tx) => {
      const ready = {
        state: 'ready' as const,
        readyAt: now,
        sealedFile: keyring.seal(file.toString('base64')),
      };
      await tx.nativeUpdate(PersonalExport, { id, state: 'queued' }, ready);
    });
  });

  return {
    list,
    ask,
    link,
    take,
    handler,
    /** Files that nobody fetched go; what is left says that somebody asked. */
    async sweep(em: EntityManager, now: Date): Promise<void> {
      await em.nativeUpdate(
        PersonalExport,
        { state: { $in: ['queued', 'ready'] }, expiresAt: { $lte: now } },
        { state: 'expired', sealedFile: null, linkHash: null, linkExpiresAt: null },
      );
    },
  };
}
export type PersonalExportService = ReturnType<typeof createPersonalExports>;
