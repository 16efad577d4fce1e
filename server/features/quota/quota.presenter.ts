import type { Edition } from '../../../config/editions.ts';
import type { Locale } from '../../contract/common.ts';
import type { QuotaEntryRow, QuotaFigure, QuotaLotRow } from '../../contract/quota.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { daysLeft } from '../../kernel/zoned-day.ts';
import type { Change } from './book.ts';
import type { KindFigures } from './figures.ts';
import { isRenewed } from './lots.ts';
import type { QuotaEntry, QuotaLot } from './quota.entity.ts';
import { kindLabel, quotaText, reasonText, unitLabel } from './quota.texts.ts';

/**
 * Names of holders (connection:<id>, grant:<id>, user:<id>) and actors (staff:<id>,
 * identity:<id>) of the tenant that `em` is bound to. Who is not known (any more) is left out.
 */
export interface HolderNames {
  of(em: EntityManager, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Both first kinds always, in this order; editions once there was a credit (row 8: hidden until opened). */
export function presentFigures(
  figures: readonly KindFigures[],
  locale: Locale,
  editions: readonly Edition[],
): QuotaFigure[] {
  const known = new Map(figures.map((figure) => [figure.kind, figure]));
  const order = ['enterprise', 'wechat_user', ...editions.map(({ key }) => `edition:${key}`)];
  const kinds = [...order, ...[...known.keys()].filter((kind) => !order.includes(kind)).sort()];
  const none = { bought: 0, reserved: 0, used: 0, remaining: 0, validUntil: null };
  return kinds.flatMap((kind) => {
    const figure = known.get(kind) ?? (kind.startsWith('edition:') ? undefined : { kind, ...none });
    if (figure === undefined) return [];
    const { bought, reserved, used, remaining, validUntil } = figure;
    return [
      {
        ...{ kind, label: kindLabel(locale, kind, editions), unit: unitLabel(locale, kind) },
        ...{ bought, reserved, used, remaining, validUntil: validUntil?.toISOString() ?? null },
      },
    ];
  });
}

/** Lots in their order; one whose end or beginning the clockwork has not written yet is told as it is by now. */
export function presentLots(
  lots: readonly QuotaLot[],
  locale: Locale,
  options: { readonly editions: readonly Edition[]; readonly now: Date; readonly timeZone: string },
): QuotaLotRow[] {
  const { editions, now, timeZone } = options;
  return lots.map((lot) => {
    const over =
      (lot.phase !== 'pending' && lot.phase !== 'open') || (lot.endsAt != null && lot.endsAt <= now);
    const state = over ? 'ended' : lot.startsAt > now ? 'waiting' : 'open';
    return {
      ...{ id: lot.id, kind: lot.kind, label: kindLabel(locale, lot.kind, editions) },
      ...{ unit: unitLabel(locale, lot.kind), places: lot.amount - lot.refunded },
      ...{ reserved: lot.reserved, used: lot.used, startsAt: lot.startsAt.toISOString(), state },
      endsAt: lot.endsAt?.toISOString() ?? null,
      daysLeft: state === 'open' && lot.endsAt != null ? daysLeft(now, lot.endsAt, timeZone) : null,
      renewed: state === 'open' && lot.endsAt != null && isRenewed(lot, lots),
      reason: reasonText(locale, lot.reason, { order: '', holder: '', ...lot.reasonValues }),
    };
  });
}

export async function presentEntries(
  em: EntityManager,
  entries: readonly QuotaEntry[],
  locale: Locale,
  names: HolderNames,
): Promise<QuotaEntryRow[]> {
  const keys = entries.flatMap(({ holderKey, actor }) => [holderKey, actor]);
  const asked = new Set(keys.flatMap((key) => (key == null || key === 'system' ? [] : [key])));
  const known = await names.of(em, [...asked]);
  return entries.map((entry) => {
    const holder =
      entry.holderKey == null
        ? null
        : (known.get(entry.holderKey) ?? namelessHolder(locale, entry.holderKey));
    return {
      id: entry.id,
      kind: entry.kind,
      at: entry.at.toISOString(),
      change: shownChange(entry.change),
      // What it does to what is left: the amounts of a kind add up to its remaining places.
      amount: entry.boughtDelta - entry.reservedDelta - entry.usedDelta,
      reason: reasonText(locale, entry.reason, { order: '', ...entry.reasonValues, holder: holder ?? '' }),
      holder,
      actor: known.get(entry.actor) ?? namelessActor(locale, entry.actor),
    };
  });
}

function shownChange(change: Change): QuotaEntryRow['change'] {
  switch (change) {
    case 'lapse':
    case 'suspend':
    case 'lot_end':
      return 'expire';
    case 'move_in':
      return 'restore';
    case 'move_out':
      return 'release';
    case 'refund':
    case 'refund_undo':
      return 'refund';
    case 'credit':
    case 'reserve':
    case 'use':
    case 'release':
    case 'restore':
      return change;
  }
}

function namelessHolder(locale: Locale, key: string): string {
  if (key.startsWith('user:')) return quotaText(locale, 'holder.user');
  if (key.startsWith('own:')) return quotaText(locale, 'holder.own');
  return quotaText(locale, key.startsWith('grant:') ? 'holder.grant' : 'holder.connection');
}

function namelessActor(locale: Locale, actor: string): string {
  if (actor.startsWith('staff:')) return quotaText(locale, 'actor.staff');
  return quotaText(locale, actor.startsWith('identity:') ? 'actor.identity' : 'actor.system');
}
