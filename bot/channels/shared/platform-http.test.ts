import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { PlatformUnreachableError } from './platform-error.ts';
import { createPlatformHttp, type PlatformHttp } from './platform-http.ts';

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no port'));
    });
  });
}

describe('the way out to the platforms', () => {
  let platform: Server;
  let proxy: Server;
  let port: number;
  let proxyPort: number;
  let reached: string[];
  let tunnels: string[];
  let open: PlatformHttp[];

  beforeEach(async () => {
    reached = [];
    tunnels = [];
    open = [];
    platform = createServer((request, response) => {
      reached.push(request.url ?? '');
      response.end('{"errcode":0}');
    });
    port = await listen(platform);
    proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    proxyPort = await listen(proxy);
  });
  afterEach(async () => {
    for (const http of open) await http.close();
    for (const server of [platform, proxy]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  function build(options: Parameters<typeof createPlatformHttp>[0]): PlatformHttp {
    const http = createPlatformHttp({ timeoutMs: 3_000, ...options });
    open.push(http);
    return http;
  }
  const ask = (http: PlatformHttp, url: string) =>
    http.send({ channel: 'wecom', method: 'agent', verb: 'GET', url: new URL(url) });
  async function failure(work: Promise<unknown>): Promise<unknown> {
    try {
      await work;
    } catch (error) {
      return error;
    }
    throw new Error('It was let through');
  }

  it('goes through the operator’s proxy to a platform, and past it to the loopback', async () => {
    const http = build({ proxyUrl: `http://127.0.0.1:${proxyPort}` });
    expect((await ask(http, 'http://qyapi.example.cn/cgi-bin/agent/get?agentid=1')).status).toBe(200);
    expect(tunnels).toEqual(['qyapi.example.cn:80']);
    expect((await ask(http, `http://127.0.0.1:${port}/sandbox`)).status).toBe(200);
    expect(tunnels).toHaveLength(1);
    expect(reached).toEqual(['/cgi-bin/agent/get?agentid=1', '/sandbox']);
  });

  it('refuses an address, and a name that resolves to one, before anything is sent', async () => {
    const http = build({ refuseAddress: (address) => address === '127.0.0.1' || address === '::1' });
    for (const host of ['127.0.0.1', 'localhost']) {
      const error = await failure(ask(http, `http://${host}:${port}/?access_token=canary`));
      expect(error).toBeInstanceOf(PlatformUnreachableError);
      expect(error).toMatchObject({ reason: 'network', sent: 'no' });
      expect(String(error)).toContain('EADDRREFUSED');
      expect(String(error)).not.toContain('canary');
    }
    expect(reached).toEqual([]);
  });

  it('reaches a name whose addresses are allowed', async () => {
    const http = build({ refuseAddress: () => false });
    expect((await ask(http, `http://localhost:${port}/`)).status).toBe(200);
  });

  it('tells a proxy that is down as not reached', async () => {
    const http = build({ proxyUrl: 'http://127.0.0.1:1' });
    expect(await failure(ask(http, 'http://qyapi.example.cn/'))).toMatchObject({ reason: 'network' });
  });
});
