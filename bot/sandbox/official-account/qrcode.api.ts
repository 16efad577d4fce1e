import { randomBytes } from 'node:crypto';

import QRCode from 'qrcode';
import { z } from 'zod';

import type { Handler } from '../http.ts';
import { refusal } from '../http.ts';
import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import type { Sandbox } from '../sandbox.ts';
import { at, removeWhere, type Account } from '../state.ts';

const longestSeconds = 2_592_000;
/** When expire_seconds is absent (platform.md A11; 60 s in another source). */
const usualSeconds = 30;

const bodySchema = z.looseObject({
  expire_seconds: z.number().int().positive().optional(),
  action_name: z.string(),
  action_info: z.looseObject({
    scene: z.looseObject({ scene_id: z.number().int().optional(), scene_str: z.string().optional() }),
  }),
});

function sceneOf({ action_name: action, action_info: info }: z.infer<typeof bodySchema>): string {
  const { scene_id: id, scene_str: text } = info.scene;
  if (action === 'QR_STR_SCENE' || action === 'QR_LIMIT_STR_SCENE') {
    if (text === undefined || text.length < 1 || text.length > 64) throw new PlatformError(40129);
    return text;
  }
  const most = action === 'QR_LIMIT_SCENE' ? 100_000 : 0xffff_ffff;
  if (action !== 'QR_SCENE' && action !== 'QR_LIMIT_SCENE') throw new PlatformError(40097);
  if (id === undefined || id < 1 || id > most) throw new PlatformError(40129);
  return String(id);
}

/** Makes a parametric code. `seconds` null: for ever. */
export function createQrCode(sandbox: Sandbox, account: Account, scene: string, seconds: number | null) {
  const { state } = sandbox.store;
  const now = sandbox.now();
  removeWhere(state.qrCodes, ({ expiresAt }) => expiresAt !== null && expiresAt < now - 86_400_000);
  const ticket = `gQ${randomBytes(70).toString('base64url')}==`;
  const url = `http://weixin.qq.com/q/${randomBytes(16).toString('base64url')}`;
  state.qrCodes[ticket] = {
    account: account.id,
    scene,
    url,
    expiresAt: seconds === null ? null : now + seconds * 1000,
  };
  sandbox.store.changed('codes');
  return { ticket, url };
}

/** POST /cgi-bin/qrcode/create (platform.md A11). */
const create = defineApi({
  method: 'POST',
  path: '/cgi-bin/qrcode/create',
  kinds: ['official-account'],
  serviceOnly: true,
  bare: true,
  dailyLimit: 100_000,
  body: bodySchema,
  handle({ sandbox, account }, body) {
    const scene = sceneOf(body);
    if (body.action_name.startsWith('QR_LIMIT')) {
      const permanent = Object.values(sandbox.store.state.qrCodes).filter(
        (code) => code.account === account.id && code.expiresAt === null,
      );
      if (permanent.length >= 100_000) throw new PlatformError(45029);
      return createQrCode(sandbox, account, scene, null);
    }
    const seconds = Math.min(body.expire_seconds ?? usualSeconds, longestSeconds);
    const { ticket, url } = createQrCode(sandbox, account, scene, seconds);
    return { ticket, expire_seconds: seconds, url };
  },
});

export const qrCodeApis = [create];

/** A code as PNG (the platform sends JPEG; browsers mind neither). */
export async function drawQrCode(text: string): Promise<Buffer> {
  return QRCode.toBuffer(text, { type: 'png', width: 430, margin: 2, errorCorrectionLevel: 'M' });
}

/** GET /mp.weixin.qq.com/cgi-bin/showqrcode?ticket= : open to everybody who has the ticket. */
export function showQrCode(sandbox: Sandbox): Handler {
  return async ({ query }) => {
    const code = at(sandbox.store.state.qrCodes, query.get('ticket') ?? '');
    if (code === undefined) return refusal(404, 'ticket.not_found', 'No code has this ticket');
    return { status: 200, type: 'image/png', body: await drawQrCode(code.url) };
  };
}
