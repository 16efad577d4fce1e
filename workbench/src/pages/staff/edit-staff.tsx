import { App, Button, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { DepartmentSelect } from '../../features/organisation/department-select.tsx';
import {
  changeStaff,
  createStaff,
  isAccount,
  isMailbox,
  longest,
  staffKey,
  type StaffDepartment,
  type StaffMemberRow,
} from '../../features/organisation/staff-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

const blank = {
  account: '',
  name: '',
  nickname: '',
  password: '',
  note: '',
  departmentId: null as string | null,
};

/** The button of a new account, and the form of a new or an old one. */
export function EditStaff(props: {
  row: StaffMemberRow | 'new' | null;
  departments: readonly StaffDepartment[];
  onOpen: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [tried, setTried] = useState(false);
  const [form, setForm] = useState(blank);
  const row = props.row === 'new' ? null : props.row;
  const isNew = props.row === 'new';
  const title = t(isNew ? 'staff.create' : 'staff.edit');
  const save = useWrite(
    (input: typeof blank & { departmentId: string }, key) => {
      const { account, password, ...rest } = input;
      return row === null
        ? createStaff({ ...rest, account, password }, key)
        : changeStaff({ id: row.id, version: row.version, patch: rest }, key);
    },
    {
      failure: 'inline',
      onDone: () => {
        void message.success(t(isNew ? 'staff.create_done' : 'common.saved'));
        void queries.invalidateQueries({ queryKey: staffKey });
        props.onClose();
      },
    },
  );
  const { reset } = save;
  useEffect(() => {
    if (props.row === null) return;
    setTried(false);
    reset();
    const only = props.departments.length === 1 ? (props.departments[0]?.id ?? null) : null;
    setForm(
      props.row === 'new'
        ? { ...blank, departmentId: only }
        : {
            ...blank,
            ...{ account: props.row.account, name: props.row.name, nickname: props.row.nickname },
            ...{ note: props.row.note, departmentId: props.row.department.id },
          },
    );
    // Only when it opens: a list that is read again changes nothing that is being typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.row]);
  const set = (part: Partial<typeof blank>) => {
    setForm((before) => ({ ...before, ...part }));
    save.reset();
  };
  const lacks = {
    account: isNew && !isAccount(form.account),
    name: form.name.trim() === '',
    password: isNew && form.password === '',
    department: form.departmentId === null,
  };
  const submit = () => {
    setTried(true);
    const { departmentId } = form;
    if (departmentId === null || Object.values(lacks).includes(true) || save.isPending) return;
    save.mutate({ ...form, departmentId });
  };
  const refusal = (wrong: boolean, help = t('departments.required')) =>
    tried && wrong ? { validateStatus: 'error' as const, help } : {};
  const text = (key: 'name' | 'nickname') => (
    <Input
      id={`staff-${key}`}
      value={form[key]}
      maxLength={longest.name}
      autoComplete="off"
      onChange={(event) => set({ [key]: event.target.value })}
    />
  );

  return (
    <>
      <Button
        type="primary"
        disabled={props.departments.length === 0}
        {...(props.departments.length === 0 ? { title: t('staff.no_department') } : {})}
        onClick={props.onOpen}
      >
        {t('staff.create')}
      </Button>
      <Modal
        open={props.row !== null}
        title={title}
        okText={t(isNew ? 'staff.create' : 'common.save')}
        cancelText={t('common.cancel')}
        confirmLoading={save.isPending}
        onOk={submit}
        onCancel={props.onClose}
        destroyOnHidden
        style={{ top: 24 }}
      >
        <Form layout="vertical" onFinish={submit}>
          <Form.Item
            label={t('staff.column.account')}
            htmlFor="staff-account"
            required={isNew}
            extra={
              isNew
                ? t(
                    form.account !== '' && !isMailbox(form.account)
                      ? 'staff.not_mailbox'
                      : 'staff.account_hint',
                  )
                : t('staff.account_fixed')
            }
            {...refusal(lacks.account, t('staff.account_invalid'))}
          >
            <Input
              id="staff-account"
              value={form.account}
              maxLength={longest.account}
              disabled={!isNew}
              autoComplete="off"
              autoCapitalize="none"
              onChange={(event) => set({ account: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={t('staff.column.name')} htmlFor="staff-name" required {...refusal(lacks.name)}>
            {text('name')}
          </Form.Item>
          <Form.Item label={t('staff.nickname')} htmlFor="staff-nickname">
            {text('nickname')}
          </Form.Item>
          {isNew ? (
            <Form.Item
              label={t('staff.password')}
              htmlFor="staff-password"
              required
              extra={t('staff.password_hint')}
              {...refusal(lacks.password)}
            >
              <Input.Password
                id="staff-password"
                value={form.password}
                maxLength={longest.password}
                autoComplete="new-password"
                onChange={(event) => set({ password: event.target.value })}
              />
            </Form.Item>
          ) : null}
          <Form.Item
            label={t('departments.title')}
            htmlFor="staff-department"
            required
            {...(isNew ? { extra: t('staff.department_hint') } : {})}
            {...refusal(lacks.department)}
          >
            <DepartmentSelect
              id="staff-department"
              rows={props.departments}
              value={form.departmentId}
              onChange={(departmentId) => set({ departmentId })}
            />
          </Form.Item>
          <Form.Item label={t('staff.note')} htmlFor="staff-note">
            <Input.TextArea
              id="staff-note"
              value={form.note}
              maxLength={longest.note}
              autoSize={{ minRows: 2, maxRows: 4 }}
              onChange={(event) => set({ note: event.target.value })}
            />
          </Form.Item>
          <ErrorNotice error={save.isError ? save.error : null} />
        </Form>
      </Modal>
    </>
  );
}
