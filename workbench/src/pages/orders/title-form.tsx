import { App, Drawer, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import {
  addTitle,
  changeTitle,
  isTaxId,
  titlesKey,
  type InvoiceTitleInput,
  type InvoiceTitleRow,
} from '../../features/orders/invoices-api.ts';
import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ResourceForm } from '../../shared/ui/resource-form.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';

const blank = { name: '', taxId: '', address: '', telephone: '', bank: '', bankAccount: '', email: '' };
type Values = typeof blank;
const squeezed = (text: string) => text.replaceAll(/\s/g, '').toUpperCase();

/** A new invoice title, or one that changes. */
export function TitleForm(props: {
  editing: InvoiceTitleRow | 'new';
  onClose: () => void;
  onSaved?: (row: InvoiceTitleRow) => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { editing } = props;
  const row = editing === 'new' ? null : editing;
  useEffect(() => {
    form.setFieldsValue(row ?? blank);
  }, [form, row]);
  const save = useWrite(
    (input: InvoiceTitleInput, key) => (row === null ? addTitle(input, key) : changeTitle(row, input, key)),
    {
      failure: 'inline',
      onDone: (saved) => {
        void message.success(t('titles.saved'));
        void queries.invalidateQueries({ queryKey: titlesKey });
        props.onSaved?.(saved);
        props.onClose();
      },
    },
  );
  const conflict = isConflict(save.error);
  useEffect(() => {
    if (!conflict) return;
    void message.warning(t('titles.conflict'));
    void queries.invalidateQueries({ queryKey: titlesKey });
    props.onClose();
    // Told once, when it is found.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [conflict]);

  const text = (name: keyof Values, label: string, max: number) => (
    <Form.Item<Values> name={name} label={label}>
      <Input maxLength={max} />
    </Form.Item>
  );
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t(row === null ? 'titles.add' : 'titles.edit')}
      width={520}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
    >
      <ResourceForm
        form={form}
        initial={blank}
        guard={false}
        error={save.error}
        pending={save.isPending}
        submitLabel={t('common.save')}
        onSubmit={(values) => {
          save.mutate({ ...values, taxId: squeezed(values.taxId), email: values.email.trim() });
        }}
      >
        <Form.Item<Values>
          name="name"
          label={t('titles.name')}
          extra={t('titles.name_hint')}
          rules={[{ required: true, whitespace: true, min: 2, message: t('titles.invalid.name') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item<Values>
          name="taxId"
          label={t('invoices.tax_id')}
          validateTrigger="onSubmit"
          rules={[
            {
              required: true,
              validator: (_, value: string) =>
                isTaxId(squeezed(value))
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('titles.invalid.tax_id'))),
            },
          ]}
        >
          <Input maxLength={30} spellCheck={false} autoCapitalize="characters" />
        </Form.Item>
        <h3 className="hl-small-title">{t('titles.special')}</h3>
        {text('address', t('titles.address'), 120)}
        <Form.Item<Values>
          name="telephone"
          label={t('titles.phone')}
          rules={[{ pattern: /^[-+() \d]{0,30}$/, message: t('titles.invalid.phone') }]}
        >
          <Input maxLength={30} inputMode="tel" />
        </Form.Item>
        {text('bank', t('titles.bank'), 80)}
        <Form.Item<Values>
          name="bankAccount"
          label={t('titles.bank_account')}
          rules={[{ pattern: /^[-\d\s]*$/, message: t('titles.invalid.account') }]}
        >
          <Input maxLength={50} inputMode="numeric" />
        </Form.Item>
        <Form.Item<Values>
          name="email"
          label={t('titles.email')}
          extra={t('titles.email_hint')}
          rules={[{ type: 'email', message: t('titles.invalid.email') }]}
        >
          <Input maxLength={120} inputMode="email" />
        </Form.Item>
      </ResourceForm>
    </Drawer>
  );
}
