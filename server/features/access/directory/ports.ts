import type { WecomDepartment, WecomPerson } from '../../../../bot/channels/wecom/client.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';

export type { WecomDepartment, WecomPerson };

/** WeCom's directory, as the application that speaks for an enterprise may read it. */
export interface WecomDirectory {
  departments(): Promise<readonly WecomDepartment[]>;
  /** Null: there is none that the application may see. */
  department(id: number): Promise<WecomDepartment | null>;
  /** Of one department, without those below it. */
  departmentPeople(id: number): Promise<readonly WecomPerson[]>;
  /** Null: he is not there, or the application may not see him. */
  person(userId: string): Promise<WecomPerson | null>;
  /** Members whom the visible range names one by one, beside its departments. */
  named(): Promise<readonly string[]>;
}

/** The channels feature fits it by shape. */
export interface WecomDirectories {
  /** The application that speaks for an enterprise; null: none is connected. */
  applicationOf(em: EntityManager, enterpriseId: string): Promise<{ id: string; name: string } | null>;
  /** @throws not_found | channel.disconnected | channel.demo_real_platform */
  open(em: EntityManager, channelAccountId: string): Promise<WecomDirectory>;
}

/** When something was read of WeCom, and for what. */
export interface Reading {
  readonly enterpriseId: string;
  /** Before WeCom was asked: what was read later stands. */
  readonly readAt: Date;
  /** The run that reads everything; null: one thing, because an event told of it. */
  readonly run: { readonly id: string; readonly began: Date } | null;
  /** For operation records. */
  readonly cause: string;
  readonly now: Date;
}

export const rootOfWecom = 1;

/** Ours are at most so long. */
export const cutName = (name: string): string => name.trim().slice(0, 60);

export const isSame = (left: Date | null | undefined, right: Date): boolean =>
  left?.getTime() === right.getTime();
