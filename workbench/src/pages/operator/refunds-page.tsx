import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';

import {
  attentionKey,
  fetchAttentionRefunds,
  finishRefund,
  ordersKey,
  type FinishRefund,
} from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** Refunds that the platform would not make: a person says what became of each, and why. */
export function RefundsPage() {
  const t = useText();
  const { moment } = useZone();
  const confirm = useConfirm();
  const cache = useQueryClient();
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({});
  const refunds = useQuery({
    queryKey: attentionKey,
    queryFn: ({ signal }) => fetchAttentionRefunds(signal),
  });
  const finish = useWrite(
    ({ id, ...how }: FinishRefund & { id: string }, key) => finishRefund(id, how, key),
    { onDone: () => void cache.invalidateQueries({ queryKey: ordersKey }) },
  );
  const ask = (id: string, amountFen: number, outcome: FinishRefund['outcome']) => {
    const verb = outcome === 'paid_back' ? t('refunds.paid_back') : t('refunds.not_paid_back');
    const amount = formatFen(amountFen);
    confirm({
      title: verb,
      consequence:
        outcome === 'paid_back'
          ? t('refunds.paid_back_hint', { amount })
          : t('refunds.not_paid_back_hint', { amount }),
      verb,
      work: () => finish.mutateAsync({ id, outcome, reason: (reasons[id] ?? '').trim() }),
    });
  };
  return (
    <Page title={t('refunds.title')} lead={t('refunds.lead')}>
      {refunds.isError ? (
        <Panel>
          <ErrorState error={refunds.error} onRetry={() => void refunds.refetch()} />
        </Panel>
      ) : refunds.data?.items.length === 0 ? (
        <Panel>
          <EmptyState title={t('refunds.empty')} />
        </Panel>
      ) : (
        refunds.data?.items.map(({ id, buyer, orderNumber, refundNumber, amountFen, places, at }) => {
          const unsaid = (reasons[id] ?? '').trim() === '';
          return (
            <Panel key={id} title={buyer}>
              <Facts
                facts={[
                  { label: t('orders.column.number'), value: orderNumber },
                  { label: t('refunds.number'), value: refundNumber },
                  { label: t('orders.column.total'), value: formatFen(amountFen) },
                  { label: t('refunds.places'), value: places === 0 ? t('refunds.stray') : String(places) },
                  { label: t('refunds.at'), value: moment(at) },
                ]}
              />
              <Space wrap style={{ marginTop: 12 }}>
                <Input
                  aria-label={t('refunds.reason')}
                  placeholder={t('refunds.reason')}
                  maxLength={120}
                  value={reasons[id] ?? ''}
                  onChange={(event) => {
                    setReasons({ ...reasons, [id]: event.target.value });
                  }}
                />
                <Button
                  type="primary"
                  disabled={unsaid}
                  onClick={() => {
                    ask(id, amountFen, 'paid_back');
                  }}
                >
                  {t('refunds.paid_back')}
                </Button>
                {places === 0 ? null : (
                  <Button
                    danger
                    disabled={unsaid}
                    onClick={() => {
                      ask(id, amountFen, 'not_paid_back');
                    }}
                  >
                    {t('refunds.not_paid_back')}
                  </Button>
                )}
              </Space>
            </Panel>
          );
        })
      )}
    </Page>
  );
}
