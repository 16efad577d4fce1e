import { parseXml, textField, type XmlFields, type XmlValue } from '../../channels/shared/xml.ts';
import { decryptMessage, readMessageKey } from '../../crypto/envelope.ts';
import { isSameSignature, signParts } from '../../crypto/signature.ts';
import type { Account } from '../state.ts';
import type { MessageContent } from '../store.ts';

/** `null`: accepted without a word. */
export type PassiveReply = MessageContent | null;
/** An answer that the platform cannot use; the reason is for the developer. */
export class UnusableReplyError extends Error {}

/**
 * Reads what the developer's server answered: `success` or nothing, or a passive reply in the
 * account's mode, verified and decrypted.
 * @param parties who the callback was from and to: the reply swaps them
 * @throws UnusableReplyError unparsable, unsigned, to another person, or of a type that is not passive
 */
export function readReply(
  account: Account,
  text: string,
  parties: { from: string; to: string },
): PassiveReply {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'success') return null;
  try {
    const fields = openReply(account, trimmed);
    if (account.kind !== 'wecom' || Object.hasOwn(fields, 'FromUserName')) checkParties(fields, parties);
    return contentOf(account, fields);
  } catch (error) {
    if (error instanceof UnusableReplyError) throw error;
    throw new UnusableReplyError(error instanceof Error ? error.message : 'unreadable');
  }
}

function parse(account: Account, text: string): XmlFields {
  if (!text.startsWith('{')) return parseXml(text);
  if (account.format !== 'json') throw new UnusableReplyError('JSON where XML is expected');
  const value: unknown = JSON.parse(text);
  return fieldsOf(toXmlValue(value, 1));
}

function toXmlValue(value: unknown, depth: number): XmlValue {
  if (depth > 8) throw new UnusableReplyError('too deep');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.map((item: unknown) => toXmlValue(item, depth + 1));
  if (typeof value !== 'object') throw new UnusableReplyError('not JSON data');
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toXmlValue(item, depth + 1)]));
}

function openReply(account: Account, text: string): XmlFields {
  const outer = parse(account, text);
  const encrypted = textField(outer, 'Encrypt');
  const sealed = account.kind === 'wecom' || account.mode === 'safe';
  if (encrypted === undefined) {
    if (sealed) throw new UnusableReplyError('a plain reply where it must be encrypted');
    return outer;
  }
  if (account.kind !== 'wecom' && account.mode === 'plain') {
    throw new UnusableReplyError('an encrypted reply for a plaintext account');
  }
  const parts = [
    account.token,
    textField(outer, 'TimeStamp') ?? '',
    textField(outer, 'Nonce') ?? '',
    encrypted,
  ];
  if (!isSameSignature(signParts(parts), textField(outer, 'MsgSignature') ?? '')) {
    throw new UnusableReplyError('the reply is signed wrongly');
  }
  return parse(account, decryptMessage(readMessageKey(account.encodingAesKey), encrypted, account.id));
}

function checkParties(fields: XmlFields, parties: { from: string; to: string }): void {
  if (textField(fields, 'ToUserName') !== parties.from || textField(fields, 'FromUserName') !== parties.to) {
    throw new UnusableReplyError('ToUserName and FromUserName are not swapped');
  }
  if (!/^\d{1,12}$/.test(textField(fields, 'CreateTime') ?? ''))
    throw new UnusableReplyError('no CreateTime');
}

function contentOf(account: Account, fields: XmlFields): MessageContent {
  const type = textField(fields, 'MsgType') ?? '';
  const inside = (name: string) => fieldsOf(fields[name] ?? {});
  const media = (name: string) => textField(inside(name), 'MediaId') ?? '';
  const text = (of: XmlFields, name: string) => textField(of, name) ?? '';
  switch (type) {
    case 'text':
      return { type, text: text(fields, 'Content') };
    case 'image':
      return { type, mediaId: media('Image') };
    case 'voice':
      return { type, mediaId: media('Voice') };
    case 'video':
      return {
        type,
        mediaId: media('Video'),
        title: text(inside('Video'), 'Title'),
        description: text(inside('Video'), 'Description'),
      };
    case 'news':
      return { type, articles: articlesOf(fields) };
    case 'music':
      if (account.kind === 'wecom') break;
      return { type, title: text(inside('Music'), 'Title'), url: text(inside('Music'), 'MusicUrl') };
    case 'transfer_customer_service':
      if (account.kind === 'wecom') break;
      return { type, kfAccount: text(inside('TransInfo'), 'KfAccount') };
    case 'update_button':
      if (account.kind !== 'wecom') break;
      return { type, replaceName: text(inside('Button'), 'ReplaceName') };
    case 'update_template_card':
      if (account.kind !== 'wecom') break;
      return { type, card: inside('TemplateCard') };
  }
  // A mini-program card among them: it leaves as a customer-service message only.
  throw new UnusableReplyError(`"${type.slice(0, 40)}" is not a passive reply`);
}

function articlesOf(
  fields: XmlFields,
): { title: string; description: string; picUrl: string; url: string }[] {
  const item = fieldsOf(fields['Articles'] ?? {})['item'] ?? [];
  const list = isList(item) ? item : [item];
  if (list.length === 0 || list.length > 8) throw new UnusableReplyError('news has 1 to 8 articles');
  return list.map((value) => {
    const article = fieldsOf(value);
    return {
      title: textField(article, 'Title') ?? '',
      description: textField(article, 'Description') ?? '',
      picUrl: textField(article, 'PicUrl') ?? '',
      url: textField(article, 'Url') ?? '',
    };
  });
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function fieldsOf(value: XmlValue): XmlFields {
  if (typeof value === 'string' || isList(value)) throw new UnusableReplyError('an element was expected');
  return value;
}
