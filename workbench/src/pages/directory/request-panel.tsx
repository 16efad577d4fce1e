import { Button } from 'antd';
import { useState } from 'react';

import {
  listRequests,
  staffRequestsKey,
  type StaffRequestRow,
} from '../../features/organisation/directory-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { AcceptRequest } from './accept-request.tsx';
import { TurnRequestDown } from './turn-request-down.tsx';

/** Members of WeCom without an account who ask for one (row 120). */
export function RequestPanel() {
  const t = useText();
  const { moment } = useZone();
  const [accepting, setAccepting] = useState<StaffRequestRow | null>(null);
  const [turningDown, setTurningDown] = useState<StaffRequestRow | null>(null);
  const columns: readonly Column<StaffRequestRow>[] = [
    {
      key: 'name',
      title: t('directory.conflict.member'),
      card: 'title',
      render: (row) => (
        <>
          {row.name}
          <small className="hl-cell-note">{row.userId}</small>
        </>
      ),
      text: (row) => `${row.name} ${row.userId}`,
    },
    {
      key: 'note',
      title: t('directory.request.note'),
      render: (row) => (row.note === '' ? '—' : row.note),
      text: (row) => row.note,
    },
    {
      key: 'at',
      title: t('directory.request.at'),
      render: (row) => moment(row.createdAt),
      text: (row) => moment(row.createdAt),
    },
  ];
  return (
    <Panel title={t('directory.requests')}>
      <p className="hl-muted hl-panel-text">{t('directory.requests_lead')}</p>
      <DataTable
        name={t('directory.requests')}
        queryKey={staffRequestsKey}
        fetchPage={({ cursor, signal }) => listRequests({ cursor, state: 'open', limit: 50 }, signal)}
        columns={columns}
        actions={(row) => (
          <span className="hl-directory-acts">
            <Button type="text" size="small" onClick={() => setAccepting(row)}>
              {t('directory.request.accept')}
            </Button>
            <Button type="text" size="small" danger onClick={() => setTurningDown(row)}>
              {t('directory.request.turn_down')}
            </Button>
          </span>
        )}
        empty={{ title: t('directory.requests_empty') }}
      />
      {accepting === null ? null : <AcceptRequest row={accepting} onClose={() => setAccepting(null)} />}
      {turningDown === null ? null : (
        <TurnRequestDown row={turningDown} onClose={() => setTurningDown(null)} />
      )}
    </Panel>
  );
}
