import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import { limits } from '../../../../config/limits.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { newId } from '../../../kernel/ids.ts';
import { handle, type JobHandler } from '../../../kernel/jobs/job-handler.ts';
import type { Classes } from '../classes.ts';
import { contactKeysOf, standingOf } from '../contact-places.ts';
import {
  Party,
  PartyChange,
  PartyContact,
  PartyDeal,
  PartyFollowUp,
  PartyImport,
  PartyImportPart,
  PartyReport,
  PartyVisit,
  type StoredProblem,
} from '../crm.entity.ts';
import { crmText } from '../crm.texts.ts';
import type { CrmStaff, Records } from '../ports.ts';
import { ExtendedValue } from '../fields/field.entity.ts';
import type { FieldValuesService } from '../fields/values.ts';
import { columnsOf, readHeader, readRow, type ReadRow } from './columns.ts';
import { importJob, undoJob } from './jobs.ts';
import { readSheet, SheetError } from './xlsx.ts';

const batchRows = 100;
const problemsKept = 500;
const triesOfBatch = 5;
const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
/** The embedded engine answers without letting others in: between two batches they are let in. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What checks the whole file, and then brings it in batch by batch; each batch notes how far it came. */
export function createImportWork(deps: {
  db: Database;
  clock: Clock;
  records: Records;
  staff: CrmStaff;
  classes: Classes;
  values: FieldValuesService;
}): JobHandler[] {
  const { db, clock, classes, staff } = deps;

  async function fileOf(em: EntityManager, importId: string): Promise<Uint8Array> {
    const parts = await em.find(
      PartyImportPart,
      { importId },
      { orderBy: { number: 'asc' }, disableIdentityMap: true },
    );
    return Buffer.concat(parts.map(({ content }) => Buffer.from(content, 'base64')));
  }

  /** Live rows that hold one of these names or numbers, by key. */
  async function held(em: EntityManager, kind: Party['kind'], rows: readonly ReadRow[]) {
    // One key after the other: an «or» of both may make an engine read the whole enterprise.
    const options = {
      fields: ['id', 'nameKey', 'phoneKey', 'ownerId', 'creatorName'],
      disableIdentityMap: true,
    } as const;
    const byName = await em.find(
      Party,
      { kind, nameKey: { $in: rows.map(({ values }) => values.nameKey) } },
      options,
    );
    const byPhone = await em.find(
      Party,
      { kind, phoneKey: { $in: rows.map(({ values }) => values.phone) } },
      options,
    );
    const names = new Map(byName.map((party) => [party.nameKey ?? '', party]));
    const phones = new Map(byPhone.map((party) => [party.phoneKey ?? '', party]));
    return (row: ReadRow) => names.get(row.values.nameKey) ?? phones.get(row.values.phone);
  }

  /** Every line by the rules of a form, among themselves, and (where the rule says so) against what is there. */
  async function check(
    em: EntityManager,
    row: PartyImport,
  ): Promise<{ rows: ReadRow[]; problems: StoredProblem[] }> {
    const whole = (about: string): StoredProblem => ({ line: 1, column: '', problem: 'invalid', about });
    const caps = {
      unpackedBytes: limits.crmImportUnpackedBytes,
      // One more for the header.
      rows: limits.crmImportRows + 1,
      // Those of the template, and what an export adds.
      columns: columnsOf(row.kind).length + 2 * limits.extendedFields + 10,
    };
    const lines = await fileOf(em, row.id)
      .then((file) => readSheet(file, caps))
      .catch((error: unknown) => {
        if (error instanceof SheetError) return error;
        throw error;
      });
    if (lines instanceof SheetError) return { rows: [], problems: [whole(`import.${lines.reason}`)] };
    const [first, ...rest] = lines;
    if (first === undefined || rest.length === 0) return { rows: [], problems: [whole('import.empty')] };
    const importer = { personId: row.byId };
    const fields = {
      own: await deps.values.seen(em, importer, row.kind),
      contact: await deps.values.seen(em, importer, 'contact'),
    };
    const header = readHeader(row.kind, first, 'zh-CN', fields);
    // One that goes on was fine when it began: a field that went meanwhile takes its column along.
    if (header.problems.length > 0 && row.state === 'checking')
      return { rows: [], problems: header.problems };

    const able = await staff.withPermission(em, 'crm.use', row.enterpriseId);
    const own = await Promise.all(
      (['zh-CN', 'en'] as const).map(async (locale) => (await classes.of(em, row.kind, locale)).items),
    );
    const words = { owners: able, classes: own.flat() };
    const rows: ReadRow[] = [];
    const problems: StoredProblem[] = [];
    const seen = { name: new Map<string, number>(), phone: new Map<string, number>() };
    for (const [index, line] of rest.entries()) {
      if (index % 100 === 99) await breathe();
      const { read, problems: found } = readRow(row.kind, header.at, line, words, {
        ...{ fields, at: header.extended, titles: first.cells },
      });
      problems.push(...found);
      for (const [field, key] of [
        ['name', read.values.nameKey],
        ['phone', read.values.phone],
      ] as const) {
        if (key === '') continue;
        const before = seen[field].get(key);
        if (before === undefined) seen[field].set(key, line.line);
        else problems.push({ line: line.line, column: field, problem: 'twin', about: String(before) });
      }
      rows.push(read);
    }
    if (problems.length === 0 && row.rules?.duplicates === 'refuse') {
      for (let at = 0; at < rows.length; at += batchRows) {
        await breathe();
        const batch = rows.slice(at, at + batchRows);
        problems.push(...(await duplicates(em, row.kind, batch)));
      }
    }
    return { rows, problems };
  }

  async function duplicates(em: EntityManager, kind: Party['kind'], batch: readonly ReadRow[]) {
    const holderOf = await held(em, kind, batch);
    const met = batch.flatMap((read) => {
      const holder = holderOf(read);
      return holder === undefined ? [] : [{ read, holder }];
    });
    const cards = await staff.byIds(
      em,
      met.flatMap(({ holder }) => (typeof holder.ownerId === 'string' ? [holder.ownerId] : [])),
    );
    return met.map(({ read, holder }): StoredProblem => {
      const ownerId = holder.ownerId ?? null;
      const owner =
        ownerId === null ? crmText('zh-CN', 'owner.pool') : (cards.get(ownerId)?.name ?? holder.creatorName);
      const column = holder.phoneKey === read.values.phone ? 'phone' : 'name';
      return { line: read.line, column, problem: 'duplicate', about: owner };
    });
  }

  /** One batch, if nobody else brought it in. A row that came by another way meanwhile is skipped. */
  async function bring(
    em: EntityManager,
    importId: string,
    at: number,
    batch: readonly ReadRow[],
  ): Promise<boolean> {
    return inTransaction(em, async (tx) => {
      const row = await tx.findOneOrFail(PartyImport, { id: importId }, behindLock);
      if (row.state !== 'running' || row.done !== at) return false;
      const holderOf = await held(tx, row.kind, batch);
      const now = clock.now();
      const { enterpriseId, kind } = row;
      const by = { byId: row.byId, byName: row.byName, at: now };
      const fresh = batch.filter((read) => holderOf(read) === undefined);
      const owners = fresh.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId]));
      const places = await staff.departmentsOf(tx, owners);
      const filled: { ownerId: string; partyId: string; read: ReadRow['extended']['own'] }[] = [];
      for (const { values, contact, ownerId, extended } of fresh) {
        const id = newId();
        const departmentId = ownerId === null ? null : (places.get(ownerId) ?? enterpriseId);
        tx.create(Party, {
          ...{ id, enterpriseId, kind, state: 'live', ...values, phoneKey: values.phone, ownerId },
          ...{ departmentId, remindFrom: ownerId === null ? null : now },
          ...{ creatorId: row.byId, creatorName: row.byName, createdAt: now, importId, version: 1 },
        });
        const contactId = newId();
        filled.push({ ownerId: id, partyId: id, read: extended.own });
        filled.push({ ownerId: contactId, partyId: id, read: extended.contact });
        tx.create(PartyContact, {
          id: contactId,
          enterpriseId,
          partyId: id,
          ...contact,
          ...standingOf({ state: 'live', ownerId, departmentId }),
          ...contactKeysOf({ id: contactId, ...contact }),
          createdAt: now,
          version: 1,
        });
        for (const [what, to] of [
          ['stage', values.stage],
          ['class', values.classKey],
          ['owner', ownerId],
        ] as const)
          if (to !== null)
            tx.create(PartyChange, { id: newId(), enterpriseId, partyId: id, what, from: null, to, ...by });
      }
      row.done += batch.length;
      row.created += fresh.length;
      row.skipped += batch.length - fresh.length;
      // A field that went meanwhile takes its column along.
      const ids = [...new Set(filled.flatMap(({ read }) => read.values.map(({ field }) => field.id)))].sort();
      const there = await deps.values.stillThere(tx, ids);
      for (const { ownerId, partyId, read } of filled)
        for (const { field, value } of read.values)
          if (value !== null && there.has(field.id))
            tx.create(ExtendedValue, {
              ...{ id: newId(), enterpriseId, fieldId: field.id, ownerId, partyId, content: value },
            });
      await tx.flush();
      return true;
    });
  }

  async function settle(
    em: EntityManager,
    importId: string,
    from: PartyImport['state'],
    change: (row: PartyImport, tx: EntityManager) => void | Promise<void>,
  ): Promise<boolean> {
    return inTransaction(em, async (tx) => {
      const row = await tx.findOneOrFail(PartyImport, { id: importId }, behindLock);
      if (row.state !== from) return false;
      await change(row, tx);
      await tx.flush();
      return true;
    });
  }

  const finished = async (row: PartyImport, tx: EntityManager) => {
    row.state = 'done';
    row.finishedAt = clock.now();
    await tx.nativeDelete(PartyImportPart, { importId: row.id });
    await deps.records.add(tx, {
      ...{ enterpriseId: row.enterpriseId, actor: `staff:${row.byId}`, actorName: row.byName },
      ...{ action: 'crm.imported', target: `crm_import:${row.id}`, before: {}, requestId: row.id },
      after: { file: row.fileName, created: row.created, skipped: row.skipped },
      at: clock.now(),
    });
  };

  async function run(enterpriseId: string, importId: string): Promise<void> {
    const scope = () => db.tenant(enterpriseId);
    const row = await scope().findOne(PartyImport, { id: importId });
    if (row === null || (row.state !== 'checking' && row.state !== 'running')) return;
    const { rows, problems } = await check(scope(), row);
    if (row.state === 'checking') {
      const refused = problems.length > 0;
      await settle(scope(), importId, 'checking', async (now, tx) => {
        now.total = rows.length;
        now.problemCount = problems.length;
        now.problems = problems.slice(0, problemsKept);
        now.state = refused ? 'refused' : 'running';
        if (!refused) return;
        now.finishedAt = clock.now();
        await tx.nativeDelete(PartyImportPart, { importId });
      });
      if (refused) return;
    }
    for (let at = row.done; at < rows.length; at += batchRows) {
      const batch = rows.slice(at, at + batchRows);
      await breathe();
      if (!(await bringAgain(importId, at, batch, scope))) return;
    }
    await settle(scope(), importId, 'running', finished);
  }

  /** Somebody entered one of them at this very moment: looked up anew, it is skipped. */
  async function bringAgain(
    importId: string,
    at: number,
    batch: readonly ReadRow[],
    scope: () => EntityManager,
  ) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await bring(scope(), importId, at, batch);
      } catch (error) {
        if (!(error instanceof UniqueConstraintViolationException) || tries === triesOfBatch) throw error;
      }
    }
  }

  async function undo(enterpriseId: string, importId: string): Promise<void> {
    const scope = () => db.tenant(enterpriseId);
    let after = '';
    for (;;) {
      const ids = (
        await scope().find(
          Party,
          { importId, id: { $gt: after } },
          { fields: ['id'], orderBy: { id: 'asc' }, limit: batchRows, disableIdentityMap: true },
        )
      ).map(({ id }) => id);
      const going = await inTransaction(scope(), async (tx) => {
        const row = await tx.findOneOrFail(PartyImport, { id: importId }, behindLock);
        if (row.state !== 'undoing') return false;
        const parties = await tx.find(Party, { id: { $in: ids } }, behindLock);
        const contacts = await tx.find(PartyContact, { partyId: { $in: ids } });
        const notes = await tx.find(PartyReport, { partyId: { $in: ids } });
        const visits = await tx.find(PartyVisit, { partyId: { $in: ids } });
        const deals = await tx.find(PartyDeal, { partyId: { $in: ids } });
        // Changed, spoken with, reported, or with other people: it is somebody's work by now.
        const untouched = parties
          .filter(({ version, lastFollowUpAt }) => version === 1 && (lastFollowUpAt ?? null) === null)
          .filter(({ id }) => !visits.some(({ partyId }) => partyId === id))
          .filter(({ id }) => !deals.some(({ partyId }) => partyId === id))
          .map(({ id }) => id)
          .filter((id) => {
            const people = contacts.filter(({ partyId }) => partyId === id);
            return (
              people.length === 1 && people[0]?.version === 1 && !notes.some(({ partyId }) => partyId === id)
            );
          });
        const of = { partyId: { $in: untouched } };
        await tx.nativeDelete(ExtendedValue, of);
        await tx.nativeDelete(PartyContact, of);
        await tx.nativeDelete(PartyFollowUp, of);
        await tx.nativeDelete(PartyChange, of);
        await tx.nativeDelete(Party, { id: { $in: untouched } });
        row.undone += untouched.length;
        if (ids.length < batchRows) {
          row.state = 'undone';
          row.finishedAt = clock.now();
          await tx.nativeDelete(PartyImportPart, { importId });
        }
        await tx.flush();
        return ids.length === batchRows;
      });
      if (!going) return;
      after = ids.at(-1) ?? after;
      await breathe();
    }
  }

  const givenUp = async ({ importId }: { importId: string }, tx: EntityManager) => {
    const row = await tx.findOne(PartyImport, { id: importId }, behindLock);
    if (row === null || !['checking', 'running', 'undoing'].includes(row.state)) return;
    row.state = 'failed';
    await tx.flush();
  };
  return [
    handle(importJob, ({ enterpriseId, importId }) => run(enterpriseId, importId), givenUp),
    handle(undoJob, ({ enterpriseId, importId }) => undo(enterpriseId, importId), givenUp),
  ];
}
