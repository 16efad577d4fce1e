import type { homeTexts as zh } from '../zh-CN/home.ts';

export const homeTexts = {
  title: 'Hulian 互联',
  lead: 'Joins a brand with its dealers and service people: service account, mini program, WeCom, one service.',
  'demo.lead':
    'Two minutes to see it. The phone is a simulated WeChat; every message goes through the real interfaces.',
  'card.follow.title': 'Follow',
  'card.follow.text':
    'Open the phone and play Lin Xiaowen, clerk at Muquan Hangzhou. Follow the Lanxi Water service account: the guide is there at once.',
  'card.bind.title': 'Bind',
  'card.bind.text':
    'Tap the link in the guide, agree and bind, choose 154****0002, and see Muquan Hangzhou and what you may use.',
  'card.notices.title': 'Both sides know',
  'card.notices.text':
    'The template message arrives in the chat; on the WeCom tab, the salesperson Zhang Min has a card too.',
  'card.open': 'Open the phone',
  'card.done': 'Done',
  'link.workbench': 'Interconnect workbench',
  'link.workbench.text': 'Sign in as the admin Chen Li: quota, channels, follow guide, templates, deliveries',
  'link.docs': 'API documentation',
  'link.docs.text': 'The endpoints, and OpenAPI',
  'link.phone': 'Simulated phone',
  'link.phone.text': 'WeChat, the mini program and WeCom are in it',
  reset: 'Reset the demo',
  'reset.done': 'The demo is as it was in the beginning',
  'reset.failed': 'The reset did not work: see the server’s log',
  'plain.lead': 'The service is running.',
  'link.app': 'Mini program (H5)',
  'link.app.text': 'Open it inside WeChat',
  language: '中文',
} as const satisfies Record<keyof typeof zh, string>;
