import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, InputNumber, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';

import { createOrder, fetchPrices, fetchQuote, ordersKey } from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice, ErrorState } from '../../shared/ui/states.tsx';
import './orders.css';

/** Chooses kind, places and years; the total is the server's, and nothing else is sent. */
export function BuyPage() {
  const t = useText();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [line, setLine] = useState({ kind: 'enterprise', places: 1, years: 1, renew: false });
  const prices = useQuery({
    queryKey: [...ordersKey, 'prices'],
    queryFn: ({ signal }) => fetchPrices(signal),
  });
  const quote = useQuery({
    queryKey: [...ordersKey, 'quote', line],
    queryFn: () => fetchQuote([line]),
    placeholderData: (before) => before,
  });
  const submit = useWrite((priceVersion: number, key) => createOrder({ lines: [line], priceVersion }, key), {
    failure: 'inline',
    onDone: (order) => {
      void cache.invalidateQueries({ queryKey: ordersKey });
      navigate(`/orders/${order.id}`);
    },
  });
  const total = quote.data;
  const unit = prices.data?.items.find(({ kind }) => kind === line.kind)?.unit ?? '';
  return (
    <Page
      title={t('orders.buy')}
      crumbs={[{ label: t('orders.title'), to: '/orders' }]}
      lead={t('orders.buy_lead')}
    >
      <Panel className="hl-order-form">
        {prices.isError ? (
          <ErrorState error={prices.error} onRetry={() => void prices.refetch()} />
        ) : prices.data === undefined ? (
          <Skeleton active />
        ) : (
          <>
            <label>
              {t('orders.kind')}
              <Select
                aria-label={t('orders.kind')}
                value={line.kind}
                options={prices.data.items.map((item) => ({
                  value: item.kind,
                  label: t('orders.kind_price', {
                    kind: item.label,
                    price: formatFen(item.unitFen),
                    unit: item.unit,
                  }),
                }))}
                onChange={(kind) => {
                  setLine({ ...line, kind });
                }}
              />
            </label>
            <label>
              {t('orders.places')}
              <InputNumber
                aria-label={t('orders.places')}
                min={1}
                max={100_000}
                precision={0}
                value={line.places}
                addonAfter={unit}
                onChange={(places) => {
                  if (places !== null) setLine({ ...line, places });
                }}
              />
            </label>
            <label>
              {t('orders.years')}
              <InputNumber
                aria-label={t('orders.years')}
                min={1}
                max={5}
                precision={0}
                value={line.years}
                addonAfter={t('orders.year')}
                onChange={(years) => {
                  if (years !== null) setLine({ ...line, years });
                }}
              />
            </label>
            <Checkbox
              checked={line.renew}
              onChange={(event) => {
                setLine({ ...line, renew: event.target.checked });
              }}
            >
              {t('orders.renew')}
            </Checkbox>
            {quote.isError ? <ErrorNotice error={quote.error} /> : null}
            {submit.error === null ? null : <ErrorNotice error={submit.error} />}
            <div className="hl-order-total">
              <span>{t('orders.total')}</span>
              <strong className="hl-number">{total === undefined ? '…' : formatFen(total.totalFen)}</strong>
              <Button
                type="primary"
                size="large"
                loading={submit.isPending}
                disabled={total === undefined || quote.isFetching || quote.isError}
                onClick={() => {
                  if (total !== undefined) submit.mutate(total.priceVersion);
                }}
              >
                {t('orders.submit')}
              </Button>
            </div>
          </>
        )}
      </Panel>
    </Page>
  );
}
