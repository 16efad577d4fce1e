import { Alert, App, Button, Checkbox, Form, Input, Modal } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { quotaKey } from '../quota/api.ts';
import {
  connectionsKey,
  fetchOffer,
  isMobilePhone,
  openConnection,
  type ConnectionDetail,
  type NewConnection,
} from './api.ts';
import { EditionSelect } from './edition-select.tsx';

const blank = {
  name: '',
  legalName: '',
  edition: null as string | null,
  invite: true,
  person: '',
  phone: '',
};

/** One step: enterprise, edition and person; what it takes, and what is left, stands above the button. */
export function OpenConnection(props: {
  /** The opening method is switched off. */
  off: boolean;
  onOpened: (connection: ConnectionDetail) => void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState(blank);
  const [tried, setTried] = useState(false);
  const offer = useQuery({
    queryKey: [...connectionsKey, 'offer'],
    queryFn: ({ signal }) => fetchOffer(signal),
    enabled: open,
  });
  const create = useWrite((input: NewConnection, key) => openConnection(input, key), {
    failure: 'inline',
    onDone: (made) => {
      void message.success(t('connections.open_done', { name: made.name }));
      void queries.invalidateQueries({ queryKey: connectionsKey });
      void queries.invalidateQueries({ queryKey: quotaKey });
      setOpen(false);
      props.onOpened(made);
    },
  });

  const set = (part: Partial<typeof blank>) => {
    setForm((before) => ({ ...before, ...part }));
    create.reset();
  };
  const missing = {
    name: form.name.trim() === '',
    legalName: form.legalName.trim().length < 2,
    person: form.invite && form.person.trim() === '',
    phone: form.invite && !isMobilePhone(form.phone),
  };
  const edition = offer.data?.editions.find(({ key }) => key === form.edition);
  const needs = [
    ...(offer.data === undefined ? [] : [offer.data.enterprise]),
    ...(edition === undefined ? [] : [edition]),
    ...(offer.data === undefined || !form.invite ? [] : [offer.data.wechatUser]),
  ];
  const short = needs.find(({ remaining }) => remaining < 1);

  const submit = () => {
    setTried(true);
    if (Object.values(missing).some(Boolean) || short !== undefined || create.isPending) return;
    create.mutate({
      name: form.name.trim(),
      legalName: form.legalName.trim(),
      edition: form.edition,
      contact: form.invite ? { name: form.person.trim(), phone: form.phone } : null,
    });
  };
  const start = () => {
    setForm(blank);
    setTried(false);
    create.reset();
    setOpen(true);
  };
  const trouble = (wrong: boolean, text: string) =>
    tried && wrong ? { validateStatus: 'error' as const, help: text } : {};

  return (
    <>
      {props.off ? <small className="hl-muted">{t('connections.open_off')}</small> : null}
      <Button type="primary" disabled={props.off} onClick={start}>
        {t('connections.open')}
      </Button>
      <Modal
        open={open}
        title={t('connections.open_title')}
        okText={t('connections.open')}
        cancelText={t('common.cancel')}
        confirmLoading={create.isPending}
        okButtonProps={{ disabled: short !== undefined }}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
        style={{ top: 24 }}
      >
        <Form layout="vertical" onFinish={submit}>
          <Form.Item
            label={t('connections.form.name')}
            htmlFor="open-name"
            extra={t('connections.form.name_hint')}
            {...trouble(missing.name, t('connections.form.required'))}
          >
            <Input
              id="open-name"
              value={form.name}
              maxLength={60}
              autoComplete="off"
              autoFocus
              onChange={(event) => set({ name: event.target.value })}
            />
          </Form.Item>
          <Form.Item
            label={t('connections.form.legal_name')}
            htmlFor="open-legal-name"
            extra={t('connections.form.legal_name_hint')}
            {...trouble(missing.legalName, t('connections.form.required'))}
          >
            <Input
              id="open-legal-name"
              value={form.legalName}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => set({ legalName: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={t('connections.form.edition')} htmlFor="open-edition">
            <EditionSelect
              id="open-edition"
              label={t('connections.form.edition')}
              offer={offer.data}
              value={form.edition}
              onChange={(value) => set({ edition: value })}
            />
          </Form.Item>
          <Form.Item extra={t('connections.form.contact_hint')}>
            <Checkbox checked={form.invite} onChange={(event) => set({ invite: event.target.checked })}>
              {t('connections.form.contact')}
            </Checkbox>
          </Form.Item>
          {form.invite ? (
            <>
              <Form.Item
                label={t('connections.form.contact_name')}
                htmlFor="open-person"
                {...trouble(missing.person, t('connections.form.required'))}
              >
                <Input
                  id="open-person"
                  value={form.person}
                  maxLength={40}
                  autoComplete="off"
                  onChange={(event) => set({ person: event.target.value })}
                />
              </Form.Item>
              <Form.Item
                label={t('connections.form.contact_phone')}
                htmlFor="open-phone"
                {...trouble(missing.phone, t('connections.form.phone_invalid'))}
              >
                <Input
                  id="open-phone"
                  value={form.phone}
                  inputMode="numeric"
                  maxLength={11}
                  autoComplete="off"
                  onChange={(event) => set({ phone: event.target.value.replace(/\D/g, '') })}
                />
              </Form.Item>
            </>
          ) : null}
          {needs.length === 0 ? null : (
            <Alert
              type={short === undefined ? 'info' : 'warning'}
              showIcon
              message={
                short === undefined
                  ? t('connections.form.will_take')
                  : t('connections.form.short', { label: short.label })
              }
              description={
                <ul className="hl-needs">
                  {needs.map(({ label, remaining }) => (
                    <li key={label}>{t('connections.form.need', { label, need: 1, remaining })}</li>
                  ))}
                </ul>
              }
            />
          )}
          <ErrorNotice error={create.isError ? create.error : null} />
        </Form>
      </Modal>
    </>
  );
}
