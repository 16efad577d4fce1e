import { App, Button, Input, Select, Switch, TreeSelect } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { Field, TextField } from '../../features/crm/field.tsx';
import {
  changeField,
  createField,
  fieldsKey,
  fieldTypeSchema,
  hasOptions,
  type ExtendedField,
  type FieldObject,
} from '../../features/crm/fields-api.ts';
import { FormDrawer } from '../../features/crm/party-form.tsx';
import { treeOf } from '../../features/organisation/tree.ts';
import { ApiError, isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

interface Values {
  readonly name: string;
  readonly type: ExtendedField['type'] | null;
  readonly tips: string;
  readonly options: readonly string[];
  readonly public: boolean;
  readonly departmentIds: readonly string[];
}

/** A new field, or another's name, type, tips, list and departments (rows 283–286). */
export function FieldForm(props: {
  object: FieldObject;
  field: ExtendedField | null;
  departments: readonly { readonly id: string; readonly parentId: string | null; readonly name: string }[];
  mayPublic: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { field } = props;
  const [tried, setTried] = useState(false);
  const [values, setValues] = useState<Values>({
    ...{ name: field?.name ?? '', type: field?.type ?? null, tips: field?.tips ?? '' },
    ...{ options: field?.options ?? [], public: field?.public ?? props.mayPublic },
    departmentIds: field?.departments.map(({ id }) => id) ?? [],
  });
  const set = (part: Partial<Values>) => setValues((before) => ({ ...before, ...part }));
  const refresh = () => void queries.invalidateQueries({ queryKey: fieldsKey });
  const save = useWrite(
    async ({ confirmed }: { confirmed: boolean }, key) => {
      if (values.type === null) return;
      const wish = {
        ...{ name: values.name.trim(), type: values.type, tips: values.tips, public: values.public },
        ...{ options: hasOptions(values.type) ? [...values.options] : [] },
        departmentIds: values.public ? [] : [...values.departmentIds],
      };
      if (field === null) await createField({ object: props.object, ...wish }, key);
      else await changeField(field, { ...wish, confirmed }, key);
    },
    {
      failure: 'inline',
      onDone: () => {
        void message.success(t('common.saved'));
        refresh();
        props.onClose();
      },
    },
  );
  const lacks = {
    name: values.name.trim() === '',
    type: values.type === null,
    options: values.type !== null && hasOptions(values.type) && values.options.length === 0,
    departments: !values.public && values.departmentIds.length === 0,
  };
  const missing = (wrong: boolean) => (tried && wrong ? { problem: 'missing' } : {});
  const submit = async () => {
    setTried(true);
    if (Object.values(lacks).includes(true) || save.isPending) return;
    await save.mutateAsync({ confirmed: false }).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== 'field.type_data') return;
      ask({
        title: t('fields.type_data_title', { name: values.name }),
        consequence: error.message,
        verb: t('fields.type_data_confirm'),
        danger: true,
        work: () => save.mutateAsync({ confirmed: true }),
      });
    });
  };
  return (
    <FormDrawer
      title={t(field === null ? 'fields.create' : 'fields.edit')}
      pending={save.isPending}
      onClose={props.onClose}
      onSubmit={() => void submit()}
    >
      <TextField
        {...{ id: 'field-name', label: t('fields.name'), value: values.name, max: 40, required: true }}
        {...missing(lacks.name)}
        onChange={(name) => set({ name })}
      />
      <Field id="field-type" label={t('fields.type')} required {...missing(lacks.type)}>
        <Select
          id="field-type"
          value={values.type}
          placeholder={t('crm.choose')}
          options={fieldTypeSchema.options.map((value) => ({ value, label: t(`fields.type.${value}`) }))}
          onChange={(type) => set({ type })}
        />
      </Field>
      {values.type !== null && hasOptions(values.type) ? (
        <Field
          {...{ id: 'field-options', label: t('fields.options'), required: true }}
          extra={t('fields.options_hint')}
          {...missing(lacks.options)}
        >
          <Select
            id="field-options"
            mode="tags"
            open={false}
            suffixIcon={null}
            tokenSeparators={['\n', ';', '；']}
            value={[...values.options]}
            onChange={(options: string[]) =>
              set({ options: [...new Set(options.map((one) => one.trim()).filter((one) => one !== ''))] })
            }
          />
        </Field>
      ) : null}
      <Field id="field-tips" label={t('fields.tips')} extra={t('fields.tips_hint')}>
        <Input
          id="field-tips"
          value={values.tips}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => set({ tips: event.target.value })}
        />
      </Field>
      <Field
        id="field-public"
        label={t('fields.public')}
        extra={t(props.mayPublic ? 'fields.public_hint' : 'fields.why_public')}
      >
        <Switch
          id="field-public"
          checked={values.public}
          disabled={!props.mayPublic}
          onChange={(on) => set({ public: on })}
        />
      </Field>
      {values.public ? null : (
        <Field
          {...{ id: 'field-departments', label: t('fields.departments'), required: true }}
          extra={t('fields.departments_hint')}
          {...missing(lacks.departments)}
        >
          <TreeSelect
            id="field-departments"
            multiple
            style={{ width: '100%' }}
            value={[...values.departmentIds]}
            treeData={treeOf(props.departments)}
            treeDefaultExpandAll
            showSearch
            treeNodeFilterProp="title"
            onChange={(ids: string[]) => set({ departmentIds: ids })}
          />
        </Field>
      )}
      <ErrorNotice error={save.isError && !isTypeData(save.error) ? save.error : null}>
        {isConflict(save.error) ? (
          <Button
            size="small"
            onClick={() => {
              refresh();
              props.onClose();
            }}
          >
            {t('crm.reload')}
          </Button>
        ) : null}
      </ErrorNotice>
    </FormDrawer>
  );
}

const isTypeData = (error: unknown): boolean => error instanceof ApiError && error.code === 'field.type_data';
