/** Every text that people read stands in both languages beside the case that it tells of. */
export const langs = ['zh-CN', 'en'] as const;
export type Lang = (typeof langs)[number];
export type Words = Readonly<Record<Lang, string>>;

export const words = (en: string, zh: string): Words => ({ en, 'zh-CN': zh });

/** Texts one after the other. */
export function join(parts: readonly Words[], between = ' · '): Words {
  return words(parts.map(({ en }) => en).join(between), parts.map((part) => part['zh-CN']).join(between));
}
