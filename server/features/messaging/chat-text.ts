/* Texts in a WeChat chat: `<a …>` is its only markup, and addresses in plain text become links. */

const most = 60;

/** At most so many characters, without halving one. */
export function cutText(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('');
}

/**
 * Makes a value (a name that somebody typed) inert: it can neither become a tag, nor a link, nor a
 * line of its own (reliability F2). Looks the same to people: only full-width twins are put in.
 */
export function safeValue(value: string): string {
  return cutText(value.replace(/\p{C}+|\s+/gu, ' ').trim(), most)
    .replace(/</g, '＜')
    .replace(/>/g, '＞')
    .replace(/:\/\//g, '：//')
    .replace(/(?<=[a-z0-9-])\.(?=[a-z0-9-]*[a-z])/gi, '．');
}

/** Text that staff wrote: lines and addresses stay, tags do not. */
export function safeText(text: string): string {
  return text.replace(/</g, '＜').replace(/>/g, '＞');
}

/** Where a link leads. */
export interface ChatLink {
  readonly h5Url: string;
  readonly miniProgramPath: string;
}

const plainAddress = /^[!#-;=?-~]*$/;
const attribute = (value: string) => (plainAddress.test(value) ? value : escaped(value));
const escaped = (value: string) =>
  value
    .replace(/"/g, '%22')
    .replace(/</g, '%3C')
    .replace(/>/g, '%3E')
    .replace(/\p{C}|\s/gu, '');

/**
 * The chat's link: opens the mini program where it can, the H5 elsewhere. That a passive reply may
 * carry the mini-program attributes is unconfirmed (field rule 4), so the H5 address is always there.
 */
export function linkMarkup(words: string, link: ChatLink, miniProgramAppId: string | null): string {
  const target =
    miniProgramAppId === null
      ? ''
      : ` data-miniprogram-appid="${attribute(miniProgramAppId)}" data-miniprogram-path="${attribute(link.miniProgramPath)}"`;
  return `<a href="${attribute(link.h5Url)}"${target}>${safeText(words)}</a>`;
}
