import type { operationsTexts as zh } from '../zh-CN/operations.ts';

export const operationsTexts = {
  'job.callback.work': 'Work on a received callback',
  'job.callback.again': 'Replay: worked again',
  'job.callback.late-reply': 'Send a reply that came too late',
  'job.followers.compare-all': 'Begin comparing with the platforms',
  'job.followers.compare': 'Compare followers with the platform',
  'job.members.compare': 'Compare staff with WeCom',
  'job.accounts.send-sms-code': 'Send an SMS code',
  'job.accounts.learn-unionid': 'Ask for a follower’s UnionID',
  'job.delivery.send': 'Send a message',
  'callback.text': 'Text message',
  'callback.media': 'Picture, voice and other messages',
  'callback.event:subscribe': 'Follow',
  'callback.event:unsubscribe': 'Unfollow',
  'callback.event:scan': 'Parametric QR code scanned',
  'callback.event:menu': 'Menu tapped',
  'callback.event:template_receipt': 'Template message receipt',
  'callback.event:authorization': 'Authorisation changed',
  'callback.event:member': 'WeCom member changed',
  'callback.event:subscribe_answers': 'Subscribe-message consent',
  'callback.event:other': 'Other event',
} as const satisfies Record<keyof typeof zh, string>;
