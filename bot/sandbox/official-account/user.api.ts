import { defineApi, type ApiContext } from '../platform/api.ts';
import { PlatformError } from '../platform/errors.ts';
import { unionIdOf } from '../platform/union.ts';
import { openidOf } from '../callbacks/events.ts';
import type { Follower } from '../state.ts';
import { personOfOpenid } from './followers.ts';

const pageSize = 10_000;

function qrSceneOf(follower: Follower) {
  const { scene } = follower;
  if (scene === null) return { subscribe_scene: 'ADD_SCENE_SEARCH', qr_scene: 0, qr_scene_str: '' };
  const numeric = /^[1-9]\d{0,9}$/.test(scene);
  return {
    subscribe_scene: 'ADD_SCENE_QR_CODE',
    qr_scene: numeric ? Number(scene) : 0,
    qr_scene_str: numeric ? '' : scene,
  };
}

/** GET /cgi-bin/user/info: no nickname, no picture since 2021-12-27 (platform.md A12). */
const info = defineApi({
  method: 'GET',
  path: '/cgi-bin/user/info',
  kinds: ['official-account'],
  bare: true,
  dailyLimit: 5_000_000,
  handle({ sandbox, account, query }) {
    const openid = query.get('openid') ?? '';
    if (openid === '') throw new PlatformError(41009);
    const person = personOfOpenid(sandbox, account, openid);
    const follower = sandbox.store.findFollower(account.id, person.id);
    const union = unionIdOf(account, person);
    if (follower?.subscribed !== true) return { subscribe: 0, openid, ...union };
    return {
      subscribe: 1,
      openid,
      language: query.get('lang') ?? 'zh_CN',
      subscribe_time: Math.floor(follower.since / 1000),
      ...union,
      remark: '',
      groupid: 0,
      tagid_list: [],
      ...qrSceneOf(follower),
    };
  },
});

/** GET /cgi-bin/user/get: followers by pages of 10 000 (U). */
const list = defineApi({
  method: 'GET',
  path: '/cgi-bin/user/get',
  kinds: ['official-account'],
  bare: true,
  dailyLimit: 500,
  handle({ sandbox, account, query }: ApiContext) {
    const openids = sandbox.store
      .followersOf(account.id)
      .map(({ person }) => sandbox.store.findPerson(person))
      .filter((person) => person !== undefined)
      .map((person) => openidOf(account, person));
    const after = query.get('next_openid') ?? '';
    const start = after === '' ? 0 : openids.indexOf(after) + 1;
    if (after !== '' && start === 0) throw new PlatformError(40003);
    const page = openids.slice(start, start + pageSize);
    const last = page.at(-1) ?? '';
    if (page.length === 0) return { total: openids.length, count: 0, next_openid: '' };
    return { total: openids.length, count: page.length, data: { openid: page }, next_openid: last };
  },
});

export const userApis = [info, list];
