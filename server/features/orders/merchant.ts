import type { Merchant, PayClient } from '../../../bot/channels/wechat-pay/types.ts';
import type { MerchantInput } from '../../contract/orders.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newSecret22 } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { PayMerchant } from './order.entity.ts';

const only = 'merchant';
/** A callback must not cost a read of the database before its signature holds. Ours. */
const cacheMs = 3_000;

/** The merchant with its secrets open, and where it is told. */
export interface OpenMerchant extends Merchant {
  readonly callbackKey: string;
}

export interface MerchantDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly publicUrl: string;
  /** Where the platform is by default. */
  readonly defaultBaseUrl: string;
  /** @throws AppError where an address may not be reached */
  assertReachable(baseUrl: string): void;
  makeClient(merchant: Merchant): PayClient;
}

/** Whom orders pay: the operator's settings, sealed at rest. */
export function createMerchants(deps: MerchantDeps) {
  let cached: { at: number; value: Promise<OpenMerchant | null> } | undefined;

  const read = (em: EntityManager) => em.findOne(PayMerchant, { id: only }, { disableIdentityMap: true });

  async function open(em: EntityManager): Promise<OpenMerchant | null> {
    const row = await read(em);
    if (row === null) return null;
    const { mchId, appId, serialNo, platformKeys, baseUrl, callbackKey } = row;
    return {
      ...{ mchId, appId, serialNo, platformKeys, baseUrl, callbackKey },
      privateKeyPem: deps.keyring.open(row.sealedPrivateKey),
      apiV3Key: deps.keyring.open(row.sealedApiV3Key),
    };
  }

  return {
    row: (em?: EntityManager) => read(em ?? deps.db.installation()),

    /** Null: none is set up. */
    open: () => open(deps.db.installation()),

    /** For callbacks: at most seconds old. A database that is away is thrown. */
    async byCallbackKey(key: string): Promise<OpenMerchant | null> {
      const now = performance.now();
      if (cached === undefined || now - cached.at > cacheMs) {
        const value = open(deps.db.installation());
        cached = { at: now, value };
        value.catch(() => (cached = undefined));
      }
      const merchant = await cached.value;
      return merchant?.callbackKey === key ? merchant : null;
    },

    /**
     * @param appId the app of the merchant's in which a person pays; without one that of the settings
     * @throws order.pay_unavailable when there is none
     */
    async client(appId?: string): Promise<{ client: PayClient; merchant: OpenMerchant; notifyUrl: string }> {
      const merchant = await open(deps.db.installation());
      if (merchant === null) throw new AppError('order.pay_unavailable', { status: 503 });
      const client = deps.makeClient(appId === undefined ? merchant : { ...merchant, appId });
      return { client, merchant, notifyUrl: this.notifyUrl(merchant.callbackKey) };
    },

    notifyUrl: (callbackKey: string) => `${deps.publicUrl}/callbacks/wechat-pay/${callbackKey}`,

    /**
     * Saves the settings; secrets that are left out stay.
     * @throws conflict.version | order.merchant_secrets when there are none yet
     */
    async save(tx: EntityManager, input: MerchantInput): Promise<PayMerchant> {
      const found = await read(tx);
      assertThat((found?.version ?? 0) === input.version, 'conflict.version', 409);
      const { privateKeyPem, apiV3Key } = input;
      const sealedPrivateKey =
        privateKeyPem === undefined ? found?.sealedPrivateKey : deps.keyring.seal(privateKeyPem);
      const sealedApiV3Key = apiV3Key === undefined ? found?.sealedApiV3Key : deps.keyring.seal(apiV3Key);
      assertThat(
        sealedPrivateKey !== undefined && sealedApiV3Key !== undefined,
        'order.merchant_secrets',
        422,
      );
      const baseUrl = (input.baseUrl ?? found?.baseUrl ?? deps.defaultBaseUrl).replace(/\/+$/, '');
      deps.assertReachable(baseUrl);
      const { mchId, appId, serialNo, platformKeys, bankAccount, miniProgramPurchase } = input;
      const row = {
        ...{ mchId, appId, serialNo, platformKeys, bankAccount, miniProgramPurchase, baseUrl },
        ...{ sealedPrivateKey, sealedApiV3Key, version: input.version + 1, updatedAt: deps.clock.now() },
      };
      if (found === null) {
        await tx.insert(PayMerchant, { id: only, callbackKey: newSecret22(), ...row });
      } else {
        const touched = await tx.nativeUpdate(PayMerchant, { id: only, version: input.version }, row);
        assertThat(touched === 1, 'conflict.version', 409);
      }
      cached = undefined;
      const saved = await read(tx);
      assertThat(saved, 'not_found', 404);
      return saved;
    },
  };
}
export type Merchants = ReturnType<typeof createMerchants>;
