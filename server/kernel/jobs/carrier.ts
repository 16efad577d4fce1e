import type { JobNews } from './job-news.ts';

/**
 * Takes the news of due jobs to the workers of all processes. It carries news and no truth: what
 * it loses, doubles or brings late is found, refused or waited for at the job's row.
 */
export interface JobCarrier {
  /** Never throws, is never waited for. `again`: it was told before, and nobody came. */
  announce(news: readonly JobNews[], again?: boolean): void;
  /** Takes news from now on, so many at a time. */
  start(run: (id: string) => Promise<void>, concurrency: number): void;
  /** False: news does not arrive at present; workers look by themselves. */
  carries(): boolean;
  /** Takes nothing new for a while; others may. */
  hold(held: boolean): void;
  /** Takes nothing any more. */
  stop(): Promise<void>;
  /** After the last work has ended; the connections themselves are closed with Redis's. */
  close(): Promise<void>;
}
