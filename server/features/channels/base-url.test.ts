import { describe, expect, it } from 'vitest';

import { isPublicAddress } from '../../kernel/addresses.ts';
import { addressesOf, assertReachable } from './base-url.ts';

const rules = { sandboxUrl: 'http://127.0.0.1:3100', allowPrivate: false };

describe('where a client may connect to', () => {
  it.each([
    'https://api.weixin.qq.com',
    'https://api.weixin.qq.com/x',
    'https://relay.example.cn:8443/wx',
    'http://127.0.0.1:3100/api.weixin.qq.com',
  ])('lets an ordinary tenant reach %s', (url) => {
    expect(() => {
      assertReachable(url, false, rules);
    }).not.toThrow();
  });

  it.each([
    'http://api.weixin.qq.com',
    'https://127.0.0.1/x',
    'http://127.0.0.1:3101/api.weixin.qq.com',
    'https://10.0.0.8',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
    'https://relay/',
    'https://db.internal/',
    'https://user:pass@api.weixin.qq.com/',
    'https://api.weixin.qq.com/?a=1',
    'ftp://api.weixin.qq.com/',
    'not a url',
  ])('keeps everybody from %s', (url) => {
    expect(() => {
      assertReachable(url, false, rules);
    }).toThrow('channel.base_url');
  });

  it.each([
    'https://api.weixin.qq.com',
    'https://qyapi.weixin.qq.com',
    'http://127.0.0.1:3101/',
    'https://example.cn',
  ])('keeps a demo tenant from %s', (url) => {
    expect(() => {
      assertReachable(url, true, rules);
    }).toThrow('channel.demo_real_platform');
  });

  it('keeps a demo tenant from everything where there is no sandbox', () => {
    expect(() =>
      addressesOf('wecom', undefined, true, { sandboxUrl: undefined, allowPrivate: true }),
    ).toThrow('channel.demo_real_platform');
  });

  it('lets the operator allow a relay at a private address, with http there and nowhere else', () => {
    const relays = { ...rules, allowPrivate: true };
    expect(() => {
      assertReachable('http://10.0.0.8:8080/wx', false, relays);
      assertReachable('https://relay.internal/', false, relays);
    }).not.toThrow();
    expect(() => {
      assertReachable('http://api.weixin.qq.com', false, relays);
    }).toThrow('channel.base_url');
  });

  it('gives a demo tenant the sandbox and everybody else the platform', () => {
    expect(addressesOf('wecom', undefined, true, rules)).toEqual({
      baseUrl: 'http://127.0.0.1:3100/qyapi.weixin.qq.com',
      oauthBaseUrl: 'http://localhost:3100/open.weixin.qq.com',
    });
    expect(addressesOf('official-account', undefined, false, rules)).toEqual({
      baseUrl: 'https://api.weixin.qq.com',
      oauthBaseUrl: 'https://open.weixin.qq.com',
    });
  });

  it('knows public addresses from all others', () => {
    const others = [
      '127.0.0.1',
      '10.1.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '::1',
      'fd00::1',
      'fe80::1',
      '::ffff:10.0.0.1',
      'x',
    ];
    expect(others.filter(isPublicAddress)).toEqual([]);
    expect(['8.8.8.8', '2400:3200::1'].every(isPublicAddress)).toBe(true);
  });
});
