import type { Update } from '../../core/update.ts';
import { baseOf } from '../shared/parse-base.ts';
import { textField, type XmlFields } from '../shared/xml.ts';

/** WeCom's messages and events in our words (platform.md C2). */
export function parseWecom(fields: XmlFields): Update {
  const base = baseOf('wecom', fields);
  const type = textField(fields, 'MsgType') ?? '';
  if (type !== 'event') {
    if (type === 'text') return { ...base, name: 'text', text: textField(fields, 'Content') ?? '' };
    return { ...base, name: 'media', type };
  }
  const event = textField(fields, 'Event') ?? '';
  const change = textField(fields, 'ChangeType');
  return { ...base, name: 'event:other', event: change === undefined ? event : `${event}/${change}` };
}
