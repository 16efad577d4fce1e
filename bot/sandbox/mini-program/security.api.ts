import { z } from 'zod';

import { personOfOpenid } from '../official-account/followers.ts';
import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';

/** Texts with one of these are told to be risky or doubtful, so that both can be tried without bad words. */
const riskyMark = '[sandbox:risky]';
const reviewMark = '[sandbox:review]';

/**
 * POST /wxa/msg_sec_check, version 2: always errcode 0, the verdict is in `result`. Everything
 * passes but texts that carry the marks above. The platform's rule that the person was active in
 * the last two hours (61010, U) is not simulated.
 */
const textCheck = defineApi({
  method: 'POST',
  path: '/wxa/msg_sec_check',
  kinds: ['mini-program'],
  body: z.looseObject({
    version: z.coerce.number(),
    openid: z.string(),
    scene: z.number().int().min(1).max(4),
    content: z.string(),
  }),
  handle({ sandbox, account }, body) {
    if (body.version !== 2) throw new PlatformError(40097);
    personOfOpenid(sandbox, account, body.openid);
    if (Array.from(body.content).length > 2_500) throw new PlatformError(45002);
    if (body.content === '') throw new PlatformError(44004);
    const risky = body.content.includes(riskyMark);
    const suggest = risky ? 'risky' : body.content.includes(reviewMark) ? 'review' : 'pass';
    const label = suggest === 'pass' ? 100 : 20006;
    return {
      trace_id: `${Math.floor(sandbox.now() / 1000).toString(16)}-${sandbox.store.nextNumber().toString(16)}`,
      result: { suggest, label },
      detail: [{ strategy: 'content_model', errcode: 0, suggest, label, prob: suggest === 'pass' ? 0 : 90 }],
    };
  },
});

export const securityApis = [textCheck];
