import * as z from 'zod';

import type { Message } from './schema.ts';

/** A text card or template card of a WeCom application, as far as the phone draws it. */
export interface WorkCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  /** Where the card leads; `linkText` are the sender's words for it. */
  readonly url: string | null;
  readonly linkText: string | null;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly buttons: readonly WorkButton[];
  /** What stands where the buttons were, once one of them was used. */
  readonly done: string | null;
}
export interface WorkButton {
  readonly key: string;
  readonly text: string;
  readonly primary: boolean;
  /** Set when the button opens a page instead of telling the application. */
  readonly url: string | null;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
  .catch('');
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? [])
    .catch([]);
const heading = z.object({ title: text, desc: text }).catch({ title: '', desc: '' });

const textCardSchema = z.object({ title: text, description: text, url: text, buttonText: text });
const templateCardSchema = z.object({
  main_title: heading,
  emphasis_content: heading,
  sub_title_text: text,
  horizontal_content_list: listOf(z.object({ keyname: text, value: text })),
  jump_list: listOf(z.object({ title: text, url: text })),
  card_action: z.object({ url: text }).catch({ url: '' }),
  button_list: listOf(z.object({ key: text, text, style: z.number().catch(1), url: text })),
});
const wrapperSchema = z.object({ card: z.unknown().optional(), replacedBy: text });

/** WeCom's textcard allows `<div class="gray">` and `<br>` in its description: lines of plain text here. */
function plainLines(description: string): string[] {
  return description
    .replace(/<br\s*\/?>|<\/div>/gi, '\n')
    .replace(/<div(?:\s+class="(?:gray|normal|highlight)")?>/gi, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const orNull = (value: string) => (value === '' ? null : value);

/** Reads a message of type `textcard` or `template_card`; missing parts are simply not there. */
export function readWorkCard(message: Message): WorkCard {
  if (message.type === 'textcard') {
    const card = textCardSchema.parse(message);
    return {
      title: card.title,
      lines: plainLines(card.description),
      rows: [],
      url: orNull(card.url),
      linkText: orNull(card.buttonText),
      links: [],
      buttons: [],
      done: null,
    };
  }
  const wrapper = wrapperSchema.parse(message);
  const found = templateCardSchema.safeParse(wrapper.card);
  const card = found.success ? found.data : templateCardSchema.parse({});
  const { main_title: main, emphasis_content: emphasis } = card;
  return {
    title: main.title === '' ? main.desc : main.title,
    lines: [
      main.title === '' ? '' : main.desc,
      [emphasis.title, emphasis.desc].filter((part) => part !== '').join(' '),
      card.sub_title_text,
    ].filter((line) => line !== ''),
    rows: card.horizontal_content_list.map((row) => ({ label: row.keyname, value: row.value })),
    url: orNull(card.card_action.url),
    linkText: null,
    links: card.jump_list
      .filter((link) => link.url !== '')
      .map((link) => ({ text: link.title, url: link.url })),
    buttons: card.button_list.map((button) => ({
      key: button.key,
      text: button.text,
      primary: button.style === 1,
      url: orNull(button.url),
    })),
    done: orNull(wrapper.replacedBy),
  };
}
