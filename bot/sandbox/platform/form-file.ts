import type { SandboxRequest } from '../http.ts';
import { PlatformError } from './errors.ts';

/**
 * The one file of a `multipart/form-data` body, under the given field.
 * @throws 41005 not a form, or without that file
 */
export function readFormFile(
  { headers, body }: SandboxRequest,
  field: string,
): { name: string; bytes: Buffer } {
  const boundary = /^multipart\/form-data;.*?boundary="?([^";]{1,70})"?/i.exec(
    headers['content-type'] ?? '',
  )?.[1];
  if (boundary === undefined) throw new PlatformError(41005);
  for (const part of partsOf(body, boundary)) {
    const cut = part.indexOf('\r\n\r\n');
    if (cut === -1) continue;
    const head = part.toString('utf8', 0, cut);
    const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(head)?.[1] ?? '';
    const name = /\bfilename="([^"]*)"/i.exec(disposition)?.[1];
    // `name` must not be found inside `filename`.
    if (/(?:^|[;\s])name="([^"]*)"/i.exec(disposition)?.[1] !== field || name === undefined) continue;
    return { name, bytes: part.subarray(cut + 4) };
  }
  throw new PlatformError(41005);
}

function partsOf(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Buffer[] = [];
  let from = whole.indexOf(mark);
  while (from !== -1) {
    const start = from + mark.length;
    const next = whole.indexOf(mark, start);
    if (next === -1) return parts;
    parts.push(whole.subarray(start, next));
    from = next;
  }
  return parts;
}
