import { Form, Modal, Segmented, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useCan } from '../session/session-context.tsx';
import { listParties, partiesKey, type PartyDetail, type PartyKind } from './api.ts';
import { blankContact } from './contact-fields.tsx';
import { ContactForm } from './contacts-part.tsx';
import { Field } from './field.tsx';
import { titleOf } from './words.ts';

const searchDelayMs = 300;
const kinds = ['customer', 'partner'] as const;

/** A new contact: first whose, of those that one may change, then the form that the record has. */
export function NewContact(props: { onClose: () => void; onSaved: (party: PartyDetail) => void }) {
  const t = useText();
  const can = useCan();
  const [kind, setKind] = useState<PartyKind>('customer');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [id, setId] = useState<string | null>(null);
  const [going, setGoing] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), searchDelayMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const scope = can('crm.manage') ? 'all' : 'mine';
  const found = useQuery({
    queryKey: [...partiesKey(kind), 'to-choose', scope, search],
    queryFn: ({ signal }) =>
      listParties(kind, { scope, limit: 20, ...(search === '' ? {} : { search }) }, signal),
  });
  if (going && id !== null)
    return (
      <ContactForm
        {...{ party: { id, kind }, row: null, initial: blankContact }}
        onClose={props.onClose}
        onSaved={props.onSaved}
      />
    );
  return (
    <Modal
      open
      title={t('crm.people.new')}
      okText={t('crm.people.next')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: id === null }}
      onOk={() => setGoing(true)}
      onCancel={props.onClose}
    >
      <Form layout="vertical">
        <Form.Item>
          <Segmented
            aria-label={t('crm.people.whose')}
            value={kind}
            options={kinds.map((value) => ({ value, label: t(titleOf[value]) }))}
            onChange={(value) => {
              setKind(value);
              setId(null);
              setTyped('');
            }}
          />
        </Form.Item>
        <Field id="new-contact-of" label={t('crm.people.whose')} required extra={t('crm.people.whose_hint')}>
          <Select
            key={kind}
            id="new-contact-of"
            showSearch
            filterOption={false}
            placeholder={t('crm.search')}
            {...(id === null ? {} : { value: id })}
            options={(found.data?.items ?? []).map((row) => ({ value: row.id, label: row.name }))}
            loading={found.isFetching}
            notFoundContent={found.isFetched ? t('common.nothing_found') : null}
            onSearch={setTyped}
            onChange={(chosen: string) => setId(chosen)}
          />
        </Field>
        <ErrorNotice error={found.isError ? found.error : null} />
      </Form>
    </Modal>
  );
}
