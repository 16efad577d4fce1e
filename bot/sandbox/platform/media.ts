import { randomBytes } from 'node:crypto';

import type { Handler } from '../http.ts';
import { refusal } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import { at, type Account, type Media } from '../state.ts';
import { PlatformError } from './errors.ts';

/** Three days (the platform's page on temporary material). */
const lifeMs = 3 * 24 * 3_600_000;
/** So that a sandbox that is never reset does not grow for ever. */
const mostKept = 100;

/** Where the phone finds a picture; WeChat serves its own from this host. */
export const picturesFolder = '/mmbiz.qpic.cn/';

export function keepMedia(
  sandbox: Sandbox,
  account: Account,
  given: Pick<Media, 'type' | 'contentType'> & { readonly bytes: Buffer },
): { mediaId: string; createdAt: number } {
  const { media } = sandbox.store.state;
  const createdAt = sandbox.now();
  const mediaId = randomBytes(48).toString('base64url');
  for (const old of Object.keys(media).slice(0, -mostKept)) Reflect.deleteProperty(media, old);
  media[mediaId] = {
    account: account.id,
    type: given.type,
    contentType: given.contentType,
    base64: given.bytes.toString('base64'),
    expiresAt: createdAt + lifeMs,
  };
  sandbox.store.changed('media');
  return { mediaId, createdAt };
}

/**
 * A picture that a message names.
 * @returns where the phone finds it
 * @throws 41006 none named; 40007 unknown, another account's, another kind, or over
 */
export function pictureOf(sandbox: Sandbox, account: Account, mediaId: string | undefined): string {
  if (mediaId === undefined || mediaId === '') throw new PlatformError(41006);
  const found = at(sandbox.store.state.media, mediaId);
  const good = found?.account === account.id && found.type === 'image' && found.expiresAt > sandbox.now();
  if (!good) throw new PlatformError(40007);
  return `${picturesFolder}${mediaId}`;
}

/** Also after its three days: a message that was received keeps its picture. */
export function servePicture(sandbox: Sandbox): Handler {
  return ({ path }) => {
    const found = at(sandbox.store.state.media, path.slice(picturesFolder.length));
    if (found === undefined) return refusal(404, 'media.not_found', 'No picture has this media id');
    return { status: 200, type: found.contentType, body: Buffer.from(found.base64, 'base64') };
  };
}
