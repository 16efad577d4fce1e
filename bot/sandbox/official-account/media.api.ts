import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { readFormFile } from '../platform/form-file.ts';
import { keepMedia } from '../platform/media.ts';

const uploadPath = '/cgi-bin/media/upload';
/** Its limit and some air for the form around it; a larger body is refused by the listener itself. */
export const uploadBody = { path: `/api.weixin.qq.com${uploadPath}`, maxBytes: 11 * 1024 * 1024 };

/**
 * The platform's page on temporary material: pictures of 10 MB at most (2 MB in older words), PNG,
 * JPEG or GIF; covers (`thumb`) 64 KB, JPEG. Voice and video are not simulated.
 */
const kinds: Readonly<
  Record<string, { type: 'image' | 'thumb'; maxBytes: number; tooLarge: number; accepts: readonly string[] }>
> = {
  image: {
    type: 'image',
    maxBytes: 10 * 1024 * 1024,
    tooLarge: 40009,
    accepts: ['image/png', 'image/jpeg', 'image/gif'],
  },
  thumb: { type: 'thumb', maxBytes: 64 * 1024, tooLarge: 40012, accepts: ['image/jpeg'] },
};

/** What it is by its first bytes: a name can be wrong. */
function contentTypeOf(bytes: Buffer): string | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  return /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)) ? 'image/gif' : null;
}

/** POST /cgi-bin/media/upload?type= : a form with the file in `media`. */
const upload = defineApi({
  method: 'POST',
  path: uploadPath,
  kinds: ['official-account', 'mini-program'],
  bare: true,
  handle({ sandbox, account, request, query }) {
    const name = query.get('type') ?? '';
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) throw new PlatformError(40004);
    const { bytes } = readFormFile(request, 'media');
    if (bytes.length === 0) throw new PlatformError(44001);
    const contentType = contentTypeOf(bytes);
    if (contentType === null || !kind.accepts.includes(contentType)) throw new PlatformError(40005);
    if (bytes.length > kind.maxBytes) throw new PlatformError(kind.tooLarge);
    const { mediaId, createdAt } = keepMedia(sandbox, account, { type: kind.type, contentType, bytes });
    const named = kind.type === 'thumb' ? { thumb_media_id: mediaId } : { media_id: mediaId };
    return { type: kind.type, ...named, created_at: Math.floor(createdAt / 1000) };
  },
});

export const mediaApis = [upload];
