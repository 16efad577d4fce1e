import { Alert, Button, Form, Input } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { askForAccount, getOwnRequest } from '../../features/organisation/directory-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

const key = ['own-staff-request'] as const;

/** Who came from WeCom and has no account asks for one; his browser knows as whom he came. */
export function AccountRequest() {
  const t = useText();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const own = useQuery({ queryKey: key, queryFn: ({ signal }) => getOwnRequest(signal), retry: false });
  const ask = useWrite(askForAccount, {
    failure: 'inline',
    onDone: (request) => queries.setQueryData(key, request),
  });
  // Too long ago, or another browser: what to do is said above.
  if (own.data === undefined) return null;
  if (own.data.state === 'open')
    return <Alert type="success" showIcon role="status" message={t('sign_in.request_sent')} />;
  if (own.data.state === 'turned_down')
    return (
      <Alert
        type="warning"
        showIcon
        message={t('sign_in.request_turned_down')}
        {...(own.data.answer === '' ? {} : { description: own.data.answer })}
      />
    );
  return (
    <Form layout="vertical" className="hl-sign-in-form" onFinish={() => ask.mutate({ note: note.trim() })}>
      <Form.Item label={t('sign_in.request_as', { userId: own.data.userId })} htmlFor="account-request-note">
        <Input.TextArea
          id="account-request-note"
          value={note}
          maxLength={200}
          placeholder={t('sign_in.request_note')}
          autoSize={{ minRows: 2, maxRows: 4 }}
          onChange={(event) => setNote(event.target.value)}
        />
      </Form.Item>
      <ErrorNotice error={ask.isError ? ask.error : null} />
      <Button type="primary" htmlType="submit" size="large" block loading={ask.isPending}>
        {t('sign_in.request')}
      </Button>
    </Form>
  );
}
