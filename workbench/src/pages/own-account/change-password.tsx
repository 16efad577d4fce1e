import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';

import { changePassword } from '../../features/session/api.ts';
import { useStaff } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

const blank = { current: '', password: '', confirmation: '' };

/** Asks the old password; whoever is signed in elsewhere has to sign in again. */
export function ChangePassword() {
  const t = useText();
  const { message } = App.useApp();
  const { hasPassword } = useStaff().staff;
  const [form, setForm] = useState(blank);
  const save = useWrite(changePassword, {
    failure: 'inline',
    onDone: () => {
      setForm(blank);
      void message.success(t('own.password_done'));
    },
  });
  if (!hasPassword) return <p className="hl-muted">{t('own.by_wecom')}</p>;
  const differ = form.confirmation !== '' && form.confirmation !== form.password;
  const ready = form.current !== '' && form.password !== '' && form.confirmation === form.password;
  const field = (key: keyof typeof blank, complete: 'current-password' | 'new-password') => (
    <Input.Password
      id={`own-${key}`}
      value={form[key]}
      maxLength={128}
      autoComplete={complete}
      onChange={(event) => {
        setForm((before) => ({ ...before, [key]: event.target.value }));
        save.reset();
      }}
    />
  );
  return (
    <Form
      layout="vertical"
      onFinish={() => {
        if (ready) save.mutate(form);
      }}
    >
      <Form.Item label={t('own.current')} htmlFor="own-current">
        {field('current', 'current-password')}
      </Form.Item>
      <Form.Item label={t('staff.new_password')} htmlFor="own-password" extra={t('staff.password_hint')}>
        {field('password', 'new-password')}
      </Form.Item>
      <Form.Item
        label={t('staff.confirmation')}
        htmlFor="own-confirmation"
        {...(differ ? { validateStatus: 'error' as const, help: t('staff.differ') } : {})}
      >
        {field('confirmation', 'new-password')}
      </Form.Item>
      <ErrorNotice error={save.isError ? save.error : null} />
      <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>
        {t('own.change_password')}
      </Button>
    </Form>
  );
}
