import { App, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import {
  longest,
  resetStaffPassword,
  staffKey,
  type StaffMemberRow,
} from '../../features/organisation/staff-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

/** A new password for somebody, typed twice; he has to sign in again (row 261). */
export function ResetPassword(props: { row: StaffMemberRow | null; onClose: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form, setForm] = useState({ password: '', confirmation: '' });
  const { row } = props;
  const write = useWrite(resetStaffPassword, {
    failure: 'inline',
    onDone: () => {
      void message.success(t('staff.reset_done'));
      void queries.invalidateQueries({ queryKey: staffKey });
      props.onClose();
    },
  });
  const { reset } = write;
  useEffect(() => {
    setForm({ password: '', confirmation: '' });
    reset();
    // A new one each time it opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [row]);
  const differ = form.confirmation !== '' && form.confirmation !== form.password;
  const submit = () => {
    if (row === null || form.password === '' || form.confirmation !== form.password) return;
    if (!write.isPending) write.mutate({ id: row.id, ...form });
  };
  const field = (key: 'password' | 'confirmation') => (
    <Input.Password
      id={`reset-${key}`}
      value={form[key]}
      maxLength={longest.password}
      autoComplete="new-password"
      onChange={(event) => {
        setForm((before) => ({ ...before, [key]: event.target.value }));
        write.reset();
      }}
    />
  );
  return (
    <Modal
      open={row !== null}
      title={t('staff.reset_title', { name: row?.name ?? '' })}
      okText={t('staff.reset')}
      okButtonProps={{ disabled: form.password === '' || form.confirmation !== form.password }}
      cancelText={t('common.cancel')}
      confirmLoading={write.isPending}
      onOk={submit}
      onCancel={props.onClose}
      destroyOnHidden
    >
      <Form layout="vertical" onFinish={submit}>
        <p className="hl-muted">{t('staff.reset_consequence')}</p>
        <Form.Item
          label={t('staff.new_password')}
          htmlFor="reset-password"
          required
          extra={t('staff.password_hint')}
        >
          {field('password')}
        </Form.Item>
        <Form.Item
          label={t('staff.confirmation')}
          htmlFor="reset-confirmation"
          required
          {...(differ ? { validateStatus: 'error' as const, help: t('staff.differ') } : {})}
        >
          {field('confirmation')}
        </Form.Item>
        <ErrorNotice error={write.isError ? write.error : null} />
      </Form>
    </Modal>
  );
}
