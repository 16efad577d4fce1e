/**
 * Reads the text of a message as WeChat's client does: plain text in which only `<a …>…</a>` means
 * something. Everything else, other tags included, stays the characters that it is, so nothing a
 * sender writes can become markup on the page.
 */
export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'url'; readonly text: string; readonly url: string }
  | {
      readonly kind: 'mini-program';
      readonly text: string;
      readonly appId: string;
      readonly path: string;
      /** What opens where the mini program cannot; null when the sender gave none. */
      readonly fallbackUrl: string | null;
    }
  | { readonly kind: 'menu'; readonly text: string; readonly content: string; readonly menuId: string };

// No nesting and no line break inside the tag itself; the limits keep the search linear.
const anchor =
  /<a((?:\s+[a-z-]{1,40}\s*=\s*(?:"[^"<>]{0,2048}"|'[^'<>]{0,2048}'))+)\s*>([^<>]{1,600})<\/a>/gi;
const attribute = /([a-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
// Not after a quote or an equals sign: there it is a piece of a tag that was not understood.
const bareUrl = /(?<!["'=])https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]{3,2048}/g;
const allowedAttributes = new Set([
  'href',
  'data-miniprogram-appid',
  'data-miniprogram-path',
  'data-miniprogram-type',
]);

/**
 * Accepts absolute http and https addresses only.
 * @returns the address as it may be put in `href`, or null
 */
export function safeHttpUrl(value: string): string | null {
  if (!/^https?:\/\//i.test(value)) return null;
  try {
    return new URL(value).href;
  } catch {
    return null;
  }
}

function readAttributes(source: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const match of source.matchAll(attribute)) {
    const name = (match[1] ?? '').toLowerCase();
    if (!allowedAttributes.has(name) || found.has(name)) return null;
    found.set(name, (match[2] ?? match[3] ?? '').replaceAll('&amp;', '&'));
  }
  return found;
}

function menuLink(href: string, text: string): TextPiece | null {
  if (!href.startsWith('weixin://bizmsgmenu?')) return null;
  const query = new URLSearchParams(href.slice('weixin://bizmsgmenu?'.length));
  const content = query.get('msgmenucontent');
  if (content === null || content === '') return null;
  return { kind: 'menu', text, content, menuId: query.get('msgmenuid') ?? '' };
}

function readAnchor(attributes: string, text: string): TextPiece | null {
  const found = readAttributes(attributes);
  if (found === null) return null;
  const href = found.get('href') ?? '';
  const appId = found.get('data-miniprogram-appid');
  const path = found.get('data-miniprogram-path');
  if (appId !== undefined && path !== undefined) {
    if (!/^wx[0-9a-z]{16}$/.test(appId) || path === '') return null;
    return { kind: 'mini-program', text, appId, path, fallbackUrl: safeHttpUrl(href) };
  }
  if (appId !== undefined || path !== undefined) return null;
  const menu = menuLink(href, text);
  if (menu !== null) return menu;
  const url = safeHttpUrl(href);
  return url === null ? null : { kind: 'url', text, url };
}

function pushPlain(pieces: TextPiece[], text: string): void {
  let from = 0;
  for (const match of text.matchAll(bareUrl)) {
    // Punctuation that ends a sentence is not part of the address.
    const shown = match[0].replace(/[.,;:!?)\]']+$/, '');
    const url = safeHttpUrl(shown);
    if (url === null) continue;
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'url', text: shown, url });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
}

/**
 * Cuts a message's text into pieces to draw. An anchor that is not exactly of the documented form
 * (unknown attribute, other scheme, half a mini-program address) stays text.
 */
export function parseRichText(source: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of source.matchAll(anchor)) {
    const piece = readAnchor(match[1] ?? '', match[2] ?? '');
    if (piece === null) continue;
    if (match.index > from) pushPlain(pieces, source.slice(from, match.index));
    pieces.push(piece);
    from = match.index + match[0].length;
  }
  if (from < source.length) pushPlain(pieces, source.slice(from));
  return pieces;
}

/** The text alone, as the chat list and a screen reader get it. */
export function plainText(source: string): string {
  return parseRichText(source)
    .map((piece) => piece.text)
    .join('');
}
