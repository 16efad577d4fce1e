import * as z from 'zod';

import type { Message } from './schema.ts';
import { readWorkCard, type WorkCard } from './work-card.ts';

/** A message in the shapes that the phone draws, whichever carrier brought it. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'image'; readonly url: string | null }
  | { readonly kind: 'other'; readonly type: string; readonly text: string }
  | { readonly kind: 'news'; readonly articles: readonly Article[] }
  | {
      readonly kind: 'mini-program';
      readonly title: string;
      readonly picture: string | null;
      readonly target: MiniProgramTarget;
    }
  | { readonly kind: 'template'; readonly card: TemplateCard }
  | {
      readonly kind: 'choices';
      readonly head: string;
      readonly items: readonly Choice[];
      readonly tail: string;
    }
  | { readonly kind: 'work-card'; readonly card: WorkCard };

export interface MiniProgramTarget {
  readonly appId: string;
  readonly path: string;
}
export interface Article {
  readonly title: string;
  readonly description: string;
  /** An address on the web, or null. */
  readonly picture: string | null;
  readonly url: string | null;
}
export interface Choice {
  readonly id: string;
  readonly text: string;
}
export interface TemplateCard {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly miniProgram: MiniProgramTarget | null;
  readonly url: string | null;
}

/** Text that may be missing or null; what is of another type counts as missing. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
  .catch('');
const listOf = <T extends z.ZodType>(item: T) => z.array(item).catch([]);

/** A picture must be on the web; anything else is shown as a placeholder. */
function pictureUrl(url: string): string | null {
  // `.invalid` is a name that leads nowhere, by its standard: the sandbox writes it for pictures it has not.
  if (/^https?:\/\/[^/]*\.invalid(\/|$)/.test(url)) return null;
  // What was uploaded to the sandbox, which serves the phone too.
  if (/^\/mmbiz\.qpic\.cn\/[\w-]+$/.test(url)) return url;
  return /^(https?:\/\/|data:image\/(png|jpeg|gif|webp);)/.test(url) ? url : null;
}

const articleSchema = z
  .object({ title: text, description: text, picUrl: text, url: text })
  .transform(({ picUrl, url, ...words }): Article => ({
    ...words,
    picture: pictureUrl(picUrl),
    url: url === '' ? null : url,
  }));
const newsSchema = z.object({ articles: listOf(articleSchema) });

const targetSchema = z
  .object({ appId: z.string().min(1), pagePath: text })
  .transform(({ appId, pagePath }): MiniProgramTarget => ({ appId, path: pagePath }));

const templateSchema = z
  .object({
    title: text,
    fields: listOf(z.object({ key: text, label: text, value: text })),
    miniProgram: targetSchema.nullish().catch(null),
    url: text,
  })
  .transform(({ title, fields, miniProgram, url }): TemplateCard => ({
    title,
    rows: fields.map(({ key, label, value }) => ({ label: label === '' ? key : label, value })),
    miniProgram: miniProgram ?? null,
    url: url === '' ? null : url,
  }));

const choicesSchema = z.object({
  head: text,
  tail: text,
  items: listOf(z.object({ id: text, content: text })),
});
/** `fields` are the platform's own, of what the person himself sent. */
const wordsSchema = z.object({
  text,
  title: text,
  picUrl: text,
  fields: z.object({ Label: text, Title: text, PicUrl: text }).catch({ Label: '', Title: '', PicUrl: '' }),
});

/** Reads one message. What is of a kind the phone does not draw is shown as its name and its words. */
export function readContent(message: Message): Content {
  const { type } = message;
  const words = wordsSchema.parse(message);
  const own = words.fields;
  switch (type) {
    case 'text':
    case 'markdown':
      return { kind: 'text', text: words.text };
    case 'notice':
      return { kind: 'notice', text: words.text };
    case 'image':
      return { kind: 'image', url: pictureUrl(words.picUrl === '' ? own.PicUrl : words.picUrl) };
    case 'news':
      return { kind: 'news', articles: newsSchema.parse(message).articles };
    case 'link':
      return { kind: 'news', articles: [articleSchema.parse(message)] };
    case 'miniprogrampage': {
      const target = targetSchema.safeParse(message);
      if (!target.success) return { kind: 'other', type, text: words.title };
      return {
        kind: 'mini-program',
        title: words.title,
        picture: pictureUrl(words.picUrl),
        target: target.data,
      };
    }
    case 'template':
    case 'subscribe':
      return { kind: 'template', card: templateSchema.parse(message) };
    case 'msgmenu': {
      const menu = choicesSchema.parse(message);
      const items = menu.items.map((item) => ({ id: item.id, text: item.content }));
      return { kind: 'choices', head: menu.head, tail: menu.tail, items };
    }
    case 'textcard':
    case 'template_card':
      return { kind: 'work-card', card: readWorkCard(message) };
    default:
      return {
        kind: 'other',
        type,
        text: [words.text, words.title, own.Label, own.Title].find((word) => word !== '') ?? '',
      };
  }
}
