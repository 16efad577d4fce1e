import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import {
  connectionsKey,
  fetchOffer,
  listUses,
  usesKey,
  type EditionUse,
} from '../../features/connections/api.ts';
import { usageWord } from '../../features/connections/connection-words.ts';
import { useEnd } from '../../features/connections/use-end.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** Which downstream had which edition, and what paid for it (row 15). */
export function EditionUsesPage() {
  const t = useText();
  const { moment } = useZone();
  const end = useEnd();
  const offer = useQuery({
    queryKey: [...connectionsKey, 'offer'],
    queryFn: ({ signal }) => fetchOffer(signal),
  });
  const order = (use: EditionUse) => use.order ?? (use.payer === 'own' ? '—' : t('uses.no_order'));
  const columns: readonly Column<EditionUse>[] = [
    {
      key: 'downstream',
      title: t('uses.column.downstream'),
      card: 'title',
      render: (use) => <Link to={`/connections?open=${use.connectionId}`}>{use.downstreamName}</Link>,
      text: (use) => use.downstreamName,
    },
    {
      key: 'edition',
      title: t('uses.column.edition'),
      render: (use) => use.edition.label,
      text: (use) => use.edition.label,
    },
    {
      key: 'state',
      title: t('uses.column.state'),
      card: 'state',
      render: (use) => <Status tone={usageWord[use.state].tone}>{t(usageWord[use.state].key)}</Status>,
      text: (use) => t(usageWord[use.state].key),
    },
    {
      key: 'payer',
      title: t('uses.column.payer'),
      render: (use) => t(`uses.payer.${use.payer}`),
      text: (use) => t(`uses.payer.${use.payer}`),
    },
    { key: 'order', title: t('uses.column.order'), render: order, text: order },
    {
      key: 'given',
      title: t('uses.column.given'),
      render: (use) => moment(use.givenAt),
      text: (use) => moment(use.givenAt),
      compare: (left, right) => left.givenAt.localeCompare(right.givenAt),
    },
    {
      key: 'ends',
      title: t('uses.column.ends'),
      render: (use) => (use.endsAt === null ? '—' : end(use.endsAt)),
      text: (use) => (use.endsAt === null ? '' : end(use.endsAt)),
    },
  ];
  return (
    <Page title={t('uses.title')} lead={t('uses.lead')}>
      <DataTable
        name={t('uses.title')}
        queryKey={usesKey}
        fetchPage={({ cursor, filters, signal }) =>
          listUses({ cursor, edition: filters['edition'], limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'edition',
            label: t('uses.column.edition'),
            options: (offer.data?.editions ?? []).map(({ key, label }) => ({ value: key, label })),
          },
        ]}
        empty={{ title: t('uses.empty'), hint: t('uses.empty_hint') }}
      />
    </Page>
  );
}
