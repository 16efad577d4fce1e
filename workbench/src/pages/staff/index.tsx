import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import {
  listStaff,
  staffDepartmentsQuery,
  staffKey,
  type StaffMemberRow,
} from '../../features/organisation/staff-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { Authorise } from './authorise.tsx';
import { EditStaff } from './edit-staff.tsx';
import { ResetPassword } from './reset-password.tsx';
import { RowActions } from './row-actions.tsx';
import { StateSwitch } from './state-switch.tsx';
import './staff.css';

/** Staff accounts: those in sight, by one's data rights. */
export function StaffPage() {
  const t = useText();
  const { moment } = useZone();
  const departments = useQuery(staffDepartmentsQuery);
  const rows = departments.data ?? [];
  const [editing, setEditing] = useState<StaffMemberRow | 'new' | null>(null);
  const [authorising, setAuthorising] = useState<StaffMemberRow | null>(null);
  const [resetting, setResetting] = useState<StaffMemberRow | null>(null);

  const columns: readonly Column<StaffMemberRow>[] = [
    {
      key: 'name',
      title: t('staff.column.name'),
      card: 'title',
      render: (row) => (
        <>
          {row.name}
          {row.nickname === '' ? null : <small className="hl-cell-note">{row.nickname}</small>}
        </>
      ),
      text: (row) => row.name,
    },
    {
      key: 'account',
      title: t('staff.column.account'),
      render: (row) => (
        <>
          {row.account}
          <small className="hl-cell-note">
            {t(row.hasPassword ? 'staff.by_password' : 'staff.by_wecom')}
          </small>
        </>
      ),
      text: (row) => row.account,
    },
    {
      key: 'department',
      title: t('departments.title'),
      render: (row) => row.department.name,
      text: (row) => row.department.name,
    },
    {
      key: 'state',
      title: t('staff.column.state'),
      card: 'state',
      render: (row) => (row.left ? <Status tone="off">{t('staff.left')}</Status> : <StateSwitch row={row} />),
      text: (row) => t(row.left ? 'staff.left' : `staff.state.${row.state}`),
    },
    {
      key: 'createdAt',
      title: t('staff.column.created_at'),
      render: (row) => moment(row.createdAt),
      text: (row) => moment(row.createdAt),
      compare: (left, right) => left.createdAt.localeCompare(right.createdAt),
    },
    {
      key: 'createdBy',
      title: t('staff.column.created_by'),
      render: (row) => row.createdBy ?? t('staff.created_by_system'),
      text: (row) => row.createdBy ?? t('staff.created_by_system'),
    },
  ];

  return (
    <Page
      title={t('staff.title')}
      lead={t('staff.lead')}
      actions={
        <EditStaff
          row={editing}
          departments={rows}
          onOpen={() => setEditing('new')}
          onClose={() => setEditing(null)}
        />
      }
    >
      <DataTable
        name={t('staff.title')}
        queryKey={staffKey}
        fetchPage={({ cursor, search, filters, signal }) =>
          listStaff(
            {
              ...{ cursor, search, departmentId: filters['department'], state: filters['state'] },
              limit: 50,
            },
            signal,
          )
        }
        columns={columns}
        searchPlaceholder={t('staff.search')}
        filters={[
          {
            key: 'department',
            label: t('departments.title'),
            options: rows.map(({ id, name }) => ({ value: id, label: name })),
          },
          {
            key: 'state',
            label: t('staff.column.state'),
            options: (['enabled', 'disabled'] as const).map((value) => ({
              value,
              label: t(`staff.state.${value}`),
            })),
          },
        ]}
        actions={(row) => (
          <RowActions
            row={row}
            onAuthorise={() => setAuthorising(row)}
            onEdit={() => setEditing(row)}
            onReset={() => setResetting(row)}
          />
        )}
        empty={{ title: t('staff.empty'), hint: t('staff.empty_hint') }}
      />
      <Authorise row={authorising} onClose={() => setAuthorising(null)} />
      <ResetPassword row={resetting} onClose={() => setResetting(null)} />
    </Page>
  );
}
