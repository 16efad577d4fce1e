import { describe, expect, it } from 'vitest';

import {
  answerFrame,
  BridgeRefusal,
  frameAddress,
  splitPath,
  type BridgeHost,
  type FrameWindow,
} from './bridge.ts';

const origin = 'http://localhost:3000';

class FakeFrame implements FrameWindow {
  readonly sent: { message: unknown; targetOrigin: string }[] = [];
  postMessage(message: unknown, targetOrigin: string): void {
    this.sent.push({ message, targetOrigin });
  }
}

class FakeHost implements BridgeHost {
  readonly did: string[] = [];
  launch() {
    return {
      appId: 'wx1',
      path: 'pages/home/index',
      query: {},
      scene: 1001,
      language: 'zh-CN',
      dark: false,
      fontScale: 1,
    } as const;
  }
  login() {
    return Promise.resolve({ code: 'login-code' });
  }
  phone(): Promise<{ code: string }> {
    return Promise.reject(new BridgeRefusal('getPhoneNumber:fail user deny'));
  }
  scan() {
    return Promise.reject(new TypeError('secret detail'));
  }
  subscribe(templateIds: readonly string[]) {
    return Promise.resolve(Object.fromEntries(templateIds.map((id) => [id, 'accept' as const])));
  }
  requestPayment(request: Readonly<Record<string, string>>) {
    this.did.push(`pay ${request['package'] ?? ''}`);
    return Promise.resolve({});
  }
  openProfile(appId: string) {
    this.did.push(`profile ${appId}`);
  }
  close() {
    this.did.push('close');
  }
  title(title: string) {
    this.did.push(`title ${title}`);
  }
}

function setUp() {
  const frame = new FakeFrame();
  const host = new FakeHost();
  const say = (call: string, args: unknown = {}, over: object = {}) =>
    answerFrame(
      { data: { hulian: 1, id: 'a', call, args }, origin, source: frame, ...over },
      frame,
      origin,
      host,
    );
  return { frame, host, say };
}

describe('the bridge to the mini program', () => {
  it('answers the frame, to its own origin only', async () => {
    const { frame, say } = setUp();
    expect(await say('login')).toBe(true);
    expect(frame.sent).toEqual([
      { message: { hulian: 1, id: 'a', ok: true, result: { code: 'login-code' } }, targetOrigin: origin },
    ]);
  });

  it('does not answer another origin in the same frame', async () => {
    const { frame, say } = setUp();
    expect(await say('login', {}, { origin: 'http://localhost:3001' })).toBe(false);
    expect(await say('login', {}, { origin: 'null' })).toBe(false);
    expect(frame.sent).toEqual([]);
  });

  it('does not answer another window of the same origin', async () => {
    const { frame, say } = setUp();
    expect(await say('login', {}, { source: new FakeFrame() })).toBe(false);
    expect(frame.sent).toEqual([]);
  });

  it('leaves messages of another shape alone', async () => {
    const { frame, say } = setUp();
    expect(await say('login', {}, { data: 'hello' })).toBe(false);
    expect(await say('login', {}, { data: { hulian: 2, id: 'a', call: 'login' } })).toBe(false);
    expect(frame.sent).toEqual([]);
  });

  it("says a refusal in WeChat's words and hides our own failures", async () => {
    const { frame, say } = setUp();
    await say('phone');
    await say('scan');
    await say('subscribe', { tmplIds: 'x' });
    await say('chooseImage');
    expect(frame.sent.map(({ message }) => message)).toEqual([
      { hulian: 1, id: 'a', ok: false, errMsg: 'getPhoneNumber:fail user deny' },
      { hulian: 1, id: 'a', ok: false, errMsg: 'scan:fail system error' },
      { hulian: 1, id: 'a', ok: false, errMsg: 'subscribe:fail parameter error' },
      { hulian: 1, id: 'a', ok: false, errMsg: 'chooseImage:fail not supported' },
    ]);
  });

  it('carries the arguments to the phone', async () => {
    const { host, say, frame } = setUp();
    await say('title', { title: '绑定' });
    await say('openProfile', { appId: 'wx2' });
    await say('close');
    await say('subscribe', { tmplIds: ['T1', 'T2'] });
    expect(host.did).toEqual(['title 绑定', 'profile wx2', 'close']);
    expect(frame.sent.at(-1)?.message).toMatchObject({ ok: true, result: { T1: 'accept', T2: 'accept' } });
  });

  it('keeps the frame on the host of the mini program', () => {
    expect(frameAddress('http://localhost:3000/app/', '/pages/bind/index?t=1')).toBe(
      'http://localhost:3000/app/pages/bind/index?t=1',
    );
    expect(frameAddress('http://localhost:3000/app', '')).toBe('http://localhost:3000/app/');
    expect(frameAddress('http://localhost:3000/app', 'http://localhost:3000/b')).toBe(
      'http://localhost:3000/b',
    );
    expect(frameAddress('http://localhost:3000/app', 'http://localhost:3001/b')).toBeNull();
  });

  it('cuts a path into page and query', () => {
    expect(splitPath('/pages/bind/index?t=a%20b&x=1&x=2')).toEqual({
      path: 'pages/bind/index',
      query: { t: 'a b', x: '2' },
    });
    expect(splitPath('pages/home/index')).toEqual({ path: 'pages/home/index', query: {} });
    expect(splitPath('p?q=https%3A%2F%2Fa%2Fd%2F1#top')).toEqual({
      path: 'p',
      query: { q: 'https://a/d/1' },
    });
  });
});
