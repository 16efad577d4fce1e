import type { Permission } from '../../../config/permissions.ts';
import type { whyTexts } from '../../../config/locales/zh-CN/why.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';
import {
  channelAccountData,
  departmentOf,
  scopeOf,
  seenStaff,
  sees,
  staffData,
  type DataRights,
  type Viewer,
} from './visibility.ts';

type WhyText = Exclude<keyof typeof whyTexts, 'separator' | `right.${string}` | `source.${string}`>;

/** One reason: a right that is held or missing, or a fact. `name` of the person is put in where it is told. */
export type WhyStep =
  | { readonly right: Permission; readonly held: boolean }
  | { readonly why: WhyText; readonly tone: 'yes' | 'no' | 'fact'; readonly values?: Record<string, string> };

export interface ExplainedRecord {
  readonly name: string;
  /** What the record's own page and API would answer this viewer. */
  readonly visible: boolean;
  readonly steps: readonly WhyStep[];
  /** Whether he may also read what the record holds, where that goes by a right of its own. */
  readonly reads?: { readonly allowed: boolean; readonly steps: readonly WhyStep[] };
}

/** A kind of record that people may or may not see; each feature fills one for what it keeps. */
export interface Explainer {
  /** Records that a viewer sees, by name; 20 at most. */
  find(
    em: EntityManager,
    viewer: Viewer,
    search: string | undefined,
  ): Promise<readonly { readonly id: string; readonly name: string; readonly note: string }[]>;
  /** Why this viewer sees a record of the enterprise or not; null: there is none. */
  explain(em: EntityManager, viewer: Viewer, recordId: string): Promise<ExplainedRecord | null>;
}

const most = 20;

/** «岚汐净水 / 渠道中心 / 华东大区»: the names on a department's path. */
export async function placeOf(em: EntityManager, enterpriseId: string, id: string): Promise<string> {
  const row = await em.findOne(Department, { id, enterpriseId }, { disableIdentityMap: true });
  const ids = (row?.path ?? '').split('/').filter((part) => part !== '');
  const rows =
    ids.length === 0
      ? []
      : await em.find(Department, { enterpriseId, id: { $in: ids } }, { disableIdentityMap: true });
  const names = new Map(rows.map((one) => [one.id, one.name]));
  return ids.map((one) => names.get(one) ?? '').join(' / ');
}

/** How one department stands to another: what data rights go by. */
export async function standing(
  em: EntityManager,
  enterpriseId: string,
  own: string,
  other: string,
): Promise<'same' | 'below' | 'above' | 'beside'> {
  if (own === other) return 'same';
  const rows = await em.find(
    Department,
    { enterpriseId, id: { $in: [own, other] } },
    { disableIdentityMap: true },
  );
  const pathOf = (id: string) => rows.find((row) => row.id === id)?.path ?? '';
  if (pathOf(other).startsWith(pathOf(own))) return 'below';
  return pathOf(own).startsWith(pathOf(other)) ? 'above' : 'beside';
}

/** The name of a department that the viewer heads and below which another stands; null: none. */
export async function headedAbove(
  em: EntityManager,
  viewer: Pick<Viewer, 'id' | 'enterpriseId'>,
  id: string,
): Promise<string | null> {
  const { enterpriseId } = viewer;
  const headed = await em.find(
    Department,
    { enterpriseId, headId: viewer.id },
    { orderBy: { depth: 'asc' }, disableIdentityMap: true },
  );
  if (headed.length === 0) return null;
  const row = await em.findOne(Department, { id, enterpriseId }, { disableIdentityMap: true });
  return headed.find((one) => one.id !== id && row?.path.startsWith(one.path) === true)?.name ?? null;
}

/** A page of staff: the right that opens it, those by whose department it goes, and who stands on it. */
function createStaffPageExplainer(page: {
  opens: Permission;
  rights: DataRights & { readonly all: Permission };
  /** Leaves out who signs in with a password: no channel knows him. */
  wecomAlone: boolean;
}): Explainer {
  const { opens, rights } = page;
  const onPage = page.wecomAlone ? ({ origin: 'wecom' } as const) : {};
  return {
    async find(em, viewer, search) {
      if (!viewer.permissions.has(opens)) return [];
      const scope = await scopeOf(em, viewer, rights);
      const like = search === undefined ? null : { $like: containsPattern(search) };
      const rows = await em.find(
        Staff,
        {
          $and: [
            onPage,
            seenStaff(scope, viewer.enterpriseId),
            like === null ? {} : { $or: [{ account: like }, { name: like }, { nickname: like }] },
          ],
        },
        { orderBy: { id: 'desc' }, limit: most, disableIdentityMap: true },
      );
      return rows.map(({ id, name, account }) => ({ id, name, note: account }));
    },

    async explain(em, viewer, recordId) {
      const { enterpriseId, permissions } = viewer;
      const staff = await em.findOne(
        Staff,
        { id: recordId, enterpriseId, ...onPage },
        { disableIdentityMap: true },
      );
      if (staff === null) return null;
      const opened = permissions.has(opens);
      const visible = opened && sees(await scopeOf(em, viewer, rights), staff);
      const steps: WhyStep[] = [{ right: opens, held: opened }];
      const explained = { name: staff.name, visible, steps };
      if (staff.id === viewer.id) {
        steps.push({ why: 'self.record', tone: 'yes' });
        return explained;
      }
      const [place, own] = [
        await placeOf(em, enterpriseId, departmentOf(staff)),
        await placeOf(em, enterpriseId, viewer.departmentId),
      ];
      const stands = await standing(em, enterpriseId, viewer.departmentId, departmentOf(staff));
      steps.push({ why: `scope.${stands}`, tone: 'fact', values: { place, own } });
      const headed =
        rights.subordinates === undefined ? null : await headedAbove(em, viewer, departmentOf(staff));
      if (headed !== null) steps.push({ why: 'scope.headed', tone: 'yes', values: { headed } });
      if (permissions.has(rights.all)) steps.push({ right: rights.all, held: true });
      const nearer = nearerRight(rights, stands);
      const held = nearer !== null && permissions.has(nearer);
      if (held) steps.push({ right: nearer, held });
      // What is missing is told by the narrowest right that would do.
      if (!held && headed === null && !permissions.has(rights.all))
        steps.push({ right: nearer ?? rights.all, held: false });
      return explained;
    },
  };
}

/** The right by which the things of a department that stands so are seen; null: no right but that of the whole enterprise. */
export const nearerRight = (
  rights: DataRights,
  stands: Awaited<ReturnType<typeof standing>>,
): Permission | null => (stands === 'same' ? rights.same : stands === 'below' ? rights.below : null);

export const staffExplainer = createStaffPageExplainer({
  ...{ opens: 'staff.manage', rights: staffData, wecomAlone: false },
});

export const channelAccountExplainer = createStaffPageExplainer({
  ...{ opens: 'channel_accounts.read', rights: channelAccountData, wecomAlone: true },
});

export const departmentExplainer: Explainer = {
  async find(em, { enterpriseId, permissions }, search) {
    if (!permissions.has('departments.manage')) return [];
    const rows = await em.find(
      Department,
      { enterpriseId, ...(search === undefined ? {} : { name: { $like: containsPattern(search) } }) },
      { orderBy: { depth: 'asc', name: 'asc', id: 'asc' }, limit: most, disableIdentityMap: true },
    );
    const notes = await Promise.all(rows.map(({ id }) => placeOf(em, enterpriseId, id)));
    return rows.map(({ id, name }, at) => ({ id, name, note: notes[at] ?? '' }));
  },

  async explain(em, { enterpriseId, permissions }, recordId) {
    const row = await em.findOne(Department, { id: recordId, enterpriseId }, { disableIdentityMap: true });
    if (row === null) return null;
    const held = permissions.has('departments.manage');
    const values = { place: await placeOf(em, enterpriseId, recordId) };
    return {
      ...{ name: row.name, visible: held },
      steps: [
        { right: 'departments.manage', held },
        { why: 'department.whole', tone: 'fact', values },
      ],
    };
  },
};
