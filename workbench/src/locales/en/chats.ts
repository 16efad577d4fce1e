import type { chats as zhCN } from '../zh-CN/chats.ts';
import type { Matching } from '../matching.ts';

export const chats: Matching<typeof zhCN> = {
  'channel_accounts.title': 'Channel accounts',
  'channel_accounts.lead':
    'Who staff are at WeCom. Whose account you see goes by your department rights for channel accounts; without one, your own alone.',
  'channel_accounts.column.name': 'Name and nickname',
  'channel_accounts.column.staff_account': 'Staff account',
  'channel_accounts.column.channel': 'Channel',
  'channel_accounts.column.channel_id': 'Channel account ID',
  'channel_accounts.column.last_sign_in': 'Last sign-in',
  'channel_accounts.no_channel': 'WeCom is not connected',
  'channel_accounts.search': 'Staff account, name, nickname or channel account ID',
  'channel_accounts.empty': 'No channel accounts to see',
  'channel_accounts.empty_hint':
    'Who signs in with a password has none. To see those of colleagues, ask an administrator for a department right.',
  'channel_accounts.state.usable': 'Usable',
  'channel_accounts.state.disabled': 'Disabled',
  'channel_accounts.state.left': 'Left WeCom',
  'chats.title': 'Chats',
  'chats.lead':
    'Chats with followers and mini-program users, of those accounts alone that keep them. Whose you see goes by who looks after the person and your department rights. WeCom customer groups are not included.',
  'chats.lead_without':
    'Chats with followers and mini-program users. What was said needs the right “View chat history”. WeCom customer groups are not included.',
  'chats.empty': 'No chats yet',
  'chats.empty_hint':
    'Open a service account or mini program under “Channels” and switch “Keep chats” on: messages from then on stand here.',
  'chats.column.person': 'Person',
  'chats.column.openid': 'OpenID',
  'chats.column.company': 'Company',
  'chats.column.account': 'Account',
  'chats.column.kind': 'Kind',
  'chats.column.staff': 'Looked after by',
  'chats.column.last': 'Last message',
  'chats.column.last_at': 'Last chat',
  'chats.stranger': 'Not bound',
  'chats.nobody': 'Nobody',
  'chats.search': 'Name, company, or the whole OpenID',
  'chats.staff_search': 'Staff account or name',
  'chats.record': 'Chat history',
  'chats.earlier': 'Show earlier messages',
  'chats.start': 'Nothing earlier',
  'chats.gone': 'The messages have reached their time',
  'chats.gone_hint': 'Messages are kept for 180 days and then deleted.',
  'chats.from_person': 'Person',
  'chats.from_us': 'Enterprise',
  'chats.no_words': '[{kind}] its content is not kept',
  'chats.keep.title': 'Keep chats',
  'chats.keep.is_off': 'Off',
  'chats.keep.is_on': 'On, kept since {at}',
  'chats.keep.what':
    'Kept are texts that people send, what they do (follow, menu), and the replies and notices sent to them: encrypted, and deleted after {days} days. Of pictures, voice and video only that they were sent is kept. A person can export his record; it goes when he deletes his account.',
  'chats.keep.on': 'Start keeping',
  'chats.keep.off': 'Stop keeping',
  'chats.keep.on_title': 'Start keeping chats?',
  'chats.keep.on_consequence':
    'Messages from now on are kept for {days} days, and staff with the right can read them. Chats are personal information: tell people first, in your privacy policy, what is kept, for how long and what for.',
  'chats.keep.off_title': 'Stop keeping chats?',
  'chats.keep.off_consequence':
    'New messages are not kept. What is there can be read until it is deleted after {days} days.',
  'history.title': 'Chat history',
  'history.lead':
    'Chats that colleagues look after: your subordinates in the departments that you head, and staff within your department rights. Open one for the whole record.',
  'history.empty': 'No chat history to see',
  'history.empty_hint':
    'Chats of subordinates, and of colleagues within your department rights, stand here. Your own are under “Chats”.',
};
