import type { AddressInfo } from 'node:net';

/** What a server under test tells of itself beside its use of the processor. */
export type Extra = Readonly<Record<string, number>>;

/** Tells the bench where this process listens, and answers its questions after its own costs. */
export function reportTo(
  address: AddressInfo | string | null,
  path: string,
  extra?: () => Promise<Extra>,
): void {
  process.on('message', () => {
    void (async () => {
      const { user, system } = process.cpuUsage();
      const more = extra === undefined ? {} : await extra();
      process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss(), extra: more });
    })();
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0, path });
}
