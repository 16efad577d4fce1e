import type { Delivery } from '../callbacks/deliver.ts';
import { eventFields, messageFields, openidOf } from '../callbacks/events.ts';
import type { CallbackFields } from '../callbacks/fields.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account, Member, Person } from '../state.ts';
import type { MessageContent } from '../store.ts';

/** Who acts: a WeChat person towards a service account or mini program, or a member towards the WeCom app. */
export interface Actor {
  /** FromUserName. */
  readonly from: string;
  /** Whose phone it is: a person's id, or `corpId:userId`. */
  readonly user: string;
}

export function personActor(account: Account, person: Person): Actor {
  return { from: openidOf(account, person), user: person.id };
}

export function memberActor(account: Account, member: Member): Actor {
  return { from: member.userId, user: `${account.id}:${member.userId}` };
}

/** @param waiting he sees the platform's notice when the answer is unusable */
export function sendEvent(
  sandbox: Sandbox,
  account: Account,
  actor: Actor,
  event: string,
  fields: CallbackFields,
  waiting: boolean,
): Promise<Delivery[]> {
  const all = eventFields(sandbox, account, actor.from, event, fields);
  return sandbox.callbacks.send(account, event, all, { user: actor.user, waiting });
}

/** A message of his own: shown on his phone as sent, then carried to the account. */
export function sendMessage(
  sandbox: Sandbox,
  account: Account,
  actor: Actor,
  type: string,
  fields: CallbackFields,
  content: MessageContent,
): Promise<Delivery[]> {
  const sender = { id: account.id, name: account.agentName ?? account.name };
  const place = { at: sandbox.now(), direction: 'out', via: 'person' } as const;
  sandbox.store.addMessage(actor.user, sender, place, content);
  const all = messageFields(sandbox, account, actor.from, type, fields);
  return sandbox.callbacks.send(account, type, all, { user: actor.user, waiting: true });
}
