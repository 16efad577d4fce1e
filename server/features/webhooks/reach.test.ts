import { createServer as createTcpServer } from 'node:net';

import { describe, expect, it } from 'vitest';

import { createReach } from './reach.ts';
import { createWebhookHttp } from './webhook-http.ts';

const strict = createReach({ allowed: [], loopback: false });

/** Ways to write an inside address, or to lead to one (reliability.md F1). */
const inside = [
  'http://example.com/', // no TLS
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://erp/',
  'https://erp.local/',
  'https://erp.internal/',
  'https://printer.lan/',
  'https://nas.home/',
  'https://dc.corp/',
  'https://1.0.0.127.in-addr.arpa/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://127.255.255.254/',
  'https://0/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://10.255.255.255/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.0.1/',
  'https://0xc0a80001/',
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.1.1/',
  'https://2852039166/',
  'https://100.64.0.1/',
  'https://100.100.100.200/',
  'https://198.18.0.1/',
  'https://192.0.0.8/',
  'https://192.0.2.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[0:0:0:0:0:ffff:a9fe:a9fe]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[fe80::1]/',
  'https://[ff02::1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:db8::1]/',
  'https://user:password@example.com/',
  'https://user@127.0.0.1/',
  'https://example.com@127.0.0.1/',
  'https://example.com/#fragment',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'https://',
  'not an address',
  '//example.com/',
];

describe('where events may go', () => {
  it.each(inside)('never to %s', (url) => {
    expect(() => strict.assertUrl(url, false)).toThrow('webhook.url');
  });

  it('to addresses of the internet, but not for a demo tenant', () => {
    for (const url of [
      'https://erp.example.com/hooks',
      'https://8.8.8.8/x',
      'https://example.com:8443/?a=1',
    ]) {
      expect(strict.assertUrl(url, false).href).toBe(url);
      expect(() => strict.assertUrl(url, true)).toThrow('webhook.demo');
    }
  });

  it('to the private hosts and networks that the operator allows, and to no other', () => {
    const reach = createReach({
      allowed: ['erp.lan', '10.1.0.0/16', '192.168.7.7', 'fd00::/8'],
      loopback: false,
    });
    for (const url of [
      'http://erp.lan/x',
      'https://ERP.lan/',
      'http://10.1.2.3/',
      'http://192.168.7.7:8080/',
      'http://[fd00::5]/',
    ])
      expect(() => reach.assertUrl(url, false)).not.toThrow();
    for (const url of ['http://10.2.0.1/', 'http://192.168.7.8/', 'http://crm.lan/', 'http://erp.lan.evil/'])
      expect(() => reach.assertUrl(url, false)).toThrow('webhook.url');
    expect(reach.refuses('10.1.9.9', 'anything.example.com')).toBe(false);
    expect(reach.refuses('10.2.9.9', 'anything.example.com')).toBe(true);
    expect(reach.refuses('10.2.9.9', 'erp.lan')).toBe(false);
  });

  it('not even where a good name leads inside: the listener inside hears nothing', async () => {
    let hits = 0;
    const listener = createTcpServer((socket) => {
      hits += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const http = createWebhookHttp({ reach: strict, proxyUrl: undefined });
    // `localhost` resolves to the loopback, as a hostile name would.
    const answer = await http.post(new URL(`http://localhost:${port}/`), '{}', {});
    expect(answer).toMatchObject({ status: null, error: 'refused_address' });
    expect(hits).toBe(0);
    await http.close();
    await new Promise<void>((done) => {
      listener.close(() => {
        done();
      });
    });
  });
});
