import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useState } from 'react';

import { fetchPriceVersions, ordersKey } from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { PriceForm } from './price-form.tsx';

/** The operator's price list by version, newest first, and a new one. */
export function PricesPage() {
  const t = useText();
  const { moment } = useZone();
  const [adding, setAdding] = useState(false);
  const list = useQuery({
    queryKey: [...ordersKey, 'price-versions'],
    queryFn: ({ signal }) => fetchPriceVersions(signal),
  });
  const { data } = list;
  return (
    <Page
      title={t('prices.title')}
      lead={t('prices.lead')}
      actions={
        <Button
          type="primary"
          icon={<PlusOutlined />}
          disabled={data === undefined}
          onClick={() => {
            setAdding(true);
          }}
        >
          {t('prices.add')}
        </Button>
      }
    >
      {list.isError ? (
        <Panel>
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        </Panel>
      ) : null}
      {data?.items.map((one) => (
        <Panel
          key={one.version}
          title={one.version === 0 ? t('prices.preset') : t('prices.version', { version: one.version })}
        >
          <Space wrap style={{ marginBlockEnd: 12 }}>
            {one.version === data.current ? <Status tone="good">{t('prices.current')}</Status> : null}
            {data.waiting.includes(one.version) ? <Status tone="wait">{t('prices.waiting')}</Status> : null}
            {one.effectiveFrom === null ? null : (
              <span>{t('prices.effective', { at: moment(one.effectiveFrom) })}</span>
            )}
            {one.createdBy === '' ? null : <span>{t('prices.by', { name: one.createdBy })}</span>}
          </Space>
          <Facts
            facts={data.kinds.map(({ kind, label, unit }) => {
              const fen = one.prices[kind];
              const value =
                fen === undefined
                  ? t('prices.not_sold')
                  : t('orders.kind_price', { kind: label, price: formatFen(fen), unit });
              return { label, value };
            })}
          />
        </Panel>
      ))}
      {data === undefined || !adding ? null : (
        <PriceForm
          list={data}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </Page>
  );
}
