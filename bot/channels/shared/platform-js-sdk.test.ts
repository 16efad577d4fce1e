import { describe, expect, it } from 'vitest';

import { makeJsSdkSignature, signJsSdk } from './platform-js-sdk.ts';

const long = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg';
/** Published samples: the official appendix (the first), and tests of known packages. */
const vectors = [
  [
    long,
    'Wm3WZYTPz0wzccnW',
    1414587457,
    'http://mp.weixin.qq.com?params=value',
    '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
  ],
  [
    long,
    'Wm3WZYTPz0wzccnW',
    1414587457,
    'http://mp.weixin.qq.com',
    'f4d90daf4b3bca3078ab155816175ba34c443a7b',
  ],
  [
    'bxLdikRXVbTPdHSM05e5u4RbEYQn7pNQMPrfzl8lJNb1foLDa3HIwI3BRMkQmSO_5F64VFa75uURcq6Uz7QHgA',
    '82693e11-b9bc-448e-892f-f5289f46cd0f',
    1419835025,
    'http://omstest.vmall.com:23568/thirdparty/wechat/vcode/gotoshare?quantity=1&batchName=MATE7',
    'c6f04b64d6351d197b71bd23fb7dd2d44c0db486',
  ],
  [
    'mock-ticket',
    'mock-nonce',
    1601234567,
    'https://www.easywechat.com/',
    '22772d2fb393ab9f7f6a5a54168a566fbf1ab767',
  ],
] as const;

describe('the JS-SDK signature', () => {
  it.each(vectors)('signs ticket %s as published', (ticket, nonceStr, timestamp, url, expected) => {
    expect(signJsSdk({ ticket, nonceStr, timestamp, url })).toBe(expected);
  });

  it('signs the page without its fragment, and with its query', () => {
    const [ticket, nonceStr, timestamp, url, expected] = vectors[0];
    expect(signJsSdk({ ticket, nonceStr, timestamp, url: `${url}#/pages/home` })).toBe(expected);
    expect(signJsSdk({ ticket, nonceStr, timestamp, url: `${url}&more=1` })).not.toBe(expected);
  });

  it('uses a nonce of its own each time', () => {
    const now = new Date('2026-11-25T00:00:00Z');
    expect(makeJsSdkSignature('t', 'https://a.cn/', now).nonceStr).not.toBe(
      makeJsSdkSignature('t', 'https://a.cn/', now).nonceStr,
    );
  });
});
