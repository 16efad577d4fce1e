import type { Locale } from '../../contract/common.ts';
import type { FollowGuideRow, GuidePreview, GuideVariant } from '../../contract/messaging.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { FollowGuideService } from './follow-guides.ts';
import { writeGuide } from './guide-message.ts';
import { guidePreset } from './guide-preset.ts';
import type { RecordAction } from '../records/index.ts';
import { checkVariant, type GuideValues } from './guide-text.ts';
import { FollowGuide } from './messaging.entity.ts';
import type { AccountCard, AccountCards, EnterpriseCards, Records } from './ports.ts';
import { messagingText } from './reasons.ts';

/** Who changes it, for the operation record. */
export interface Editor {
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

export interface GuideSettingsDeps {
  readonly clock: Clock;
  readonly accounts: AccountCards;
  readonly enterprises: EnterpriseCards;
  readonly records: Records;
  readonly guides: Pick<FollowGuideService, 'refresh'>;
}

interface GuideChange {
  readonly enabled?: boolean | undefined;
  readonly unbound?: GuideVariant | undefined;
  readonly bound?: GuideVariant | undefined;
}

type VariantName = 'unbound' | 'bound';

const samples: Readonly<Record<VariantName, (brand: string) => GuideValues>> = {
  unbound: (brand) => ({ brand, contact: null, company: null, salesperson: null }),
  bound: (brand) => ({ brand, contact: '林晓雯', company: '杭州沐泉', salesperson: '张敏' }),
};

const miniProgramOf = (accounts: readonly AccountCard[]) =>
  accounts.find((account) => account.kind === 'mini-program' && account.connected);

/** Staff read, write and try a service account's guide. */
export function createGuideSettings(deps: GuideSettingsDeps) {
  function present(guide: FollowGuide, accounts: readonly AccountCard[], locale: Locale): FollowGuideRow {
    const card = messagingText(locale, 'blocked.card');
    return {
      id: guide.id,
      channelAccountId: guide.channelAccountId,
      channelAccountName: accounts.find(({ id }) => id === guide.channelAccountId)?.name ?? '',
      enabled: guide.enabled,
      unbound: guide.unbound,
      bound: guide.bound,
      carrierBlocked: miniProgramOf(accounts) === undefined ? { mini_program_card: card } : {},
      version: guide.version,
      updatedAt: guide.updatedAt.toISOString(),
    };
  }

  async function change(
    em: EntityManager,
    input: { id: string; version: number; change: GuideChange; editor: Editor; action: RecordAction },
  ): Promise<FollowGuide> {
    const changed = await inTransaction(em, async (tx) => {
      const guide = await tx.findOne(FollowGuide, { id: input.id });
      assertThat(guide, 'not_found', 404);
      if (guide.version !== input.version) throw new AppError('conflict.version', { status: 409 });
      const accounts = await deps.accounts.all(tx, guide.enterpriseId);
      const miniProgramConnected = miniProgramOf(accounts) !== undefined;
      const { enabled, unbound, bound } = input.change;
      for (const variant of [unbound, bound]) {
        if (variant !== undefined) checkVariant(variant, { miniProgramConnected });
      }
      const picture = () => ({ enabled: guide.enabled, unbound: guide.unbound, bound: guide.bound });
      const before = picture();
      guide.enabled = enabled ?? guide.enabled;
      guide.unbound = unbound ?? guide.unbound;
      guide.bound = bound ?? guide.bound;
      guide.updatedAt = deps.clock.now();
      await tx.flush();
      await deps.records.add(tx, {
        enterpriseId: guide.enterpriseId,
        actor: `staff:${input.editor.staffId}`,
        actorName: input.editor.name,
        action: input.action,
        target: `follow_guide:${guide.id}`,
        before,
        after: picture(),
        requestId: input.editor.requestId,
      });
      return guide;
    });
    await deps.guides.refresh();
    return changed;
  }

  return {
    async list(em: EntityManager, enterpriseId: string, locale: Locale): Promise<FollowGuideRow[]> {
      const accounts = await deps.accounts.all(em, enterpriseId);
      const guides = await em.find(FollowGuide, { enterpriseId }, { orderBy: { id: 'asc' } });
      return guides.map((guide) => present(guide, accounts, locale));
    },

    /** @throws conflict.version · guide.* · not_found */
    async edit(
      em: EntityManager,
      input: { id: string; version: number; change: GuideChange; editor: Editor },
      locale: Locale,
    ): Promise<FollowGuideRow> {
      const guide = await change(em, { ...input, action: 'follow_guide.changed' });
      return present(guide, await deps.accounts.all(em, guide.enterpriseId), locale);
    },

    /** The preset text again, for one variant. */
    async restore(
      em: EntityManager,
      input: { id: string; variant: VariantName; editor: Editor },
      locale: Locale,
    ): Promise<FollowGuideRow> {
      const found = await em.findOne(FollowGuide, { id: input.id });
      assertThat(found, 'not_found', 404);
      const guide = await change(em, {
        id: input.id,
        version: found.version,
        change: { [input.variant]: guidePreset[input.variant] },
        editor: input.editor,
        action: 'follow_guide.restored',
      });
      return present(guide, await deps.accounts.all(em, guide.enterpriseId), locale);
    },

    /** As the chat will show it, with sample values; the link is text of its own: [words]. */
    async preview(
      em: EntityManager,
      input: { id: string; variant: VariantName; content: GuideVariant; h5Url: string },
    ): Promise<GuidePreview> {
      const guide = await em.findOne(FollowGuide, { id: input.id });
      assertThat(guide, 'not_found', 404);
      const accounts = await deps.accounts.all(em, guide.enterpriseId);
      const miniProgram = miniProgramOf(accounts);
      checkVariant(input.content, { miniProgramConnected: miniProgram !== undefined });
      const brand = (await deps.enterprises.byId(guide.enterpriseId))?.displayName ?? '';
      const message = writeGuide(
        input.content,
        samples[input.variant](brand),
        { h5Url: input.h5Url, miniProgramPath: 'pages/bind/index' },
        { brand, miniProgramAppId: miniProgram?.appId ?? null },
      );
      return {
        carrier: input.content.carrier,
        text: message.type === 'text' ? message.text : '',
        title: message.type === 'text' ? '' : message.title,
        description: message.type === 'news' ? message.description : '',
        pictureUrl: message.type === 'text' ? '' : input.content.pictureUrl,
        leavesAs: message.type === 'miniProgramCard' ? 'customer_service' : 'passive_reply',
      };
    },
  };
}
export type GuideSettings = ReturnType<typeof createGuideSettings>;
