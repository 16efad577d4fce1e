import type { Reply } from '../../core/reply.ts';
import { writeXml, type WritableFields } from '../shared/xml.ts';

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
