import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the platform answers to the calls that a follow causes. */
const answers: readonly (readonly [RegExp, (query: URLSearchParams) => object])[] = [
  [/\/cgi-bin\/stable_token$/, () => ({ access_token: 'bench-access-token', expires_in: 7200 })],
  [
    /\/cgi-bin\/user\/info$/,
    (query) => {
      const openid = query.get('openid') ?? '';
      return {
        subscribe: 1,
        openid,
        unionid: `u${openid}`,
        language: 'zh_CN',
        subscribe_time: 1_700_000_000,
      };
    },
  ],
  [/\/cgi-bin\/message\/(custom|template)\/send$/, () => ({ errcode: 0, errmsg: 'ok', msgid: 1 })],
];

/** A stand-in for the platform's API that answers at once, so that the worker's work is whole. */
export async function startPlatform(): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://platform');
    request.resume();
    request.on('end', () => {
      const known = answers.find(([path]) => path.test(url.pathname));
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(known?.[1](url.searchParams) ?? { errcode: 40066, errmsg: 'invalid url' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
