import { presetInvitation, type SmsHours } from '../../../config/sms.ts';
import type { Locale } from '../../contract/common.ts';
import { smsVariables, type InvitationSms, type SmsKind, type SmsVariable } from '../../contract/sms.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Editor } from './guide-settings.ts';
import type { EnterpriseCards, Records } from './ports.ts';
import { purposeSpec } from './purpose-text.ts';
import { messagingText } from './reasons.ts';
import { checkSmsContent, smsParams } from './sms-rules.ts';
import { SmsContent, SmsSignatureSwitch } from './sms.entity.ts';

/** The installation's SMS service, as far as texts need to know it; null: none. */
export type SmsService = { readonly signName: string; readonly marketingHours: SmsHours } | null;

export interface SmsTextDeps {
  readonly clock: Clock;
  readonly smsService: SmsService;
  readonly enterprises: EnterpriseCards;
  readonly records: Records;
}

interface By {
  readonly enterpriseId: string;
  readonly editor: Editor;
}

const fresh = { disableIdentityMap: true } as const;

const liveOf = async (em: EntityManager, enterpriseId: string, kind: SmsKind): Promise<SmsContent | null> => {
  const order = { orderBy: { number: 'desc' }, limit: 1, ...fresh } as const;
  return (await em.find(SmsContent, { enterpriseId, kind, state: 'approved' }, order))[0] ?? null;
};
const ownSignatureOn = async (em: EntityManager, enterpriseId: string): Promise<boolean> =>
  (await em.count(SmsSignatureSwitch, { enterpriseId, enabled: true })) > 0;

/** The own signature where it is on and approved; null: the platform's. */
export async function liveSignature(em: EntityManager, enterpriseId: string): Promise<string | null> {
  if (!(await ownSignatureOn(em, enterpriseId))) return null;
  return (await liveOf(em, enterpriseId, 'signature'))?.content ?? null;
}

/** The upstream's own approved invitation; null: the preset. */
export async function liveInvitation(
  em: EntityManager,
  enterpriseId: string,
): Promise<{ readonly templateId: string; readonly params: readonly SmsVariable[] } | null> {
  const row = await liveOf(em, enterpriseId, 'text');
  const templateId = row?.templateId ?? null;
  return row === null || templateId === null ? null : { templateId, params: smsParams(row.content) };
}

/** The newest marketing text that is approved; null: none, and nothing can be sent. */
export async function liveMarketing(
  em: EntityManager,
  enterpriseId: string,
): Promise<{ readonly id: string; readonly number: number; readonly content: string } | null> {
  const row = await liveOf(em, enterpriseId, 'marketing');
  return typeof row?.templateId === 'string'
    ? { id: row.id, number: row.number, content: row.content }
    : null;
}

/** An upstream's invitation text, marketing text and signature: written here, reviewed by the operator, sent when approved. */
export function createSmsTexts(deps: SmsTextDeps) {
  const { clock } = deps;
  /** Drafts and hand-overs of an enterprise pass one after the other: each is decided on what the one before left. */
  const turn = (tx: EntityManager, enterpriseId: string) =>
    takeTurn(tx, `sms-texts:${enterpriseId}`, clock.now());
  const record = (
    tx: EntityManager,
    { enterpriseId, editor }: By,
    action: Parameters<Records['add']>[1]['action'],
    change: { target: string; before: Record<string, unknown>; after: Record<string, unknown> },
  ) =>
    deps.records.add(tx, {
      enterpriseId,
      actor: `staff:${editor.staffId}`,
      actorName: editor.name,
      action,
      requestId: editor.requestId,
      ...change,
    });

  async function show(em: EntityManager, enterpriseId: string, locale: Locale): Promise<InvitationSms> {
    const examples = new Map(purposeSpec('account.invited')?.variables.map((one) => [one.name, one.example]));
    const brand = (await deps.enterprises.within(em, enterpriseId))?.displayName;
    const listed = async (kind: SmsKind) => {
      const options = { orderBy: { number: 'desc' }, limit: 50, ...fresh } as const;
      const rows = await em.find(SmsContent, { enterpriseId, kind }, options);
      const live = await liveOf(em, enterpriseId, kind);
      return rows.map((row) => ({
        ...{ id: row.id, kind, number: row.number, content: row.content, state: row.state },
        ...{ reason: row.reason, createdBy: row.createdBy, createdAt: row.createdAt.toISOString() },
        decidedAt: row.decidedAt?.toISOString() ?? null,
        live: row.id === live?.id,
      }));
    };
    const platformSignature = deps.smsService?.signName ?? '';
    return {
      serviceOn: deps.smsService !== null,
      preset: presetInvitation,
      platformSignature,
      ownSignature: await ownSignatureOn(em, enterpriseId),
      liveSignature: (await liveSignature(em, enterpriseId)) ?? platformSignature,
      variables: smsVariables.map((name) => ({
        name,
        label: messagingText(locale, `variable.${name}`),
        example: name === 'brand' && brand !== undefined ? brand : (examples.get(name) ?? ''),
      })),
      versions: [...(await listed('text')), ...(await listed('marketing')), ...(await listed('signature'))],
    };
  }

  return {
    show,

    /**
     * Keeps a draft; there is one of a kind. Decided versions stay as they are.
     * @throws sms.variable and its like, where reviewers would refuse it
     */
    async draft(em: EntityManager, by: By, input: { kind: SmsKind; content: string }): Promise<void> {
      const { enterpriseId } = by;
      const { kind, content } = input;
      checkSmsContent(kind, content);
      await inTransaction(em, async (tx) => {
        await turn(tx, enterpriseId);
        const options = { orderBy: { number: 'desc' }, limit: 1, ...fresh } as const;
        const [last] = await tx.find(SmsContent, { enterpriseId, kind }, options);
        const now = clock.now();
        const own = { content, createdBy: by.editor.name.slice(0, 60), createdAt: now };
        let id = newId();
        if (last?.state === 'draft') {
          id = last.id;
          // Submitted meanwhile: what lies before the reviewer is not changed under him.
          const changed = await tx.nativeUpdate(SmsContent, { id, state: 'draft' }, own);
          if (changed === 0) throw new AppError('conflict.version', { status: 409 });
        } else {
          await tx.insert(SmsContent, {
            ...{ id, enterpriseId, kind, number: (last?.number ?? 0) + 1, state: 'draft' as const },
            ...{ reason: '', templateId: null, submittedAt: null, decidedAt: null },
            ...own,
          });
        }
        await record(tx, by, 'sms.drafted', {
          target: `sms:${id}`,
          before: last?.state === 'draft' ? { text: last.content } : {},
          after: { text: content },
        });
      });
    },

    /** @throws sms.not_draft | sms.in_review: one of a kind waits at a time */
    async submit(em: EntityManager, by: By, id: string): Promise<void> {
      await inTransaction(em, async (tx) => {
        await turn(tx, by.enterpriseId);
        const row = await tx.findOne(SmsContent, { id }, fresh);
        assertThat(row, 'not_found', 404);
        const { enterpriseId, kind } = row;
        const waiting = await tx.count(SmsContent, { enterpriseId, kind, state: 'in_review' });
        assertThat(waiting === 0, 'sms.in_review', 409);
        const change = { state: 'in_review', submittedAt: clock.now() } as const;
        const changed = await tx.nativeUpdate(SmsContent, { id, state: 'draft' }, change);
        assertThat(changed === 1, 'sms.not_draft', 409);
        await record(tx, by, 'sms.submitted', {
          target: `sms:${id}`,
          before: { state: 'draft' },
          after: { state: 'in_review', text: row.content },
        });
      });
    },

    /** @throws sms.service_off | sms.no_signature */
    async switchSignature(em: EntityManager, by: By, on: boolean): Promise<void> {
      const { enterpriseId } = by;
      await inTransaction(em, async (tx) => {
        if (on) {
          assertThat(deps.smsService, 'sms.service_off', 409);
          assertThat(await liveOf(tx, enterpriseId, 'signature'), 'sms.no_signature', 409);
        }
        const before = await ownSignatureOn(tx, enterpriseId);
        if (before === on) return;
        const updatedAt = clock.now();
        const change = { enabled: on, updatedAt };
        if ((await tx.nativeUpdate(SmsSignatureSwitch, { enterpriseId }, change)) === 0)
          await tx.insert(SmsSignatureSwitch, { id: newId(), enterpriseId, ...change });
        await record(tx, by, 'sms.signature_switched', {
          target: `sms:${enterpriseId}`,
          before: { enabled: before },
          after: { enabled: on },
        });
      });
    },
  };
}
export type SmsTexts = ReturnType<typeof createSmsTexts>;
