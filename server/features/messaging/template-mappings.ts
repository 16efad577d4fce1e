import type { MessagePurposeSpec } from '../../../config/message-purposes.ts';
import { messagePurposes } from '../../../config/message-purposes.ts';
import type { Locale } from '../../contract/common.ts';
import type { MessagePurpose, PlatformTemplate, TemplateMappingRow } from '../../contract/messaging.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { cutText } from './chat-text.ts';
import { kindOfField } from './field-rules.ts';
import type { Editor } from './guide-settings.ts';
import { TemplateMapping } from './messaging.entity.ts';
import { asAppError } from './platform-app-error.ts';
import type { AccountCard, AccountCards, EnterpriseCards, Records, Senders } from './ports.ts';
import { exampleValues, mappedPurposes, writeValues } from './purpose-text.ts';
import { messagingText } from './reasons.ts';
import { fieldProblemText, fillFields, unknownVariableOf } from './template-fields.ts';

export interface TemplateMappingDeps {
  readonly clock: Clock;
  readonly accounts: AccountCards;
  readonly enterprises: EnterpriseCards;
  readonly senders: Senders;
  readonly records: Records;
}

interface SaveMapping {
  readonly enterpriseId: string;
  readonly purpose: MessagePurpose;
  readonly channelAccountId: string;
  readonly templateId: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  /** 0: there is none yet. */
  readonly version: number;
  readonly editor: Editor;
}

interface KnownTemplate {
  readonly title: string;
  readonly kinds: Readonly<Record<string, string>>;
}

/** Which template says what, and what fills its fields (platform.md A9; B for subscribe messages). */
export function createTemplateMappings(deps: TemplateMappingDeps) {
  async function accountOf(em: EntityManager, enterpriseId: string, id: string): Promise<AccountCard> {
    const accounts = await deps.accounts.all(em, enterpriseId);
    const account = accounts.find((one) => one.id === id && one.kind !== 'wecom');
    assertThat(account, 'not_found', 404);
    return account;
  }

  /** The account's own library, asked now. A mini program's is not asked: its fields name their kinds. */
  async function library(
    em: EntityManager,
    account: AccountCard,
    locale: Locale,
  ): Promise<PlatformTemplate[]> {
    if (account.kind !== 'official-account') return [];
    const sender = await deps.senders.officialAccount(em, account.id);
    if (sender === null) throw new AppError('channel.disconnected', { status: 409 });
    const templates = await sender.listTemplates().catch((cause: unknown) => {
      throw asAppError(cause, locale);
    });
    return templates.map(({ templateId, title, fields, example }) => ({
      templateId,
      title,
      fields: fields.map(({ key, label }) => ({ key, kind: kindOfField(key), label })),
      example,
    }));
  }

  async function templateOf(
    em: EntityManager,
    account: AccountCard,
    input: SaveMapping,
    locale: Locale,
  ): Promise<KnownTemplate> {
    if (account.kind === 'mini-program') {
      const keys = Object.keys(input.fields);
      const strange = keys.find((key) => !/^[a-z_]{2,20}\d{1,3}$/.test(key));
      assertThat(strange === undefined, 'template.field_unknown', 422, { field: strange ?? '' });
      assertThat(keys.length > 0, 'template.field_missing', 422, { field: '' });
      return {
        title: input.templateId,
        kinds: Object.fromEntries(keys.map((key) => [key, kindOfField(key)])),
      };
    }
    const templates = await library(em, account, locale);
    const template = templates.find(({ templateId }) => templateId === input.templateId);
    assertThat(template, 'template.not_on_platform', 422);
    return {
      title: template.title,
      kinds: Object.fromEntries(template.fields.map(({ key, kind }) => [key, kind])),
    };
  }

  /** What the platform would refuse is refused here, with the examples in the place of values. */
  async function checkFields(
    input: SaveMapping,
    spec: MessagePurposeSpec,
    kinds: KnownTemplate['kinds'],
    locale: Locale,
  ) {
    const names = new Set(spec.variables.map(({ name }) => name));
    for (const [field, text] of Object.entries(input.fields)) {
      assertThat(Object.hasOwn(kinds, field), 'template.field_unknown', 422, { field });
      const name = unknownVariableOf(text, names);
      assertThat(name === undefined, 'template.field_invalid', 422, {
        field,
        reason: messagingText(locale, 'field.unknown_variable', { name: name ?? '' }),
      });
    }
    for (const field of Object.keys(kinds)) {
      assertThat((input.fields[field] ?? '').trim() !== '', 'template.field_missing', 422, { field });
    }
    const enterprise = await deps.enterprises.byId(input.enterpriseId);
    assertThat(enterprise, 'not_found', 404);
    const filled = fillFields(
      input.fields,
      kinds,
      writeValues(spec, exampleValues(spec), 'zh-CN', enterprise),
    );
    if (!filled.ok) {
      const reason = fieldProblemText(locale, filled.result);
      throw new AppError('template.field_invalid', { status: 422, data: { field: filled.field, reason } });
    }
  }

  function present(
    purpose: MessagePurpose,
    row: TemplateMapping | undefined,
    locale: Locale,
  ): TemplateMappingRow {
    const spec: MessagePurposeSpec = messagePurposes[purpose];
    return {
      purpose,
      purposeLabel: messagingText(locale, `purpose.${purpose}`),
      channelAccountId: row?.channelAccountId ?? null,
      templateId: row?.templateId ?? null,
      templateTitle: row?.templateTitle ?? null,
      enabled: row?.enabled ?? false,
      fields: row?.fields ?? {},
      variables: spec.variables.map(({ name, kind, example }) => ({
        name,
        label: messagingText(locale, variableLabel(name)),
        example:
          kind === 'time'
            ? (writeValues(spec, { [name]: example }, 'zh-CN', {
                displayName: '',
                timeZone: 'Asia/Shanghai',
              })[name] ?? '')
            : example,
      })),
      version: row?.version ?? 0,
    };
  }

  return {
    async templates(em: EntityManager, enterpriseId: string, channelAccountId: string, locale: Locale) {
      return library(em, await accountOf(em, enterpriseId, channelAccountId), locale);
    },

    /** One row a purpose for the service account's template, and one more where a mini program's is mapped. */
    async list(em: EntityManager, enterpriseId: string, locale: Locale): Promise<TemplateMappingRow[]> {
      const rows = await em.find(TemplateMapping, { enterpriseId });
      return mappedPurposes.flatMap((purpose) => {
        const of = (carrier: string) =>
          rows.find((row) => row.purpose === purpose && row.carrier === carrier);
        const subscribe = of('subscribe');
        return [
          present(purpose, of('template'), locale),
          ...(subscribe === undefined ? [] : [present(purpose, subscribe, locale)]),
        ];
      });
    },

    /** @throws template.* · conflict.version · channel.* · not_found */
    async save(em: EntityManager, input: SaveMapping, locale: Locale): Promise<TemplateMappingRow> {
      const { enterpriseId, purpose, templateId, fields, enabled } = input;
      assertThat(mappedPurposes.includes(purpose), 'not_found', 404);
      const account = await accountOf(em, enterpriseId, input.channelAccountId);
      const carrier = account.kind === 'mini-program' ? 'subscribe' : 'template';
      const template = await templateOf(em, account, input, locale);
      await checkFields(input, messagePurposes[purpose], template.kinds, locale);
      return inTransaction(em, async (tx) => {
        const found = await tx.findOne(TemplateMapping, { enterpriseId, purpose, carrier });
        if ((found?.version ?? 0) !== input.version) throw new AppError('conflict.version', { status: 409 });
        const before = found === null ? {} : summary(found);
        const values = {
          channelAccountId: account.id,
          templateId,
          templateTitle: cutText(template.title, 60),
          fieldKinds: { ...template.kinds },
          fields: { ...fields },
          enabled,
          updatedAt: deps.clock.now(),
        };
        const row =
          found === null
            ? tx.create(TemplateMapping, { id: newId(), enterpriseId, purpose, carrier, ...values })
            : Object.assign(found, values);
        await tx.flush();
        await deps.records.add(tx, {
          enterpriseId,
          actor: `staff:${input.editor.staffId}`,
          actorName: input.editor.name,
          action: 'template_mapping.saved',
          target: `template_mapping:${purpose}`,
          before,
          after: summary(row),
          requestId: input.editor.requestId,
        });
        return present(purpose, row, locale);
      });
    },

    /** What a test would be sent with. @throws template.mapping_missing */
    async forTest(
      em: EntityManager,
      enterpriseId: string,
      purpose: MessagePurpose,
    ): Promise<TemplateMapping> {
      const row = await em.findOne(TemplateMapping, { enterpriseId, purpose, carrier: 'template' });
      assertThat(row, 'template.mapping_missing', 409);
      return row;
    },
  };
}
export type TemplateMappings = ReturnType<typeof createTemplateMappings>;

function summary({ templateId, templateTitle, fields, enabled }: TemplateMapping): Record<string, unknown> {
  return { templateId, templateTitle, fields, enabled };
}

function variableLabel(name: string) {
  switch (name) {
    case 'contact':
    case 'company':
    case 'boundAt':
    case 'edition':
    case 'endDay':
    case 'daysLeft':
    case 'newPhone':
    case 'salesperson':
    case 'brand':
      return `variable.${name}` as const;
    default:
      throw new Error(`The variable ${name} has no label in config/locales`);
  }
}
