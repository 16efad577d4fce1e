export interface ChatPart {
  readonly text: string;
  readonly link: boolean;
}

const linkPattern = /<a\b[^>]*>([\s\S]*?)<\/a>|\{link:([^{}]+)\}/g;

/**
 * A guide's text as WeChat shows it: words of `<a …>` (or of our own {link:…}) are links, everything
 * else is plain text. It is never put into the page as HTML.
 */
export function chatParts(text: string): readonly ChatPart[] {
  const parts: ChatPart[] = [];
  let at = 0;
  for (const match of text.matchAll(linkPattern)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index), link: false });
    parts.push({ text: match[1] ?? match[2] ?? '', link: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), link: false });
  return parts;
}
