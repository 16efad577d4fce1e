import { z } from 'zod';

import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { pictureOf } from '../platform/media.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account } from '../state.ts';
import type { MessageContent } from '../store.ts';
import { personOfOpenid, takeFromWindow } from './followers.ts';

const text = z.string();
const mediaSchema = z.looseObject({ media_id: text });

const bodySchema = z.looseObject({
  touser: text.optional(),
  msgtype: text.optional(),
  text: z.looseObject({ content: text }).optional(),
  image: mediaSchema.optional(),
  voice: mediaSchema.optional(),
  mpnews: mediaSchema.optional(),
  video: mediaSchema.extend({ title: text.optional(), description: text.optional() }).optional(),
  music: z.looseObject({ title: text.optional(), description: text.optional(), musicurl: text }).optional(),
  link: z.looseObject({ title: text, description: text, url: text, thumb_url: text.optional() }).optional(),
  news: z
    .looseObject({
      articles: z.array(
        z.looseObject({
          title: text.default(''),
          description: text.default(''),
          url: text.default(''),
          picurl: text.default(''),
        }),
      ),
    })
    .optional(),
  msgmenu: z
    .looseObject({
      head_content: text.default(''),
      list: z.array(z.looseObject({ id: z.coerce.string(), content: text })),
      tail_content: text.default(''),
    })
    .optional(),
  miniprogrampage: z
    .looseObject({
      title: text.default(''),
      appid: text.optional(),
      pagepath: text,
      thumb_media_id: text.optional(),
    })
    .optional(),
});
type Body = z.infer<typeof bodySchema>;

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new PlatformError(47001);
  return value;
}

/** What the person sees. @throws 40008 type, 44004 empty, 45002 too long, 40166/40168 mini program, 40007/41006 picture */
function contentOf(sandbox: Sandbox, account: Account, body: Body): MessageContent {
  const type = body.msgtype ?? '';
  switch (type) {
    case 'text': {
      const { content } = need(body.text);
      if (content === '') throw new PlatformError(44004);
      // 2 048 bytes as for passive replies (U for this endpoint).
      if (Buffer.byteLength(content) > 2_048) throw new PlatformError(45002);
      return { type, text: content };
    }
    case 'image': {
      const { media_id: mediaId } = need(body.image);
      return { type, mediaId, picUrl: pictureOf(sandbox, account, mediaId) };
    }
    case 'voice':
    case 'mpnews':
      if (need(body[type]).media_id === '') throw new PlatformError(40007);
      return { type, mediaId: need(body[type]).media_id };
    case 'video': {
      const { media_id, title = '', description = '' } = need(body.video);
      return { type, mediaId: media_id, title, description };
    }
    case 'music': {
      const { title = '', description = '', musicurl } = need(body.music);
      return { type, title, description, url: musicurl };
    }
    case 'link': {
      const { title, description, url, thumb_url = '' } = need(body.link);
      return { type, title, description, url, picUrl: thumb_url };
    }
    case 'news': {
      const { articles } = need(body.news);
      // One article since 2018 (U).
      if (articles.length !== 1) throw new PlatformError(45008, 'article size out of limit');
      return {
        type,
        articles: articles.map(({ title, description, url, picurl }) => ({
          title,
          description,
          url,
          picUrl: picurl,
        })),
      };
    }
    case 'msgmenu': {
      const { head_content, list, tail_content } = need(body.msgmenu);
      return {
        type,
        head: head_content,
        items: list.map(({ id, content }) => ({ id, content })),
        tail: tail_content,
      };
    }
    case 'miniprogrampage':
      return miniProgramCard(sandbox, account, need(body.miniprogrampage));
    default:
      throw new PlatformError(40008);
  }
}

function miniProgramCard(
  sandbox: Sandbox,
  account: Account,
  card: NonNullable<Body['miniprogrampage']>,
): MessageContent {
  const appId = account.kind === 'mini-program' ? account.id : (card.appid ?? '');
  if (account.kind === 'official-account') {
    if (appId === '') throw new PlatformError(40166);
    if (!account.linkedMiniPrograms.includes(appId)) throw new PlatformError(40168);
  }
  if (card.pagepath === '') throw new PlatformError(40165);
  return {
    type: 'miniprogrampage',
    title: card.title,
    appId,
    pagePath: card.pagepath,
    // Asked for by the platform's page; that a card without one is refused with 41006 is unconfirmed.
    picUrl: pictureOf(sandbox, account, card.thumb_media_id),
    thumbMediaId: card.thumb_media_id,
  };
}

/** POST /cgi-bin/message/custom/send (platform.md A8). */
const send = defineApi({
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  kinds: ['official-account', 'mini-program'],
  dailyLimit: 500_000,
  body: bodySchema,
  handle({ sandbox, account }, body) {
    const person = personOfOpenid(sandbox, account, body.touser);
    const content = contentOf(sandbox, account, body);
    takeFromWindow(sandbox, account, person);
    sandbox.store.addMessage(
      person.id,
      account,
      { at: sandbox.now(), direction: 'in', via: 'customer-service' },
      content,
    );
    return {};
  },
});

/** POST /cgi-bin/message/custom/typing: told, and seen nowhere; the same windows rule it. */
const typing = defineApi({
  method: 'POST',
  path: '/cgi-bin/message/custom/typing',
  kinds: ['official-account', 'mini-program'],
  body: z.looseObject({ touser: text.optional(), command: text }),
  handle({ sandbox, account }, body) {
    personOfOpenid(sandbox, account, body.touser);
    if (body.command !== 'Typing' && body.command !== 'CancelTyping')
      throw new PlatformError(45072, 'invalid command');
    return {};
  },
});

export const customMessageApis = [send, typing];
