import type { Channel } from '../../core/update.ts';
import { textField, XmlError, type XmlFields } from './xml.ts';

/** What every message and event of WeChat and WeCom carries. */
export function baseOf(channel: Channel, fields: XmlFields) {
  const seconds = textField(fields, 'CreateTime') ?? '';
  if (!/^\d{1,12}$/.test(seconds)) throw new XmlError('CreateTime is not a number of seconds');
  return {
    channel,
    from: textField(fields, 'FromUserName') ?? '',
    to: textField(fields, 'ToUserName') ?? '',
    createdAt: new Date(Number(seconds) * 1000),
    messageId: textField(fields, 'MsgId') ?? null,
    fields,
  };
}

/** A JSON string, or a number outside of one. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON bodies (mini-program push may be set to JSON) become the same fields. Numbers are kept as
 * they are written: a MsgId has more digits than a JavaScript number holds, and two that were
 * rounded to one would lose a message.
 */
export function fieldsOfJson(text: string): XmlFields {
  const quoted = text.replace(stringOrNumber, (part) => (part.startsWith('"') ? part : `"${part}"`));
  const value: unknown = JSON.parse(quoted);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new XmlError('not an object');
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, readJson(item, 1)]));
}

function readJson(value: unknown, depth: number): XmlFields[string] {
  if (depth > 8) throw new XmlError('too deep');
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.map((item: unknown) => readJson(item, depth + 1));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, readJson(item, depth + 1)]));
  }
  throw new XmlError('not a value');
}
