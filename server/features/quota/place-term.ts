import { LockMode } from '@mikro-orm/core';

import type { EntityManager } from '../../kernel/data/orm.ts';
import type { HolderKey, PlaceState } from './book.ts';
import { QuotaLot, QuotaPlace } from './quota.entity.ts';

export interface PlaceTerm {
  readonly state: PlaceState;
  /** When the lot ends that the place is in; null: never. */
  readonly endsAt: Date | null;
  /** The quota order that paid for the lot; null: it was granted. */
  readonly order: string | null;
}

/** A holder's place and its lot, read under a lock; null where he has none. */
export async function readPlaceTerm(
  tx: EntityManager,
  of: { readonly enterpriseId: string; readonly kind: string; readonly holder: HolderKey },
): Promise<PlaceTerm | null> {
  const current = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
  const { enterpriseId, kind, holder: holderKey } = of;
  const [place] = await tx.find(QuotaPlace, { enterpriseId, kind, holderKey }, current);
  if (place === undefined) return null;
  const [lot] = await tx.find(QuotaLot, { enterpriseId, id: place.lotId }, { disableIdentityMap: true });
  const order = lot?.reasonValues['order'];
  return {
    state: place.state,
    endsAt: lot?.endsAt ?? null,
    order: order === undefined || order === '' ? null : String(order),
  };
}
