import { Checkbox, Input, Radio, Space } from 'antd';
import { useQuery } from '@tanstack/react-query';

import { useText } from '../../shared/i18n/text-context.tsx';
import { partiesKey, type PartyKind } from './api.ts';
import { Field } from './field.tsx';
import { fetchFormFields, type FieldValue, type FilledField, type FormField } from './fields-api.ts';

export type Entered = Readonly<Record<string, FieldValue>>;

/** The fields of a new one; asked anew with each form, for they change at once. */
export function useFormFields(kind: PartyKind) {
  const fields = useQuery({
    queryKey: [...partiesKey(kind), 'fields'],
    queryFn: ({ signal }) => fetchFormFields(kind, signal),
    staleTime: 0,
  });
  return fields.data ?? { party: [], contact: [] };
}

export const enteredIn = (fields: readonly FilledField[]): Entered =>
  Object.fromEntries(fields.flatMap(({ id, value }) => (value === null ? [] : [[id, value]])));

/** Only what was changed is sent. */
export function changedFields(base: Entered, now: Entered): { fields?: Entered } {
  const changed = Object.entries(now).filter(
    ([id, value]) => JSON.stringify(value) !== JSON.stringify(base[id] ?? (Array.isArray(value) ? [] : '')),
  );
  return changed.length === 0 ? {} : { fields: Object.fromEntries(changed) };
}

/** What was entered, as one reads it. */
export const fieldWords = (value: FieldValue): string =>
  typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/, '$1 $2') : value.join('、');

/** The extended fields of a form, each by its type (rows 283, 285). */
export function ExtendedInputs(props: {
  fields: readonly FormField[];
  values: Entered;
  problems: Readonly<Record<string, string>>;
  onChange: (part: Entered) => void;
}) {
  return props.fields.map((field) => (
    <Field
      key={field.id}
      id={`extended-${field.id}`}
      label={field.name}
      problem={props.problems[`field.${field.id}`]}
      {...(field.tips === '' ? {} : { extra: field.tips })}
    >
      <ExtendedInput
        field={field}
        value={props.values[field.id] ?? null}
        onChange={(value) => props.onChange({ [field.id]: value })}
      />
    </Field>
  ));
}

function ExtendedInput(props: {
  field: FormField;
  value: FieldValue | null;
  onChange: (value: FieldValue) => void;
}) {
  const t = useText();
  const { field, onChange } = props;
  const id = `extended-${field.id}`;
  if (field.type === 'multiple')
    return (
      <Checkbox.Group
        options={[...field.options]}
        value={Array.isArray(props.value) ? [...props.value] : []}
        onChange={(chosen) => onChange(chosen)}
      />
    );
  const value = typeof props.value === 'string' ? props.value : '';
  const shared = {
    ...{ id, value, autoComplete: 'off' },
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (field.type) {
    case 'radio':
      return (
        <Radio.Group id={id} value={value} onChange={(event) => onChange(String(event.target.value))}>
          <Space wrap>
            <Radio value="">{t('fields.none')}</Radio>
            {field.options.map((option) => (
              <Radio key={option} value={option}>
                {option}
              </Radio>
            ))}
          </Space>
        </Radio.Group>
      );
    case 'multiline':
      return <Input.TextArea {...shared} maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />;
    case 'number':
      return <Input {...shared} maxLength={24} inputMode="decimal" />;
    case 'date':
      return <Input {...shared} type="date" />;
    case 'datetime':
      return <Input {...shared} type="datetime-local" />;
    default:
      return <Input {...shared} maxLength={field.type === 'other' ? 500 : 200} />;
  }
}
