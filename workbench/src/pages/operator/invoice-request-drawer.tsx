import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Input, Space } from 'antd';
import { useState } from 'react';

import { ordersKey } from '../../features/orders/api.ts';
import { InvoiceFiles, useInvoiceFacts } from '../../features/orders/invoice-facts.tsx';
import { InvoiceStatus } from '../../features/orders/invoice-state.tsx';
import {
  issueInvoice,
  refuseInvoice,
  reverseInvoice,
  takeInvoiceBack,
  type InvoiceRequest,
  type ReverseInvoice,
} from '../../features/orders/invoices-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { PaperForm } from './paper-form.tsx';

/** One request: all that stands on the invoice, and what becomes of it. */
export function InvoiceRequestDrawer(props: { request: InvoiceRequest; onClose: () => void }) {
  const { request } = props;
  const { title, amountFen } = request;
  const t = useText();
  const phone = useIsPhone();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('invoice_requests.issued'));
    void cache.invalidateQueries({ queryKey: ordersKey });
    props.onClose();
  };
  const issue = useWrite(
    (paper: ReverseInvoice, key) => issueInvoice(request.id, { ...paper, amountFen }, key),
    { failure: 'inline', onDone },
  );
  const reverse = useWrite((paper: ReverseInvoice, key) => reverseInvoice(request.id, paper, key), {
    failure: 'inline',
    onDone,
  });
  const takeBack = useWrite((why: string, key) => takeInvoiceBack(request.id, why, key), { onDone });
  const refuse = useWrite((why: string, key) => refuseInvoice(request.id, why, key), { onDone });
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={request.buyer}
      extra={<InvoiceStatus state={request.state} />}
      width={600}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
    >
      <div className="hl-stack">
        <Facts
          facts={[
            { label: t('orders.column.number'), value: request.orderNumber },
            { label: t('invoices.kind'), value: t(`invoices.kind.${request.kind}`) },
            { label: t('invoices.amount'), value: formatFen(amountFen) },
            ...useInvoiceFacts(request),
            {
              label: t('invoice_requests.contact_line'),
              value: `${title.address} ${title.telephone}`.trim(),
            },
            { label: t('invoice_requests.bank_line'), value: `${title.bank} ${title.bankAccount}`.trim() },
            { label: t('titles.email'), value: title.email },
          ].filter(({ value }) => value !== '')}
        />
        <InvoiceFiles invoice={request} of="invoice-requests" />
        {request.state === 'requested' ? (
          <>
            <PaperForm
              verb={t('invoice_requests.issue')}
              lead={t('invoice_requests.amount', { amount: formatFen(amountFen) })}
              error={issue.error}
              pending={issue.isPending}
              onSubmit={(paper) => issue.mutate(paper)}
            />
            <Reason
              label={t('invoice_requests.reason')}
              verb={t('invoice_requests.refuse')}
              pending={refuse.isPending}
              onSubmit={(why) => refuse.mutate(why)}
            />
          </>
        ) : null}
        {request.state === 'issued' ? (
          <Reason
            label={t('invoice_requests.take_back_reason')}
            verb={t('invoice_requests.take_back')}
            pending={takeBack.isPending}
            onSubmit={(why) => takeBack.mutate(why)}
          />
        ) : null}
        {request.state === 'to_reverse' ? (
          <>
            <Alert type="warning" showIcon message={t('invoice_requests.reverse_hint')} />
            <PaperForm
              verb={t('invoice_requests.reverse')}
              error={reverse.error}
              pending={reverse.isPending}
              onSubmit={(paper) => reverse.mutate(paper)}
            />
          </>
        ) : null}
      </div>
    </Drawer>
  );
}

/** A reason, and what is done with it: nothing without one. */
function Reason(props: {
  label: string;
  verb: string;
  pending: boolean;
  onSubmit: (reason: string) => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Space.Compact block>
      <Input
        aria-label={props.label}
        placeholder={props.label}
        maxLength={120}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button
        danger
        disabled={reason.trim() === ''}
        loading={props.pending}
        onClick={() => props.onSubmit(reason.trim())}
      >
        {props.verb}
      </Button>
    </Space.Compact>
  );
}
