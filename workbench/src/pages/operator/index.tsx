import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';

import { confirmSlip, fetchSlips, ordersKey, refuseSlip } from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** The operator's list of bank transfers that wait: look at the slip, then confirm or refuse it. */
export function TransfersPage() {
  const t = useText();
  const { moment } = useZone();
  const confirm = useConfirm();
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const slips = useQuery({ queryKey: [...ordersKey, 'slips'], queryFn: ({ signal }) => fetchSlips(signal) });
  const onDone = () => void cache.invalidateQueries({ queryKey: ordersKey });
  const accept = useWrite((id: string, key) => confirmSlip(id, key), { onDone });
  const refuse = useWrite((id: string, key) => refuseSlip(id, reason.trim(), key), {
    onDone: () => {
      setReason('');
      onDone();
    },
  });
  return (
    <Page title={t('transfers.title')} lead={t('transfers.lead')}>
      {slips.isError ? (
        <Panel>
          <ErrorState error={slips.error} onRetry={() => void slips.refetch()} />
        </Panel>
      ) : slips.data?.items.length === 0 ? (
        <Panel>
          <EmptyState title={t('transfers.empty')} />
        </Panel>
      ) : (
        slips.data?.items.map((slip) => (
          <Panel key={slip.id} title={slip.buyer}>
            <Facts
              facts={[
                { label: t('orders.column.number'), value: slip.orderNumber },
                { label: t('orders.column.total'), value: formatFen(slip.totalFen) },
                { label: t('transfers.at'), value: moment(slip.at) },
              ]}
            />
            {slip.mediaType === 'application/pdf' ? (
              <p>
                <a download={`${slip.orderNumber}.pdf`} href={`data:application/pdf;base64,${slip.content}`}>
                  {t('transfers.open')}
                </a>
              </p>
            ) : (
              <img
                alt={t('transfers.slip_of', { number: slip.orderNumber })}
                style={{ maxWidth: '100%', maxHeight: 480, display: 'block', marginBlock: 12 }}
                src={`data:${slip.mediaType};base64,${slip.content}`}
              />
            )}
            <Space wrap>
              <Button
                type="primary"
                onClick={() => {
                  confirm({
                    title: t('transfers.confirm'),
                    consequence: t('transfers.confirm_hint', { amount: formatFen(slip.totalFen) }),
                    verb: t('transfers.confirm'),
                    work: () => accept.mutateAsync(slip.id),
                  });
                }}
              >
                {t('transfers.confirm')}
              </Button>
              <Input
                aria-label={t('transfers.reason')}
                placeholder={t('transfers.reason')}
                maxLength={120}
                value={reason}
                onChange={(event) => {
                  setReason(event.target.value);
                }}
              />
              <Button
                danger
                disabled={reason.trim() === ''}
                loading={refuse.isPending}
                onClick={() => {
                  refuse.mutate(slip.id);
                }}
              >
                {t('transfers.refuse')}
              </Button>
            </Space>
          </Panel>
        ))
      )}
    </Page>
  );
}
