import { words, type Words } from './words.ts';

/** What a case cannot be judged without. */
export type Need =
  | 'answer-word'
  | 'mirror'
  | 'effects'
  | 'second'
  | 'canary'
  | 'patience'
  | 'encrypted'
  | 'plain'
  | 'safe'
  | 'wechat'
  | 'wecom'
  | 'receiver-id';

/** Told instead of a result. */
export const reasons: Readonly<Record<Need, Words>> = {
  'answer-word': words(
    'needs --answer-word: a text that the server answers with a passive reply',
    '需要 --answer-word：服务器会被动回复的一句话',
  ),
  mirror: words(
    'needs --mirror-prefix: texts that the server answers with what they say',
    '需要 --mirror-prefix：服务器会把后面的内容原样回复的前缀',
  ),
  effects: words(
    'needs --effects-url: the server’s own count of new callbacks',
    '需要 --effects-url：服务器自己统计的新回调数',
  ),
  second: words(
    'needs --second-url: another process of the same service',
    '需要 --second-url：同一服务的另一个进程',
  ),
  canary: words(
    'needs --canary: an address of this machine that the server could reach',
    '需要 --canary：服务器访问得到的本机地址',
  ),
  patience: words('needs --patient: waits more than five minutes', '需要 --patient：要等五分钟以上'),
  encrypted: words('only in compatible and safe mode', '只用于兼容模式和安全模式'),
  plain: words('only in plain mode', '只用于明文模式'),
  safe: words('only in safe mode', '只用于安全模式'),
  wechat: words('only for official accounts and mini programs', '只用于公众号和小程序'),
  wecom: words('only for WeCom', '只用于企业微信'),
  'receiver-id': words('only with an --app-id', '只在有 --app-id 时'),
};
