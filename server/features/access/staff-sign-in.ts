import { desktopDoor } from '../../../config/permissions.ts';
import { limits } from '../../../config/limits.ts';
import type { ErrorCode } from '../../../config/locales/zh-CN/errors/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newOauthState } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { rightsOf } from './rights.ts';
import { packState, safeRedirect, unpackState, type IssuedSession, type Sessions } from './sessions.ts';
import { heldStaff, type StaffMembers } from './staff-members.ts';

/** WeCom as staff sign-in needs it; the channels feature fits it by shape. */
export interface WecomDoor {
  /** The application to sign in by: the one with this callback key, or the only one. */
  findApp(key: string | undefined): Promise<{ key: string; enterpriseId: string; corpId: string } | null>;
  authorizeUrl(key: string, redirectUri: string, state: string): Promise<string>;
  /** The member's userid, or null where the code is of nobody of this corp. Once per code. */
  memberOf(key: string, code: string): Promise<string | null>;
  /** A member's name; '' where it is not told or WeCom does not answer. */
  nameOf(key: string, userId: string): Promise<string>;
}

/** WeCom vouched for a member who has no account: he may ask for one. */
export class NotMappedError extends AppError {
  constructor(readonly asker: { enterpriseId: string; app: string; userId: string }) {
    super('staff.not_mapped', { status: 403 });
  }
}

export interface StaffSignIn {
  readonly start: (input: {
    app: string | undefined;
    redirect: string;
  }) => Promise<{ url: string; cookie: string }>;
  readonly finish: (input: {
    code: string;
    state: string;
    cookie: string | undefined;
    /** The browser's word of itself. */
    userAgent: string;
  }) => Promise<{ session: IssuedSession; redirect: string }>;
}

/**
 * Phones and tablets say so of themselves (WeCom's own browser too). Anybody can say so: what one may
 * do is held by the rights of the pages, this is about where one works.
 */
const isPhone = (userAgent: string): boolean =>
  /\b(?:mobile|android|iphone|ipad|ipod|harmonyos|openharmony)\b/i.test(userAgent);

export function createStaffSignIn(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  sessions: Sessions;
  members: Pick<StaffMembers, 'vouched'>;
  wecom: WecomDoor;
  publicUrl: string;
}): StaffSignIn {
  const sign = (text: string) => deps.keyring.sign('oauth-state', text);
  const refuse = (code: ErrorCode, status: 401 | 403 | 409 = 401) => new AppError(code, { status });

  return {
    async start({ app, redirect }) {
      const found = await deps.wecom.findApp(app);
      assertThat(found, 'oauth.not_configured', 409);
      const state = newOauthState();
      const url = await deps.wecom.authorizeUrl(
        found.key,
        `${deps.publicUrl}/api/v1/oauth/wecom/callback`,
        state,
      );
      const cookie = packState(
        {
          state,
          app: found.key,
          redirect: safeRedirect(redirect, '/workbench/'),
          until: deps.clock.now().getTime() + limits.oauthStateMs,
        },
        sign,
      );
      return { url, cookie };
    },

    async finish({ code, state, cookie, userAgent }) {
      const known = unpackState(cookie, sign);
      if (known?.state !== state || known.until < deps.clock.now().getTime()) {
        throw refuse('oauth.state_mismatch');
      }
      const app = await deps.wecom.findApp(known.app);
      assertThat(app, 'oauth.not_configured', 409);
      const asked = deps.clock.now();
      const userId = await deps.wecom.memberOf(app.key, code);
      if (userId === null) throw refuse('oauth.not_member', 403);
      const session = await inTransaction(deps.db.tenant(app.enterpriseId), async (tx) => {
        const staff = await heldStaff(tx, app.enterpriseId, { account: userId.toLowerCase() });
        if (staff === null) {
          throw new NotMappedError({
            enterpriseId: app.enterpriseId,
            app: app.key,
            userId: userId.toLowerCase(),
          });
        }
        if (staff.state !== 'enabled') throw refuse('staff.disabled', 403);
        if (!(await deps.members.vouched(tx, staff, asked))) throw refuse('oauth.not_member', 403);
        const onComputer = !isPhone(userAgent);
        if (onComputer && !(await rightsOf(tx, staff)).has(desktopDoor))
          throw refuse('sign_in.no_desktop', 403);
        staff.lastSeenAt = deps.clock.now();
        return deps.sessions.issue(tx, {
          audience: 'staff',
          enterpriseId: app.enterpriseId,
          personId: staff.id,
          membershipId: null,
          appId: app.corpId,
          language: staff.language,
          ...(onComputer ? { door: 'computer' } : {}),
        });
      });
      return { session, redirect: known.redirect };
    },
  };
}
