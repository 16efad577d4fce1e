import type { Reply } from '../../core/reply.ts';
import {
  parseXml,
  textField,
  writeXml,
  type WritableFields,
  type XmlFields,
  type XmlValue,
} from '../shared/xml.ts';

/** A passive reply as the platform's XML; To and From are swapped (platform.md A5). */
export function writeReply(reply: Reply, to: string, from: string, createdAt: Date): string {
  return writeXml({
    ToUserName: to,
    FromUserName: from,
    CreateTime: Math.floor(createdAt.getTime() / 1000),
    ...contentOf(reply),
  });
}

function contentOf(reply: Reply): WritableFields {
  if (reply.type === 'text') return { MsgType: 'text', Content: reply.text };
  return {
    MsgType: 'news',
    ArticleCount: 1,
    Articles: {
      item: {
        Title: reply.title,
        Description: reply.description,
        PicUrl: reply.pictureUrl,
        Url: reply.url,
      },
    },
  };
}

function isFields(value: XmlValue | undefined): value is XmlFields {
  return typeof value === 'object' && !Array.isArray(value);
}

/** What a stored passive reply said; of a card its title and description. */
export function saidIn(reply: string): { readonly kind: 'text' | 'news'; readonly text: string } {
  const fields = parseXml(reply);
  if (textField(fields, 'MsgType') !== 'news')
    return { kind: 'text', text: textField(fields, 'Content') ?? '' };
  const articles = fields['Articles'];
  const item = isFields(articles) && isFields(articles['item']) ? articles['item'] : {};
  const lines = [textField(item, 'Title') ?? '', textField(item, 'Description') ?? ''];
  return { kind: 'news', text: lines.filter((line) => line !== '').join('\n') };
}
