import Taro from '@tarojs/taro';

export type PageName =
  | 'home'
  | 'bind'
  | 'me'
  | 'notices'
  | 'salesperson'
  | 'accounts'
  | 'invitation'
  | 'upstreams'
  | 'own-order'
  | 'agreements'
  | 'my-data'
  | 'leave'
  | 'sign-in-help'
  | 'not-found';

function pathOf(page: PageName, query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `/pages/${page}/index${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

/** Opens a page on top; the person can come back. */
export function openPage(page: PageName, query?: Readonly<Record<string, string>>): void {
  // Ten pages deep the platform refuses; then the page takes the place of this one.
  Taro.navigateTo({ url: pathOf(page, query) }).catch(() => Taro.redirectTo({ url: pathOf(page, query) }));
}

/** Puts a page in the place of this one. */
export function replacePage(page: PageName): void {
  void Taro.redirectTo({ url: pathOf(page) });
}

/** Starts again from a page; nothing lies under it. */
export function restartAt(page: PageName): void {
  void Taro.reLaunch({ url: pathOf(page) });
}

/** Back, or home where nothing lies under this page. */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else restartAt('home');
}
