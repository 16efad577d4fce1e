/** Where another page wants to lead: `/?person=…&chat=…`, `/?tab=wecom&member=…`, `/?open=<path>`. */
export interface DeepLink {
  readonly person: string | null;
  readonly chat: string | null;
  readonly tab: 'chats' | 'contacts' | 'work' | null;
  readonly member: string | null;
  readonly open: string | null;
  /** Which mini program `open` means; the first one when absent. */
  readonly appId: string | null;
  readonly language: 'zh-CN' | 'en' | null;
  readonly dark: boolean | null;
}

const tabs = { wechat: 'chats', chats: 'chats', contacts: 'contacts', wecom: 'work', work: 'work' } as const;

function tabOf(name: string | null): DeepLink['tab'] {
  if (name === null) return null;
  for (const [known, tab] of Object.entries(tabs)) if (known === name) return tab;
  return null;
}

export function readDeepLink(search: string): DeepLink {
  const query = new URLSearchParams(search);
  const language = query.get('lang');
  const dark = query.get('dark');
  return {
    person: query.get('person'),
    chat: query.get('chat'),
    tab: tabOf(query.get('tab')),
    member: query.get('member'),
    open: query.get('open'),
    appId: query.get('appid'),
    language: language === 'en' || language === 'zh-CN' ? language : null,
    dark: dark === null ? null : dark === '1' || dark === 'true',
  };
}
