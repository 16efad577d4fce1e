import { createServer } from 'node:http';

/** An address that no server under test has a reason to visit (R6). */
export interface Canary {
  readonly url: string;
  hits(): number;
  close(): Promise<void>;
}

/** @param publicUrl how the target reaches it, where that is not the address that it listens on */
export function startCanary(host: string, port: number, publicUrl?: string): Promise<Canary> {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end('<!ENTITY hit "1">');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const own = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        url: publicUrl ?? `http://${host}:${own}`,
        hits: () => hits,
        close: () =>
          new Promise<void>((done) => {
            server.close(() => {
              done();
            });
            server.closeAllConnections();
          }),
      });
    });
  });
}
