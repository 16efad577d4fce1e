import { App, Button, Checkbox, Form, Input, InputNumber, Modal, Radio } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import {
  codesKey,
  connectionsKey,
  createCode,
  fetchOffer,
  isMobilePhone,
  type CreatedInvitationCode,
  type NewCode,
} from './api.ts';
import { EditionSelect } from './edition-select.tsx';

const blank = {
  kind: 'dedicated' as NewCode['kind'],
  note: '',
  validDays: 30,
  edition: null as string | null,
  company: '',
  contact: '',
  phone: '',
  maxUses: 50,
  review: true,
};

function requestOf(form: typeof blank): NewCode {
  const common = { note: form.note.trim(), validDays: form.validDays, edition: form.edition };
  if (form.kind === 'general')
    return { ...common, kind: 'general', maxUses: form.maxUses, review: form.review };
  return {
    ...common,
    kind: 'dedicated',
    prefill: {
      companyName: form.company.trim(),
      contactName: form.contact.trim(),
      phone: form.phone === '' ? null : form.phone,
    },
  };
}

/** A code for one enterprise, or for many. */
export function CreateCode(props: { onCreated: (made: CreatedInvitationCode) => void }) {
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
  const create = useWrite((input: NewCode, key) => createCode(input, key), {
    failure: 'inline',
    onDone: (made) => {
      void message.success(t('codes.create_done'));
      void queries.invalidateQueries({ queryKey: codesKey });
      setOpen(false);
      props.onCreated(made);
    },
  });
  const set = (part: Partial<typeof blank>) => {
    setForm((before) => ({ ...before, ...part }));
    create.reset();
  };
  const dedicated = form.kind === 'dedicated';
  const wrongPhone = dedicated && form.phone !== '' && !isMobilePhone(form.phone);
  const submit = () => {
    setTried(true);
    if (!wrongPhone && !create.isPending) create.mutate(requestOf(form));
  };
  return (
    <>
      <Button
        type="primary"
        onClick={() => {
          setForm(blank);
          setTried(false);
          create.reset();
          setOpen(true);
        }}
      >
        {t('codes.create')}
      </Button>
      <Modal
        open={open}
        title={t('codes.create')}
        okText={t('codes.create')}
        cancelText={t('common.cancel')}
        confirmLoading={create.isPending}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
        style={{ top: 24 }}
      >
        <Form layout="vertical" onFinish={submit}>
          <Form.Item
            label={t('codes.form.kind')}
            extra={t(dedicated ? 'codes.kind.dedicated_hint' : 'codes.kind.general_hint')}
          >
            <Radio.Group
              optionType="button"
              value={form.kind}
              options={[
                { value: 'dedicated', label: t('codes.kind.dedicated') },
                { value: 'general', label: t('codes.kind.general') },
              ]}
              onChange={(event) => set({ kind: event.target.value === 'general' ? 'general' : 'dedicated' })}
            />
          </Form.Item>
          {dedicated ? (
            <>
              <Form.Item label={t('codes.form.company')} htmlFor="code-company">
                <Input
                  id="code-company"
                  value={form.company}
                  maxLength={60}
                  autoComplete="off"
                  onChange={(event) => set({ company: event.target.value })}
                />
              </Form.Item>
              <Form.Item label={t('codes.form.contact')} htmlFor="code-contact">
                <Input
                  id="code-contact"
                  value={form.contact}
                  maxLength={40}
                  autoComplete="off"
                  onChange={(event) => set({ contact: event.target.value })}
                />
              </Form.Item>
              <Form.Item
                label={t('codes.form.phone')}
                htmlFor="code-phone"
                extra={t('codes.form.phone_hint')}
                {...(tried && wrongPhone
                  ? { validateStatus: 'error' as const, help: t('connections.form.phone_invalid') }
                  : {})}
              >
                <Input
                  id="code-phone"
                  value={form.phone}
                  inputMode="numeric"
                  maxLength={11}
                  autoComplete="off"
                  onChange={(event) => set({ phone: event.target.value.replace(/\D/g, '') })}
                />
              </Form.Item>
            </>
          ) : (
            <>
              <Form.Item label={t('codes.form.max_uses')} htmlFor="code-max">
                <InputNumber
                  id="code-max"
                  value={form.maxUses}
                  min={1}
                  max={10_000}
                  precision={0}
                  onChange={(value) => set({ maxUses: value ?? 1 })}
                />
              </Form.Item>
              <Form.Item extra={t('codes.form.review_hint')}>
                <Checkbox checked={form.review} onChange={(event) => set({ review: event.target.checked })}>
                  {t('codes.form.review')}
                </Checkbox>
              </Form.Item>
            </>
          )}
          <Form.Item
            label={t('connections.form.edition')}
            htmlFor="code-edition"
            extra={t('codes.form.edition_hint')}
          >
            <EditionSelect
              id="code-edition"
              label={t('connections.form.edition')}
              offer={offer.data}
              value={form.edition}
              onChange={(value) => set({ edition: value })}
            />
          </Form.Item>
          <Form.Item label={t('codes.form.valid_days')} htmlFor="code-days">
            <InputNumber
              id="code-days"
              value={form.validDays}
              min={1}
              max={365}
              precision={0}
              onChange={(value) => set({ validDays: value ?? 1 })}
            />
          </Form.Item>
          <Form.Item label={t('codes.form.note')} htmlFor="code-note" extra={t('codes.form.note_hint')}>
            <Input
              id="code-note"
              value={form.note}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => set({ note: event.target.value })}
            />
          </Form.Item>
          <ErrorNotice error={create.isError ? create.error : null} />
        </Form>
      </Modal>
    </>
  );
}
