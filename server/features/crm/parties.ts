import { LockMode } from '@mikro-orm/core';

import { limits } from '../../../config/limits.ts';
import type { ContactInput, CreateParty, PartyInput, PartyKind, PatchParty } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { checkContact, checkParty, refuseProblems, type PartyValues, type Problems } from './check.ts';
import type { Classes } from './classes.ts';
import { contactKeysOf, contactsFollow, standingOf } from './contact-places.ts';
import {
  Party,
  PartyChange,
  PartyContact,
  PartyDeal,
  PartyFollowUp,
  PartyReport,
  PartyVisit,
} from './crm.entity.ts';
import { isChanged, type FieldValuesService } from './fields/values.ts';
import { refusingTwins, type Keys } from './duplicates.ts';
import { ContactIdNumber } from './id-numbers/id-number.entity.ts';
import { nameKeyOf } from './keys.ts';
import type { Actor, CrmStaff, Records } from './ports.ts';
import { createNotes } from './record.ts';
import { managesAll, mayChange, sees } from './visibility.ts';

const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
const sweepStep = 200;

/** The row that is decided upon, read behind its lock. @throws not_found: not there, or not to be seen */
export async function lockParty(
  tx: EntityManager,
  viewer: Actor,
  kind: PartyKind,
  id: string,
): Promise<Party> {
  const party = await tx.findOne(Party, { id, kind }, behindLock);
  assertThat(party !== null && sees(viewer, party), 'not_found', 404);
  return party;
}

/** @throws crm.binned | crm.not_own */
export async function lockOwn(tx: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<Party> {
  const party = await lockParty(tx, by, kind, id);
  assertThat(party.state === 'live', 'crm.binned', 409);
  assertThat(mayChange(by, party), 'crm.not_own', 403);
  return party;
}

const shown = (values: PartyValues) => ({
  ...{ name: values.name, phone: values.phone, class: values.classKey, importance: values.importance },
  ...{ stage: values.stage, source: values.source, address: values.address, note: values.note },
});

/** Without what was left out. */
function onlySent(patch: PatchParty): Partial<PartyInput> {
  const sent: Record<string, string> = {};
  for (const [field, value] of Object.entries(patch)) if (typeof value === 'string') sent[field] = value;
  return sent;
}

/** Customers and partners: entered once, complete, changed with a version, binned and restored. */
export function createParties(deps: {
  db: Database;
  clock: Clock;
  records: Records;
  staff: CrmStaff;
  classes: Classes;
  values: FieldValuesService;
}) {
  const { clock, staff, classes, values: extended } = deps;
  const notes = createNotes(deps);

  /** @throws crm.owner_unknown: not of this enterprise, not here any more, or without `crm.use` */
  async function checkOwner(tx: EntityManager, by: Actor, ownerId: string): Promise<void> {
    if (ownerId === by.personId) return;
    const able = await staff.withPermission(tx, 'crm.use', by.enterpriseId);
    assertThat(
      able.some(({ id }) => id === ownerId),
      'crm.owner_unknown',
      422,
    );
  }

  /** Read so that he is moved either before this, or after it and the record with him. */
  async function departmentOf(tx: EntityManager, ownerId: string): Promise<string> {
    const departmentId = (await staff.departmentsOf(tx, [ownerId])).get(ownerId);
    assertThat(departmentId, 'crm.owner_unknown', 422);
    return departmentId;
  }

  const keysOf = (values: Pick<PartyValues, 'nameKey' | 'phone'>): Keys => ({
    nameKey: values.nameKey,
    phoneKey: values.phone,
  });

  async function insertContact(
    tx: EntityManager,
    by: Actor,
    party: Pick<Party, 'id' | 'state' | 'ownerId' | 'departmentId'>,
    values: ContactInput,
  ): Promise<string> {
    const id = newId();
    await tx.insert(PartyContact, {
      ...{ id, enterpriseId: by.enterpriseId, partyId: party.id, ...values },
      ...{ ...standingOf(party), ...contactKeysOf({ id, ...values }) },
      ...{ createdAt: clock.now(), version: 1 },
    });
    return id;
  }

  return {
    checkOwner,
    departmentOf,
    insertContact,

    /** @throws crm.fields | crm.duplicate… | crm.owner_unknown | crm.not_own */
    async create(em: EntityManager, by: Actor, kind: PartyKind, input: CreateParty): Promise<string> {
      const { items } = await classes.of(em, kind, by.locale);
      const problems: Problems = new Map();
      const values = checkParty(
        kind,
        input,
        items.map(({ key }) => key),
        problems,
      );
      const { fields, ...person } = input.contact;
      const contact = checkContact(person, problems);
      const readIn = async (where: EntityManager) => ({
        own: await extended.read(where, by, kind, input.fields),
        contact: await extended.read(where, by, 'contact', fields),
      });
      const before = await readIn(em);
      refuseProblems(problems, by.locale, [...before.own.wrong, ...before.contact.wrong]);
      const ownerId = input.owner === 'pool' ? null : input.owner === 'me' ? by.personId : input.owner;
      assertThat(ownerId === null || ownerId === by.personId || managesAll(by), 'permission.denied', 403, {
        permission: 'crm.manage',
      });
      const keys = keysOf(values);
      const [id, at] = [newId(), clock.now()];
      const work = () =>
        inTransaction(em, async (tx) => {
          if (ownerId !== null) await checkOwner(tx, by, ownerId);
          const departmentId = ownerId === null ? null : await departmentOf(tx, ownerId);
          await tx.insert(Party, {
            ...{ id, enterpriseId: by.enterpriseId, kind, state: 'live', ...keys },
            ...{ name: values.name, phone: values.phone, classKey: values.classKey },
            ...{ importance: values.importance, stage: values.stage, source: values.source },
            ...{ address: values.address, note: values.note, ownerId },
            ...{ departmentId, remindFrom: ownerId === null ? null : at },
            ...{ creatorId: by.personId, creatorName: by.name.slice(0, 60), createdAt: at, importId: null },
            version: 1,
          });
          const contactId = await insertContact(
            tx,
            by,
            { id, state: 'live', ownerId, departmentId },
            contact,
          );
          // Read again: in here the fields stay as they are.
          const read = await readIn(tx);
          refuseProblems(new Map(), by.locale, [...read.own.wrong, ...read.contact.wrong]);
          const filled = await extended.write(tx, by, { ownerId: id, partyId: id }, read.own);
          await extended.write(tx, by, { ownerId: contactId, partyId: id }, read.contact);
          await notes.step(tx, by, id, 'stage', null, values.stage, at);
          await notes.step(tx, by, id, 'class', null, values.classKey, at);
          await notes.step(tx, by, id, 'owner', null, ownerId, at);
          const after = {
            ...{ ...shown(values), owner: ownerId, contactName: contact.name },
            ...(isChanged(filled) ? { extended: filled.after } : {}),
          };
          await notes.record(tx, by, 'crm.created', { kind, id }, {}, after);
        });
      await refusingTwins({ em, staff, locale: by.locale }, () => ({ kind, keys }), work);
      return id;
    },

    /** @throws conflict.version | crm.fields | crm.duplicate… | crm.not_own | crm.binned */
    async change(
      em: EntityManager,
      by: Actor,
      kind: PartyKind,
      id: string,
      version: number,
      patch: PatchParty,
    ): Promise<void> {
      const { items } = await classes.of(em, kind, by.locale);
      const sent = onlySent(patch);
      let keys: Keys = { nameKey: '', phoneKey: '' };
      const work = () =>
        inTransaction(em, async (tx) => {
          const row = await lockOwn(tx, by, kind, id);
          assertThat(row.version === version, 'conflict.version', 409);
          const stage = row.stage ?? null;
          const before = {
            ...{ name: row.name, phone: row.phone, classKey: row.classKey, importance: row.importance },
            ...{ stage: stage ?? '', source: row.source, address: row.address, note: row.note },
          };
          const problems: Problems = new Map();
          // A stage that is sent empty would make the customer a target again.
          if (kind === 'customer' && patch.stage === '') problems.set('stage', 'missing');
          const values = checkParty(
            kind,
            { ...before, ...sent },
            // A class that is kept may be one that the list has lost.
            [...items.map(({ key }) => key), row.classKey],
            problems,
          );
          const read = await extended.read(tx, by, kind, patch.fields);
          refuseProblems(problems, by.locale, read.wrong);
          keys = keysOf(values);
          const was = shown({ ...values, ...before, stage, importance: row.importance });
          const same = JSON.stringify(was) === JSON.stringify(shown(values));
          const filled = await extended.write(tx, by, { ownerId: id, partyId: id }, read);
          if (same && !isChanged(filled)) return;
          const [had, has] = isChanged(filled)
            ? [{ extended: filled.before }, { extended: filled.after }]
            : [{}, {}];
          await notes.step(tx, by, id, 'stage', stage, values.stage);
          await notes.step(tx, by, id, 'class', row.classKey, values.classKey);
          Object.assign(row, values, { phoneKey: values.phone });
          await tx.flush();
          // What is entered in extended fields is a change of the record: who has its form open is told.
          if (same)
            await writeRows(
              tx,
              'update crm_party set version = version + 1 where id = ? and enterprise_id = ?',
              [...[id, by.enterpriseId]],
            );
          await notes.record(
            ...([tx, by, 'crm.changed', { kind, id }] as const),
            { ...was, ...had },
            { ...shown(values), ...has },
          );
        });
      await refusingTwins({ em, staff, locale: by.locale }, () => ({ kind, keys, exceptId: id }), work);
    },

    /** Into the recycle bin; its name and number may be entered anew. */
    bin: (em: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<void> =>
      inTransaction(em, async (tx) => {
        const row = await lockOwn(tx, by, kind, id);
        const binnedAt = clock.now();
        Object.assign(row, { state: 'binned', nameKey: null, phoneKey: null, binnedAt });
        await tx.flush();
        await contactsFollow(tx, row);
        await notes.record(tx, by, 'crm.binned', { kind, id }, { name: row.name }, {});
      }),

    /** @throws crm.duplicate…: another took its place meanwhile */
    async restore(em: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<void> {
      assertThat(managesAll(by), 'permission.denied', 403, { permission: 'crm.manage' });
      let keys: Keys = { nameKey: '', phoneKey: '' };
      const work = () =>
        inTransaction(em, async (tx) => {
          const row = await lockParty(tx, by, kind, id);
          assertThat(row.state === 'binned', 'crm.not_binned', 409);
          keys = { nameKey: nameKeyOf(row.name), phoneKey: row.phone };
          Object.assign(row, { state: 'live', ...keys, binnedAt: null });
          await tx.flush();
          await contactsFollow(tx, row);
          await notes.record(tx, by, 'crm.restored', { kind, id }, {}, { name: row.name });
        });
      await refusingTwins({ em, staff, locale: by.locale }, () => ({ kind, keys, exceptId: id }), work);
    },

    /** Deletes for good what has lain in the bin for so long, with all that hangs on it. */
    async sweep(em: EntityManager): Promise<number> {
      const before = new Date(clock.now().getTime() - limits.crmBinKeepMs);
      let erased = 0;
      for (;;) {
        const rows = await em.find(
          Party,
          { state: 'binned', binnedAt: { $lt: before } },
          { fields: ['id'], limit: sweepStep, disableIdentityMap: true },
        );
        for (const { id } of rows) {
          await inTransaction(em, async (tx) => {
            const row = await tx.findOne(Party, { id }, { ...behindLock, disableIdentityMap: true });
            // Restored a moment ago.
            if (row === null || row.state !== 'binned' || (row.binnedAt ?? before) >= before) return;
            const { enterpriseId, kind, name } = row;
            const hangingOnIt = { partyId: id };
            await extended.drop(tx, hangingOnIt);
            await tx.nativeDelete(ContactIdNumber, hangingOnIt);
            await tx.nativeDelete(PartyContact, hangingOnIt);
            await tx.nativeDelete(PartyFollowUp, hangingOnIt);
            await tx.nativeDelete(PartyChange, hangingOnIt);
            await tx.nativeDelete(PartyReport, hangingOnIt);
            await tx.nativeDelete(PartyVisit, hangingOnIt);
            await tx.nativeDelete(PartyDeal, hangingOnIt);
            await tx.nativeDelete(Party, { id });
            await deps.records.add(tx, {
              ...{
                enterpriseId,
                actor: 'system',
                actorName: '系统',
                action: 'crm.erased',
                requestId: 'sweep',
              },
              ...{ target: `${kind}:${id}`, before: { name }, after: {}, at: clock.now() },
            });
            erased += 1;
          });
        }
        if (rows.length < sweepStep) return erased;
      }
    },
  };
}
export type Parties = ReturnType<typeof createParties>;
