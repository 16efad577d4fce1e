import type { EntityManager } from '../../../kernel/data/orm.ts';
import type { CrmStaff } from '../ports.ts';
import type { ExtendedField } from './field.entity.ts';

/** Who is asked about: where he stands is read at this moment. */
export interface FieldViewer {
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
}
type Owned = Pick<ExtendedField, 'departmentIds'>;

export const isPublic = (field: Owned): boolean => field.departmentIds.length === 0;

/**
 * Whose fields somebody fills in: the public ones, and those of his department and of the departments
 * above it, for a department's field is that of all below it (row 284).
 */
export async function fieldsSeen(
  em: EntityManager,
  staff: Pick<CrmStaff, 'departmentsAbove'>,
  viewer: Pick<FieldViewer, 'personId'>,
): Promise<(field: Owned) => boolean> {
  const above = new Set(await staff.departmentsAbove(em, viewer.personId));
  return (field) => isPublic(field) || field.departmentIds.some((id) => above.has(id));
}

export interface Keeping {
  readonly mayPublic: boolean;
  /** His own department and all below it, parents first. */
  readonly departments: readonly { id: string; parentId: string | null; name: string }[];
  /** Whether he keeps fields of these departments; none: public ones. */
  readonly keeps: (field: Owned) => boolean;
}

/** Whose fields somebody keeps who has the menu (rows 255, 282). */
export async function keepingOf(
  em: EntityManager,
  staff: Pick<CrmStaff, 'departmentsWithin'>,
  viewer: FieldViewer,
): Promise<Keeping> {
  const departments = await staff.departmentsWithin(em, viewer.personId);
  const within = new Set(departments.map(({ id }) => id));
  const mayPublic = viewer.permissions.has('extended_fields.global');
  return {
    ...{ mayPublic, departments },
    keeps: (field) => (isPublic(field) ? mayPublic : field.departmentIds.every((id) => within.has(id))),
  };
}
