import type { Notice } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import { messagePurposeSchema, type DeliveryState } from '../../contract/messaging.ts';
import { messagePurposes } from '../../../config/message-purposes.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { Delivery } from './messaging.entity.ts';
import type { EnterpriseCards } from './ports.ts';
import { writeValues } from './purpose-text.ts';
import { messagingText } from './reasons.ts';

/** Left us, as far as we know; what certainly did not is not shown as a message. */
const sent: DeliveryState[] = ['submitted', 'in_review', 'delivered', 'unknown'];

export interface NoticePage {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly locale: Locale;
}

/** The messages that were sent to a membership, newest first, in words (`GET /notices`). */
export function createNotices(deps: { enterprises: EnterpriseCards }) {
  return async function noticesOf(
    em: EntityManager,
    interconnectUserId: string,
    page: NoticePage,
  ): Promise<{ items: Notice[]; nextCursor: string | null }> {
    const after = decodeCursor(page.cursor);
    const found = await em.find(
      Delivery,
      {
        interconnectUserId,
        state: { $in: sent },
        purpose: { $in: messagePurposeSchema.options },
        ...(after === undefined ? {} : { id: { $lt: after } }),
      },
      { orderBy: { id: 'desc' }, limit: page.limit + 1 },
    );
    const { rows, nextCursor } = cutPage(found, page.limit);
    const items: Notice[] = [];
    for (const row of rows) items.push(await present(row, page.locale));
    return { items, nextCursor };
  };

  async function present(delivery: Delivery, locale: Locale): Promise<Notice> {
    const purpose = messagePurposeSchema.parse(delivery.purpose);
    const spec = messagePurposes[purpose];
    const enterprise = await deps.enterprises.byId(delivery.enterpriseId);
    const words = enterprise ?? { displayName: '', timeZone: 'UTC' };
    const written = writeValues(spec, delivery.content.values, locale, words);
    const lines = spec.variables.map(({ name }) => ({
      label: messagingText(locale, `variable.${name}`),
      value: written[name] ?? '',
    }));
    return {
      id: delivery.id,
      title: messagingText(locale, `purpose.${purpose}`),
      lines: lines.filter(({ value }) => value !== ''),
      carrier:
        typeof delivery.carrier === 'string' ? messagingText(locale, `carrier.${delivery.carrier}`) : '',
      createdAt: delivery.createdAt.toISOString(),
    };
  }
}
