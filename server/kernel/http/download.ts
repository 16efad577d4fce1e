import { Readable } from 'node:stream';

import type { Context } from 'koa';

/** A file that leaves while it is made. A fault on the way cuts the connection: half a file must not look whole. */
export class Download {
  constructor(
    /** As it is offered to be saved: plain ASCII. */
    readonly name: string,
    readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<Buffer>,
    /** Where it is not of the route's own type. */
    readonly mediaType?: string,
  ) {}
}

export function sendDownload(ctx: Context, download: Download, mediaType: string): void {
  const stream = Readable.from(download.chunks, { objectMode: true });
  stream.once('error', (error) => {
    ctx.res.destroy(error);
  });
  ctx.status = 200;
  const type = download.mediaType ?? mediaType;
  ctx.set('Content-Type', type.startsWith('text/') ? `${type}; charset=utf-8` : type);
  ctx.set('Content-Disposition', `attachment; filename="${download.name}"`);
  ctx.body = stream;
}
