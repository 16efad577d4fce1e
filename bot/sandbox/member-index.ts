import type { Member } from './state.ts';

/** The departments that somebody is in; the first is his main one. */
export const departmentsOf = (member: Member): readonly number[] =>
  member.departmentIds ?? [member.departmentId];

const personKey = (corpId: string, userId: string) => `${corpId}|${userId.toLowerCase()}`;
const departmentKey = (corpId: string, id: number) => `${corpId}|${id}`;

/** Members by userid and by department: a corp of fifty thousand is asked about one as fast as a corp of five. */
export class MemberIndex {
  readonly #people = new Map<string, Member>();
  readonly #departments = new Map<string, Set<Member>>();

  constructor(members: readonly Member[]) {
    for (const member of members) this.add(member);
  }

  add(member: Member): void {
    this.#people.set(personKey(member.corpId, member.userId), member);
    for (const id of departmentsOf(member)) {
      const key = departmentKey(member.corpId, id);
      const inside = this.#departments.get(key) ?? new Set();
      inside.add(member);
      this.#departments.set(key, inside);
    }
  }

  remove(member: Member): void {
    this.#people.delete(personKey(member.corpId, member.userId));
    for (const id of departmentsOf(member))
      this.#departments.get(departmentKey(member.corpId, id))?.delete(member);
  }

  /** WeCom's userids do not mind their case. */
  find(corpId: string, userId: string): Member | undefined {
    return this.#people.get(personKey(corpId, userId));
  }

  /** Those of one department, without those of the departments below it. */
  inDepartment(corpId: string, id: number): Iterable<Member> {
    return this.#departments.get(departmentKey(corpId, id)) ?? [];
  }
}
