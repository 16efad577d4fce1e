import { Button, Checkbox, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { isMobilePhone } from '../../features/connections/api.ts';
import {
  createTemplate,
  templatesKey,
  type NewTemplate,
  type TemplateEntry,
} from '../../features/packages/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

const blank = { name: '', legalName: '', other: false, person: '', phone: '' };

/** The form of a downstream enterprise, without an edition (row 77). */
export function CreateTemplate(props: { onCreated: (entry: TemplateEntry) => void }) {
  const t = useText();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const [form, setForm] = useState(blank);
  const create = useWrite((input: NewTemplate, key) => createTemplate(input, key), {
    failure: 'inline',
    onDone: ({ entry }) => {
      void queries.invalidateQueries({ queryKey: templatesKey });
      setOpen(false);
      props.onCreated(entry);
    },
  });
  const set = (part: Partial<typeof blank>) => setForm((before) => ({ ...before, ...part }));
  const missing = {
    name: form.name.trim() === '',
    legalName: form.legalName.trim().length < 2,
    person: form.other && form.person.trim() === '',
    phone: form.other && !isMobilePhone(form.phone),
  };
  const submit = () => {
    setTried(true);
    if (Object.values(missing).some(Boolean) || create.isPending) return;
    create.mutate({
      name: form.name.trim(),
      legalName: form.legalName.trim(),
      contact: form.other ? { name: form.person.trim(), phone: form.phone } : null,
    });
  };
  const item = (key: keyof typeof missing, label: string, most: number, problem: string) => (
    <Form.Item
      label={label}
      htmlFor={`template-${key}`}
      {...(tried && missing[key] ? { validateStatus: 'error' as const, help: problem } : {})}
    >
      <Input
        id={`template-${key}`}
        value={form[key]}
        maxLength={most}
        autoComplete="off"
        onChange={(event) => set({ [key]: event.target.value })}
      />
    </Form.Item>
  );
  const required = t('connections.form.required');
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('template.create')}
      </Button>
      <Modal
        open={open}
        title={t('template.create')}
        okText={t('template.create')}
        cancelText={t('common.cancel')}
        confirmLoading={create.isPending}
        onOk={submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form layout="vertical" onFinish={submit}>
          {item('name', t('connections.form.name'), 60, required)}
          {item('legalName', t('connections.form.legal_name'), 120, required)}
          <Form.Item>
            <Checkbox checked={form.other} onChange={(event) => set({ other: event.target.checked })}>
              {t('connections.form.contact')}
            </Checkbox>
          </Form.Item>
          {form.other ? item('person', t('connections.form.contact_name'), 40, required) : null}
          {form.other
            ? item('phone', t('connections.form.contact_phone'), 11, t('connections.form.phone_invalid'))
            : null}
          <ErrorNotice error={create.isError ? create.error : null} />
        </Form>
      </Modal>
    </>
  );
}
