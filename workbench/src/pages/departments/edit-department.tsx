import { App, Button, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  changeDepartment,
  createDepartment,
  departmentsKey,
  type DepartmentRow,
} from '../../features/organisation/api.ts';
import { DepartmentSelect } from '../../features/organisation/department-select.tsx';
import { StaffSelect } from '../../features/organisation/staff-select.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

/** A button with the form of a department: of `row`, or of a new one below `parentId`. */
export function EditDepartment(props: {
  rows: readonly DepartmentRow[];
  row?: DepartmentRow;
  parentId?: string;
  primary?: true;
  onDone?: (id: string) => void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const [form, setForm] = useState({ name: '', introduction: '', parentId: '' as string | null });
  const seesStaff = useCan()('staff.manage');
  const [head, setHead] = useState<DepartmentRow['head']>(null);
  const { row } = props;
  const isRoot = row?.parentId === null;
  const title = t(row === undefined ? 'departments.create' : 'departments.edit');
  const save = useWrite(
    (input: typeof form, key) => {
      const { name, introduction } = input;
      if (row === undefined) return createDepartment(input, key);
      const headId = head?.id ?? null;
      const changed = headId === (row.head?.id ?? null) ? {} : { headId };
      const patch = { ...(isRoot ? { name, introduction } : input), ...changed };
      return changeDepartment({ id: row.id, version: row.version, patch }, key);
    },
    {
      failure: 'inline',
      onDone: (done) => {
        void message.success(t('common.saved'));
        void queries.invalidateQueries({ queryKey: departmentsKey });
        setOpen(false);
        props.onDone?.(done.id);
      },
    },
  );
  const set = (part: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...part }));
    save.reset();
  };
  const lacksName = form.name.trim() === '';
  const lacksParent = !isRoot && form.parentId === null;
  const submit = () => {
    setTried(true);
    if (!lacksName && !lacksParent && !save.isPending) save.mutate({ ...form, name: form.name.trim() });
  };
  const refusal = (wrong: boolean) =>
    tried && wrong ? { validateStatus: 'error' as const, help: t('departments.required') } : {};

  return (
    <>
      <Button
        type={props.primary === true ? 'primary' : 'default'}
        onClick={() => {
          const { name = '', introduction = '', parentId = props.parentId ?? null } = row ?? {};
          setForm({ name, introduction, parentId });
          setHead(row?.head ?? null);
          setTried(false);
          save.reset();
          setOpen(true);
        }}
      >
        {title}
      </Button>
      <Modal
        open={open}
        title={title}
        okText={t('common.save')}
        cancelText={t('common.cancel')}
        confirmLoading={save.isPending}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form layout="vertical" onFinish={submit}>
          <Form.Item label={t('departments.name')} htmlFor="department-name" required {...refusal(lacksName)}>
            <Input
              id="department-name"
              value={form.name}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => set({ name: event.target.value })}
            />
          </Form.Item>
          {isRoot ? null : (
            <Form.Item
              label={t('departments.parent')}
              htmlFor="department-parent"
              required
              {...refusal(lacksParent)}
            >
              <DepartmentSelect
                id="department-parent"
                rows={props.rows}
                value={form.parentId}
                {...(row === undefined ? {} : { without: row.id })}
                onChange={(parentId) => set({ parentId })}
              />
            </Form.Item>
          )}
          {row === undefined || !seesStaff ? null : (
            <Form.Item
              label={t('departments.head')}
              htmlFor="department-head"
              extra={t('departments.head_hint')}
            >
              <StaffSelect
                id="department-head"
                value={head}
                onChange={(person) => {
                  setHead(person);
                  save.reset();
                }}
              />
            </Form.Item>
          )}
          <Form.Item label={t('departments.introduction')} htmlFor="department-introduction">
            <Input.TextArea
              id="department-introduction"
              value={form.introduction}
              maxLength={500}
              autoSize={{ minRows: 2, maxRows: 6 }}
              onChange={(event) => set({ introduction: event.target.value })}
            />
          </Form.Item>
          <ErrorNotice error={save.isError ? save.error : null} />
        </Form>
      </Modal>
    </>
  );
}
