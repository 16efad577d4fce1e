import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { drawQrCode } from '../official-account/qrcode.api.ts';
import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';

/** The platform draws a round code of its own; ours is a QR code of this address, which the phone's scan understands. */
export function miniProgramCodeUrl(appId: string, page: string, scene: string): string {
  return `https://sandbox.invalid/wxacode?${new URLSearchParams({ appid: appId, page, scene }).toString()}`;
}

const unlimitedSchema = z.looseObject({
  scene: z.string(),
  page: z.string().default(''),
  check_path: z.boolean().default(true),
  env_version: z.enum(['release', 'trial', 'develop']).default('release'),
  width: z.number().default(430),
});

/** POST /wxa/getwxacodeunlimit: a picture, or JSON that says why not: look at the content type (platform.md B). */
const unlimited = defineApi({
  method: 'POST',
  path: '/wxa/getwxacodeunlimit',
  kinds: ['mini-program'],
  body: unlimitedSchema,
  async handle({ sandbox, account }, body) {
    if (!sandbox.limiter.take(`wxacode:${account.id}`, 5_000, 60_000)) throw new PlatformError(45009);
    if (Array.from(body.scene).length > 32) throw new PlatformError(40169);
    if (!/^[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]+$/.test(body.scene)) throw new PlatformError(40129);
    if (body.page.startsWith('/') || body.page.includes('?')) throw new PlatformError(41030);
    if (body.width < 280 || body.width > 1_280) throw new PlatformError(40097);
    const picture = await drawQrCode(miniProgramCodeUrl(account.id, body.page, body.scene));
    return { status: 200, type: 'image/png', body: picture };
  },
});

const linkSchema = z.looseObject({
  path: z.string().default(''),
  query: z.string().default(''),
  expire_type: z.union([z.literal(0), z.literal(1)]).default(0),
  expire_time: z.number().int().optional(),
  expire_interval: z.number().int().optional(),
});

const dayMs = 86_400_000;

/** POST /wxa/generate_urllink: at most 30 days; may be opened by many (since 2023-12-19). */
const urlLink = defineApi({
  method: 'POST',
  path: '/wxa/generate_urllink',
  kinds: ['mini-program'],
  dailyLimit: 500_000,
  body: linkSchema,
  handle({ sandbox, account }, body) {
    const now = sandbox.now();
    if (!/^[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~%]*$/.test(body.query)) throw new PlatformError(40097);
    if (Buffer.byteLength(body.query) > 1_024 || body.path.includes('?')) throw new PlatformError(40165);
    const days = body.expire_type === 1 ? (body.expire_interval ?? 30) : 30;
    const until =
      body.expire_type === 0 && body.expire_time !== undefined ? body.expire_time * 1000 : now + days * dayMs;
    if (days < 1 || until <= now || until > now + 31 * dayMs)
      throw new PlatformError(40097, 'invalid expire');
    const name = randomBytes(8).toString('base64url').replaceAll(/[-_]/g, 'x');
    sandbox.store.state.links[name] = {
      appId: account.id,
      path: body.path,
      query: body.query,
      expiresAt: until,
    };
    sandbox.store.changed('codes');
    return { url_link: `https://wxaurl.cn/${name}` };
  },
});

export const codeApis = [unlimited, urlLink];
