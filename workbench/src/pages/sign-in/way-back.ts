const home = '/workbench/';

/** Only addresses of the console itself: a link that says otherwise was not made by us. */
export function wayBack(asked: string | null): string {
  if (asked === null || !asked.startsWith(home) || asked.includes('\\')) return home;
  const url = new URL(asked, 'https://console.invalid');
  const inside = url.host === 'console.invalid' && url.pathname.startsWith(home);
  return inside && !url.pathname.startsWith('/workbench/sign-in') ? `${url.pathname}${url.search}` : home;
}
