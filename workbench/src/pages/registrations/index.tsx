import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';

import {
  approveRegistration,
  listRegistrations,
  registrationsKey,
  registrationStateSchema,
  type RegistrationRow,
  type RegistrationState,
} from '../../features/registration/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { RefuseDialog } from './refuse-dialog.tsx';

const tones: Record<RegistrationState, Tone> = {
  pending: 'wait',
  waiting_quota: 'warn',
  done: 'good',
  refused: 'off',
};

/** Who registered himself, and what waits for an answer. */
export function RegistrationsPage() {
  const t = useText();
  const { moment } = useZone();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const can = useCan();
  const [refusing, setRefusing] = useState<RegistrationRow | null>(null);
  const reload = () => void queries.invalidateQueries({ queryKey: registrationsKey });
  const approve = useWrite((id: string, key) => approveRegistration(id, key), {
    onDone: () => {
      void message.success(t('registrations.approved'));
      reload();
    },
  });
  const columns: readonly Column<RegistrationRow>[] = [
    {
      key: 'name',
      title: t('registrations.name'),
      card: 'title',
      render: (row) => (
        <>
          <strong>{row.name}</strong>
          <small className="hl-cell-note">{row.phoneMasked}</small>
        </>
      ),
    },
    {
      key: 'state',
      title: t('registrations.state'),
      card: 'state',
      render: (row) => <Status tone={tones[row.state]}>{t(`registrations.state.${row.state}`)}</Status>,
    },
    {
      key: 'customer',
      title: t('registrations.customer'),
      render: (row) => (
        <>
          <span className="hl-cell-wrap">{row.customerName === '' ? '—' : row.customerName}</span>
          {row.joins ? <small className="hl-cell-note">{t('registrations.joins')}</small> : null}
          {row.creditCode === '' ? null : <small className="hl-cell-note">{row.creditCode}</small>}
        </>
      ),
    },
    { key: 'type', title: t('registrations.type'), render: (row) => t(`registration.${row.accountType}`) },
    {
      key: 'answers',
      title: t('registrations.answers'),
      render: (row) =>
        row.fields.length === 0 ? (
          '—'
        ) : (
          <span className="hl-cell-wrap">
            {row.fields.map(({ key, value }) => `${key} ${value}`).join(' · ')}
          </span>
        ),
    },
    { key: 'created', title: t('registrations.created'), render: (row) => moment(row.createdAt) },
    {
      key: 'decided',
      title: t('registrations.decided'),
      render: (row) =>
        row.decidedAt === null ? (
          '—'
        ) : (
          <>
            {row.decidedByName === ''
              ? moment(row.decidedAt)
              : t('registrations.decided_by', { name: row.decidedByName, at: moment(row.decidedAt) })}
            {row.reason === '' ? null : <small className="hl-cell-note">{row.reason}</small>}
          </>
        ),
    },
  ];
  const canManage = can('accounts.manage');
  return (
    <Page
      title={t('registrations.title')}
      lead={
        canManage
          ? t('registrations.lead')
          : t('registrations.no_right', { permission: t(permissionLabel('accounts.manage')) })
      }
      actions={
        can('settings.manage') ? <Link to="/self-registration">{t('registrations.to_settings')}</Link> : null
      }
    >
      <DataTable
        name={t('registrations.title')}
        queryKey={registrationsKey}
        fetchPage={({ cursor, filters, signal }) =>
          listRegistrations({ cursor, ...filters, limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('registrations.state'),
            options: registrationStateSchema.options.map((value) => ({
              value,
              label: t(`registrations.state.${value}`),
            })),
          },
        ]}
        exportRefusal={t('registrations.export_not_here')}
        {...(canManage
          ? {
              actions: (row: RegistrationRow) =>
                row.state === 'pending' || row.state === 'waiting_quota' ? (
                  <>
                    <Button
                      size="small"
                      onClick={() =>
                        confirm({
                          title: t('registrations.approve_title'),
                          consequence: t('registrations.approve_consequence', { name: row.name }),
                          verb: t('registrations.approve'),
                          work: () => approve.mutateAsync(row.id),
                        })
                      }
                    >
                      {t('registrations.approve')}
                    </Button>
                    <Button size="small" onClick={() => setRefusing(row)}>
                      {t('registrations.refuse')}
                    </Button>
                  </>
                ) : null,
            }
          : {})}
        empty={{ title: t('registrations.empty'), hint: t('registrations.empty_hint') }}
      />
      {refusing === null ? null : (
        <RefuseDialog row={refusing} onDone={reload} onClose={() => setRefusing(null)} />
      )}
    </Page>
  );
}
