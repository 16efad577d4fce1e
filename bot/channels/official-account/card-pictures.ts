import { createHash } from 'node:crypto';

import type { FormFile } from '../shared/platform-call.ts';
import type { PlatformClock } from '../shared/platform-clock.ts';
import { PlatformError, PlatformUnreachableError } from '../shared/platform-error.ts';
import {
  createTokenSource,
  TokenWaitError,
  type TokenSource,
  type TokenStore,
} from '../shared/token-source.ts';

/**
 * A cover of a mini-program card. The platform's page on customer messages asks for a media id of
 * kind `image` and advises 520 × 416.
 */
export interface CardPicture {
  readonly contentType: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
}

/** Temporary material lives three days and may be used again and again (the platform's page on it). */
const mediaSeconds = 3 * 24 * 3_600;
/** Pictures change rarely; older ones are uploaded again when they come back. */
const mostKept = 50;

/**
 * Media ids of pictures: each picture is uploaded once for all processes and kept, like a token,
 * until its end. An upload that fails sends no message: its errors say so, whatever became of it.
 */
export function createCardPictures(deps: {
  accountKey: string;
  store: TokenStore;
  clock: PlatformClock;
  upload: (file: FormFile) => Promise<string>;
  onBackgroundError?: (error: unknown) => void;
}) {
  const { accountKey, store, clock } = deps;
  const sources = new Map<string, TokenSource>();
  const background =
    deps.onBackgroundError === undefined ? {} : { onBackgroundError: deps.onBackgroundError };

  function sourceOf(picture: CardPicture): TokenSource {
    const digest = createHash('sha256').update(picture.bytes).digest('hex').slice(0, 32);
    const known = sources.get(digest);
    if (known !== undefined) return known;
    if (sources.size >= mostKept) sources.clear();
    const { contentType, bytes } = picture;
    const name = contentType === 'image/png' ? 'card.png' : 'card.jpg';
    const source = createTokenSource({
      key: `media:${accountKey}:${digest}`,
      store,
      clock,
      ...background,
      fetch: async () => ({
        token: await deps.upload({ field: 'media', name, contentType, bytes }),
        expiresInSeconds: mediaSeconds,
      }),
    });
    sources.set(digest, source);
    return source;
  }

  return {
    /** @throws PlatformError, or PlatformUnreachableError with `sent: 'no'` */
    mediaId: (picture: CardPicture): Promise<string> => sourceOf(picture).get().catch(notSent),
    /** Another one, after the platform refused this one. */
    async mediaIdInPlaceOf(picture: CardPicture, refused: string): Promise<string> {
      const source = sourceOf(picture);
      await source.refused(refused).catch(notSent);
      return source.get().catch(notSent);
    },
  };
}

function notSent(error: unknown): never {
  const told = (reason: PlatformUnreachableError['reason'], detail: string) =>
    new PlatformUnreachableError({
      channel: 'official-account',
      method: 'uploadMedia',
      reason,
      detail,
      sent: 'no',
    });
  if (error instanceof TokenWaitError) throw told('token-wait', error.message);
  if (error instanceof PlatformUnreachableError) throw told(error.reason, error.message);
  // «System error» does not say what became of the upload; of the message it is known.
  if (error instanceof PlatformError && error.code === -1) throw told('status', error.errmsg);
  throw error;
}
