import { App, Button, Skeleton, Space, Switch, Tabs } from 'antd';
import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  fetchFields,
  fetchFieldUse,
  fieldObjectSchema,
  fieldsKey,
  moveField,
  removeField,
  setFieldUsable,
  type ExtendedField,
  type FieldObject,
} from '../../features/crm/fields-api.ts';
import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { FieldForm } from './field-form.tsx';
import './extended-fields.css';

/** What the enterprise keeps of customers, partners and contacts beside what there is (rows 281–291). */
export function ExtendedFieldsPage() {
  const t = useText();
  const [object, setObject] = useState<FieldObject>('customer');
  const [disabled, setDisabled] = useState(false);
  const [editing, setEditing] = useState<ExtendedField | 'new' | null>(null);
  const list = useQuery({
    queryKey: [...fieldsKey, object, disabled],
    queryFn: ({ signal }) => fetchFields(object, disabled, signal),
  });
  const { data } = list;
  const mayMake = data !== undefined && (data.mayPublic || data.departments.length > 0);
  return (
    <Page
      title={t('fields.title')}
      lead={t('fields.lead')}
      actions={
        mayMake ? (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('fields.create')}
          </Button>
        ) : null
      }
    >
      <Tabs
        activeKey={object}
        onChange={(key) => setObject(fieldObjectSchema.parse(key))}
        items={fieldObjectSchema.options.map((key) => ({ key, label: t(`fields.object.${key}`) }))}
      />
      <Panel>
        <label className="hl-fields-shown">
          <Switch checked={disabled} onChange={setDisabled} /> <span>{t('fields.show_disabled')}</span>
        </label>
        {data === undefined ? (
          list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <Skeleton active paragraph={{ rows: 6 }} />
          )
        ) : data.items.length === 0 ? (
          <EmptyState title={t('fields.empty')} hint={t('fields.empty_hint')} />
        ) : (
          <ul className="hl-fields" aria-label={t('fields.title')}>
            {data.items.map((field, at) => (
              <FieldRow
                key={field.id}
                {...{ field, disabled, first: at === 0, last: at === data.items.length - 1 }}
                onEdit={() => setEditing(field)}
              />
            ))}
          </ul>
        )}
      </Panel>
      {editing === null || data === undefined ? null : (
        <FieldForm
          {...{ object, field: editing === 'new' ? null : editing }}
          {...{ departments: data.departments, mayPublic: data.mayPublic }}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

function FieldRow(props: {
  field: ExtendedField;
  first: boolean;
  last: boolean;
  disabled: boolean;
  onEdit: () => void;
}) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { field } = props;
  const refresh = () => void queries.invalidateQueries({ queryKey: fieldsKey });
  // Somebody else was faster: what he made of it is shown.
  const onError = (error: Error) => (isConflict(error) ? refresh() : undefined);
  const move = useWrite(
    (direction: 'up' | 'down', key) => moveField(field, direction, props.disabled, key).finally(refresh),
    {},
  );
  const status = useWrite((usable: boolean, key) => setFieldUsable(field, usable, key).finally(refresh), {});
  const remove = useWrite(
    (_: null, key) =>
      removeField(field, key).catch((error: Error) => {
        onError(error);
        throw error;
      }),
    {
      onDone: () => {
        void message.success(t('fields.removed'));
        refresh();
      },
    },
  );
  const askRemove = async () => {
    const { count } = await fetchFieldUse(field.id);
    ask({
      title: t('fields.remove_title', { name: field.name }),
      consequence: t('fields.remove_consequence', { count }),
      verb: t('fields.remove'),
      danger: true,
      work: () => remove.mutateAsync(null),
    });
  };
  return (
    <li>
      <div className="hl-fields-about">
        <strong>{field.name}</strong> <span className="hl-muted">{t(`fields.type.${field.type}`)}</span>{' '}
        {field.usable ? null : <Status tone="off">{t('fields.disabled')}</Status>}
        <div className="hl-muted">
          {field.public
            ? t('fields.public')
            : t('fields.of_departments', { names: field.departments.map(({ name }) => name).join('、') })}
        </div>
        {field.options.length === 0 ? null : <div className="hl-muted">{field.options.join(' / ')}</div>}
        {field.tips === '' ? null : <div className="hl-muted">{field.tips}</div>}
      </div>
      {field.may ? (
        <Space wrap>
          <Button
            icon={<ArrowUpOutlined />}
            aria-label={t('fields.up', { name: field.name })}
            disabled={props.first || move.isPending}
            onClick={() => move.mutate('up')}
          />
          <Button
            icon={<ArrowDownOutlined />}
            aria-label={t('fields.down', { name: field.name })}
            disabled={props.last || move.isPending}
            onClick={() => move.mutate('down')}
          />
          <Switch
            aria-label={t('fields.usable_of', { name: field.name })}
            checkedChildren={t('fields.usable')}
            unCheckedChildren={t('fields.disabled')}
            checked={field.usable}
            loading={status.isPending}
            onChange={(usable) => status.mutate(usable)}
          />
          <Button onClick={props.onEdit}>{t('fields.edit')}</Button>
          <Button danger onClick={() => void askRemove()}>
            {t('fields.remove')}
          </Button>
        </Space>
      ) : (
        <small className="hl-muted">{t(field.public ? 'fields.why_public' : 'fields.why_department')}</small>
      )}
    </li>
  );
}
