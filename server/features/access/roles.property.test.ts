import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCallers, type Callers, type Credentials } from '../../testing/callers.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import { call } from '../../testing/people.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';

const head = ['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set'];
const pool = [...head, 'departments.manage', 'quota.read', 'records.read'];
const below: Record<string, readonly string[]> = {
  渠道中心: ['华东大区', '华东一部', '华东二部'],
  华东大区: ['华东一部', '华东二部'],
};

interface Person {
  readonly id: string;
  readonly as: Credentials;
  readonly at: string;
  own: Set<string>;
}
interface Role {
  readonly id: string;
  rights: Set<string>;
  readonly members: Set<Person>;
  gone: boolean;
}

/* B2 of the reliability promises, with roles between: by no sequence of acts does anybody come to hold a right that who acted did not hold. */
describe('rights that go through roles', () => {
  let product: Installation;
  let callers: Callers;
  let admin: Credentials;
  const departments: Record<string, string> = {};
  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    admin = await callers.as('admin');
    for (const { id, name } of await em().find(Department, {})) departments[name] = id;
  });
  afterAll(() => product.end());

  const em = () => product.server.db.tenant(callers.upstreamId);
  const rightsOf = (one: Person, roles: readonly Role[]) =>
    new Set([
      ...one.own,
      ...roles.filter(({ gone, members }) => !gone && members.has(one)).flatMap(({ rights }) => [...rights]),
    ]);
  let nth = 0;

  it('never grow beyond what the giver holds at that moment, whoever gives what to whom in which order', async () => {
    const act = fc.record({
      verb: fc.constantFrom('join', 'join', 'join', 'leave', 'rights', 'rights', 'make', 'delete', 'own'),
      by: fc.nat(),
      to: fc.nat(),
      role: fc.nat(),
      wish: fc.subarray(pool),
      // Mostly what the giver owns, so that long chains come about.
      honest: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 24 }), async (acts) => {
        const people: Person[] = [];
        const roles: Role[] = [];
        const join = async (own: readonly string[], at: string) => {
          nth += 1;
          const id = await callers.putStaff(callers.upstreamId, `chain-${nth}`, own);
          await em().nativeUpdate(Staff, { id }, { departmentId: departments[at] ?? '' });
          const as = await callers.staffSession(callers.upstreamId, id);
          people.push({ id, as, at, own: new Set(own) });
        };
        const make = async (rights: readonly string[], as: Credentials) => {
          nth += 1;
          const body = { name: `链 ${nth}`, permissions: rights };
          const answer = await call(product, 'POST', '/roles', { ...as, body });
          if (answer.status === 201)
            roles.push({ id: answer.body.id, rights: new Set(rights), members: new Set(), gone: false });
          return answer;
        };
        await join(pool, '渠道中心');
        await join([...head, 'quota.read'], '华东大区');
        await join([], '华东一部');
        await join(head, '华东二部');
        await make(['quota.read'], admin);
        await make([...head, 'records.read'], admin);
        for (const { verb, by, to, role: which, wish, honest } of acts) {
          const [giver, other] = [people[by % people.length], people[to % people.length]];
          const role = roles[which % roles.length];
          if (giver === undefined || other === undefined || role === undefined) throw new Error('nobody');
          const held = rightsOf(giver, roles);
          const before = new Map(people.map((one) => [one, rightsOf(one, roles)]));
          const wanted = new Set(honest ? wish.filter((right) => held.has(right)) : wish);
          const owns = (rights: Iterable<string>) => [...rights].every((right) => held.has(right));
          const gives = held.has('authorisation.set');
          const touches = (one: Person) =>
            one !== giver &&
            held.has('staff.manage') &&
            ((held.has('staff.same_department') && one.at === giver.at) ||
              (held.has('staff.sub_departments') && below[giver.at]?.includes(one.at) === true)) &&
            owns(rightsOf(one, roles));
          const reachesAll = (after: ReadonlySet<string>) => {
            const rest = roles.filter((one) => one !== role);
            const left = new Set([...rightsOf(giver, rest), ...after]);
            return [...role.members].every((one) =>
              one === giver ? [...held].every((right) => left.has(right)) : touches(one),
            );
          };
          let may: boolean;
          let status: number;
          if (verb === 'make') {
            may = gives && owns(wanted);
            ({ status } = await make([...wanted], giver.as));
            status = status === 201 ? 200 : status;
          } else if (verb === 'join' || verb === 'leave') {
            may = gives && !role.gone && owns(role.rights) && touches(other);
            const change = verb === 'join' ? { add: [other.id] } : { remove: [other.id] };
            ({ status } = await call(product, 'POST', `/roles/${role.id}/members`, {
              ...giver.as,
              body: change,
            }));
            if (may && verb === 'join') role.members.add(other);
            if (may && verb === 'leave') role.members.delete(other);
          } else if (verb === 'rights') {
            const same = wanted.size === role.rights.size && [...wanted].every((one) => role.rights.has(one));
            may = gives && !role.gone && owns(role.rights) && owns(wanted) && (same || reachesAll(wanted));
            const { body } = await call(product, 'GET', `/roles/${role.id}`, admin);
            ({ status } = await call(product, 'PATCH', `/roles/${role.id}`, {
              ...{ ...giver.as, body: { permissions: [...wanted] } },
              headers: { 'if-match': `"${body.version ?? 1}"` },
            }));
            if (may) role.rights = wanted;
          } else if (verb === 'delete') {
            may = gives && !role.gone && owns(role.rights) && reachesAll(new Set());
            ({ status } = await call(product, 'POST', `/roles/${role.id}/remove`, {
              ...{ ...giver.as, body: { withMembers: true } },
            }));
            if (may) role.gone = true;
          } else {
            may = gives && touches(other) && owns(wanted);
            const { body } = await call(product, 'GET', `/staff-members/${other.id}`, admin);
            ({ status } = await call(product, 'PUT', `/staff-members/${other.id}/authorisation`, {
              ...{ ...giver.as, body: { permissions: [...wanted] } },
              headers: { 'if-match': `"${body.version}"` },
            }));
            if (may) other.own = wanted;
          }
          expect([verb, status === 200]).toEqual([verb, may]);
          for (const one of people) {
            const { body } = await call(product, 'GET', '/staff/me', one.as);
            const now: string[] = body.permissions;
            expect(now).toEqual([...rightsOf(one, roles)].sort());
            const grown = now.filter((right) => before.get(one)?.has(right) !== true);
            expect(grown.filter((right) => !held.has(right))).toEqual([]);
          }
        }
      }),
      { numRuns: 6, endOnFailure: true },
    );
  }, 120_000);
});
