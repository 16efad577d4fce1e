import { fetchQuotaLots, quotaKey, type QuotaLotRow } from '../../features/quota/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** From so many days before its end a lot is shown as one that ends soon: the first hint's day (row 320). */
const soonDays = 30;

/** The dated lots that the bought places come from; the one that ends first is used first. */
export function QuotaLots() {
  const t = useText();
  const { day, lastDay } = useZone();

  function stateOf(row: QuotaLotRow): { tone: Tone; text: string } {
    if (row.state === 'ended') return { tone: 'off', text: t('quota.lot.ended') };
    if (row.state === 'waiting') return { tone: 'wait', text: t('quota.lot.waiting') };
    if (row.daysLeft === null || row.daysLeft > soonDays) return { tone: 'good', text: t('quota.lot.open') };
    if (row.renewed) return { tone: 'good', text: t('quota.lot.renewed') };
    const text = row.daysLeft === 0 ? t('quota.lot.today') : t('quota.lot.soon', { days: row.daysLeft });
    return { tone: row.daysLeft <= 7 ? 'bad' : 'warn', text };
  }
  const until = (row: QuotaLotRow) => (row.endsAt === null ? t('quota.lot.no_end') : lastDay(row.endsAt));

  const columns: readonly Column<QuotaLotRow>[] = [
    {
      key: 'kind',
      title: t('quota.column.kind'),
      card: 'title',
      render: (row) => row.label,
      text: (row) => row.label,
    },
    {
      key: 'places',
      title: t('quota.lot.places'),
      render: (row) => (
        <span className="hl-number">
          {row.places} {row.unit}
        </span>
      ),
      text: (row) => String(row.places),
    },
    {
      key: 'used',
      title: t('quota.lot.taken'),
      render: (row) => <span className="hl-number">{row.used + row.reserved}</span>,
      text: (row) => String(row.used + row.reserved),
    },
    {
      key: 'from',
      title: t('quota.lot.from'),
      render: (row) => <time dateTime={row.startsAt}>{day(row.startsAt)}</time>,
      text: (row) => day(row.startsAt),
    },
    {
      key: 'until',
      title: t('quota.lot.until'),
      render: (row) => (row.endsAt === null ? until(row) : <time dateTime={row.endsAt}>{until(row)}</time>),
      text: until,
    },
    {
      key: 'state',
      title: t('quota.lot.state'),
      render: (row) => <Status tone={stateOf(row).tone}>{stateOf(row).text}</Status>,
      text: (row) => stateOf(row).text,
    },
    {
      key: 'reason',
      title: t('quota.column.reason'),
      render: (row) => <span className="hl-cell-wrap">{row.reason}</span>,
      text: (row) => row.reason,
    },
  ];

  return (
    <>
      <h2 className="hl-section">{t('quota.lots')}</h2>
      <DataTable
        name={t('quota.lots')}
        queryKey={[...quotaKey, 'lots']}
        fetchPage={async ({ signal }) => ({ items: await fetchQuotaLots(signal), nextCursor: null })}
        columns={columns}
        empty={{ title: t('quota.no_lots'), hint: t('quota.no_lots_hint') }}
      />
    </>
  );
}
