import { messagePurposes } from '../../../config/message-purposes.ts';
import { messagePurposeSchema } from '../../contract/messaging.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import type { LeavingPerson, PersonalFact, PersonalPart, PersonAt } from '../../kernel/personal-data.ts';
import { homeZone } from '../../kernel/zoned-day.ts';
import { Delivery, SubscribeConsent } from './messaging.entity.ts';
import { messagingText } from './reasons.ts';
import type { EnterpriseCards, EnterpriseWords } from './ports.ts';
import { writeValues } from './purpose-text.ts';
import { purposeLabel } from './deliveries.ts';

const step = 1_000;

/** What a message said about himself; who else stands in it is left out. */
function ownWords(
  locale: Locale,
  { purpose, content }: Pick<Delivery, 'purpose' | 'content'>,
  enterprise: EnterpriseWords,
): string {
  const known = messagePurposeSchema.safeParse(purpose);
  if (!known.success) return '';
  const spec = messagePurposes[known.data];
  const written = writeValues(spec, content.values, locale, enterprise);
  return spec.variables
    .filter(({ name }) => name !== 'salesperson' && (written[name] ?? '') !== '')
    .map(({ name }) => `${messagingText(locale, `variable.${name}`)}: ${written[name] ?? ''}`)
    .join('\n');
}

/** Deliveries to a person, cards about him to staff, and what he agreed to receive. */
export function createMessagesPart(deps: { enterprises: Pick<EnterpriseCards, 'within'> }): PersonalPart {
  /** By account, by openid (guides and replies), and cards to staff that tell of him. */
  function isAbout(person: PersonAt, until: Date | null) {
    const openids = new Set(
      person.openids.map(({ channelAccountId, openid }) => `${channelAccountId} ${openid}`),
    );
    const ids = [...person.userIds, ...person.requestIds];
    return (
      row: Pick<
        Delivery,
        'interconnectUserId' | 'staffId' | 'channelAccountId' | 'openid' | 'causeKey' | 'createdAt'
      >,
    ) => {
      if (typeof row.interconnectUserId === 'string') return person.userIds.includes(row.interconnectUserId);
      if (typeof row.staffId === 'string') return ids.some((id) => row.causeKey.includes(id));
      const isHis = openids.has(`${row.channelAccountId ?? ''} ${row.openid ?? ''}`);
      return isHis && (until === null || row.createdAt <= until);
    };
  }

  async function* deliveriesOf(em: EntityManager, person: PersonAt, until: Date | null) {
    const about = isAbout(person, until);
    for (let after = ''; ;) {
      const rows = await em.find(
        Delivery,
        { enterpriseId: person.enterpriseId, id: { $gt: after } },
        {
          ...{ orderBy: { id: 'asc' }, limit: step, disableIdentityMap: true },
          fields: [
            'id',
            'interconnectUserId',
            'staffId',
            'channelAccountId',
            'openid',
            'causeKey',
            'createdAt',
          ],
        },
      );
      for (const row of rows) if (about(row)) yield row;
      const last = rows.at(-1);
      if (last === undefined || rows.length < step) return;
      after = last.id;
    }
  }

  /** A message that has not left tells nobody anything any more: there is no account to send it to. */
  async function blank(
    em: EntityManager,
    ids: readonly string[],
    { pseudonym }: LeavingPerson,
  ): Promise<void> {
    await inTransaction(em, async (tx) => {
      const rows = await tx.find(Delivery, { id: { $in: [...ids] } });
      for (const row of rows) {
        if (typeof row.staffId !== 'string') row.recipientName = pseudonym;
        row.openid = null;
        row.sealedMessage = null;
        row.content = { values: {}, path: null };
        if (row.state === 'queued' && typeof row.attemptedAt?.getTime() !== 'number') {
          row.state = 'failed';
          row.reasonKey = 'no_recipient';
        }
      }
      await tx.flush();
    });
  }

  return {
    key: 'messages',
    columns: [
      ...['Delivery.recipientName', 'Delivery.openid', 'Delivery.content', 'Delivery.sealedMessage'],
      ...['Delivery.interconnectUserId', 'SubscribeConsent.openid'],
    ],

    async collect(em, person, locale) {
      const words = await deps.enterprises.within(em, person.enterpriseId);
      const enterprise = words ?? { displayName: '', timeZone: homeZone };
      const received: PersonalFact[] = [];
      for await (const { id, staffId } of deliveriesOf(em, person, null)) {
        if (typeof staffId === 'string') continue;
        const row = await em.findOne(Delivery, { id }, { disableIdentityMap: true });
        if (row === null) continue;
        const { purpose, carrier, createdAt, state } = row;
        received.push({
          purpose: purposeLabel(locale, purpose),
          time: createdAt.toISOString(),
          carrier: typeof carrier === 'string' ? messagingText(locale, `carrier.${carrier}`) : '',
          state: messagingText(locale, `state.${state}`),
          text: ownWords(locale, row, enterprise),
        });
      }
      const agreed = await em.find(SubscribeConsent, {
        enterpriseId: person.enterpriseId,
        openid: { $in: person.openids.map(({ openid }) => openid) },
      });
      return [
        { key: 'received', facts: received },
        {
          key: 'subscriptions',
          facts: agreed.map(({ templateId, accepted, updatedAt }) => ({
            ...{ template: templateId, count: String(accepted), time: updatedAt.toISOString() },
          })),
        },
      ];
    },

    async leave(tx, { openids, whole }) {
      if (!whole) return;
      for (const { channelAccountId, openid } of openids)
        await tx.nativeDelete(SubscribeConsent, { channelAccountId, openid });
    },

    async erase(em, person) {
      const gone: string[] = [];
      for await (const { id } of deliveriesOf(em, person, person.at)) gone.push(id);
      for (let from = 0; from < gone.length; from += 200)
        await blank(em, gone.slice(from, from + 200), person);
      return 'done';
    },
  };
}
