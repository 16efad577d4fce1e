import { Route, Routes, useNavigate } from 'react-router-dom';

import { BillStatus, billStates, isCompared, useBillDay } from '../../features/orders/bill-state.tsx';
import { billsKey, listBillChecks, type BillCheckView } from '../../features/orders/bills-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { BillDayPage } from './bill-day-page.tsx';

const figure = (row: BillCheckView, text: string) => (isCompared(row) ? text : '—');

/** 对账: the days of WeChat Pay's bill, and one of them with what differs. */
export function BillsPage() {
  return (
    <Routes>
      <Route index element={<BillDays />} />
      <Route path=":id" element={<BillDayPage />} />
    </Routes>
  );
}

function BillDays() {
  const t = useText();
  const { moment } = useZone();
  const billDay = useBillDay();
  const navigate = useNavigate();
  const columns: readonly Column<BillCheckView>[] = [
    {
      key: 'day',
      title: t('bills.day'),
      card: 'title',
      render: (row) => billDay(row.day),
      text: (row) => row.day,
    },
    {
      key: 'state',
      title: t('bills.state'),
      card: 'state',
      render: (row) => <BillStatus state={row.state} />,
      text: (row) => t(billStates[row.state].label),
    },
    {
      key: 'open',
      title: t('bills.open'),
      align: 'right',
      render: (row) => <span className="hl-number">{figure(row, String(row.openDifferences))}</span>,
      text: (row) => figure(row, String(row.openDifferences)),
    },
    {
      key: 'lines',
      title: t('bills.lines'),
      align: 'right',
      render: (row) => <span className="hl-number">{figure(row, String(row.lines))}</span>,
      text: (row) => figure(row, String(row.lines)),
    },
    {
      key: 'paid',
      title: t('bills.paid'),
      align: 'right',
      render: (row) => <span className="hl-number">{figure(row, formatFen(row.paidFen))}</span>,
      text: (row) => figure(row, formatFen(row.paidFen)),
    },
    {
      key: 'refunded',
      title: t('bills.refunded'),
      align: 'right',
      render: (row) => <span className="hl-number">{figure(row, formatFen(row.refundFen))}</span>,
      text: (row) => figure(row, formatFen(row.refundFen)),
    },
    {
      key: 'checked',
      title: t('bills.checked'),
      width: 180,
      render: (row) => (row.checkedAt === null ? '' : moment(row.checkedAt)),
      text: (row) => (row.checkedAt === null ? '' : moment(row.checkedAt)),
    },
  ];
  return (
    <Page title={t('bills.title')} lead={t('bills.lead')}>
      <DataTable
        name={t('bills.title')}
        queryKey={[...billsKey, 'list']}
        fetchPage={({ cursor, signal }) => listBillChecks({ cursor, limit: 50 }, signal)}
        columns={columns}
        onOpen={(row) => {
          navigate(`/bills/${row.id}`);
        }}
        empty={{ title: t('bills.empty'), hint: t('bills.empty_hint') }}
      />
    </Page>
  );
}
