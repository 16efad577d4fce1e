import { z } from 'zod';

import { demoWorld } from '../../config/demo-world.ts';
import {
  directoryConflictPageSchema,
  directoryReportPageSchema,
  directoryRunPageSchema,
  directorySettingsSchema,
  type DirectoryReportRow,
  type DirectoryRunRow,
} from '../contract/directory.ts';
import { Staff } from '../features/access/access.entity.ts';
import { Department } from '../features/access/department.entity.ts';
import { openComparisonWorld, signIn, type Staff as Asker } from './comparisons.ts';

const { corpId, secret, token, encodingAesKey } = demoWorld.wecom;
const all = ['directory.manage', 'staff.manage', 'staff.same_department', 'staff.sub_departments'];

/** A server whose WeCom is the sandbox's, and an admin who is a member there. */
export async function openDirectoryWorld() {
  const base = await openComparisonWorld();
  const { world } = base;
  const { enterpriseId } = world;
  const wecom = await world.connect('wecom', { appId: corpId, secret, token, encodingAesKey });
  const control = (verb: string, body: object) => base.control(verb, body);
  await control('accounts/configure', {
    account: corpId,
    callbackUrl: `${world.base}/callbacks/wecom/${wecom.key}`,
  });
  await world.em().nativeDelete(Staff, {});
  const admin = await signIn(world, enterpriseId, [...all, 'departments.manage'], 'chenli');

  const ask = async (as: Asker, method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await as(method, path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const runs = async (): Promise<readonly DirectoryRunRow[]> =>
    directoryRunPageSchema.parse(await ask(admin, 'GET', '/directory-runs')).items;

  return {
    ...base,
    wecom,
    corpId,
    admin,
    runs,
    /** Begins a run as staff do, and works it. */
    async sync(): Promise<DirectoryRunRow> {
      await ask(admin, 'POST', '/directory-runs');
      await world.work();
      const [run] = await runs();
      if (run === undefined) throw new Error('No run is on record');
      return run;
    },
    async report(runId: string, query = ''): Promise<readonly DirectoryReportRow[]> {
      const path = `/directory-runs/${runId}/report?limit=200${query}`;
      return directoryReportPageSchema.parse(await ask(admin, 'GET', path)).items;
    },
    conflicts: async () =>
      directoryConflictPageSchema.parse(await ask(admin, 'GET', '/directory-conflicts')).items,
    async follow(): Promise<void> {
      const settings = directorySettingsSchema.parse(await ask(admin, 'GET', '/directory-settings'));
      const answer = await fetch(`${world.base}/api/v1/directory-settings`, {
        method: 'PATCH',
        headers: { ...admin.headers, 'if-match': `"${settings.version}"` },
        body: JSON.stringify({ follows: true }),
      });
      if (answer.status !== 200)
        throw new Error(`directory-settings: ${answer.status} ${await answer.text()}`);
    },
    member: (userId: string, body: object = {}) => control('member-edit', { corpId, userId, ...body }),
    leave: (userId: string, tell = true) => control('member', { corpId, userId, change: 'leave', tell }),
    disable: (userId: string, tell = true) => control('member', { corpId, userId, change: 'disable', tell }),
    /** @returns WeCom's id of it */
    department: async (body: object): Promise<number> =>
      z.object({ id: z.number() }).parse(await control('department', { corpId, ...body })).id,
    staff: async () => {
      const rows = await world.em().find(Staff, { enterpriseId }, { orderBy: { account: 'asc' } });
      const departments = await world.em().find(Department, { enterpriseId });
      const nameOf = (id: string | null | undefined) => departments.find((one) => one.id === id)?.name ?? '';
      return rows.map((row) => ({
        ...{ account: row.account, name: row.name, state: row.state, phone: row.phone ?? null },
        department: nameOf(row.departmentId ?? enterpriseId),
        here: (row.leftAt ?? null) === null,
      }));
    },
    row: (account: string) => world.em().findOneOrFail(Staff, { account, enterpriseId }),
    tree: async () => {
      const rows = await world.em().find(Department, { enterpriseId }, { orderBy: { path: 'asc' } });
      const nameOf = (id: string) => rows.find((one) => one.id === id)?.name ?? '';
      return rows
        .map(({ path }) => path.split('/').slice(2, -1).map(nameOf).join('/'))
        .filter((path) => path !== '')
        .sort();
    },
  };
}
export type DirectoryWorld = Awaited<ReturnType<typeof openDirectoryWorld>>;
