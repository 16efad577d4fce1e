import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Received {
  readonly at: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Another system that takes events: keeps what came, and answers as it is told. */
export async function openReceiver(now: () => Date = () => new Date()) {
  const received: Received[] = [];
  let status = 200;
  let headers: Record<string, string> = {};
  let hangs = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ at: now(), headers: plain(request.headers), body: Buffer.concat(chunks).toString() });
      if (!hangs) response.writeHead(status, headers).end(status === 200 ? 'ok' : 'no');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/events`,
    port,
    received,
    answer(next: number, more: Record<string, string> = {}) {
      status = next;
      headers = more;
      hangs = false;
    },
    hang() {
      hangs = true;
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => {
          done();
        });
      }),
  };
}
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;
