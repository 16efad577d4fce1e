import { z } from 'zod';

import type { PlatformClock } from '../shared/platform-clock.ts';
import { PlatformError, PlatformUnreachableError } from '../shared/platform-error.ts';
import type { PlatformHttp } from '../shared/platform-http.ts';
import { parsePlatformJson, redact } from '../shared/platform-json.ts';
import { createPlatformLimits, type SharedLimits } from '../shared/platform-limits.ts';
import { nothingFound, registryCodes } from './errors.ts';

export interface RegistryOptions {
  /** `https://open.api.tianyancha.com`, or what stands in its place. */
  readonly baseUrl: string;
  readonly token: string;
  readonly http: PlatformHttp;
  readonly clock: PlatformClock;
  readonly sharedLimits?: SharedLimits | undefined;
}

export interface RegisteredCompany {
  /** As registered, without the marks that the provider sets around what was found. */
  readonly name: string;
  /** Unified social credit code; '' where the provider has none. */
  readonly creditCode: string;
}

export interface RegistryClient {
  /**
   * Companies in business whose name holds a text, the provider's best first.
   * @param most 20 at most, as the provider allows
   * @throws PlatformError @throws PlatformUnreachableError
   */
  find(text: string, most: number): Promise<RegisteredCompany[]>;
}

const answerSchema = z.object({
  error_code: z.number().int(),
  reason: z.string().default(''),
  result: z
    .object({
      items: z
        .array(
          z.object({
            name: z.string(),
            creditCode: z.string().nullish(),
            regStatus: z.string().nullish(),
          }),
        )
        .default([]),
    })
    .nullish(),
});

/** Cancelled and revoked companies register nobody. */
const gone = /注销|吊销/;

/**
 * Business-registry look-up by Tianyancha's open API: GET services/open/search/2.0 with the token in
 * Authorization. Address, parameters and the fields read here are as public code of its users has them;
 * the provider's own page could not be read (U).
 */
export function createRegistryClient(options: RegistryOptions): RegistryClient {
  const limits = createPlatformLimits({
    channel: 'business-registry',
    clock: options.clock,
    limits: { find: { calls: 20, perMs: 1_000 } },
    key: 'registry',
    shared: options.sharedLimits,
  });
  const base = options.baseUrl.replace(/\/+$/, '');

  return {
    async find(text, most) {
      await limits.take('find', 'find');
      const url = new URL(`${base}/services/open/search/2.0`);
      url.searchParams.set('word', text);
      url.searchParams.set('pageSize', String(most));
      url.searchParams.set('pageNum', '1');
      const answer = await options.http.send({
        channel: 'business-registry',
        method: 'find',
        verb: 'GET',
        url,
        headers: { authorization: options.token },
      });
      const strange = (reason: 'status' | 'not-json') =>
        new PlatformUnreachableError({
          channel: 'business-registry',
          method: 'find',
          reason,
          detail: `HTTP ${answer.status}`,
          sent: 'maybe',
        });
      if (answer.status !== 200) throw strange('status');
      let json: unknown;
      try {
        json = parsePlatformJson(answer.bytes.toString('utf8'));
      } catch {
        throw strange('not-json');
      }
      const parsed = answerSchema.safeParse(json);
      if (!parsed.success) throw strange('not-json');
      const { error_code: code, reason, result } = parsed.data;
      if (code === nothingFound) return [];
      if (code !== 0) {
        throw new PlatformError({
          channel: 'business-registry',
          method: 'find',
          code: String(code),
          errmsg: redact(reason, [options.token]),
          codes: registryCodes,
        });
      }
      return (result?.items ?? [])
        .filter(({ regStatus }) => !gone.test(regStatus ?? ''))
        .map(({ name, creditCode }) => ({
          name: name.replace(/<[^>]*>/g, ''),
          creditCode: creditCode ?? '',
        }))
        .slice(0, most);
    },
  };
}
