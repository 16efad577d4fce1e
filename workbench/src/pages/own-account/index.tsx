import { LogoutOutlined } from '@ant-design/icons';
import { App, Button, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { meKey, saveMe, signOutEverywhere } from '../../features/session/api.ts';
import { useSignOut } from '../../features/session/use-sign-out.ts';
import { useStaff } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { AvatarField } from './avatar-field.tsx';
import { ChangePassword } from './change-password.tsx';
import './own-account.css';

/** Information, password and the ways out: everybody's own (rows 304–307). */
export function OwnAccountPage() {
  const t = useText();
  return (
    <Page title={t('own.title')} lead={t('own.lead')}>
      <div className="hl-own-account">
        <Panel title={t('own.information')}>
          <AvatarField />
          <Information />
        </Panel>
        <div className="hl-stack">
          <Panel title={t('own.password')}>
            <ChangePassword />
          </Panel>
          <Panel title={t('own.ways_out')}>
            <WaysOut />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function Information() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { name, nickname, note, account } = useStaff().staff;
  const [form, setForm] = useState({ name, nickname, note });
  const save = useWrite(saveMe, {
    failure: 'inline',
    onDone: (me) => {
      queries.setQueryData(meKey, me);
      void message.success(t('common.saved'));
    },
  });
  const set = (part: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...part }));
    save.reset();
  };
  return (
    <Form
      layout="vertical"
      onFinish={() => {
        if (form.name.trim() !== '') save.mutate(form);
      }}
    >
      <Form.Item label={t('staff.column.account')} htmlFor="own-account" extra={t('staff.account_fixed')}>
        <Input id="own-account" value={account} disabled />
      </Form.Item>
      <Form.Item
        label={t('own.real_name')}
        htmlFor="own-name"
        required
        {...(form.name.trim() === ''
          ? { validateStatus: 'error' as const, help: t('departments.required') }
          : {})}
      >
        <Input
          id="own-name"
          value={form.name}
          maxLength={60}
          autoComplete="name"
          onChange={(event) => set({ name: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('staff.nickname')} htmlFor="own-nickname">
        <Input
          id="own-nickname"
          value={form.nickname}
          maxLength={60}
          autoComplete="nickname"
          onChange={(event) => set({ nickname: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('staff.note')} htmlFor="own-note">
        <Input.TextArea
          id="own-note"
          value={form.note}
          maxLength={200}
          autoSize={{ minRows: 2, maxRows: 4 }}
          onChange={(event) => set({ note: event.target.value })}
        />
      </Form.Item>
      <ErrorNotice error={save.isError ? save.error : null} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  );
}

function WaysOut() {
  const t = useText();
  const ask = useConfirm();
  const leave = useSignOut();
  const everywhere = useSignOut(signOutEverywhere);
  return (
    <div className="hl-stack">
      <p className="hl-muted">{t('own.everywhere_hint')}</p>
      <div className="hl-row">
        <Button icon={<LogoutOutlined />} loading={leave.isPending} onClick={() => leave.mutate(undefined)}>
          {t('shell.sign_out')}
        </Button>
        <Button
          danger
          onClick={() =>
            ask({
              title: t('own.everywhere_title'),
              consequence: t('own.everywhere_hint'),
              verb: t('own.everywhere'),
              danger: true,
              work: () => everywhere.mutateAsync(undefined),
            })
          }
        >
          {t('own.everywhere')}
        </Button>
      </div>
    </div>
  );
}
