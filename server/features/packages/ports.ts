import type { EntityManager } from '../../kernel/data/orm.ts';
import type { NewRecord } from '../records/index.ts';

/* What packages need of others, as small as they need it; server.ts fits these. */

export interface Target {
  readonly connectionId: string;
  readonly downstreamId: string;
  readonly name: string;
  /** The relation works and was not terminated. */
  readonly live: boolean;
}

/** The template's upstream and its downstream. */
export interface Targets {
  /** Null: the enterprise is no template. */
  upstreamOf(em: EntityManager, templateId: string): Promise<string | null>;
  /** Live ones, newest first, one more than asked where there are more. */
  page(
    em: EntityManager,
    upstreamId: string,
    query: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly Target[]>;
  /** Those of them that are this upstream's. */
  byIds(em: EntityManager, upstreamId: string, connectionIds: readonly string[]): Promise<readonly Target[]>;
}

export interface Records {
  add(tx: EntityManager, record: NewRecord): Promise<void>;
}

/** Staff of a template enterprise, who acts. */
export interface Packer {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}
