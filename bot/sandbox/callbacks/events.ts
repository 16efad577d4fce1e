import type { Sandbox } from '../sandbox.ts';
import type { Account, Person } from '../state.ts';
import type { CallbackFields } from './fields.ts';

/** MsgId: 64 bits, beyond what a JSON number can hold, growing. */
export function nextMessageId(sandbox: Sandbox): bigint {
  return (
    24_000_000_000_000_000n + BigInt(sandbox.now()) * 1_000n + BigInt(sandbox.store.nextNumber() % 1_000)
  );
}

/** What every message and event begins with (platform.md A3). */
export function headOf(sandbox: Sandbox, account: Account, from: string): CallbackFields {
  return {
    ToUserName: account.kind === 'wecom' ? account.id : (account.originalId ?? account.id),
    FromUserName: from,
    CreateTime: Math.floor(sandbox.now() / 1000),
  };
}

/** An event of a follower; fields in the platform's order (platform.md A4, C2). */
export function eventFields(
  sandbox: Sandbox,
  account: Account,
  from: string,
  event: string,
  fields: CallbackFields,
): CallbackFields {
  const base = { ...headOf(sandbox, account, from), MsgType: 'event', Event: event, ...fields };
  return account.kind === 'wecom' ? { ...base, AgentID: Number(account.agentId ?? 0) } : base;
}

/** A message of a follower or member (platform.md A3, C2). */
export function messageFields(
  sandbox: Sandbox,
  account: Account,
  from: string,
  type: string,
  fields: CallbackFields,
): CallbackFields {
  const base = {
    ...headOf(sandbox, account, from),
    MsgType: type,
    ...fields,
    MsgId: nextMessageId(sandbox),
  };
  return account.kind === 'wecom' ? { ...base, AgentID: Number(account.agentId ?? 0) } : base;
}

export function openidOf(account: Account, person: Person): string {
  const openid = Object.hasOwn(person.openids, account.id) ? person.openids[account.id] : undefined;
  if (openid === undefined) throw new Error(`${person.id} has no openid in ${account.id}`);
  return openid;
}
