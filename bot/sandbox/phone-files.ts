import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

import type { Handler, SandboxResponse } from './http.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'EISDIR', 'ENOTDIR'].includes(String(error.code))
  );
}

async function readPart(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const headers = {
  'referrer-policy': 'same-origin',
  // The mini program's H5 build runs in the phone's frame, from another port.
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: blob: http: https:; style-src 'self' 'unsafe-inline'; frame-src 'self' http: https:; connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
};

const missing: SandboxResponse = {
  status: 503,
  type: 'text/plain; charset=utf-8',
  body: 'The phone is not built yet. 手机页面还没有构建。\n\nThe APIs work: see GET /accounts and GET /control/openapi.json\n',
};

/** `/` and `/phone/*`: plain files; the page itself is never kept, named assets may be. */
export function phoneFiles(folder: string): Handler {
  return async ({ path, method }) => {
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, type: 'text/plain; charset=utf-8', body: 'GET only' };
    const name = path === '/' || path === '/phone/' ? 'index.html' : decodeName(path.slice('/phone/'.length));
    const file = normalize(join(folder, name));
    if (name.includes('\0') || !file.startsWith(normalize(folder) + sep)) return notFound;
    const body = await readPart(file);
    if (body === undefined) return name === 'index.html' ? missing : notFound;
    const type = types[extname(file)] ?? 'application/octet-stream';
    return { status: 200, type, body, headers };
  };
}

const notFound: SandboxResponse = { status: 404, type: 'text/plain; charset=utf-8', body: 'Not found' };

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '\0';
  }
}
