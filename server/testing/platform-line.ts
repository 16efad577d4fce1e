import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer as readAll } from 'node:stream/consumers';

export interface PlatformLine {
  readonly port: number;
  /**
   * Runs before a call is passed on; what it answers runs when the platform has answered, before
   * the caller hears of it.
   */
  onCall: ((path: string) => Promise<(() => Promise<void>) | undefined> | undefined) | undefined;
  close(): void;
}

/** The line between our processes and the sandbox, where a test can step in. */
export async function openPlatformLine(sandboxPort: number): Promise<PlatformLine> {
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const path = request.url ?? '/';
    const answered = await line.onCall?.(path);
    const answer = await fetch(`http://127.0.0.1:${sandboxPort}${path}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
      ...(request.method === 'POST' ? { body } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    await answered?.();
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
    });
    response.end(bytes);
  }
  const { server, port } = await listenOn(pass);
  const line: PlatformLine = {
    port,
    onCall: undefined,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return line;
}

export interface Front {
  readonly port: number;
  close(): void;
}

/**
 * The one address of several web processes, as a load balancer gives it: each request goes to the
 * next of them; to another where one does not listen; and is cut where one dies over it.
 */
export async function openFront(webPorts: readonly number[]): Promise<Front> {
  let turn = 0;
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    turn += 1;
    for (let nth = 0; nth < webPorts.length; nth += 1) {
      const port = webPorts[(turn + nth) % webPorts.length];
      const answer = await fetch(`http://127.0.0.1:${port}${request.url ?? '/'}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': request.headers['content-type'] ?? 'text/xml' },
        ...(request.method === 'POST' ? { body } : {}),
      }).catch((error: unknown) => {
        if (isNobodyThere(error)) return undefined;
        throw error;
      });
      if (answer === undefined) continue;
      const text = await answer.text();
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(text);
      return;
    }
    response.destroy();
  }
  const { server, port } = await listenOn(pass);
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isNobodyThere(error: unknown): boolean {
  return error instanceof Error && JSON.stringify(error.cause ?? '').includes('ECONNREFUSED');
}

async function listenOn(
  pass: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}
