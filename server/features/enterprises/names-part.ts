import { patchEnterpriseNamesSchema } from '../../contract/settings.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { Enterprise } from './enterprise.entity.ts';

const key = 'basic_information';
type Values = Readonly<Record<string, string | boolean>>;

function sloganOf(values: Values): string {
  const parsed = patchEnterpriseNamesSchema.safeParse({ slogan: values['slogan'] });
  if (parsed.success) return parsed.data.slogan ?? '';
  throw new AppError('package.part_invalid', { status: 422, data: { part: key, field: 'slogan' } });
}

/** The slogan, as configuration packages carry it. Names are each enterprise's own and no part of it. */
export const basicInformationPart = {
  key,
  version: 1,
  preset: { slogan: '' },
  fields: [{ key: 'slogan', kind: 'line' }],
  async read(em: EntityManager, enterpriseId: string): Promise<Record<string, string | boolean>> {
    const row = await em.findOne(Enterprise, { id: enterpriseId });
    assertThat(row, 'not_found', 404);
    return { slogan: row.slogan };
  },
  checkValues(values: Values): void {
    sloganOf(values);
  },
  async check(): Promise<void> {
    // Every enterprise can have it.
  },
  async write(tx: EntityManager, enterpriseId: string, values: Values): Promise<void> {
    const row = await tx.findOneOrFail(Enterprise, { id: enterpriseId });
    row.slogan = sloganOf(values);
    await tx.flush();
  },
} as const;
