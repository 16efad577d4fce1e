import { MikroORM } from '@mikro-orm/mysql';

export interface MadeDatabase {
  /** Deletes it, and closes. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a database where there is none of its name, with the product's collation (`orm.ts`). For tools: a server makes none. */
export async function makeMysqlDatabase(url: string): Promise<MadeDatabase> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    charset: 'utf8mb4',
    collate: 'utf8mb4_bin',
    connect: false,
  });
  await orm.schema.ensureDatabase();
  const close = () => orm.close(true);
  return {
    async drop() {
      await orm.schema.dropDatabase(new URL(url).pathname.slice(1));
      await close();
    },
    close,
  };
}
