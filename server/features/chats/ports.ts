import type { EntityManager } from '../../kernel/data/orm.ts';
import type { Carers, SqlPart } from '../accounts/index.ts';
import type { StaffDirectory } from '../access/index.ts';

/** Connected accounts as chats look them up. */
export interface ChatAccounts {
  all(
    em: EntityManager,
    enterpriseId: string,
  ): Promise<readonly { readonly id: string; readonly kind: string; readonly name: string }[]>;
  byId(em: EntityManager, id: string): Promise<{ readonly appId: string } | null>;
  keepsChats(em: EntityManager, id: string): Promise<boolean>;
}

export type ChatStaff = Pick<StaffDirectory, 'byIds' | 'departmentsOf' | 'sightOf'>;
export type ChatCarers = Carers;
export type { SqlPart };
