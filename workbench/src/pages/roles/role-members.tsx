import { Button, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  changeRoleMembers,
  listRoleMembers,
  rolesKey,
  type RoleMember,
  type RoleRow,
} from '../../features/organisation/roles-api.ts';
import { listStaff, staffKey } from '../../features/organisation/staff-api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';

/** Who is in a role, of those in sight; people are put in and taken out. */
export function RoleMembers({ row }: { row: RoleRow }) {
  const t = useText();
  const queries = useQueryClient();
  const seesStaff = useCan()('staff.manage');
  const may = row.acts === 'may' && seesStaff;
  const change = useWrite(changeRoleMembers, {
    onDone: () => {
      for (const queryKey of [rolesKey, staffKey]) void queries.invalidateQueries({ queryKey });
    },
  });
  const columns: readonly Column<RoleMember>[] = [
    {
      key: 'name',
      title: t('staff.column.name'),
      card: 'title',
      render: (one) => one.name,
      text: (one) => one.name,
    },
    {
      key: 'account',
      title: t('staff.column.account'),
      render: (one) => one.account,
      text: (one) => one.account,
    },
    {
      key: 'department',
      title: t('departments.title'),
      render: (one) => one.department.name,
      text: (one) => one.department.name,
    },
    {
      key: 'state',
      title: t('staff.column.state'),
      card: 'state',
      render: (one) => t(`staff.state.${one.state}`),
      text: (one) => t(`staff.state.${one.state}`),
    },
  ];
  return (
    <>
      {may ? (
        <AddMembers
          pending={change.isPending}
          onAdd={(add) => change.mutateAsync({ id: row.id, change: { add } })}
        />
      ) : null}
      <DataTable
        name={t('roles.members')}
        queryKey={[...rolesKey, row.id, 'members']}
        fetchPage={({ cursor, signal }) => listRoleMembers(row.id, { cursor, limit: 50 }, signal)}
        columns={columns}
        {...(may
          ? {
              actions: (one: RoleMember) => (
                <Button
                  type="text"
                  size="small"
                  onClick={() => change.mutate({ id: row.id, change: { remove: [one.id] } })}
                >
                  {t('roles.take_out')}
                </Button>
              ),
            }
          : {})}
        empty={{
          title: t(row.memberCount === 0 ? 'roles.nobody' : 'roles.nobody_in_sight'),
          ...(row.memberCount === 0
            ? {}
            : { hint: t('roles.nobody_in_sight_hint', { count: row.memberCount }) }),
        }}
      />
    </>
  );
}

function AddMembers(props: { pending: boolean; onAdd: (ids: string[]) => Promise<unknown> }) {
  const t = useText();
  const [chosen, setChosen] = useState<string[]>([]);
  const [search, setSearch] = useState('');
  const found = useQuery({
    queryKey: [...staffKey, 'choice', search],
    queryFn: ({ signal }) =>
      listStaff({ search: search === '' ? undefined : search, limit: 30, state: 'enabled' }, signal),
    placeholderData: (before) => before,
  });
  const people = found.data?.items ?? [];
  return (
    <div className="hl-role-add">
      <Select<string[]>
        mode="multiple"
        aria-label={t('roles.choose_people')}
        placeholder={t('roles.choose_people')}
        value={chosen}
        filterOption={false}
        onSearch={setSearch}
        onChange={setChosen}
        loading={found.isFetching}
        options={people
          .filter(({ acts }) => acts === 'may')
          .map((one) => ({ value: one.id, label: `${one.name}（${one.department.name}）` }))}
      />
      <Button
        type="primary"
        disabled={chosen.length === 0}
        loading={props.pending}
        onClick={() =>
          void props.onAdd(chosen).then(
            () => setChosen([]),
            () => undefined,
          )
        }
      >
        {t('roles.put_in')}
      </Button>
    </div>
  );
}
