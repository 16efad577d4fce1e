import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';

import { ordersKey, type Order } from '../../features/orders/api.ts';
import {
  fetchTitles,
  fitsSpecial,
  requestInvoice,
  titlesKey,
  type NewInvoice,
} from '../../features/orders/invoices-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { TitleForm } from './title-form.tsx';

/** Kind, title and contract number; the amount is the server's and stands on the button. */
export function InvoiceRequestForm(props: { order: Order; onClose: () => void }) {
  const { order } = props;
  const t = useText();
  const phone = useIsPhone();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [kind, setKind] = useState<NewInvoice['kind']>('normal');
  const [chosen, setChosen] = useState<string | null>(null);
  const [contractNumber, setContractNumber] = useState('');
  const [tried, setTried] = useState(false);
  const [adding, setAdding] = useState(false);
  const titles = useQuery({ queryKey: titlesKey, queryFn: ({ signal }) => fetchTitles(signal) });
  const items = titles.data?.items ?? [];
  const title = items.find(({ id }) => id === chosen) ?? items[0];
  const request = useWrite((wish: NewInvoice, key) => requestInvoice(order.id, wish, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('invoices.requested'));
      void cache.invalidateQueries({ queryKey: ordersKey });
      props.onClose();
    },
  });
  const lacking = kind === 'special' && title !== undefined && !fitsSpecial(title);
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t('invoices.request')}
      width={520}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
      footer={
        <Button
          type="primary"
          loading={request.isPending}
          onClick={() => {
            setTried(true);
            if (title === undefined || lacking) return;
            request.mutate({ kind, titleId: title.id, contractNumber: contractNumber.trim() });
          }}
        >
          {t('invoices.request_amount', { amount: formatFen(order.invoiceableFen) })}
        </Button>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t('invoices.kind')}>
          <Radio.Group
            value={kind}
            options={(['normal', 'special'] as const).map((value) => ({
              value,
              label: t(`invoices.kind.${value}`),
            }))}
            onChange={(event) => setKind(event.target.value === 'special' ? 'special' : 'normal')}
          />
        </Form.Item>
        <Form.Item
          label={t('invoices.to')}
          htmlFor="invoice-title"
          {...(lacking
            ? { validateStatus: 'error' as const, help: t('titles.special_missing') }
            : tried && title === undefined
              ? { validateStatus: 'error' as const, help: t('invoices.to_choose') }
              : {})}
        >
          {items.length === 0 ? (
            <p className="hl-muted">{t('titles.empty')}</p>
          ) : (
            <Select
              id="invoice-title"
              aria-label={t('invoices.to')}
              value={title?.id ?? null}
              options={items.map(({ id, name, taxId }) => ({ value: id, label: `${name} · ${taxId}` }))}
              onChange={(id: string | null) => setChosen(id)}
            />
          )}
        </Form.Item>
        <Form.Item>
          <Button onClick={() => setAdding(true)}>{t('titles.add')}</Button>
        </Form.Item>
        <Form.Item
          label={t('invoices.contract')}
          extra={t('invoices.contract_hint')}
          htmlFor="invoice-contract"
        >
          <Input
            id="invoice-contract"
            maxLength={40}
            value={contractNumber}
            onChange={(event) => setContractNumber(event.target.value)}
          />
        </Form.Item>
        <ErrorNotice error={titles.error ?? request.error} />
      </Form>
      {adding ? (
        <TitleForm editing="new" onClose={() => setAdding(false)} onSaved={({ id }) => setChosen(id)} />
      ) : null}
    </Drawer>
  );
}
