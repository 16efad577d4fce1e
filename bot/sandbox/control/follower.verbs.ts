import { z } from 'zod';

import type { CallbackFields } from '../callbacks/fields.ts';
import { follow, openWindow, unfollow } from '../official-account/followers.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account } from '../state.ts';
import { memberActor, personActor, sendEvent, sendMessage, type Actor } from './acts.ts';
import { accountIdSchema, deliveriesSchema, fieldsSchema, personIdSchema } from './schemas.ts';
import { scanCode } from './scan.ts';
import { ControlError, needAccount, needFollower, needMember, needPerson, post } from './verb.ts';

const pair = { account: accountIdSchema, follower: personIdSchema };
const sceneSchema = z.string().min(1).max(64);

function needOfficial(sandbox: Sandbox, id: string): Account {
  const account = needAccount(sandbox, id);
  if (account.kind !== 'official-account') {
    throw new ControlError(409, 'account.wrong_kind', `${account.name} is not an official account`);
  }
  return account;
}

/** The one who acts, and that he may: a follower, a mini program's user, or an active member. */
export function needActor(sandbox: Sandbox, account: Account, id: string): Actor {
  if (account.kind === 'wecom') {
    const member = needMember(sandbox, account.id, id);
    if (!member.active) throw new ControlError(409, 'member.left', `${member.name} has left`);
    return memberActor(account, member);
  }
  const person = needPerson(sandbox, id);
  if (account.kind === 'official-account') needFollower(sandbox, account, person);
  return personActor(account, person);
}

const followVerb = post({
  path: '/control/follow',
  summary: 'Follows a service account; with a scene as through a parametric code (qrscene_).',
  body: z.strictObject({ ...pair, scene: sceneSchema.optional() }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needOfficial(sandbox, body.account);
    const person = needPerson(sandbox, body.follower);
    const scene = body.scene ?? null;
    follow(sandbox, account, person, scene);
    const fields =
      scene === null
        ? { EventKey: '' }
        : { EventKey: `qrscene_${scene}`, Ticket: `gQ${Buffer.from(scene).toString('base64url')}` };
    return {
      deliveries: await sendEvent(sandbox, account, personActor(account, person), 'subscribe', fields, true),
    };
  },
});

const unfollowVerb = post({
  path: '/control/unfollow',
  summary: 'Stops following.',
  body: z.strictObject(pair),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needOfficial(sandbox, body.account);
    const person = needPerson(sandbox, body.follower);
    unfollow(sandbox, needFollower(sandbox, account, person));
    const actor = personActor(account, person);
    return { deliveries: await sendEvent(sandbox, account, actor, 'unsubscribe', { EventKey: '' }, false) };
  },
});

const crowdVerb = post({
  path: '/control/crowd',
  summary:
    'So many new people follow at once, and no callback tells of them: as if all had been lost, or had followed long ago.',
  body: z.strictObject({ account: accountIdSchema, count: z.number().int().min(1).max(200_000) }),
  answer: z.object({ followers: z.number().int() }),
  handle({ sandbox }, body) {
    const account = needOfficial(sandbox, body.account);
    const { store } = sandbox;
    for (let made = 0; made < body.count; made += 1) {
      const id = `crowd-${store.nextNumber()}`;
      follow(sandbox, account, store.putPerson({ id, name: id, phones: [] }), null);
    }
    return { followers: store.followersOf(account.id).length };
  },
});

/** What he sees of his own message: a text, or what its fields tell. */
function shownOf(type: string, fields: CallbackFields, text: string | undefined) {
  return text === undefined ? { type, fields } : { type: 'text', text };
}

const mediaTypes = ['image', 'voice', 'video', 'shortvideo', 'location', 'link'] as const;
const mediaDefaults: Readonly<Record<(typeof mediaTypes)[number], CallbackFields>> = {
  image: { PicUrl: 'https://sandbox.invalid/picture.jpg', MediaId: 'sandbox-media-image' },
  voice: { MediaId: 'sandbox-media-voice', Format: 'amr' },
  video: { MediaId: 'sandbox-media-video', ThumbMediaId: 'sandbox-media-thumb' },
  shortvideo: { MediaId: 'sandbox-media-video', ThumbMediaId: 'sandbox-media-thumb' },
  location: { Location_X: '30.274085', Location_Y: '120.155070', Scale: '16', Label: '浙江省杭州市' },
  link: { Title: '', Description: '', Url: 'https://sandbox.invalid/' },
};

const sendVerb = post({
  path: '/control/send',
  summary: 'Says something to the account; for WeCom the follower is the userId.',
  body: z.union([
    z.strictObject({
      ...pair,
      text: z.string().min(1).max(2_048),
      type: z.literal('text').optional(),
      fields: fieldsSchema.default({}),
    }),
    z.strictObject({ ...pair, type: z.enum(mediaTypes), fields: fieldsSchema.default({}) }),
  ]),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.account);
    const actor = needActor(sandbox, account, body.follower);
    // A tap in a message menu counts as a menu click, not as a message (platform.md A8).
    const act = Object.hasOwn(body.fields, 'bizmsgmenuid') ? 'menu' : 'message';
    if (account.kind !== 'wecom') openWindow(sandbox, account, needPerson(sandbox, body.follower), act);
    const type = body.type ?? 'text';
    const text = 'text' in body ? body.text : undefined;
    const fields =
      'text' in body
        ? { Content: body.text, ...body.fields }
        : { ...mediaDefaults[body.type], ...body.fields };
    return {
      deliveries: await sendMessage(sandbox, account, actor, type, fields, shownOf(type, fields, text)),
    };
  },
});

const scanVerb = post({
  path: '/control/scan',
  summary:
    'Scans a code: a follower sends SCAN, others follow with its scene. Codes of mini programs and other addresses answer in `opens`.',
  body: z.strictObject({
    account: accountIdSchema.optional(),
    follower: personIdSchema,
    ticket: z.string().optional(),
    url: z.string().max(2_048).optional(),
    scene: sceneSchema.optional(),
  }),
  async handle({ sandbox }, body) {
    const person = needPerson(sandbox, body.follower);
    const found = scanCode(sandbox, body);
    if (found.kind === 'opens') return { deliveries: [], opens: found.opens };
    const account = needOfficial(sandbox, found.account);
    const actor = personActor(account, person);
    const following = sandbox.store.findFollower(account.id, person.id)?.subscribed === true;
    if (following) openWindow(sandbox, account, person, 'scan');
    else follow(sandbox, account, person, found.scene);
    const key = following ? found.scene : `qrscene_${found.scene}`;
    const fields = { EventKey: key, Ticket: found.ticket };
    const event = following ? 'SCAN' : 'subscribe';
    return { deliveries: await sendEvent(sandbox, account, actor, event, fields, true), opens: null };
  },
});

const menuTypes = [
  'click',
  'view',
  'miniprogram',
  'scancode_push',
  'scancode_waitmsg',
  'location_select',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'media_id',
  'view_limited',
  'article_id',
  'article_view_limited',
] as const;
/** Buttons that the client answers by itself: the account is told nothing. */
const silentTypes = new Set<(typeof menuTypes)[number]>([
  'media_id',
  'article_id',
  'article_view_limited',
  'view_limited',
]);

/** Fields and name of a menu's event: WeCom writes click and view in lower case (platform.md A4, C2). */
function menuEvent(
  account: Account,
  body: {
    type: (typeof menuTypes)[number];
    key?: string | undefined;
    url?: string | undefined;
    pagepath?: string | undefined;
  },
) {
  const { type, key = '', url = '', pagepath = '' } = body;
  const wecom = account.kind === 'wecom';
  if (type === 'click') return { event: wecom ? 'click' : 'CLICK', fields: { EventKey: key } };
  if (type === 'view') return { event: wecom ? 'view' : 'VIEW', fields: { EventKey: url } };
  if (type === 'miniprogram') return { event: 'view_miniprogram', fields: { EventKey: pagepath } };
  if (type.startsWith('scancode')) {
    return { event: type, fields: { EventKey: key, ScanCodeInfo: { ScanType: 'qrcode', ScanResult: url } } };
  }
  return { event: type, fields: { EventKey: key } };
}

const menuVerb = post({
  path: '/control/menu',
  summary: 'Taps a menu button. Only click and scan buttons open the customer-service window.',
  body: z.strictObject({
    ...pair,
    type: z.enum(menuTypes).optional(),
    key: z.string().max(128).optional(),
    url: z.string().max(1_024).optional(),
    pagepath: z.string().max(1_024).optional(),
  }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.account);
    const actor = needActor(sandbox, account, body.follower);
    const guessed = body.pagepath === undefined ? (body.url === undefined ? 'click' : 'view') : 'miniprogram';
    const type = body.type ?? guessed;
    if (silentTypes.has(type)) return { deliveries: [] };
    const opens = type === 'click' || type === 'scancode_push' || type === 'scancode_waitmsg';
    if (opens && account.kind !== 'wecom')
      openWindow(sandbox, account, needPerson(sandbox, body.follower), 'menu');
    const { event, fields } = menuEvent(account, { ...body, type });
    return { deliveries: await sendEvent(sandbox, account, actor, event, fields, type === 'click') };
  },
});

const eventVerb = post({
  path: '/control/event',
  summary: 'Any other event, by its own fields; `fields.Event` names it.',
  body: z.strictObject({ ...pair, fields: fieldsSchema }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.account);
    const { Event: event, ...fields } = body.fields;
    if (typeof event !== 'string' || event === '') {
      throw new ControlError(422, 'request.invalid', 'fields.Event must be a text');
    }
    // `sys` speaks for WeCom itself; an event may also be told of who does not follow.
    const actor =
      account.kind === 'wecom' && body.follower === 'sys'
        ? { from: 'sys', user: `${account.id}:sys` }
        : account.kind === 'wecom'
          ? memberActor(account, needMember(sandbox, account.id, body.follower))
          : personActor(account, needPerson(sandbox, body.follower));
    if (event === 'user_enter_tempsession')
      openWindow(sandbox, account, needPerson(sandbox, body.follower), 'session');
    return { deliveries: await sendEvent(sandbox, account, actor, event, fields, false) };
  },
});

const changes = [
  'user_info_modified',
  'user_authorization_revoke',
  'user_authorization_cancellation',
] as const;

const revokeVerb = post({
  path: '/control/revoke-authorization',
  summary: "A person changes, takes back or cancels what he allowed: the law's events.",
  body: z.strictObject({ ...pair, change: z.enum(changes), revokeInfo: z.string().max(60).optional() }),
  answer: deliveriesSchema,
  async handle({ sandbox }, body) {
    const account = needAccount(sandbox, body.account);
    const actor = personActor(account, needPerson(sandbox, body.follower));
    // The case of the elements differs between the events (platform.md A4).
    const small = body.change === 'user_info_modified';
    const fields: CallbackFields = {
      ...(small ? { openid: actor.from, appid: account.id } : { OpenID: actor.from, AppID: account.id }),
      ...(body.change === 'user_authorization_cancellation' ? {} : { RevokeInfo: body.revokeInfo ?? '1' }),
    };
    return { deliveries: await sendEvent(sandbox, account, actor, body.change, fields, false) };
  },
});

export const followerVerbs = [
  followVerb,
  unfollowVerb,
  crowdVerb,
  sendVerb,
  scanVerb,
  menuVerb,
  eventVerb,
  revokeVerb,
];
