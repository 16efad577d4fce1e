import type { Middleware } from 'koa';

import type { Locale } from '../contract/common.ts';
import { pass } from '../kernel/http/pass.ts';
import { negotiateLocale } from '../kernel/i18n/translate.ts';
import type { Server } from '../server.ts';
import { demoStoryOf, homeText } from './story.ts';

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --bg: #f6f7f9; --card: #fff; --text: #1d2129; --quiet: #5b6472; --brand: #0b7a75; --line: #e3e6ea; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
@media (prefers-color-scheme: dark) { :root { --bg: #14171a; --card: #1f2327; --text: #eceff1; --quiet: #a3adb8; --brand: #4fc3bb; --line: #333a41; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
h1 { margin: 0; font-size: 1.75rem; }
.lead { font-size: 1.1rem; color: var(--quiet); max-width: 42rem; }
ol, ul { list-style: none; margin: 2rem 0 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); }
li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; display: flex; flex-direction: column; gap: .5rem; }
li h2 { margin: 0; font-size: 1.1rem; display: flex; gap: .6rem; align-items: center; }
li p { margin: 0; color: var(--quiet); flex: 1; }
.tick { inline-size: 1.6rem; block-size: 1.6rem; border-radius: 50%; border: 2px solid var(--line); display: inline-grid; place-items: center; font-size: .9rem; flex: none; }
li[data-done="true"] .tick { background: var(--brand); border-color: var(--brand); color: var(--card); }
a { color: var(--brand); } a.button, button { display: inline-block; align-self: start; min-height: 44px; padding: .55rem 1.1rem; border-radius: 8px; background: var(--brand); color: #fff; text-decoration: none; border: 0; font: inherit; cursor: pointer; }
@media (prefers-color-scheme: dark) { a.button { color: #10201f; } }
button { background: transparent; color: var(--quiet); border: 1px solid var(--line); margin-top: 2rem; }
#status { min-height: 1.6em; color: var(--quiet); }
`;

/** Polls the story and ticks the cards; resets on demand. Served as a file: the policy allows no inline script. */
const script = `
const text = document.body.dataset;
async function show() {
  try {
    const answer = await fetch('/api/v1/demo', { headers: { 'Accept-Language': document.documentElement.lang } });
    if (!answer.ok) return;
    for (const card of (await answer.json()).cards) {
      const item = document.querySelector('[data-card="' + card.key + '"]');
      if (!item) continue;
      item.dataset.done = String(card.done);
      item.querySelector('.tick').textContent = card.done ? '✓' : item.dataset.number;
      item.querySelector('.state').textContent = card.done ? text.done : '';
    }
  } catch { /* the server is away: the page stays as it is */ }
}
setInterval(show, 2000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) void show(); });
const reset = document.getElementById('reset');
if (reset) reset.addEventListener('click', async () => {
  reset.disabled = true;
  const answer = await fetch('/api/v1/demo/reset', { method: 'POST' }).catch(() => null);
  document.getElementById('status').textContent = answer && answer.ok ? text.resetDone : text.resetFailed;
  reset.disabled = false;
  await show();
});
`;

function link(locale: Locale, key: 'workbench' | 'docs' | 'phone' | 'app', url: string): string {
  const title = homeText(locale, `link.${key}`);
  return `<li><h2><a href="${escapeHtml(url)}">${escapeHtml(title)}</a></h2><p>${escapeHtml(homeText(locale, `link.${key}.text`))}</p></li>`;
}

async function render(server: Server, locale: Locale): Promise<string> {
  const t = (key: Parameters<typeof homeText>[1]) => escapeHtml(homeText(locale, key));
  const demo = server.config.demo ? await demoStoryOf(server, locale) : null;
  const cards = (demo?.cards ?? [])
    .map(
      (card, index) => `<li data-card="${card.key}" data-done="${card.done}" data-number="${index + 1}">
<h2><span class="tick" aria-hidden="true">${card.done ? '✓' : index + 1}</span>${escapeHtml(card.title)}</h2>
<p>${escapeHtml(card.text)}</p><span class="state" role="status">${card.done ? t('card.done') : ''}</span>
<a class="button" target="hulian-phone" href="${escapeHtml(card.url)}">${t('card.open')}</a></li>`,
    )
    .join('\n');
  const other = locale === 'en' ? 'zh-CN' : 'en';
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t('title')}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body data-done="${t('card.done')}" data-reset-done="${t('reset.done')}" data-reset-failed="${t('reset.failed')}">
<main><header><h1>${t('title')}</h1><a href="/?lang=${other}" lang="${other}">${t('language')}</a></header>
<p class="lead">${t('lead')}</p>
${demo === null ? `<p>${t('plain.lead')}</p>` : `<p>${t('demo.lead')}</p><ol>${cards}</ol>`}
<ul>${demo === null ? '' : link(locale, 'phone', demo.sandboxUrl)}${link(locale, 'workbench', '/workbench/')}${
    demo === null ? link(locale, 'app', '/app/') : ''
  }${link(locale, 'docs', '/api/docs')}</ul>
${demo === null ? '' : `<button id="reset" type="button">${t('reset')}</button>`}<p id="status" role="status"></p>
</main><script src="/home.js" defer></script></body></html>`;
}

/** The page at `/`: with the demo, the story as cards that tick themselves; without, where to go. */
export function createHomePage(server: () => Server): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' || (ctx.path !== '/' && ctx.path !== '/home.js')) return pass(next);
    ctx.set('Cache-Control', 'no-store');
    if (ctx.path === '/home.js') {
      ctx.type = 'js';
      ctx.body = script;
      return undefined;
    }
    const wanted = ctx.query['lang'];
    const locale: Locale =
      wanted === 'en' || wanted === 'zh-CN' ? wanted : negotiateLocale(ctx.get('accept-language'));
    ctx.type = 'html';
    ctx.body = await render(server(), locale);
    return undefined;
  };
}
