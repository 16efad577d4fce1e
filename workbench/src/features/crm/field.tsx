import { Form, Input } from 'antd';
import type { ReactNode } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';

/** One labelled field; what the server found wrong with it stands below it. */
export function Field(props: {
  id: string;
  label: string;
  problem?: string | undefined;
  required?: boolean;
  extra?: string;
  children: ReactNode;
}) {
  const t = useText();
  return (
    <Form.Item
      label={props.label}
      htmlFor={props.id}
      required={props.required === true}
      {...(props.extra === undefined ? {} : { extra: props.extra })}
      {...(props.problem === undefined
        ? {}
        : {
            validateStatus: 'error' as const,
            help: t(props.problem === 'missing' ? 'crm.problem.missing' : 'crm.problem.invalid'),
          })}
    >
      {props.children}
    </Form.Item>
  );
}

export function TextField(props: {
  id: string;
  label: string;
  value: string;
  max: number;
  onChange: (value: string) => void;
  problem?: string | undefined;
  required?: boolean;
  mode?: 'tel' | 'email';
  long?: boolean;
}) {
  const { id, value, max, onChange } = props;
  return (
    <Field
      id={id}
      label={props.label}
      problem={props.problem}
      {...(props.required === undefined ? {} : { required: props.required })}
    >
      {props.long === true ? (
        <Input.TextArea
          id={id}
          value={value}
          maxLength={max}
          autoSize={{ minRows: 2, maxRows: 6 }}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          id={id}
          value={value}
          maxLength={max}
          autoComplete="off"
          {...(props.mode === undefined ? {} : { inputMode: props.mode })}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
