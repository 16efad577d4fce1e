import { createServer, connect, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Cuts every connection and takes no new one. */
  close(): Promise<void>;
  /** Takes connections again, on the same port. */
  open(): Promise<void>;
  /** Keeps connections open, and lets nothing through any more: a network that swallows. */
  swallow(): void;
  /** Lets nothing through for a while and loses nothing: a line that stalls. */
  hold(): void;
  /** Lets through what was held, and all after it. */
  release(): void;
}

/** Stands before a database, so that a test can take it away and give it back. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let swallows = false;
  let holds = false;
  let server = build();
  let port = await listen(0);

  function build() {
    return createServer((client) => {
      const upstream = connect(target.port, target.host);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.on('data', (chunk) => {
          if (!swallows) to.write(chunk);
        });
        if (holds) from.pause();
        // A line that breaks is told to the other end by `close`.
        from.on('error', () => undefined);
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  function listen(on: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(on, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : on);
      });
    });
  }

  return {
    get port() {
      return port;
    },
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async open() {
      swallows = false;
      server = build();
      port = await listen(port);
    },
    swallow() {
      swallows = true;
    },
    hold() {
      holds = true;
      for (const socket of sockets) socket.pause();
    },
    release() {
      holds = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
