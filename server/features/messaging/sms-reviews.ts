import type { SmsReview, SmsTemplate } from '../../../bot/channels/sms/client.ts';
import type { Locale } from '../../contract/common.ts';
import type { SmsReviews as Waiting } from '../../contract/sms.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { Editor } from './guide-settings.ts';
import { asAppError } from './platform-app-error.ts';
import type { EnterpriseCards, Records } from './ports.ts';
import { providerText } from './sms-rules.ts';
import { SmsContent } from './sms.entity.ts';

export interface SmsReviewDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly enterprises: EnterpriseCards & { isOperator(id: string): Promise<boolean> };
  readonly records: Records;
  /** The provider's own review of a template; null: it knows none of this number. Calls the platform. */
  readonly smsTemplate: (enterpriseId: string, templateId: string) => Promise<SmsTemplate | null>;
  /** The same of a signature, by its name. */
  readonly smsSignature: (enterpriseId: string, name: string) => Promise<SmsReview | null>;
}

/** Who reviews, at the operator. */
export interface Reviewer {
  readonly enterpriseId: string;
  readonly editor: Editor;
  readonly locale: Locale;
}

/** The operator's review: he submits a text to the provider, and its approval counts once the provider has said yes. */
export function createSmsReviews(deps: SmsReviewDeps) {
  const across = () => deps.db.acrossTenants('operator: sms');
  /** The right alone is not enough: an enterprise may give it to its own staff. */
  const isOperator = ({ enterpriseId }: Reviewer) => deps.enterprises.isOperator(enterpriseId);

  async function decide(
    by: Reviewer,
    id: string,
    decision: { state: 'approved' | 'refused'; reason: string; templateId: string | null },
  ): Promise<void> {
    await inTransaction(across(), async (tx: EntityManager) => {
      const row = await tx.findOne(SmsContent, { id }, { disableIdentityMap: true });
      assertThat(row, 'not_found', 404);
      const change = { ...decision, decidedAt: deps.clock.now() };
      const changed = await tx.nativeUpdate(SmsContent, { id, state: 'in_review' }, change);
      assertThat(changed === 1, 'sms.decided', 409);
      const { state, reason, templateId } = decision;
      // The upstream reads that it was decided; the operator who of his did.
      for (const enterpriseId of [row.enterpriseId, by.enterpriseId])
        await deps.records.add(tx, {
          enterpriseId,
          actor: enterpriseId === by.enterpriseId ? `staff:${by.editor.staffId}` : 'system',
          actorName: enterpriseId === by.enterpriseId ? by.editor.name : '',
          action: state === 'approved' ? 'sms.approved' : 'sms.refused',
          target: `sms:${id}`,
          before: { state: 'in_review' },
          after: {
            state,
            text: row.content,
            ...(reason === '' ? {} : { reason }),
            ...(templateId === null ? {} : { templateId }),
          },
          requestId: by.editor.requestId,
        });
    });
  }

  /** @throws sms.provider_* where the provider has not approved just this text */
  async function askProvider(row: SmsContent, templateId: string, locale: Locale): Promise<void> {
    const template = await deps.smsTemplate(row.enterpriseId, templateId).catch((error: unknown) => {
      throw asAppError(error, locale);
    });
    assertThat(template, 'sms.provider_unknown', 409, { templateId });
    if (template.state === 'in_review') throw new AppError('sms.provider_in_review', { status: 409 });
    if (template.state === 'refused')
      throw new AppError('sms.provider_refused', { status: 409, data: { reason: template.reply } });
    // An older answer of the provider leaves the text out.
    const same = template.content === '' || template.content === providerText(row.content);
    assertThat(same, 'sms.provider_text', 409, { text: template.content });
  }

  /** @throws sms.provider_sign_* where the provider has not approved this signature */
  async function askForSignature(row: SmsContent, locale: Locale): Promise<void> {
    const sign = await deps.smsSignature(row.enterpriseId, row.content).catch((error: unknown) => {
      throw asAppError(error, locale);
    });
    assertThat(sign, 'sms.provider_sign_unknown', 409, { name: row.content });
    if (sign.state === 'in_review') throw new AppError('sms.provider_sign_in_review', { status: 409 });
    if (sign.state === 'refused')
      throw new AppError('sms.provider_sign_refused', { status: 409, data: { reason: sign.reply } });
  }

  return {
    /** @throws sms.operator_only */
    async demandOperator(by: Reviewer): Promise<void> {
      assertThat(await isOperator(by), 'sms.operator_only', 403);
    },

    async waiting(by: Reviewer): Promise<Waiting> {
      await this.demandOperator(by);
      const rows = await across().find(
        SmsContent,
        { state: 'in_review' },
        { orderBy: { submittedAt: 'asc' }, limit: 100 },
      );
      const items = [];
      for (const row of rows) {
        const { id, kind, content } = row;
        items.push({
          ...{ id, kind, content },
          enterprise: (await deps.enterprises.byId(row.enterpriseId))?.displayName ?? '',
          providerText: kind === 'signature' ? content : providerText(content),
          submittedAt: (row.submittedAt ?? row.createdAt).toISOString(),
        });
      }
      return { items };
    },

    /**
     * @param templateId the provider's number, for a text; it is asked whether it has approved just this text
     * (of a signature: this name)
     * @throws sms.template_missing | sms.provider_unknown | sms.provider_in_review | sms.provider_refused | sms.provider_text | sms.decided
     */
    async approve(by: Reviewer, id: string, templateId: string | undefined): Promise<void> {
      // Invisible to everybody else: not found, like an id of nothing.
      assertThat(await isOperator(by), 'not_found', 404);
      const row = await across().findOne(SmsContent, { id });
      assertThat(row, 'not_found', 404);
      assertThat(row.state === 'in_review', 'sms.decided', 409);
      if (row.kind !== 'signature') {
        assertThat(templateId, 'sms.template_missing', 422);
        await askProvider(row, templateId, by.locale);
      } else {
        await askForSignature(row, by.locale);
      }
      const given = row.kind === 'signature' ? null : (templateId ?? null);
      await decide(by, id, { state: 'approved', reason: '', templateId: given });
    },

    /** @throws sms.decided */
    async refuse(by: Reviewer, id: string, reason: string): Promise<void> {
      // Invisible to everybody else: not found, like an id of nothing.
      assertThat(await isOperator(by), 'not_found', 404);
      await decide(by, id, { state: 'refused', reason, templateId: null });
    },
  };
}
export type SmsReviews = ReturnType<typeof createSmsReviews>;
