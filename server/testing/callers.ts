import { permissionNames, type Permission } from '../../config/permissions.ts';
import { IdentityOpenid, InterconnectUser } from '../features/accounts/account.entity.ts';
import { Staff } from '../features/access/access.entity.ts';
import { Department } from '../features/access/department.entity.ts';
import type { NewSession } from '../features/access/sessions.ts';
import { findSeeded } from '../demo/seed.ts';
import { inTransaction } from '../kernel/data/transaction.ts';
import type { Installation } from './installation.ts';
import { miniAppId, signIn } from './people.ts';

/** Everybody who may stand at a door. */
export const callerNames = [
  'nobody',
  'visitor',
  'downstream',
  'powerless',
  'foreign',
  'disabled',
  'own',
  'same',
  'sibling',
  'below',
  'admin',
] as const;
export type CallerName = (typeof callerNames)[number];

/**
 * Colleagues who see by departments: whose record it is, somebody in his department, in the one
 * beside it, and in one below it. They hold what opens the pages whose rows are somebody's, for their
 * own department and those below it, and none of the rights that open a whole enterprise.
 */
export const colleagueRights = [
  ...['staff.manage', 'staff.same_department', 'staff.sub_departments', 'authorisation.set', 'crm.use'],
] as const satisfies readonly Permission[];
/** Where each of them stands. */
export const colleaguePlaces = {
  own: '华东大区',
  same: '华东大区',
  sibling: '华南大区',
  below: '华东一部',
} as const;

export interface Credentials {
  readonly token?: string;
  readonly cookie?: string;
}

/**
 * One of each kind, with a new session at each asking: visitor 路人; downstream 周建国 at 杭州沐泉;
 * staff without a right, staff of the second brand with all of them, staff that was disabled after
 * he signed in, colleagues of several departments, and the brand's admin 陈立.
 */
export async function openCallers(product: Installation) {
  const { server, port } = product;
  const seeded = await findSeeded(server);
  if (seeded === null) throw new Error('The demo is not seeded');
  const { upstreamId, secondId } = seeded;
  const em = () => server.db.acrossTenants('operator: seed');
  await signIn(product, 'luren');
  const visitor = await personOf('luren');
  const owner = await personOf('zhoujianguo');
  const membership = await em().findOneOrFail(
    InterconnectUser,
    { identityId: owner, enterpriseId: upstreamId },
    { orderBy: { id: 'asc' } },
  );
  const powerless = await putStaff(upstreamId, 'nobody-yet', []);
  const foreign = await putStaff(secondId, 'heguang-admin', permissionNames);
  const admin = await em().findOneOrFail(Staff, { enterpriseId: upstreamId, account: 'chenli' });

  type Colleague = keyof typeof colleaguePlaces;
  let made: Promise<Readonly<Record<Colleague, string>>> | undefined;
  /** Made when they are first asked for: most tests count the people that there are. */
  const colleagues = () =>
    (made ??= (async () => ({
      own: await colleague('colleague-own', colleaguePlaces.own),
      same: await colleague('colleague-same', colleaguePlaces.same),
      sibling: await colleague('colleague-sibling', colleaguePlaces.sibling),
      below: await colleague('colleague-below', colleaguePlaces.below),
    }))());
  async function colleague(account: string, place: string): Promise<string> {
    const id = await putStaff(upstreamId, account, colleagueRights);
    const department = await em().findOneOrFail(Department, { enterpriseId: upstreamId, name: place });
    await em().nativeUpdate(Staff, { id }, { departmentId: department.id });
    return id;
  }

  async function personOf(person: string): Promise<string> {
    const state: unknown = await (await fetch(`${product.sandboxUrl}/control/state`)).json();
    const people: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'people') : [];
    const found: unknown = Array.isArray(people)
      ? people.find(
          (one: unknown) => typeof one === 'object' && one !== null && Reflect.get(one, 'id') === person,
        )
      : undefined;
    const openids: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'openids') : {};
    const openid: unknown =
      typeof openids === 'object' && openids !== null ? Reflect.get(openids, miniAppId) : '';
    const row = await em().findOneOrFail(IdentityOpenid, { appId: miniAppId, openid: String(openid) });
    return row.identityId;
  }

  async function putStaff(
    enterpriseId: string,
    account: string,
    permissions: readonly string[],
    enabled = true,
  ) {
    const input = { enterpriseId, account, name: account, phone: null, enabled, permissions };
    return inTransaction(em(), (tx) => server.staff.put(tx, { ...input, now: server.clock.now() }));
  }

  const issue = async (
    input: Pick<NewSession, 'audience' | 'enterpriseId' | 'personId'> & { membershipId?: string },
  ) =>
    (
      await inTransaction(em(), (tx) =>
        server.sessions.issue(tx, { membershipId: null, appId: miniAppId, language: 'zh-CN', ...input }),
      )
    ).token;
  const staff = async (enterpriseId: string, personId: string): Promise<Credentials> => ({
    cookie: `hl_staff_${port}=${await issue({ audience: 'staff', enterpriseId, personId })}`,
  });

  return {
    upstreamId,
    secondId,
    membershipId: membership.id,
    identityIds: { visitor, downstream: owner },
    colleagues,
    personOf,
    putStaff,
    staffSession: staff,
    async as(name: CallerName): Promise<Credentials> {
      switch (name) {
        case 'nobody':
          return {};
        case 'visitor':
          return { token: await issue({ audience: 'visitor', enterpriseId: upstreamId, personId: visitor }) };
        case 'downstream':
          return {
            token: await issue({
              audience: 'downstream',
              enterpriseId: upstreamId,
              personId: owner,
              membershipId: membership.id,
            }),
          };
        case 'powerless':
          return staff(upstreamId, powerless);
        case 'foreign':
          return staff(secondId, foreign);
        case 'disabled': {
          const id = await putStaff(upstreamId, 'left-us', permissionNames);
          const session = await staff(upstreamId, id);
          await putStaff(upstreamId, 'left-us', permissionNames, false);
          return session;
        }
        case 'own':
        case 'same':
        case 'sibling':
        case 'below':
          return staff(upstreamId, (await colleagues())[name]);
        case 'admin':
          return staff(upstreamId, admin.id);
      }
    },
  };
}
export type Callers = Awaited<ReturnType<typeof openCallers>>;
