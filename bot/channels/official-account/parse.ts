import type { Channel, Update } from '../../core/update.ts';
import { baseOf } from '../shared/parse-base.ts';
import { textField, type XmlFields } from '../shared/xml.ts';

const authorizationChanges = {
  user_info_modified: true,
  user_authorization_revoke: true,
  user_authorization_cancellation: true,
} as const;
const menuActions = { CLICK: 'click', VIEW: 'view', view_miniprogram: 'view_miniprogram' } as const;

/**
 * Turns the platform's fields into our words, once (platform.md A3, A4). Mini programs push the
 * same shapes. The case of an event's name matters.
 */
export function parseOfficialAccount(fields: XmlFields, channel: Channel = 'official-account'): Update {
  const base = baseOf(channel, fields);
  const type = textField(fields, 'MsgType') ?? '';
  if (type !== 'event') {
    // Assigned: messages come by the thousand, and a spread costs as much as reading their XML.
    if (type === 'text')
      return Object.assign(base, { name: 'text', text: textField(fields, 'Content') ?? '' } as const);
    return Object.assign(base, { name: 'media', type } as const);
  }
  const event = textField(fields, 'Event') ?? '';
  const key = textField(fields, 'EventKey') ?? '';
  if (event === 'subscribe') {
    return { ...base, name: 'event:subscribe', scene: key === '' ? null : key.replace(/^qrscene_/, '') };
  }
  if (event === 'unsubscribe') return { ...base, name: 'event:unsubscribe' };
  if (event === 'SCAN') return { ...base, name: 'event:scan', scene: key };
  if (isKeyOf(menuActions, event)) return { ...base, name: 'event:menu', action: menuActions[event], key };
  if (event === 'TEMPLATESENDJOBFINISH') {
    return {
      ...base,
      name: 'event:template_receipt',
      // Capital D here, as the platform writes it.
      sentMessageId: textField(fields, 'MsgID') ?? '',
      status: textField(fields, 'Status') ?? '',
    };
  }
  if (isKeyOf(authorizationChanges, event)) {
    return {
      ...base,
      name: 'event:authorization',
      change: event,
      // The element's case differs between these events (platform.md A4).
      openid: textField(fields, 'OpenID') ?? textField(fields, 'openid') ?? base.from,
      revoked: revokedKinds(fields['RevokeInfo']),
    };
  }
  if (event === 'subscribe_msg_popup_event' || event === 'subscribe_msg_change_event') {
    return { ...base, name: 'event:subscribe_answers', answers: answersOf(fields) };
  }
  return { ...base, name: 'event:other', event };
}

/** XML nests and repeats `List`, JSON has it as a list or one object: both are read. */
function answersOf(fields: XmlFields): Record<string, 'accept' | 'reject'> {
  const outer = fields['SubscribeMsgPopupEvent'] ?? fields['SubscribeMsgChangeEvent'] ?? fields['List'];
  const list = isFields(outer) && outer['List'] !== undefined ? outer['List'] : outer;
  const items = Array.isArray(list) ? list : [list];
  const answers: Record<string, 'accept' | 'reject'> = {};
  for (const item of items) {
    if (!isFields(item)) continue;
    const id = item['TemplateId'];
    const status = item['SubscribeStatusString'];
    if (typeof id === 'string' && (status === 'accept' || status === 'reject')) answers[id] = status;
  }
  return answers;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function revokedKinds(value: XmlFields[string] | undefined): readonly string[] {
  if (typeof value === 'string')
    return value
      .split(',')
      .map((kind) => kind.trim())
      .filter((kind) => kind !== '');
  if (Array.isArray(value)) return value.filter((kind) => typeof kind === 'string');
  return [];
}

function isKeyOf<T extends object>(table: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(table, key);
}
