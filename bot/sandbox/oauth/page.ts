import type { SandboxResponse } from '../http.ts';

export const stylePath = '/open.weixin.qq.com/sandbox.css';

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A whole page: no script at all, one style of our own. `body` is HTML already. */
export function page(status: number, title: string, body: string): SandboxResponse {
  return {
    status,
    type: 'text/html; charset=utf-8',
    headers: {
      'content-security-policy':
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
      'referrer-policy': 'no-referrer',
    },
    body: `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
${body}
</main>
<footer>微信沙箱 · WeChat sandbox</footer>
</body>
</html>
`,
  };
}

export const style = `:root { color-scheme: light dark; --ground: #ededed; --card: #fff; --text: #191919; --soft: #6b6b6b; --line: #e3e3e3; --accent: #07a050; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #111; --card: #1e1e1e; --text: #ececec; --soft: #a0a0a0; --line: #2f2f2f; --accent: #2dc46d; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--text);
  font: 17px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { width: 100%; max-width: 26rem; margin: 0 auto; padding: 2rem 1rem; flex: 1; }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3; }
p { margin: 0 0 .5rem; }
.soft, [lang="en"] { color: var(--soft); font-size: .875rem; }
ul { list-style: none; margin: 1.5rem 0; padding: 0; background: var(--card); border-radius: 12px; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
li a { display: flex; gap: .75rem; align-items: center; min-height: 60px; padding: .6rem 1rem; color: inherit; text-decoration: none; }
li a:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
.face { flex: none; width: 40px; height: 40px; border-radius: 8px; display: grid; place-items: center; background: var(--accent); color: #fff; font-size: 1.125rem; }
@media (prefers-color-scheme: dark) { .face { color: #06210f; } }
.who { display: block; min-width: 0; overflow-wrap: anywhere; }
.who small { display: block; color: var(--soft); font-size: .8125rem; }
.code small { color: var(--soft); }
.code { margin-top: 1.5rem; padding: .75rem 1rem; background: var(--card); border-radius: 12px; overflow-wrap: anywhere; }
footer { padding: 1rem; text-align: center; color: var(--soft); font-size: .8125rem; }
`;

interface Choice {
  readonly href: string;
  readonly name: string;
  readonly detail: string;
}

/** 「以谁的身份」: one link a person. */
export function chooserPage(
  title: { zh: string; en: string },
  detail: string,
  choices: readonly Choice[],
): SandboxResponse {
  const items = choices
    .map(
      ({ href, name, detail: small }) =>
        `<li><a href="${escapeHtml(href)}"><span class="face" aria-hidden="true">${escapeHtml(Array.from(name)[0] ?? '?')}</span>` +
        `<span class="who">${escapeHtml(name)}<small>${escapeHtml(small)}</small></span></a></li>`,
    )
    .join('\n');
  return page(
    200,
    title.zh,
    `<h1>${escapeHtml(title.zh)}</h1>\n<p lang="en">${escapeHtml(title.en)}</p>\n<p class="soft">${escapeHtml(detail)}</p>\n<ul>\n${items}\n</ul>`,
  );
}

/** The platform's own refusal, with its number and what the developer should look at. */
export function errorPage(code: number, zh: string, en: string, hint: string): SandboxResponse {
  return page(
    200,
    zh,
    `<h1>${escapeHtml(zh)}</h1>\n<p lang="en">${escapeHtml(en)}</p>\n<p class="code">错误码 · Error <strong>${code}</strong><br><small>${escapeHtml(hint)}</small></p>`,
  );
}
