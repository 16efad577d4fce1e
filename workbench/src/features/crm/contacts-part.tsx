import { Button, Space } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import {
  addContact,
  changeContact,
  fieldProblems,
  partiesKey,
  removeContact,
  type ContactBody,
  type ContactInput,
  type ContactRow,
  type PartyDetail,
  type Revealed,
} from './api.ts';
import {
  changedFields,
  enteredIn,
  ExtendedInputs,
  fieldWords,
  useFormFields,
  type Entered,
} from './extended-fields.tsx';
import { blankContact, ContactFields } from './contact-fields.tsx';
import { ContactAccount } from '../opening/contact-account.tsx';
import { IdNumberPart, WhyNoIdNumbers } from './id-number-part.tsx';
import { FormDrawer } from './party-form.tsx';
import { ReachLinks } from './reach-links.tsx';

/** The people; numbers stay masked until they are asked for. */
export function ContactsPart(props: {
  party: PartyDetail;
  shown: Revealed | null;
  /** Whom the record was opened for; null: nobody in particular. */
  contactId: string | null;
  onReveal: () => Promise<Revealed>;
}) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { party, shown, contactId } = props;
  const here = useRef<HTMLDivElement>(null);
  // In a block: newer browsers answer a promise, which would be taken for a clean-up.
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'center' });
  }, [contactId]);
  const [editing, setEditing] = useState<{ row: ContactRow | null; value: ContactInput } | null>(null);
  const refresh = () => void queries.invalidateQueries({ queryKey: partiesKey(party.kind) });
  const remove = useWrite((id: string, key) => removeContact(party.kind, party.id, id, key), {
    onDone: refresh,
  });
  const full = (row: ContactRow) => shown?.contacts.find(({ id }) => id === row.id);
  const edit = async (row: ContactRow) => {
    const known = (shown ?? (await props.onReveal())).contacts.find(({ id }) => id === row.id);
    const { name, position, hobby, note } = row;
    const value = { name, position, hobby, note, mobile: known?.mobile ?? '', email: known?.email ?? '' };
    setEditing({ row, value });
  };
  return (
    <section>
      <h3>{t('crm.contacts')}</h3>
      {party.contacts.map((row) => (
        <div
          key={row.id}
          className={row.id === contactId ? 'hl-crm-contact hl-crm-contact-here' : 'hl-crm-contact'}
          {...(row.id === contactId ? { ref: here, 'aria-current': true } : {})}
        >
          <div>
            <strong>{row.name}</strong> <span className="hl-muted">{row.position}</span>
            <div>{full(row)?.mobile ?? row.mobileMasked}</div>
            <div className="hl-crm-long">{full(row)?.email ?? row.emailMasked}</div>
            {row.hobby === '' ? null : (
              <div className="hl-muted">{`${t('crm.contact.hobby')}：${row.hobby}`}</div>
            )}
            {row.fields.map(({ id, name, value }) =>
              value === null ? null : (
                <div key={id} className="hl-muted hl-crm-long">{`${name}：${fieldWords(value)}`}</div>
              ),
            )}
            {row.note === '' ? null : <div className="hl-muted">{row.note}</div>}
            <ContactAccount party={party} contact={row} />
          </div>
          {party.can.edit ? (
            <Space>
              <Button size="small" onClick={() => void edit(row)}>
                {t('crm.edit')}
              </Button>
              {party.contacts.length > 1 ? (
                <Button
                  size="small"
                  danger
                  onClick={() =>
                    ask({
                      title: t('crm.contact.remove_title', { name: row.name }),
                      consequence: t('crm.contact.remove_consequence'),
                      verb: t('crm.contact.remove'),
                      danger: true,
                      work: () => remove.mutateAsync(row.id),
                    })
                  }
                >
                  {t('crm.contact.remove')}
                </Button>
              ) : null}
            </Space>
          ) : null}
          <div className="hl-crm-contact-acts">
            <Reach name={row.name} full={full(row)} />
            <IdNumberPart party={party} contact={row} onWritten={refresh} />
          </div>
        </div>
      ))}
      <WhyNoIdNumbers party={party} />
      {party.can.edit ? (
        <Button onClick={() => setEditing({ row: null, value: blankContact })}>{t('crm.contact.add')}</Button>
      ) : null}
      {editing === null ? null : (
        <ContactForm
          {...{ party, row: editing.row, initial: editing.value }}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            refresh();
            // What is shown in full is of before.
            if (shown !== null) void props.onReveal();
          }}
        />
      )}
    </section>
  );
}

/** Nothing before the numbers were asked for. */
function Reach({ name, full }: { name: string; full: Revealed['contacts'][number] | undefined }) {
  return full === undefined ? null : <ReachLinks name={name} phone={full.mobile} email={full.email} />;
}

/** A new contact of a record, or one that is there already. */
export function ContactForm(props: {
  party: Pick<PartyDetail, 'id' | 'kind'>;
  row: ContactRow | null;
  initial: ContactInput;
  onClose: () => void;
  onSaved: (party: PartyDetail) => void;
}) {
  const t = useText();
  const { party, row } = props;
  const [value, setValue] = useState(props.initial);
  const forms = useFormFields(party.kind);
  const [base] = useState<Entered>(enteredIn(row?.fields ?? []));
  const [own, setOwn] = useState<Entered>(base);
  const save = useWrite(
    (input: ContactBody, key) =>
      row === null
        ? addContact(party.kind, party.id, input, key)
        : changeContact(party.kind, party.id, row, input, key),
    { failure: 'inline', onDone: props.onSaved },
  );
  return (
    <FormDrawer
      title={t(row === null ? 'crm.contact.add' : 'crm.contact.edit_title')}
      pending={save.isPending}
      onClose={props.onClose}
      onSubmit={() => save.mutate({ ...value, ...changedFields(base, own) })}
    >
      <ContactFields
        value={value}
        problems={fieldProblems(save.error)}
        onChange={(part) => setValue((before) => ({ ...before, ...part }))}
      />
      <ExtendedInputs
        {...{ fields: row?.fields ?? forms.contact, values: own, problems: fieldProblems(save.error) }}
        onChange={(part) => setOwn((before) => ({ ...before, ...part }))}
      />
      <ErrorNotice error={save.isError ? save.error : null} />
    </FormDrawer>
  );
}
