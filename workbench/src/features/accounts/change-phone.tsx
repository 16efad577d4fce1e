import { App, Button, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useErrorText } from '../../shared/i18n/use-error-text.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { changePhone, changePhoneSchema, usersKey, type InterconnectUserRow } from './api.ts';

/** Another number on file; says beforehand what it means for somebody who is bound (row 315). */
export function ChangePhone(props: {
  user: InterconnectUserRow;
  onDone?: (user: InterconnectUserRow) => void;
}) {
  const t = useText();
  const errorText = useErrorText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [phone, setPhone] = useState('');
  const [tried, setTried] = useState(false);
  const { user, onDone } = props;
  const change = useWrite((wanted: string, key) => changePhone(user.id, wanted, key), {
    failure: 'inline',
    onDone: (after) => {
      void message.success(t('users.phone_changed_done', { name: after.name }));
      void queries.invalidateQueries({ queryKey: usersKey });
      setOpen(false);
      onDone?.(after);
    },
  });
  const valid = changePhoneSchema.safeParse({ phone }).success;
  const trouble = change.isError
    ? errorText(change.error)
    : tried && !valid
      ? t('users.change_phone_invalid')
      : null;
  const submit = () => {
    setTried(true);
    if (valid && !change.isPending) change.mutate(phone);
  };
  const start = () => {
    setPhone('');
    setTried(false);
    change.reset();
    setOpen(true);
  };
  return (
    <>
      <Button onClick={start}>{t('users.change_phone')}</Button>
      <Modal
        open={open}
        title={t('users.change_phone_title', { name: user.name })}
        okText={t('users.change_phone')}
        cancelText={t('common.cancel')}
        confirmLoading={change.isPending}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>
          {t(user.bindingState === 'none' ? 'users.change_phone_unbound' : 'users.change_phone_consequence', {
            name: user.name,
          })}
        </p>
        <Form layout="vertical" onFinish={submit}>
          <Form.Item
            label={t('users.change_phone_label')}
            htmlFor="change-phone"
            {...(trouble === null ? {} : { validateStatus: 'error', help: trouble })}
          >
            <Input
              id="change-phone"
              value={phone}
              inputMode="numeric"
              autoComplete="off"
              maxLength={11}
              placeholder={user.phoneMasked}
              autoFocus
              onChange={(event) => {
                setPhone(event.target.value.replace(/\D/g, ''));
                change.reset();
              }}
            />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
