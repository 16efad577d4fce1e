import { createServer } from 'node:http';

export interface PhoneSettings {
  readonly appId: string;
  readonly language: 'zh-CN' | 'en';
  readonly dark: boolean;
  readonly fontScale: number;
  /** Null: the phone's owner says no. */
  readonly phoneCode: string | null;
}

/**
 * A page of another origin that frames the H5 and plays the phone's end of the bridge
 * (docs/sandbox.md). It notes every call in `window.calls` for the tests to read.
 */
export async function startFakePhone(
  frameOrigin: () => string,
  settings: PhoneSettings,
): Promise<{ origin: string; close(): Promise<void> }> {
  const page = (path: string): string => `<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>html,body{margin:0;height:100%}body{display:flex;flex-direction:column;font-family:sans-serif;
${settings.dark ? 'background:#191b1e;color:#eee' : 'background:#fff'}}
h1{font-size:17px;text-align:center;margin:12px}iframe{border:0;flex:1}</style>
<h1 id="title"></h1><iframe src="${frameOrigin()}/app/${path}"></iframe>
<script>
const settings = ${JSON.stringify(settings)};
window.calls = [];
const answers = {
  launch: () => ({ appId: settings.appId, path: '', query: {}, scene: 1035, language: settings.language,
    dark: settings.dark, fontScale: settings.fontScale }),
  login: () => ({ code: 'login-' + window.calls.length }),
  phone: () => { if (settings.phoneCode === null) throw new Error('getPhoneNumber:fail user deny');
    return { code: settings.phoneCode }; },
  subscribe: ({ tmplIds }) => Object.fromEntries(tmplIds.map((id) => [id, 'accept'])),
  openProfile: () => ({}),
  title: ({ title }) => { document.getElementById('title').textContent = title; return {}; },
};
addEventListener('message', (event) => {
  const frame = document.querySelector('iframe').contentWindow;
  if (event.source !== frame || event.origin !== ${JSON.stringify(frameOrigin())}) return;
  const { hulian, id, call, args } = event.data;
  if (hulian !== 1) return;
  window.calls.push({ call, args });
  let reply;
  try { reply = { ok: true, result: answers[call](args) }; } catch (error) { reply = { ok: false, errMsg: error.message }; }
  frame.postMessage({ hulian: 1, id, ...reply }, event.origin);
});
</script>`;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page(decodeURIComponent((request.url ?? '').replace('/?open=', ''))));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake phone has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
