import { describe, expect, it } from 'vitest';

import { signingKey, signText, signTencentRequest, textToSign } from './sign.ts';

/** The example of the provider's page on signature v3; its secret is masked there, its derived key is not. */
const example = {
  host: 'cvm.tencentcloudapi.com',
  path: '/',
  service: 'cvm',
  action: 'DescribeInstances',
  timestamp: 1_551_113_065,
  body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
};

describe('the SMS provider’s signature', () => {
  it('hashes the request as the published example does', () => {
    expect(textToSign(example)).toBe(
      'TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n' +
        '7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84',
    );
  });

  it('signs it to the published signature under the published key of that day', () => {
    const key = Buffer.from('b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af', 'hex');
    expect(signText(key, textToSign(example))).toBe(
      '10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f',
    );
  });

  it('changes with the secret, the day, the service and the body', () => {
    const keys = { secretId: 'id', secretKey: 'one' };
    const made = [
      signTencentRequest(keys, example),
      signTencentRequest({ ...keys, secretKey: 'two' }, example),
      signTencentRequest(keys, { ...example, timestamp: example.timestamp + 86_400 }),
      signTencentRequest(keys, { ...example, service: 'sms' }),
      signTencentRequest(keys, { ...example, body: '{}' }),
    ];
    expect(new Set(made.map((text) => text.split('Signature=')[1])).size).toBe(made.length);
    expect(signingKey('one', example)).toHaveLength(32);
  });
});
