import type { Edition } from '../../config/editions.ts';
import type { AccountsParts } from '../features/accounts/index.ts';
import type { OwnEndHearer } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { kindLabel } from '../features/quota/index.ts';

/** Own editions that end soon, told to the downstream's admins in WeChat by the carrier that reaches them (row 19). */
export function createOwnEnds(deps: {
  messaging: Pick<Messaging, 'queueDelivery'>;
  downstreams: Pick<AccountsParts['downstreams'], 'admins'>;
  editions: readonly Edition[];
}): OwnEndHearer {
  return {
    async tell(tx, { upstreamId, connectionId, kind, endsAt, lastDay, hint, daysLeft, at }) {
      for (const { id, name, company } of await deps.downstreams.admins(tx, connectionId)) {
        await deps.messaging.queueDelivery(tx, {
          ...{ enterpriseId: upstreamId, purpose: 'own_edition.ending', interconnectUserId: id },
          recipientName: name,
          values: {
            ...{ contact: name, company, endDay: lastDay, daysLeft: String(daysLeft) },
            // The cause does not know the reader's language: the name by which it was bought in WeChat.
            edition: kindLabel('zh-CN', kind, deps.editions),
          },
          path: 'pages/upstreams/index',
          causeKey: `own-end:${connectionId}:${endsAt.getTime()}:${hint}:${id}`,
          now: at,
        });
      }
    },
  };
}
