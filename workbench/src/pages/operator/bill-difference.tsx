import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';

import { billsKey, closeDifference, type BillDifferenceView } from '../../features/orders/bills-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';

const tones = { open: 'bad', settled: 'good', closed: 'off' } as const;

/** One difference: both sides of it, what to do, and how it ended. */
export function BillDifferencePanel(props: { difference: BillDifferenceView }) {
  const t = useText();
  const { moment } = useZone();
  const confirm = useConfirm();
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const { id, kind, number, transactionId, orderNumber, ourFen, theirFen, state, endedAt } = props.difference;
  const close = useWrite((why: string, key) => closeDifference(id, why, key), {
    onDone: () => void cache.invalidateQueries({ queryKey: billsKey }),
  });
  const amount = (fen: number | null) => (fen === null ? t('bills.none') : formatFen(fen));
  return (
    <Panel
      title={t(`bills.kind.${kind}`)}
      extra={<Status tone={tones[state]}>{t(`bills.difference.${state}`)}</Status>}
    >
      <Facts
        facts={[
          { label: kind.startsWith('refund') ? t('refunds.number') : t('bills.pay_number'), value: number },
          { label: t('orders.column.number'), value: orderNumber ?? t('bills.none') },
          { label: t('bills.ours'), value: amount(ourFen) },
          { label: t('bills.theirs'), value: amount(theirFen) },
          ...(transactionId === null ? [] : [{ label: t('bills.transaction'), value: transactionId }]),
          ...(endedAt === null ? [] : [{ label: t('bills.ended'), value: moment(endedAt) }]),
          ...(state === 'closed'
            ? [
                { label: t('bills.closed_by'), value: props.difference.closedBy },
                { label: t('bills.reason'), value: props.difference.reason },
              ]
            : []),
        ]}
      />
      {state === 'open' ? (
        <>
          <p style={{ marginBlock: 12 }}>{t(`bills.todo.${kind}`)}</p>
          <Space wrap>
            <Input
              aria-label={t('bills.reason')}
              placeholder={t('bills.reason')}
              maxLength={120}
              value={reason}
              onChange={(event) => {
                setReason(event.target.value);
              }}
            />
            <Button
              disabled={reason.trim() === ''}
              onClick={() => {
                confirm({
                  ...{ title: t('bills.close'), verb: t('bills.close'), consequence: t('bills.close_hint') },
                  work: () => close.mutateAsync(reason.trim()),
                });
              }}
            >
              {t('bills.close')}
            </Button>
          </Space>
        </>
      ) : null}
    </Panel>
  );
}
