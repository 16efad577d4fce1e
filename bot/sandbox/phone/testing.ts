/**
 * What the phone's browser tests stand on: a real sandbox with this page, a small application that
 * answers its callbacks, and a mini program's H5 of one page that offers every call of the bridge.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import * as z from 'zod';

import { demoWorld } from '../../../config/demo-world.ts';
import { startSandbox, type StartedSandbox } from '../index.ts';
import { buildPhone } from './build.ts';

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const { officialAccount, miniProgram, wecom } = demoWorld;

/** The page in the frame: a button for each call, and what came back in `#answers`. */
const h5Page = `<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width">
<title>H5</title><body><ol id="answers"></ol><script>
const calls = { launch: {}, login: {}, phone: {}, scan: {}, close: {}, title: { title: '绑定账号' },
  subscribe: { tmplIds: ['${demoWorld.subscribeTemplates[0].templateId}'] },
  openProfile: { appId: '${officialAccount.appId}' }, pay: {} };
let count = 0;
for (const [call, args] of Object.entries(calls)) {
  const button = document.createElement('button');
  button.id = call; button.textContent = call;
  button.onclick = () => parent.postMessage({ hulian: 1, id: String(++count), call, args }, '*');
  document.body.append(button);
}
addEventListener('message', (event) => {
  const line = document.createElement('li');
  line.textContent = JSON.stringify({ from: event.origin, data: event.data });
  document.getElementById('answers').append(line);
});
</script></body></html>`;

/** Listens on a free port of the loopback. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://localhost:${address.port}`;
}

/** Answers a plaintext callback; the application's side of a conversation, in a few lines of XML. */
export type Answer = (event: { type: string; text: string; event: string; key: string }) => string | null;

const element = (xml: string, name: string) =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, 's').exec(xml)?.[1] ?? '';

export interface PhoneWorld {
  readonly sandbox: StartedSandbox;
  readonly h5: string;
  /** A host of its own, to which a frame could stray. */
  readonly elsewhere: string;
  readonly browser: Browser;
  /** How the application answers from now on: a text, null for `success`, or `broken`. */
  answer: Answer | 'broken';
  act(verb: string, body: object): Promise<void>;
  /** Calls a platform API with a fresh token of the account. */
  api(
    host: string,
    path: string,
    account: 'official-account' | 'mini-program' | 'wecom',
    body: object,
  ): Promise<unknown>;
  open(query: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

const tokenSchema = z.object({ access_token: z.string() });

async function postJson(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

export async function startPhoneWorld(): Promise<PhoneWorld> {
  const phoneDir = await mkdtemp(join(tmpdir(), 'hulian-phone-'));
  await buildPhone(phoneDir);
  const sandbox = await startSandbox({ port: 0, phoneDir });
  let answer: Answer | 'broken' = () => null;

  const application = createServer((request, response) => {
    let xml = '';
    request.on('data', (chunk: Buffer) => {
      xml += chunk.toString('utf8');
    });
    request.on('end', () => {
      if (answer === 'broken') {
        response.end('{"not":"xml"}');
        return;
      }
      const text = answer({
        type: element(xml, 'MsgType'),
        text: element(xml, 'Content'),
        event: element(xml, 'Event'),
        key: element(xml, 'EventKey'),
      });
      if (text === null) {
        response.end('success');
        return;
      }
      response.end(
        `<xml><ToUserName><![CDATA[${element(xml, 'FromUserName')}]]></ToUserName>` +
          `<FromUserName><![CDATA[${element(xml, 'ToUserName')}]]></FromUserName>` +
          `<CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
          `<Content><![CDATA[${text}]]></Content></xml>`,
      );
    });
  });
  const pages = () =>
    createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(h5Page);
    });
  const [h5Server, elsewhereServer] = [pages(), pages()];
  const [callbackUrl, h5, elsewhere] = await Promise.all(
    [application, h5Server, elsewhereServer].map(listen),
  );
  if (callbackUrl === undefined || h5 === undefined || elsewhere === undefined) throw new Error('no address');

  const act = async (verb: string, body: object) => {
    await postJson(`${sandbox.url}/control/${verb}`, body);
  };
  const configure = (account: string, settings: object) =>
    act('accounts/configure', { account, skipCheck: true, ...settings });
  await configure(officialAccount.appId, { callbackUrl: `${callbackUrl}/oa`, mode: 'plain', format: 'xml' });
  await configure(miniProgram.appId, { h5BaseUrl: `${h5}/app` });
  await configure(wecom.corpId, { callbackUrl: `${callbackUrl}/wecom` });

  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArguments });

  async function tokenOf(account: 'official-account' | 'mini-program' | 'wecom'): Promise<string> {
    if (account === 'wecom') {
      const query = new URLSearchParams({ corpid: wecom.corpId, corpsecret: wecom.secret });
      const response = await fetch(`${sandbox.url}/qyapi.weixin.qq.com/cgi-bin/gettoken?${query}`);
      return tokenSchema.parse(await response.json()).access_token;
    }
    const { appId, secret } = account === 'mini-program' ? miniProgram : officialAccount;
    const url = `${sandbox.url}/api.weixin.qq.com/cgi-bin/stable_token`;
    const token = await postJson(url, { grant_type: 'client_credential', appid: appId, secret });
    return tokenSchema.parse(token).access_token;
  }

  return {
    sandbox,
    h5,
    elsewhere,
    browser,
    get answer() {
      return answer;
    },
    set answer(value) {
      answer = value;
    },
    act,
    async api(host, path, account, body) {
      const token = await tokenOf(account);
      return postJson(`${sandbox.url}/${host}${path}?access_token=${encodeURIComponent(token)}`, body);
    },
    async open(query, options) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      await page.goto(`${sandbox.url}/${query}`);
      await page.getByTestId('phone').waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await sandbox.close();
      await rm(phoneDir, { recursive: true, force: true });
      for (const server of [application, h5Server, elsewhereServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
