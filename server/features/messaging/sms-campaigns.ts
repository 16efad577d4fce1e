import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import { smsHoursPreset } from '../../../config/sms.ts';
import type { Locale } from '../../contract/common.ts';
import { idSchema } from '../../contract/common.ts';
import {
  type MarketingPersonRow,
  type MarketingResult,
  type SmsCampaignRow,
  type SmsMarketing,
  type SmsResultRow,
} from '../../contract/sms.ts';
import { deliveryStateSchema, type DeliveryState } from '../../contract/messaging.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor, encodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import { presentDelivery } from './deliveries.ts';
import { addDelivery } from './delivery-queue.ts';
import type { Editor } from './guide-settings.ts';
import { Delivery } from './messaging.entity.ts';
import type { MarketingPeople, Records } from './ports.ts';
import { campaignCause, campaignCauses, marketingPurpose, nextOpening } from './sms-marketing.ts';
import { smsParams } from './sms-rules.ts';
import { liveMarketing, type SmsService } from './sms-texts.ts';
import { SmsCampaign, SmsContent } from './sms.entity.ts';

const batch = 200;
const hourMs = 3_600_000;

/** Writes a campaign's deliveries, some people at a time; `slot` is when the next of them leaves. */
export const writeCampaign = defineJob(
  'sms.campaign',
  z.strictObject({
    enterpriseId: idSchema,
    campaignId: idSchema,
    after: idSchema.nullable(),
    slot: z.iso.datetime(),
    inSlot: z.number().int(),
  }),
);

const emptyCounts = (): Record<MarketingResult, number> => ({
  ...{ waiting: 0, sent: 0, no_consent: 0, stopped: 0, not_reached: 0, unknown: 0 },
});
const blacklisted = 'FailedOperation.PhoneNumberInBlacklist';

function resultOf(state: DeliveryState, reasonKey: string | null, code: string | null): MarketingResult {
  if (state === 'queued') return 'waiting';
  if (state === 'submitted' || state === 'delivered' || state === 'in_review') return 'sent';
  if (state === 'unknown') return 'unknown';
  if (reasonKey === 'no_marketing_consent') return 'no_consent';
  if (reasonKey === 'opted_out' || code === blacklisted) return 'stopped';
  return 'not_reached';
}

const countRow = z.object({
  state: deliveryStateSchema,
  reason: z.string().nullable(),
  code: z.string().nullable(),
  many: z.coerce.number(),
});

export interface SmsCampaignDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly smsService: SmsService;
  readonly marketing: MarketingPeople;
  readonly records: Records;
}

/** Sending the marketing text to many, and what became of each. */
export function createSmsCampaigns(deps: SmsCampaignDeps) {
  const { clock, marketing } = deps;
  const hours = deps.smsService?.marketingHours ?? smsHoursPreset;

  async function countsOf(em: EntityManager, { id, enterpriseId }: SmsCampaign) {
    const causes = campaignCauses(id);
    const rows = await readRows(
      em,
      `select state, reason_key as reason, platform_code as code, count(*) as many from delivery
       where enterprise_id = ? and cause_key >= ? and cause_key < ? group by state, reason_key, platform_code`,
      [enterpriseId, causes.$gte, causes.$lt],
    );
    const counts = emptyCounts();
    for (const row of rows) {
      const { state, reason, code, many } = countRow.parse(row);
      counts[resultOf(state, reason, code)] += many;
    }
    return counts;
  }

  async function present(em: EntityManager, row: SmsCampaign): Promise<SmsCampaignRow> {
    const content = await em.findOne(SmsContent, { id: row.contentId });
    return {
      ...{ id: row.id, number: content?.number ?? 0, content: content?.content ?? '' },
      ...{ chosen: row.userIds?.length ?? null, createdBy: row.createdBy },
      ...{ createdAt: row.createdAt.toISOString(), written: row.written },
      counts: await countsOf(em, row),
    };
  }

  async function standingsOf(em: EntityManager, enterpriseId: string): Promise<SmsMarketing['people']> {
    const people = { bound: 0, agreed: 0, none: 0, stopped: 0 };
    let after: string | null = null;
    while (people.bound < limits.smsMarketingPeople) {
      const page = await marketing.people(em, enterpriseId, { ids: null, after, limit: 500 });
      const ids = page.map(({ id }) => id);
      for (const standing of (await marketing.standings(em, enterpriseId, ids)).values())
        people[standing] += 1;
      people.bound += ids.length;
      after = ids.at(-1) ?? null;
      if (ids.length < 500) break;
    }
    return people;
  }

  /** The next place in time: so many an hour, and none at night. */
  function* slots(start: { slot: Date; inSlot: number }) {
    let { slot, inSlot } = start;
    for (;;) {
      if (inSlot >= limits.smsMarketingPerEnterprisePerHour) {
        slot = nextOpening(hours, new Date(slot.getTime() + hourMs));
        inSlot = 0;
      }
      yield { slot, inSlot, sendAt: new Date(slot.getTime() + inSlot * limits.inviteSpacingMs) };
      inSlot += 1;
    }
  }

  const handler = handle(writeCampaign, async (payload, job) => {
    const { enterpriseId, campaignId, after } = payload;
    const em = deps.db.tenant(enterpriseId);
    const campaign = await em.findOne(SmsCampaign, { id: campaignId });
    const content = campaign === null ? null : await em.findOne(SmsContent, { id: campaign.contentId });
    if (campaign === null || typeof content?.templateId !== 'string' || campaign.written) return;
    const { templateId } = content;
    const params = smsParams(content.content);
    const which = { ids: campaign.userIds, after, limit: batch };
    const people = await marketing.people(em, enterpriseId, which);
    const standings = await marketing.standings(
      em,
      enterpriseId,
      people.map(({ id }) => id),
    );
    const now = job.now();
    const places = slots({ slot: new Date(payload.slot), inSlot: payload.inSlot });
    let next = { slot: new Date(payload.slot), inSlot: payload.inSlot };
    await job.commit(async (tx) => {
      for (const { id, name, company } of people) {
        const standing = standings.get(id) ?? 'none';
        const refused =
          standing === 'agreed'
            ? null
            : standing === 'stopped'
              ? ({ state: 'refused_by_user', reasonKey: 'opted_out' } as const)
              : ({ state: 'failed', reasonKey: 'no_marketing_consent' } as const);
        const place = refused === null ? places.next().value : undefined;
        if (place !== undefined) next = { slot: place.slot, inSlot: place.inSlot + 1 };
        await addDelivery(tx, {
          ...{ enterpriseId, purpose: marketingPurpose, interconnectUserId: id, recipientName: name, now },
          content: { values: { contact: name, company }, path: null, marketing: { templateId, params } },
          causeKey: campaignCause(campaignId, id),
          ...(refused ?? {}),
          ...(place === undefined ? {} : { sendAt: place.sendAt }),
        });
      }
      const last = people.at(-1)?.id;
      if (people.length < batch || last === undefined) {
        await tx.nativeUpdate(SmsCampaign, { id: campaignId }, { written: true });
        return;
      }
      const rest = {
        enterpriseId,
        campaignId,
        after: last,
        slot: next.slot.toISOString(),
        inSlot: next.inSlot,
      };
      const uniqueKey = `campaign:${campaignId}:${last}`;
      await enqueue(tx, writeCampaign, rest, { now, cause: campaignId, enterpriseId, uniqueKey });
    });
  });

  return {
    handlers: [handler] satisfies JobHandler[],

    async state(em: EntityManager, enterpriseId: string): Promise<SmsMarketing> {
      const { most, inMs } = limits.smsMarketingPerPerson;
      return {
        serviceOn: deps.smsService !== null,
        live: await liveMarketing(em, enterpriseId),
        hours: { from: hours.from, to: hours.to },
        perPerson: { most, days: inMs / (24 * hourMs) },
        perHour: limits.smsMarketingPerEnterprisePerHour,
        people: await standingsOf(em, enterpriseId),
      };
    },

    async people(
      em: EntityManager,
      enterpriseId: string,
      query: { cursor?: string | undefined; limit: number },
    ): Promise<{ items: MarketingPersonRow[]; nextCursor: string | null }> {
      const which = { ids: null, after: decodeCursor(query.cursor) ?? null, limit: query.limit + 1 };
      const { rows, nextCursor } = cutPage(await marketing.people(em, enterpriseId, which), query.limit);
      const ids = rows.map(({ id }) => id);
      const standings = await marketing.standings(em, enterpriseId, ids);
      const items = rows.map((person) => ({
        ...person,
        standing: standings.get(person.id) ?? ('none' as const),
      }));
      return { items, nextCursor };
    },

    /** @throws sms.service_off | sms.no_marketing_text | sms.text_changed | sms.nobody */
    async create(
      em: EntityManager,
      by: { enterpriseId: string; editor: Editor },
      input: { contentId: string; userIds: readonly string[] | null },
    ): Promise<SmsCampaignRow> {
      const { enterpriseId, editor } = by;
      assertThat(deps.smsService, 'sms.service_off', 409);
      const ids = input.userIds === null ? null : [...new Set(input.userIds)];
      const found = await marketing.people(em, enterpriseId, {
        ids,
        after: null,
        limit: limits.smsMarketingPeople + 1,
      });
      assertThat(found.length > 0, 'sms.nobody', 409);
      const most = limits.smsMarketingPeople;
      assertThat(found.length <= most, 'sms.too_many_people', 409, { most });
      const now = clock.now();
      const id = newId();
      await inTransaction(em, async (tx) => {
        const live = await liveMarketing(tx, enterpriseId);
        assertThat(live, 'sms.no_marketing_text', 409);
        assertThat(live.id === input.contentId, 'sms.text_changed', 409);
        await tx.insert(SmsCampaign, {
          ...{ id, enterpriseId, contentId: live.id, userIds: ids, written: false },
          ...{ createdBy: editor.name.slice(0, 60), createdAt: now },
        });
        const slot = nextOpening(hours, now).toISOString();
        const first = { enterpriseId, campaignId: id, after: null, slot, inSlot: 0 };
        await enqueue(tx, writeCampaign, first, {
          now,
          cause: id,
          enterpriseId,
          uniqueKey: `campaign:${id}`,
        });
        await deps.records.add(tx, {
          ...{ enterpriseId, actor: `staff:${editor.staffId}`, actorName: editor.name },
          ...{
            action: 'sms.campaign_sent',
            target: `sms:${live.id}`,
            before: {},
            requestId: editor.requestId,
          },
          after: { text: live.content, people: found.length },
        });
      });
      return present(em, await em.findOneOrFail(SmsCampaign, { id }));
    },

    async list(
      em: EntityManager,
      enterpriseId: string,
      query: { cursor?: string | undefined; limit: number },
    ) {
      const after = decodeCursor(query.cursor);
      const found = await em.find(
        SmsCampaign,
        { enterpriseId, ...(after === undefined ? {} : { id: { $lt: after } }) },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const { rows, nextCursor } = cutPage(found, query.limit);
      const items: SmsCampaignRow[] = [];
      for (const row of rows) items.push(await present(em, row));
      return { items, nextCursor };
    },

    /** Everybody of one sending, by account. @throws not_found */
    async results(
      em: EntityManager,
      campaignId: string,
      query: { cursor?: string | undefined; limit: number; result?: MarketingResult | undefined },
      locale: Locale,
    ): Promise<{ items: SmsResultRow[]; nextCursor: string | null }> {
      assertThat(await em.findOne(SmsCampaign, { id: campaignId }), 'not_found', 404);
      const items: SmsResultRow[] = [];
      const { $gte, $lt } = campaignCauses(campaignId);
      let after = decodeCursor(query.cursor) ?? null;
      for (;;) {
        const causeKey = after === null ? { $gte, $lt } : { $gt: campaignCause(campaignId, after), $lt };
        const rows = await em.find(Delivery, { causeKey }, { orderBy: { causeKey: 'asc' }, limit: batch });
        for (const row of rows) {
          const result = resultOf(row.state, row.reasonKey ?? null, row.platformCode ?? null);
          if (query.result !== undefined && query.result !== result) continue;
          const { recipientName: name, reason, updatedAt } = presentDelivery(row, locale);
          if (items.length === query.limit)
            return { items, nextCursor: encodeCursor(items.at(-1)?.id ?? '') };
          items.push({ id: row.interconnectUserId ?? row.id, name, result, reason, updatedAt });
        }
        after = rows.at(-1)?.interconnectUserId ?? null;
        if (rows.length < batch || after === null) return { items, nextCursor: null };
      }
    },
  };
}
export type SmsCampaigns = ReturnType<typeof createSmsCampaigns>;
