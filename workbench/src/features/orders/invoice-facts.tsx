import { Button, Space } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import { fileOf, type Invoice } from './invoices-api.ts';

/** Links to the files of an invoice that is made out. */
export function InvoiceFiles(props: { invoice: Invoice; of: 'invoices' | 'invoice-requests' }) {
  const { invoice, of } = props;
  const t = useText();
  return (
    <Space wrap>
      {invoice.document === null ? null : (
        <Button href={fileOf(of, invoice.id, 'own')}>{t('invoices.download')}</Button>
      )}
      {invoice.red === null ? null : (
        <Button href={fileOf(of, invoice.id, 'red')}>{t('invoices.download_red')}</Button>
      )}
    </Space>
  );
}

/** What is known of an invoice, without what is not there. */
export function useInvoiceFacts(invoice: Invoice) {
  const t = useText();
  const { document, red } = invoice;
  return [
    { label: t('invoices.to'), value: invoice.titleName },
    { label: t('invoices.tax_id'), value: invoice.taxId },
    { label: t('invoices.contract'), value: invoice.contractNumber },
    { label: t('invoices.why'), value: invoice.reason },
    {
      label: t('invoices.number'),
      value: document === null ? '' : `${document.code} ${document.number} · ${document.issuedOn}`.trim(),
    },
    {
      label: t('invoices.red_number'),
      value: red === null ? '' : `${red.code} ${red.number} · ${red.issuedOn}`.trim(),
    },
    { label: t('invoices.requested_by'), value: invoice.requestedBy },
  ].filter(({ value }) => value !== '');
}
