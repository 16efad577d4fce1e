import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import type { AccountDirectory, DirectoryCard } from './account-directory.ts';
import type { ChannelClients } from './clients.ts';

/** A connected app by which people sign in. */
export interface SignInApp {
  readonly channelAccountId: string;
  readonly enterpriseId: string;
  readonly appId: string;
}

export interface WechatPerson {
  readonly openid: string;
  readonly unionid: string | null;
}

/** A code that is read at the counter: it lives as long as the platform lets it (platform.md A11). */
const followCodeSeconds = 2_592_000;
/** The code is asked for anew this long before its end. */
const followCodeMarginMs = 24 * 60 * 60_000;

/** Sign-in of WeChat people, as the accounts feature needs it. Errors are the platform's. */
export function createWechatDoor(deps: {
  db: Database;
  clients: ChannelClients;
  directory: AccountDirectory;
  clock: { now(): Date };
}) {
  const { db, clients, directory } = deps;
  const codes = new Map<string, { imageUrl: string; until: number }>();

  const present = (
    card: DirectoryCard,
  ): SignInApp & { readonly name: string; readonly originalId: string | null } => ({
    channelAccountId: card.id,
    enterpriseId: card.enterpriseId,
    appId: card.appId,
    name: card.name,
    originalId: card.originalId,
  });
  const orNull = (card: DirectoryCard | null) => (card === null ? null : present(card));
  const serviceAccountClient = (app: SignInApp) =>
    clients.officialAccount(db.tenant(app.enterpriseId), app.channelAccountId);
  const miniProgramClient = (app: SignInApp) =>
    clients.miniProgram(db.tenant(app.enterpriseId), app.channelAccountId);

  return {
    async miniProgram(appId: string | undefined) {
      return orNull(await directory.signInApp('mini-program', { appId }));
    },
    async serviceAccount(enterpriseId: string | undefined) {
      return orNull(await directory.signInApp('official-account', { enterpriseId }));
    },
    async serviceAccounts(em: EntityManager, enterpriseId: string) {
      return (await directory.ofKind(em, enterpriseId, 'official-account')).map(present);
    },
    async miniPrograms(em: EntityManager, enterpriseId: string) {
      return (await directory.ofKind(em, enterpriseId, 'mini-program')).map(present);
    },
    async appsOf(em: EntityManager, enterpriseId: string) {
      const kinds: readonly string[] = ['official-account', 'mini-program'];
      const all = await directory.all(em, enterpriseId);
      return all.filter(({ kind }) => kinds.includes(kind)).map(present);
    },
    enterprisesOf: (em: EntityManager, appIds: readonly string[]) => directory.ownersOf(em, appIds),
    async codeToPerson(app: SignInApp, code: string): Promise<WechatPerson> {
      const { openid, unionid } = await (await miniProgramClient(app)).codeToSession(code);
      return { openid, unionid: unionid ?? null };
    },
    /** 11 digits for the mainland, +country and digits for others. */
    async phoneOf(app: SignInApp, code: string): Promise<string> {
      const { purePhoneNumber, countryCode } = await (await miniProgramClient(app)).phoneNumber(code);
      const digits = purePhoneNumber.replace(/\D/g, '');
      return countryCode === '86' ? digits : `+${countryCode}${digits}`;
    },
    async webAuthorizeUrl(app: SignInApp, redirectUri: string, state: string): Promise<string> {
      return (await serviceAccountClient(app)).authorizeUrl(redirectUri, 'snsapi_base', state);
    },
    async webPerson(app: SignInApp, code: string): Promise<WechatPerson> {
      const { openid, unionid } = await (await serviceAccountClient(app)).oauthUser(code);
      return { openid, unionid: unionid ?? null };
    },
    async unionidOf(app: SignInApp, openid: string): Promise<string | null> {
      return (await (await serviceAccountClient(app)).userInfo(openid)).unionid;
    },
    /** Picture of a code that leads to the service account; one for everybody while it lives. */
    async followQrUrl(app: SignInApp): Promise<string> {
      const now = deps.clock.now().getTime();
      const known = codes.get(app.channelAccountId);
      if (known !== undefined && known.until > now) return known.imageUrl;
      const client = await serviceAccountClient(app);
      const { imageUrl } = await client.createQrCode({ scene: 'follow', expireSeconds: followCodeSeconds });
      codes.set(app.channelAccountId, {
        imageUrl,
        until: now + followCodeSeconds * 1000 - followCodeMarginMs,
      });
      return imageUrl;
    },
    /** A code that tells its scene when it is scanned; `url` is what the code says. */
    async sceneCode(app: SignInApp, scene: string, expireSeconds: number): Promise<{ url: string }> {
      const { url } = await (await serviceAccountClient(app)).createQrCode({ scene, expireSeconds });
      return { url };
    },
    async appById(em: EntityManager, channelAccountId: string): Promise<SignInApp | null> {
      return orNull(await directory.byId(em, channelAccountId));
    },
  };
}
