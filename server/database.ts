import { openDatabase as open, type Database, type Schema } from './kernel/data/orm.ts';
import { entities, entitiesByRowClass } from './entities.ts';
import { migrations } from './migrations/index.ts';

/** Every table of the product, and the steps that make them. */
export const schema: Schema = { entities, tenantEntities: entitiesByRowClass.tenant, migrations };

/** @param url `sqlite:<path>` or `mysql://…` */
export function openDatabase(url: string): Promise<Database> {
  return open(url, schema);
}
