import { Button, Divider, Form, Input } from 'antd';
import { useState } from 'react';

import { enterByPassword } from '../../features/session/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

/** Account and password, for those who have one. */
export function PasswordForm(props: { back: string }) {
  const t = useText();
  const [form, setForm] = useState({ account: '', password: '' });
  const enter = useWrite((input: typeof form) => enterByPassword(input), {
    failure: 'inline',
    // A whole new page: nothing of who was here before stays in memory.
    onDone: () => window.location.assign(props.back),
  });
  const set = (part: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...part }));
    enter.reset();
  };
  return (
    <Form
      layout="vertical"
      className="hl-sign-in-form"
      onFinish={() => {
        if (form.account.trim() !== '' && form.password !== '') enter.mutate(form);
      }}
    >
      <Divider plain>{t('sign_in.with_password')}</Divider>
      <Form.Item label={t('sign_in.account')} htmlFor="sign-in-account">
        <Input
          id="sign-in-account"
          value={form.account}
          maxLength={64}
          autoComplete="username"
          autoCapitalize="none"
          onChange={(event) => set({ account: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('sign_in.password')} htmlFor="sign-in-password">
        <Input.Password
          id="sign-in-password"
          value={form.password}
          maxLength={128}
          autoComplete="current-password"
          onChange={(event) => set({ password: event.target.value })}
        />
      </Form.Item>
      <ErrorNotice error={enter.isError ? enter.error : null} />
      <Button
        htmlType="submit"
        size="large"
        block
        loading={enter.isPending}
        disabled={form.account.trim() === '' || form.password === ''}
      >
        {t('sign_in.enter')}
      </Button>
    </Form>
  );
}
