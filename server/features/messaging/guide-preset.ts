import type { GuideVariant } from '../../contract/messaging.ts';

/** What a new service account says to who follows it, until staff write their own (row 36). */
export const guidePreset: Readonly<Record<'unbound' | 'bound', GuideVariant>> = {
  unbound: {
    carrier: 'text',
    text: [
      '你好，欢迎关注{brand} 👋',
      '经销商、服务商请先绑定账号，之后可以收业务通知、找业务员。',
      '👉 {link:点这里绑定，约 20 秒}',
      '不是合作伙伴？不需要绑定，谢谢你的关注。',
    ].join('\n'),
    title: '',
    description: '',
    pictureUrl: '',
  },
  bound: {
    carrier: 'text',
    text: [
      '{contact}，你已绑定「{company}」。',
      '👉 {link:点这里进入，查看通知}',
      '有事请找业务员 {salesperson}。',
      '要换账号，回复「解绑」。',
    ].join('\n'),
    title: '',
    description: '',
    pictureUrl: '',
  },
};
