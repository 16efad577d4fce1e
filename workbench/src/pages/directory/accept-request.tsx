import { App, Form, Input, Modal, Radio, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { DepartmentSelect } from '../../features/organisation/department-select.tsx';
import {
  acceptRequest,
  directoryKey,
  type StaffRequestRow,
} from '../../features/organisation/directory-api.ts';
import { listStaff, staffDepartmentsQuery, staffKey } from '../../features/organisation/staff-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

/** A new account in a department, or one that is here already. */
export function AcceptRequest(props: { row: StaffRequestRow; onClose: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row, onClose } = props;
  const [way, setWay] = useState<'new' | 'existing'>('new');
  const [name, setName] = useState(row.name);
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  const [staffId, setStaffId] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const departments = useQuery(staffDepartmentsQuery);
  const found = useQuery({
    queryKey: [...staffKey, 'to-link', search],
    queryFn: ({ signal }) =>
      listStaff({ limit: 20, ...(search.trim() === '' ? {} : { search: search.trim() }) }, signal),
    enabled: way === 'existing',
  });
  const chosen = departmentId ?? departments.data?.[0]?.id ?? null;
  const accept = useWrite(acceptRequest, {
    failure: 'inline',
    onDone: () => {
      void message.success(t('directory.request.accepted'));
      void queries.invalidateQueries({ queryKey: directoryKey });
      onClose();
    },
  });
  const isReady = way === 'new' ? chosen !== null && name.trim() !== '' : staffId !== null;
  const save = () => {
    if (way === 'new' && chosen !== null)
      accept.mutate({ id: row.id, how: { departmentId: chosen, name: name.trim() } });
    if (way === 'existing' && staffId !== null) accept.mutate({ id: row.id, how: { staffId } });
  };
  return (
    <Modal
      open
      title={t('directory.request.accept_title', { name: row.name })}
      okText={t('directory.request.accept')}
      okButtonProps={{ disabled: !isReady, loading: accept.isPending }}
      cancelText={t('common.cancel')}
      onOk={save}
      onCancel={onClose}
    >
      {row.note === '' ? null : <p className="hl-muted">{row.note}</p>}
      <Form layout="vertical">
        <Form.Item>
          <Radio.Group
            value={way}
            onChange={(event) => setWay(event.target.value === 'existing' ? 'existing' : 'new')}
            options={[
              { value: 'new', label: t('directory.request.new') },
              { value: 'existing', label: t('directory.request.existing') },
            ]}
          />
        </Form.Item>
        {way === 'new' ? (
          <>
            <Form.Item label={t('staff.column.name')} htmlFor="request-name">
              <Input
                id="request-name"
                value={name}
                maxLength={60}
                onChange={(event) => setName(event.target.value)}
              />
            </Form.Item>
            <Form.Item
              label={t('departments.title')}
              htmlFor="request-department"
              extra={t('staff.department_hint')}
            >
              <DepartmentSelect
                id="request-department"
                rows={departments.data ?? []}
                value={chosen}
                onChange={setDepartmentId}
              />
            </Form.Item>
          </>
        ) : (
          <Form.Item
            label={t('directory.request.choose')}
            htmlFor="request-staff"
            extra={t('directory.request.existing_hint', { userId: row.userId })}
          >
            <Select
              id="request-staff"
              style={{ width: '100%' }}
              showSearch
              filterOption={false}
              loading={found.isFetching}
              placeholder={t('staff.search')}
              value={staffId}
              options={(found.data?.items ?? [])
                .filter(({ acts }) => acts === 'may')
                .map((one) => ({ value: one.id, label: `${one.name} · ${one.account}` }))}
              onSearch={setSearch}
              onChange={(value: string | null) => setStaffId(value)}
            />
          </Form.Item>
        )}
      </Form>
      <ErrorNotice error={accept.isError ? accept.error : null} />
    </Modal>
  );
}
