/** Limits of a guide's text; the server holds the same ones and has the last word. */
export const guideLimits = { lines: 4, bytes: 600, links: 1 } as const;

export interface GuideCounts {
  readonly lines: number;
  /** UTF-8, as the platform counts. */
  readonly bytes: number;
  readonly links: number;
  /** {words} that are no variable of ours. */
  readonly unknown: readonly string[];
}

const linkPattern = /\{link:([^{}]+)\}/g;
const variablePattern = /\{([^{}:]+)\}/g;

export function countGuide(text: string, known: readonly string[]): GuideCounts {
  const withoutLinks = text.replace(linkPattern, '');
  const unknown = [...withoutLinks.matchAll(variablePattern)]
    .map((match) => match[1] ?? '')
    .filter((name) => !known.includes(name));
  return {
    lines: text === '' ? 0 : text.split(/\r?\n/).length,
    bytes: new TextEncoder().encode(text).length,
    links: [...text.matchAll(linkPattern)].length,
    unknown: [...new Set(unknown)],
  };
}
