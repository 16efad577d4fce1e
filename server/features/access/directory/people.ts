import { LockMode } from '@mikro-orm/core';

import { isPermission } from '../../../../config/permissions.ts';
import { limits } from '../../../../config/limits.ts';
import type { DirectoryReason } from '../../../contract/directory.ts';
import { staffAccountSchema } from '../../../contract/staff.ts';
import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../../kernel/data/sql.ts';
import { newId } from '../../../kernel/ids.ts';
import { isAfter } from '../../../kernel/times.ts';
import { Staff } from '../access.entity.ts';
import { Department } from '../department.entity.ts';
import type { Departments } from '../departments.ts';
import type { Placing } from '../placing.ts';
import { heldStaff, type StaffMembers } from '../staff-members.ts';
import { departmentOf } from '../visibility.ts';
import { DirectoryConflict } from './directory.entity.ts';
import { markSeen } from './marks.ts';
import { cutName, isSame, rootOfWecom, type Reading, type WecomPerson } from './ports.ts';
import { toldOf, type Done } from './report-rows.ts';

const keyOf = ({ userId }: WecomPerson): string => userId.toLowerCase();
const isGone = ({ status }: WecomPerson): boolean => status === 'disabled' || status === 'left';
/** «+86 138…» and «138…» are one number; what is not told is none. */
export const phoneOf = ({ mobile }: WecomPerson): string | null => {
  const digits = (mobile ?? '').replace(/\D/g, '').replace(/^86(?=1\d{10}$)/, '');
  return digits === '' ? null : digits.slice(0, 20);
};
/** What a callback told up to so long before a reading stands: a list may lag behind its events. */
export const worthOf = (readAt: Date): Date => new Date(readAt.getTime() - limits.compareLagMs);

interface Place {
  readonly department: Pick<Department, 'id' | 'name' | 'defaultPermissions'>;
  /** None of his departments is here. */
  readonly unseen: boolean;
}

/**
 * Staff as WeCom's directory has them: found by userid, else by phone. Where somebody who was here
 * already may be the one, people are asked and nobody is made. Name, department and whether he is
 * one of the corp are WeCom's; rights, nickname, note and «disabled» are people's.
 */
export function createDirectoryPeople(deps: {
  dialect: Dialect;
  departments: Pick<Departments, 'holdTree'>;
  members: Pick<StaffMembers, 'toldByDirectory' | 'markAbsent'>;
  placing: Placing;
}) {
  const { dialect, members } = deps;

  async function placesOf(tx: EntityManager, enterpriseId: string, people: readonly WecomPerson[]) {
    const ids = new Set(
      people.flatMap(({ mainDepartmentId, departmentIds }) => [
        ...(mainDepartmentId === null ? [] : [mainDepartmentId]),
        ...departmentIds,
      ]),
    );
    const fields = ['id', 'name', 'wecomId', 'defaultPermissions'] as const;
    const found = await tx.find(
      Department,
      { enterpriseId, $or: [{ id: enterpriseId }, { wecomId: { $in: [...ids] }, goneAt: null }] },
      { fields, disableIdentityMap: true },
    );
    const root = found.find(({ id }) => id === enterpriseId);
    if (root === undefined) throw new Error('The tree has no root');
    const byWecom = new Map(found.map((row) => [row.wecomId, row]));
    return ({ mainDepartmentId, departmentIds }: WecomPerson): Place => {
      for (const id of [mainDepartmentId, ...departmentIds]) {
        if (id === rootOfWecom) return { department: root, unseen: false };
        const row = id === null ? undefined : byWecom.get(id);
        if (row !== undefined) return { department: row, unseen: false };
      }
      return { department: root, unseen: true };
    };
  }

  /** Asks people whether a member is somebody who is here already. */
  async function ask(
    tx: EntityManager,
    { enterpriseId, now }: Reading,
    person: WecomPerson,
    kind: 'account' | 'phone',
    staffId: string,
  ): Promise<void> {
    const where = { enterpriseId, userId: keyOf(person) };
    const name = cutName(person.name) || person.userId;
    const told = { name, kind, staffId, metAt: now, state: 'open' as const };
    if ((await tx.nativeUpdate(DirectoryConflict, where, told)) > 0) return;
    await tx.insert(DirectoryConflict, {
      ...{ id: newId(), ...where, ...told },
      decidedBy: '',
      createdAt: now,
    });
  }

  const skipped = (person: WecomPerson, reason: DirectoryReason): Done => ({
    ...{ subject: 'person', key: keyOf(person), name: cutName(person.name) || person.userId },
    ...{ outcome: 'skipped', reason },
  });

  async function newcomers(
    tx: EntityManager,
    reading: Reading,
    people: readonly WecomPerson[],
    placeOf: (person: WecomPerson) => Place,
  ): Promise<Done[]> {
    const { enterpriseId } = reading;
    if (people.length === 0) return [];
    const phones = people.flatMap((person) => phoneOf(person) ?? []);
    const sharing =
      phones.length === 0
        ? []
        : await tx.find(
            Staff,
            { enterpriseId, phone: { $in: phones } },
            { fields: ['id', 'phone'], orderBy: { id: 'asc' }, disableIdentityMap: true },
          );
    const apart =
      sharing.length === 0
        ? []
        : await tx.find(
            DirectoryConflict,
            { enterpriseId, userId: { $in: people.map(keyOf) }, state: 'separate' },
            { fields: ['userId'], disableIdentityMap: true },
          );
    const areTwo = new Set(apart.map(({ userId }) => userId));
    const done: Done[] = [];
    const making: { id: string; person: WecomPerson; place: Place }[] = [];
    for (const person of people) {
      const phone = phoneOf(person);
      const known = sharing.find((one) => one.phone === phone);
      if (isGone(person)) done.push(skipped(person, 'disabled_in_wecom'));
      else if (!staffAccountSchema.safeParse(person.userId).success)
        done.push({ ...skipped(person, 'account_invalid'), outcome: 'failed' });
      else if (known !== undefined && !areTwo.has(keyOf(person))) {
        await ask(tx, reading, person, 'phone', known.id);
        done.push(skipped(person, 'phone_known'));
      } else making.push({ id: newId(), person, place: placeOf(person) });
    }
    await insert(tx, reading, making);
    for (const { id, person, place } of making) {
      const name = cutName(person.name) || person.userId;
      const reason = place.unseen ? 'department_unseen' : 'not_activated';
      done.push({
        ...{ subject: 'person', id, key: keyOf(person), name, outcome: 'added' },
        ...(place.unseen || person.status === 'inactive' ? { reason } : {}),
        after: { name, department: place.department.name },
      });
    }
    return done;
  }

  /** In one statement. They are given what their department gives new staff (row 266). */
  async function insert(
    tx: EntityManager,
    { enterpriseId, readAt, run, now }: Reading,
    making: readonly { id: string; person: WecomPerson; place: Place }[],
  ): Promise<void> {
    if (making.length === 0) return;
    const columns = [
      ...['id', 'enterprise_id', 'account', 'name', 'phone', 'department_id', 'state', 'permissions'],
      ...['nickname', 'note', 'origin', 'created_by', 'language', 'directory_at', 'listed_at'],
      ...['created_at', 'version'],
    ];
    const place = `(${columns.map(() => '?').join(', ')})`;
    await writeRows(
      tx,
      `insert into staff (${columns.join(', ')}) values ${making.map(() => place).join(', ')}`,
      making.flatMap(({ id, person, place: { department } }) => [
        ...[id, enterpriseId, keyOf(person), cutName(person.name) || person.userId, phoneOf(person)],
        ...[department.id, 'enabled', JSON.stringify(department.defaultPermissions.filter(isPermission))],
        ...['', '', 'wecom', 'WeCom', 'zh-CN', timeValue(dialect, readAt)],
        ...[run === null ? null : timeValue(dialect, run.began), timeValue(dialect, now), 1],
      ]),
    );
  }

  /** @returns null where nothing is to be told */
  async function known(
    tx: EntityManager,
    reading: Reading,
    staff: Staff,
    person: WecomPerson,
    place: Place,
  ): Promise<Done | null> {
    const { readAt, run, cause, now } = reading;
    const names = new Map([[place.department.id, place.department.name]]);
    const departmentId = departmentOf(staff);
    const first = (staff.directoryAt ?? null) === null;
    const name = cutName(person.name) || staff.name;
    const moves = departmentId !== place.department.id;
    const changes = moves || name !== staff.name;
    if (moves) {
      const from = await tx.findOne(
        Department,
        { id: departmentId, enterpriseId: staff.enterpriseId },
        { fields: ['name'], disableIdentityMap: true },
      );
      names.set(departmentId, from?.name ?? '');
    }
    const shown = (which: string, where: string) => ({ name: which, department: names.get(where) ?? '' });
    const before = shown(staff.name, departmentId);
    staff.name = name;
    staff.departmentId = place.department.id;
    staff.phone ??= phoneOf(person);
    staff.directoryAt = readAt;
    if (run !== null) staff.listedAt = run.began;
    if (!isGone(person)) staff.absentAt = null;
    await tx.flush();
    if (moves) await deps.placing.moved(tx, staff.enterpriseId, [staff.id], place.department.id);
    // Who is not activated yet neither came nor left. In a run nobody is ended before the brake has seen all.
    const presence = person.status === 'active' ? 'here' : isGone(person) && run === null ? 'gone' : null;
    const turned =
      presence !== null &&
      (await members.toldByDirectory(tx, staff, presence, {
        requestId: cause,
        told: worthOf(readAt),
        at: now,
      }));
    if (!changes && !first && !turned) return null;
    return {
      ...{ subject: 'person', id: staff.id, key: staff.account, name },
      outcome: turned ? (presence === 'here' ? 'returned' : 'left') : first ? 'linked' : 'updated',
      ...(place.unseen ? { reason: 'department_unseen' as const } : {}),
      ...(changes ? { before, after: shown(name, place.department.id) } : {}),
    };
  }

  return {
    /** Some of them, in the transaction `tx`. @returns what is to be told, and how many were named for the first time */
    async apply(
      tx: EntityManager,
      reading: Reading,
      people: readonly WecomPerson[],
    ): Promise<{ done: Done[]; listed: number }> {
      const { enterpriseId, run, readAt } = reading;
      if (people.length === 0) return { done: [], listed: 0 };
      await deps.departments.holdTree(tx, enterpriseId);
      const byKey = new Map(people.map((person) => [keyOf(person), person]));
      const rows = await tx.find(
        Staff,
        { enterpriseId, account: { $in: [...byKey.keys()] } },
        { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
      );
      const staffOf = new Map(rows.map((row) => [row.account, row]));
      const told = run === null ? new Set<string>() : await toldOf(tx, run.id, 'person', [...byKey.keys()]);
      const placeOf = await placesOf(tx, enterpriseId, people);
      const fresh = [...byKey].filter(([key]) => !staffOf.has(key) && !told.has(key));
      const done = await newcomers(
        tx,
        reading,
        fresh.map(([, person]) => person),
        placeOf,
      );
      let listed = fresh.length;
      const unchanged: string[] = [];
      const gone: string[] = [];
      for (const staff of rows) {
        const person = byKey.get(staff.account);
        if (person === undefined || told.has(staff.account)) continue;
        if (run !== null && isSame(staff.listedAt, run.began)) continue;
        listed += 1;
        if (staff.origin === 'password') {
          await ask(tx, reading, person, 'account', staff.id);
          done.push(skipped(person, 'account_known'));
        } else if (isAfter(staff.directoryAt, readAt)) unchanged.push(staff.id);
        else {
          const place = keepsPlace(staff) ? ownPlace(staff) : placeOf(person);
          if (isGone(person) && run !== null && (staff.leftAt ?? null) === null) gone.push(staff.id);
          const ends = isGone(person) && run === null && (staff.leftAt ?? null) === null;
          if (!ends && isAsTold(staff, person, place)) unchanged.push(staff.id);
          else {
            const one = await known(tx, reading, staff, person, place);
            if (one !== null) done.push(one);
          }
        }
      }
      await markSeen(tx, dialect, 'staff', reading, unchanged);
      if (gone.length > 0 && run !== null) await members.markAbsent(tx, enterpriseId, gone, run.began);
      return { done, listed };
    },

    /** WeCom does not know him, or the application may not see him: an event's own reading says so. */
    async vanished(tx: EntityManager, reading: Reading, userId: string): Promise<Done | null> {
      const { enterpriseId, readAt, cause, now } = reading;
      const staff = await heldStaff(tx, enterpriseId, { account: userId.toLowerCase() });
      if (staff === null || staff.origin === 'password' || isAfter(staff.directoryAt, readAt)) return null;
      staff.directoryAt = readAt;
      await tx.flush();
      const left = await members.toldByDirectory(tx, staff, 'gone', {
        ...{ requestId: cause, told: worthOf(readAt), at: now },
      });
      return left
        ? {
            subject: 'person',
            key: staff.account,
            name: staff.name,
            outcome: 'left',
            reason: 'absent_in_wecom',
          }
        : null;
    },
  };
}
export type DirectoryPeople = ReturnType<typeof createDirectoryPeople>;

/** Who keeps the directory is not moved by it: his place is what lets him see the staff. */
const keepsPlace = ({ permissions }: Staff): boolean => permissions.includes('directory.manage');
const ownPlace = (staff: Staff): Place => ({
  department: { id: departmentOf(staff), name: '', defaultPermissions: [] },
  unseen: false,
});

/** As WeCom tells him, already. */
function isAsTold(staff: Staff, person: WecomPerson, place: Place): boolean {
  const isLeft = (staff.leftAt ?? null) !== null;
  return (
    (staff.directoryAt ?? null) !== null &&
    staff.name === (cutName(person.name) || staff.name) &&
    departmentOf(staff) === place.department.id &&
    (staff.phone ?? null) === (staff.phone ?? phoneOf(person)) &&
    // Left here and active there: he is back. Marked as absent and here: the mark goes.
    !(person.status === 'active' && isLeft) &&
    (isGone(person) || (staff.absentAt ?? null) === null)
  );
}
