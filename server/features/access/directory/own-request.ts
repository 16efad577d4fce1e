import { z } from 'zod';

import { limits } from '../../../../config/limits.ts';
import type { OwnStaffRequest } from '../../../contract/directory.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { packSigned, unpackSigned } from '../sessions.ts';
import type { StaffRequests } from './requests.ts';

const cookieSchema = z.strictObject({
  enterpriseId: z.string(),
  app: z.string(),
  userId: z.string(),
  until: z.number(),
});

/** For a while after he came back from WeCom without an account, his browser may ask for one. */
export function createOwnRequests(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly requests: StaffRequests;
  /** His name as WeCom has it; '' where it is not told. */
  readonly nameOf: (app: string, userId: string) => Promise<string>;
  readonly cookieName: string;
}) {
  const { clock, requests, cookieName } = deps;
  const sign = (text: string) => deps.keyring.sign('staff-request', text);

  /** @throws staff_request.too_late also where the cookie is not ours */
  function readCookie(cookie: string | undefined) {
    const asker = unpackSigned(cookie, cookieSchema, sign);
    if (asker === null || asker.until < clock.now().getTime())
      throw new AppError('staff_request.too_late', { status: 401 });
    return asker;
  }

  return {
    cookieName,
    /** What the browser brings back: WeCom has just vouched for this userid. */
    cookieFor: (asker: { enterpriseId: string; app: string; userId: string }): string =>
      packSigned({ ...asker, until: clock.now().getTime() + limits.staffRequestMs }, sign),

    async read(cookie: string | undefined): Promise<OwnStaffRequest> {
      const asker = readCookie(cookie);
      return requests.own(deps.db.tenant(asker.enterpriseId), asker, '');
    },

    /** @throws staff_request.turned_down | staff_request.mapped | staff_request.too_late */
    async ask(cookie: string | undefined, note: string): Promise<OwnStaffRequest> {
      const asker = readCookie(cookie);
      const em = deps.db.tenant(asker.enterpriseId);
      const name = (await deps.nameOf(asker.app, asker.userId)) || asker.userId;
      await requests.ask(em, asker, { name, note });
      return requests.own(deps.db.tenant(asker.enterpriseId), asker, name);
    },
  };
}
export type OwnRequests = ReturnType<typeof createOwnRequests>;
