import { isIP } from 'node:net';

import { createAllowList, isLoopbackAddress, isPublicAddress } from '../../kernel/addresses.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

export interface ReachSettings {
  /** WEBHOOK_ALLOWED_HOSTS: what may be reached although it is private. */
  readonly allowed: readonly string[];
  /** With the sandbox on, a developer's own machine may be reached. */
  readonly loopback: boolean;
}

/** Which addresses events may go to (reliability.md F1). */
export interface Reach {
  /**
   * Refuses, before an endpoint is stored and before each attempt, an address that no name needs to
   * be resolved for to know better.
   * @throws webhook.url
   */
  assertUrl(url: string, demo: boolean): URL;
  /** Asked for every address that a name resolves to, at connecting. */
  refuses(address: string, hostname: string): boolean;
}

export function createReach(settings: ReachSettings): Reach {
  const allowed = createAllowList(settings.allowed);
  const isAllowed = (address: string, hostname: string) =>
    allowed.host(hostname) || allowed.address(address) || (settings.loopback && isLoopbackAddress(address));

  return {
    assertUrl(text, demo) {
      const refuse = () => new AppError('webhook.url', { status: 422 });
      if (!URL.canParse(text)) throw refuse();
      const url = new URL(text);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (url.username !== '' || url.password !== '' || url.hash !== '') throw refuse();
      if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse();
      const known =
        allowed.host(host) ||
        (isIP(host) === 0 ? settings.loopback && host === 'localhost' : isAllowed(host, host));
      if (known) return url;
      // A demo tenant reaches nothing outside (row 336).
      if (demo) throw new AppError('webhook.demo', { status: 422 });
      const inside =
        isIP(host) === 0
          ? !host.includes('.') || /(^|\.)(localhost|local|internal|lan|home|corp|arpa)\.?$/i.test(host)
          : !isPublicAddress(host);
      if (inside || url.protocol !== 'https:') throw refuse();
      return url;
    },
    refuses: (address, hostname) => !isPublicAddress(address) && !isAllowed(address, hostname),
  };
}
