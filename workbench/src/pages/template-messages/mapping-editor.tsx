import { Alert, App, Button, Select, Switch } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';

import { channelsKey, listChannels } from '../../features/channels/api.ts';
import {
  listMappings,
  listPlatformTemplates,
  mappingsKey,
  putMapping,
  type MappingInput,
  type TemplateMappingRow,
} from '../../features/messaging/api.ts';
import { fieldProblem } from '../../features/messaging/template-field-rules.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useErrorText } from '../../shared/i18n/use-error-text.ts';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useLeaveGuard } from '../../shared/ui/use-leave-guard.ts';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import { FieldMapping } from './field-mapping.tsx';
import { TemplatePreview } from './template-preview.tsx';
import { TestSend } from './test-send.tsx';
import './mapping-editor.css';

interface Draft {
  readonly channelAccountId: string | null;
  readonly templateId: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly enabled: boolean;
}

const draftOf = (mapping: TemplateMappingRow): Draft => ({
  channelAccountId: mapping.channelAccountId,
  templateId: mapping.templateId,
  fields: mapping.fields,
  enabled: mapping.enabled,
});

/** Account → template → fields, with the message beside them and a test to a real person. */
export function MappingEditor(props: { mapping: TemplateMappingRow }) {
  const t = useText();
  const errorText = useErrorText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [base, setBase] = useState(props.mapping);
  const [draft, setDraft] = useState<Draft>(() => draftOf(props.mapping));
  const [tried, setTried] = useState(false);
  const unsaved = JSON.stringify(draft) !== JSON.stringify(draftOf(base));
  useLeaveGuard(unsaved);

  const channels = useQuery({ queryKey: channelsKey, queryFn: ({ signal }) => listChannels(signal) });
  const accounts = (channels.data ?? []).filter(
    (account) => account.kind === 'official-account' && account.state !== 'disconnected',
  );
  const accountId = draft.channelAccountId ?? (accounts.length === 1 ? (accounts[0]?.id ?? null) : null);
  const templates = useQuery({
    queryKey: [...channelsKey, accountId, 'templates'],
    queryFn: ({ signal }) => listPlatformTemplates(accountId ?? '', signal),
    enabled: accountId !== null,
  });
  const template = templates.data?.find((one) => one.templateId === draft.templateId);
  const gone = templates.data !== undefined && draft.templateId !== null && template === undefined;

  const take = (fresh: TemplateMappingRow) => {
    setBase(fresh);
    setDraft(draftOf(fresh));
    queries.setQueryData<readonly TemplateMappingRow[]>(mappingsKey, (before) =>
      before?.map((one) => (one.purpose === fresh.purpose ? fresh : one)),
    );
  };
  const save = useVersionedSave<TemplateMappingRow, MappingInput>({
    version: base.version,
    save: (input, version, key) => putMapping(base.purpose, input, version, key),
    reload: async () => (await listMappings()).find((one) => one.purpose === base.purpose) ?? base,
    onSaved: (saved) => {
      take(saved);
      setTried(false);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });

  const problems = (template?.fields ?? []).map((field) =>
    fieldProblem(field.kind, draft.fields[field.key] ?? '', base.variables),
  );
  const submit = () => {
    setTried(true);
    if (accountId === null || template === undefined || problems.some((problem) => problem !== null)) return;
    // Only the fields of this template: those of another one would be refused.
    const fields = Object.fromEntries(
      template.fields.map((field) => [field.key, draft.fields[field.key] ?? '']),
    );
    void save.submit({
      channelAccountId: accountId,
      templateId: template.templateId,
      fields,
      enabled: draft.enabled,
    });
  };
  const describe = (fields: Readonly<Record<string, string>>) =>
    Object.entries(fields)
      .map(([key, text]) => `${key}: ${text}`)
      .join('\n');
  const stateText = (enabled: boolean) => t(enabled ? 'common.on' : 'common.off');

  if (channels.data !== undefined && accounts.length === 0) {
    return (
      <Panel>
        <Alert
          type="info"
          showIcon
          message={t('templates.no_account')}
          action={
            <Link to="/channels/connect/official-account">
              <Button>{t('channels.connect.official_account')}</Button>
            </Link>
          }
        />
      </Panel>
    );
  }

  return (
    <div className="hl-mapping">
      <Panel>
        <div className="hl-labelled">
          <label htmlFor="mapping-account">{t('templates.account')}</label>
          <Select
            id="mapping-account"
            className="hl-wide"
            loading={channels.isPending}
            value={accountId}
            placeholder={t('templates.account_choose')}
            options={accounts.map((account) => ({ value: account.id, label: account.name }))}
            onChange={(id: string) => setDraft({ ...draft, channelAccountId: id, templateId: null })}
          />
          {channels.isError ? <small className="hl-tone-bad">{errorText(channels.error)}</small> : null}
        </div>
        <div className="hl-labelled">
          <label htmlFor="mapping-template">{t('templates.template')}</label>
          <Select
            id="mapping-template"
            className="hl-wide"
            showSearch
            optionFilterProp="label"
            disabled={accountId === null}
            loading={templates.isFetching}
            value={gone ? null : draft.templateId}
            placeholder={t('templates.template_choose')}
            notFoundContent={t('templates.none_on_platform')}
            options={(templates.data ?? []).map((one) => ({ value: one.templateId, label: one.title }))}
            onChange={(id: string) => setDraft({ ...draft, channelAccountId: accountId, templateId: id })}
          />
          <small className="hl-muted">{t('templates.template_hint')}</small>
          {templates.isError ? (
            <ErrorNotice error={templates.error}>
              <Button size="small" onClick={() => void templates.refetch()}>
                {t('common.retry')}
              </Button>
            </ErrorNotice>
          ) : null}
          {gone ? (
            <Alert
              type="warning"
              showIcon
              message={t('templates.gone', { title: base.templateTitle ?? '' })}
            />
          ) : null}
          {tried && template === undefined ? (
            <small className="hl-tone-bad" role="alert">
              {t('templates.template_choose')}
            </small>
          ) : null}
        </div>
        {template?.fields.map((field) => (
          <FieldMapping
            key={field.key}
            field={field}
            variables={base.variables}
            text={draft.fields[field.key] ?? ''}
            strict={tried}
            onChange={(text) =>
              setDraft((before) => ({ ...before, fields: { ...before.fields, [field.key]: text } }))
            }
          />
        ))}
        <div className="hl-row hl-labelled">
          <Switch
            id="mapping-enabled"
            checked={draft.enabled}
            onChange={(enabled) => setDraft({ ...draft, enabled })}
          />
          <label htmlFor="mapping-enabled">{t('templates.enabled')}</label>
        </div>
        {save.conflict === null ? null : (
          <ConflictNotice
            pending={save.pending}
            onOverwrite={() => void save.overwrite()}
            onTakeTheirs={save.takeTheirs}
            differences={[
              {
                label: t('templates.template'),
                mine: template?.title ?? '',
                theirs: save.conflict.templateTitle ?? '',
              },
              {
                label: t('templates.fields'),
                mine: describe(draft.fields),
                theirs: describe(save.conflict.fields),
              },
              {
                label: t('templates.enabled'),
                mine: stateText(draft.enabled),
                theirs: stateText(save.conflict.enabled),
              },
            ]}
          />
        )}
        <ErrorNotice error={save.error} />
        <div className="hl-form-actions hl-row">
          <Button type="primary" disabled={!unsaved} loading={save.pending} onClick={submit}>
            {t('common.save')}
          </Button>
          {unsaved ? <span className="hl-muted">{t('common.unsaved')}</span> : null}
        </div>
      </Panel>
      <div className="hl-stack">
        {template === undefined ? null : (
          <TemplatePreview
            template={template}
            fields={draft.fields}
            variables={base.variables}
            accountName={accounts.find((account) => account.id === accountId)?.name ?? ''}
          />
        )}
        <TestSend purpose={base.purpose} ready={base.templateId !== null && !unsaved} />
      </div>
    </div>
  );
}
