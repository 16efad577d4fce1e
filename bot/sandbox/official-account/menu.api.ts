import { z } from 'zod';

import { defineApi } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import type { Account } from '../state.ts';

const buttonSchema = z.looseObject({
  name: z.string().optional(),
  type: z.string().optional(),
  key: z.string().optional(),
  url: z.string().optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
  media_id: z.string().optional(),
  article_id: z.string().optional(),
  sub_button: z.array(z.unknown()).optional(),
});
type Button = z.infer<typeof buttonSchema>;

const keyTypes = new Set([
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
]);
const mediaTypes = new Set(['media_id', 'view_limited', 'article_id', 'article_view_limited']);

function parseButton(value: unknown): Button {
  const parsed = buttonSchema.safeParse(value);
  if (!parsed.success) throw new PlatformError(47001);
  return parsed.data;
}

/** Sizes as published in platform.md A10 (those of names U). */
function checkButton(account: Account, button: Button, level: 1 | 2): void {
  const name = button.name ?? '';
  const mostBytes = level === 1 ? 16 : 60;
  if (name === '' || Buffer.byteLength(name) > mostBytes)
    throw new PlatformError(level === 1 ? 40018 : 40025);
  const sub = button.sub_button ?? [];
  if (sub.length > 0) {
    if (level === 2) throw new PlatformError(40023);
    if (sub.length > 5) throw new PlatformError(40023);
    for (const child of sub) checkButton(account, parseButton(child), 2);
    return;
  }
  const type = button.type ?? '';
  if (keyTypes.has(type)) {
    const size = Buffer.byteLength(button.key ?? '');
    if (size < 1 || size > 128) throw new PlatformError(40019);
  } else if (type === 'view' || type === 'miniprogram') {
    checkUrl(button.url ?? '', level);
    if (type === 'miniprogram') checkMiniProgram(account, button);
  } else if (!mediaTypes.has(type)) throw new PlatformError(40017);
}

function checkUrl(url: string, level: 1 | 2): void {
  if (url === '' || Buffer.byteLength(url) > 1_024)
    throw new PlatformError(level === 1 ? 40020 : 40027, 'invalid url size');
  if (!/^https?:\/\//.test(url)) {
    throw level === 1
      ? new PlatformError(40055, 'invalid button url domain')
      : new PlatformError(40054, 'invalid sub button url domain');
  }
}

function checkMiniProgram(account: Account, button: Button): void {
  if ((button.pagepath ?? '') === '') throw new PlatformError(40165);
  if (!account.linkedMiniPrograms.includes(button.appid ?? '')) throw new PlatformError(45064);
}

/** POST /cgi-bin/menu/create */
const create = defineApi({
  method: 'POST',
  path: '/cgi-bin/menu/create',
  kinds: ['official-account'],
  dailyLimit: 1_000,
  body: z.looseObject({ button: z.array(z.unknown()) }),
  handle({ sandbox, account }, body) {
    if (body.button.length < 1 || body.button.length > 3) throw new PlatformError(40016);
    for (const button of body.button) checkButton(account, parseButton(button), 1);
    account.menu = { button: body.button };
    sandbox.store.changed('accounts');
    return {};
  },
});

/** GET /cgi-bin/menu/get */
const get = defineApi({
  method: 'GET',
  path: '/cgi-bin/menu/get',
  kinds: ['official-account'],
  bare: true,
  dailyLimit: 10_000,
  handle({ account }) {
    if (account.menu === null || account.menu === undefined) throw new PlatformError(46003);
    return { menu: account.menu };
  },
});

/** GET /cgi-bin/menu/delete */
const remove = defineApi({
  method: 'GET',
  path: '/cgi-bin/menu/delete',
  kinds: ['official-account'],
  dailyLimit: 1_000,
  handle({ sandbox, account }) {
    account.menu = null;
    sandbox.store.changed('accounts');
    return {};
  },
});

export const menuApis = [create, get, remove];
