import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Skeleton } from 'antd';
import { useParams } from 'react-router-dom';

import { BillStatus, isCompared, useBillDay } from '../../features/orders/bill-state.tsx';
import { billsKey, checkBillAgain, fetchBillCheck } from '../../features/orders/bills-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { isMissing } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { BillDifferencePanel } from './bill-difference.tsx';

/** One day's bill: how it was compared, why not, and each difference with what to do about it. */
export function BillDayPage() {
  const t = useText();
  const { moment } = useZone();
  const billDay = useBillDay();
  const { id = '' } = useParams();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const query = useQuery({
    queryKey: [...billsKey, 'one', id],
    queryFn: ({ signal }) => fetchBillCheck(id, signal),
  });
  const again = useWrite((_again: null, key) => checkBillAgain(id, key), {
    onDone: () => {
      void cache.invalidateQueries({ queryKey: billsKey });
      void message.success(t('bills.checked_again'));
    },
  });
  const check = query.data;
  return (
    <Page
      title={check === undefined ? t('bills.one') : billDay(check.day)}
      crumbs={[{ label: t('bills.title'), to: '/bills' }]}
      actions={
        check === undefined ? undefined : (
          <Button
            loading={again.isPending}
            onClick={() => {
              again.mutate(null);
            }}
          >
            {t('bills.again')}
          </Button>
        )
      }
    >
      {query.isError ? (
        <Panel>
          {isMissing(query.error) ? (
            <EmptyState title={t('bills.missing')} />
          ) : (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          )}
        </Panel>
      ) : check === undefined ? (
        <Panel>
          <Skeleton active />
        </Panel>
      ) : (
        <>
          {check.failure === null ? null : (
            <Alert
              type="warning"
              showIcon
              message={check.failure.meaning}
              description={
                <>
                  {check.failure.remedy} <code>{check.failure.code}</code>
                </>
              }
            />
          )}
          {check.state === 'not_yet' ? (
            <Alert type="info" showIcon message={t('bills.not_yet_hint')} />
          ) : null}
          <Panel title={t('bills.one')}>
            <Facts
              facts={[
                { label: t('bills.state'), value: <BillStatus state={check.state} /> },
                { label: t('bills.merchant'), value: check.mchId },
                ...(isCompared(check)
                  ? [
                      { label: t('bills.lines'), value: String(check.lines) },
                      { label: t('bills.paid'), value: formatFen(check.paidFen) },
                      { label: t('bills.refunded'), value: formatFen(check.refundFen) },
                    ]
                  : []),
                {
                  label: t('bills.checked'),
                  value: check.checkedAt === null ? t('common.never') : moment(check.checkedAt),
                },
                ...(check.nextAt === null ? [] : [{ label: t('bills.next'), value: moment(check.nextAt) }]),
              ]}
            />
          </Panel>
          {check.items.map((one) => (
            <BillDifferencePanel key={one.id} difference={one} />
          ))}
          {check.items.length < check.differences ? (
            <Panel>
              <p>{t('bills.more', { count: check.differences - check.items.length })}</p>
            </Panel>
          ) : null}
        </>
      )}
    </Page>
  );
}
