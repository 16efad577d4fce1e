import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

const inlineScript = /<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi;

/** `'sha256-…'` of every script that stands in a page itself, as a Content-Security-Policy names them. */
export function inlineScriptHashes(html: string): readonly string[] {
  const texts = [...html.matchAll(inlineScript)].map((match) => match[1] ?? '').filter((text) => text !== '');
  return [...new Set(texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`))];
}

/**
 * The hashes of a built page, read again when the file has changed: a build is replaced while the
 * server runs.
 * @throws the file system's error where the file is not there
 */
export function createInlineScripts(path: string): () => Promise<readonly string[]> {
  let known: { mark: string; hashes: readonly string[] } | undefined;
  return async () => {
    const { mtimeMs, size } = await stat(path);
    const mark = `${mtimeMs} ${size}`;
    if (known?.mark !== mark) known = { mark, hashes: inlineScriptHashes(await readFile(path, 'utf8')) };
    return known.hashes;
  };
}
