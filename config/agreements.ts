/**
 * The texts that people agree to, by version: a changed text is a new version, and consent is asked
 * again. {upstream} decides on the data (处理者), {operator} runs the system for it (受托人).
 * The operator replaces these by his lawyer's words before he goes live.
 */
export const agreements = {
  version: '2026-11-1',
  'zh-CN': {
    'user-agreement': {
      title: '用户服务协议',
      paragraphs: [
        '本服务由{upstream}提供给其经销商、代理商、服务商及其员工使用，由{operator}受托运行。',
        '你使用{upstream}登记的手机号绑定账号，绑定后可使用为你的角色开通的功能。账号仅限本人使用。',
        '你可以随时在「我的」里解除绑定、退出登录或撤回同意。解除绑定后，微信不再与账号关联，业务数据由{upstream}保留。',
        '请勿把绑定链接转发给他人，也不要代他人绑定。',
      ],
    },
    'privacy-policy': {
      title: '隐私政策',
      paragraphs: [
        '个人信息处理者：{upstream}。受托运行方：{operator}。',
        '我们只在你同意之后处理下列信息，用途和期限见《个人信息收集清单》：手机号、微信标识、{upstream}登记的姓名与角色、操作与发送记录。',
        '手机号仅用于确认你在{upstream}登记的账号。我们不向其他企业提供你的信息；同一手机号在多家企业有账号时，只在你本人验证之后、在你自己的页面里显示。',
        '你可以查询、更正、删除你的信息，也可以撤回同意：撤回后会解除绑定并停止发送消息，不影响撤回之前的处理。',
        '如有疑问，请联系你的业务员或{upstream}。',
      ],
    },
  },
  en: {
    'user-agreement': {
      title: 'User Agreement',
      paragraphs: [
        'This service is offered by {upstream} to its dealers, agents, service providers and their people, and is run for it by {operator}.',
        'You bind your account by the phone number that {upstream} has for you, and then use what is open to your role. The account is yours alone.',
        'You may unbind, sign out or withdraw your consent at any time under “Me”. After unbinding, your WeChat is no longer joined with the account; business data stays with {upstream}.',
        'Do not pass the binding link on, and do not bind for others.',
      ],
    },
    'privacy-policy': {
      title: 'Privacy Policy',
      paragraphs: [
        'Personal information handler: {upstream}. Entrusted operator: {operator}.',
        'Only after you agree do we handle: your phone number, WeChat ids, the name and role that {upstream} entered, and operation and delivery records. Purposes and periods are in the personal information list.',
        'Your phone number is used only to find the account that {upstream} has for you. We give your information to no other enterprise; where one number has accounts with several, they are shown only after your own proof, and only to you.',
        'You may see, correct and erase your information, and withdraw your consent: then the binding ends and messages stop; what was done before stays lawful.',
        'Questions? Ask your salesperson or {upstream}.',
      ],
    },
  },
} as const;
