import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';

import { isInvoiceNumber, type ReverseInvoice } from '../../features/orders/invoices-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { base64Of } from '../../shared/base64.ts';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';

interface Values {
  number: string;
  code?: string;
  issuedOn: string;
}
const squeezed = (text: string | undefined) => (text ?? '').replaceAll(/\s/g, '');

/** The number, date and file of an invoice that was made out in the tax system. */
export function PaperForm(props: {
  verb: string;
  lead?: string;
  error: Error | null;
  pending: boolean;
  onSubmit: (paper: ReverseInvoice) => void;
}) {
  const t = useText();
  const [form] = Form.useForm<Values>();
  const chooser = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  return (
    <ResourceForm
      form={form}
      initial={{ number: '', code: '', issuedOn: '' }}
      guard={false}
      error={props.error}
      pending={props.pending}
      submitLabel={props.verb}
      onSubmit={({ number, code, issuedOn }) => {
        setTried(true);
        if (file === null) return;
        void base64Of(file).then((content) => {
          props.onSubmit({ number: squeezed(number), code: squeezed(code), issuedOn, content });
        });
      }}
    >
      {props.lead === undefined ? null : <p className="hl-number">{props.lead}</p>}
      <Form.Item<Values>
        name="number"
        label={t('invoice_requests.number')}
        dependencies={['code']}
        validateTrigger="onSubmit"
        rules={[
          {
            required: true,
            validator: (_, value: string) =>
              isInvoiceNumber(squeezed(form.getFieldValue('code') as string), squeezed(value))
                ? Promise.resolve()
                : Promise.reject(new Error(t('invoice_requests.number_bad'))),
          },
        ]}
      >
        <Input maxLength={30} inputMode="numeric" />
      </Form.Item>
      <Form.Item<Values>
        name="code"
        label={t('invoice_requests.code')}
        extra={t('invoice_requests.code_hint')}
      >
        <Input maxLength={20} inputMode="numeric" />
      </Form.Item>
      <Form.Item<Values> name="issuedOn" label={t('invoice_requests.date')} rules={[{ required: true }]}>
        <Input type="date" min="2020-01-01" max="2099-12-31" />
      </Form.Item>
      <Form.Item
        label={t('invoice_requests.file')}
        required
        {...(tried && file === null
          ? { validateStatus: 'error' as const, help: t('invoice_requests.file_needed') }
          : { extra: t('invoice_requests.file_hint') })}
      >
        <input
          ref={chooser}
          type="file"
          // The form's own styles would show it where it is only `hidden`.
          style={{ display: 'none' }}
          aria-label={t('invoice_requests.file')}
          accept="application/pdf,.pdf,.ofd"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        <Button icon={<UploadOutlined />} onClick={() => chooser.current?.click()}>
          {file?.name ?? t('invoice_requests.file_choose')}
        </Button>
      </Form.Item>
    </ResourceForm>
  );
}
