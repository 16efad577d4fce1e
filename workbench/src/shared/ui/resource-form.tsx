import { Button, Form, type FormInstance } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';

import { ApiError } from '../api/errors.ts';
import { useErrorText } from '../i18n/use-error-text.ts';
import { ErrorNotice } from './states.tsx';
import { useLeaveGuard } from './use-leave-guard.ts';
import './resource-form.css';

/**
 * The form of a resource: keeps what was typed when a save is refused, puts the refusal beside the
 * field that the server names (`details.field`, «body.originalId»), and asks before one leaves with
 * unsaved changes.
 */
export function ResourceForm<Values extends object>(props: {
  form: FormInstance<Values>;
  initial: Partial<Values>;
  error: Error | null;
  pending: boolean;
  submitLabel: string;
  onSubmit: (values: Values) => void;
  /** False where the values may leave without harm, e.g. after they were saved. */
  guard?: boolean;
  actions?: ReactNode;
  errorExtra?: ReactNode;
  children: ReactNode;
}) {
  const [touched, setTouched] = useState(false);
  const { form } = props;
  useLeaveGuard(touched && props.guard !== false);

  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={props.initial}
      onValuesChange={() => setTouched(true)}
      onFinish={(values) => {
        props.onSubmit(values);
      }}
      className="hl-form"
    >
      {props.children}
      <FieldRefusal error={props.error} />
      {props.error === null ? null : <ErrorNotice error={props.error}>{props.errorExtra}</ErrorNotice>}
      <div className="hl-form-actions">
        <Button type="primary" htmlType="submit" loading={props.pending}>
          {props.submitLabel}
        </Button>
        {props.actions}
      </div>
    </Form>
  );
}

/** Puts the server's refusal beside the field it names, and goes there. */
function FieldRefusal(props: { error: Error | null }) {
  const form = Form.useFormInstance();
  const errorText = useErrorText();
  const { error } = props;
  useEffect(() => {
    const field = fieldOf(error);
    if (field === null || error === null) return;
    const known = form.getFieldsError().find((entry) => String(entry.name[0]) === field);
    if (known === undefined) return;
    form.setFields([{ name: known.name, errors: [errorText(error)] }]);
    form.scrollToField(known.name, { block: 'center', focus: true });
  }, [error, errorText, form]);
  return null;
}

/** «body.originalId» → originalId. */
export function fieldOf(error: Error | null): string | null {
  if (!(error instanceof ApiError)) return null;
  const field = error.details['field'];
  return typeof field === 'string' && field.startsWith('body.') ? (field.split('.')[1] ?? null) : null;
}
