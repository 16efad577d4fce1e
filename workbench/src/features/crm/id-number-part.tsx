import { Button, Checkbox, Input } from 'antd';
import { useEffect, useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import type { ContactRow, PartyDetail } from './api.ts';
import { Field } from './field.tsx';
import { putIdNumber, removeIdNumber, revealIdNumber, type PutIdNumber } from './id-numbers-api.ts';
import { FormDrawer } from './party-form.tsx';

/** A contact's ID number, masked; who may write it sees it in full after a tap, which is recorded. */
export function IdNumberPart(props: { party: PartyDetail; contact: ContactRow; onWritten: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const { party, contact, onWritten } = props;
  const [shown, setShown] = useState<string | null>(null);
  const [writing, setWriting] = useState(false);
  useEffect(() => setShown(null), [contact.version]);
  const look = useWrite((of: ContactRow) => revealIdNumber(party, of), {
    onDone: ({ number }) => setShown(number),
  });
  const remove = useWrite((of: ContactRow, key) => removeIdNumber(party, of, key), { onDone: onWritten });
  const masked = contact.idNumberMasked;
  const mayWrite = party.idNumbers?.write === true;
  if (masked === null && !mayWrite) return null;
  const named = (label: string) => `${label} ${contact.name}`;
  return (
    <div className="hl-crm-id">
      {masked === null ? null : (
        <span>
          <span className="hl-muted">{t('crm.id_number.label')}</span> <bdi>{shown ?? masked}</bdi>
        </span>
      )}
      {mayWrite && masked !== null && shown === null ? (
        <Button
          size="small"
          loading={look.isPending}
          aria-label={named(t('crm.id_number.reveal'))}
          onClick={() => look.mutate(contact)}
        >
          {t('crm.id_number.reveal_short')}
        </Button>
      ) : null}
      {mayWrite ? (
        <Button
          size="small"
          aria-label={named(t(masked === null ? 'crm.id_number.add' : 'crm.id_number.change'))}
          onClick={() => setWriting(true)}
        >
          {t(masked === null ? 'crm.id_number.add' : 'crm.edit')}
        </Button>
      ) : null}
      {mayWrite && masked !== null ? (
        <Button
          size="small"
          danger
          aria-label={named(t('crm.id_number.remove'))}
          onClick={() =>
            ask({
              title: t('crm.id_number.remove_title', { name: contact.name }),
              consequence: t('crm.id_number.remove_consequence'),
              verb: t('crm.id_number.remove'),
              danger: true,
              work: () => remove.mutateAsync(contact),
            })
          }
        >
          {t('crm.id_number.remove_short')}
        </Button>
      ) : null}
      {writing ? (
        <IdNumberForm
          {...{ party, contact }}
          onClose={() => setWriting(false)}
          onSaved={() => {
            setWriting(false);
            onWritten();
          }}
        />
      ) : null}
    </div>
  );
}

/** Who could change the record and lacks the right is told so, once for all contacts. */
export function WhyNoIdNumbers({ party }: { party: PartyDetail }) {
  const t = useText();
  if (party.idNumbers === null || party.idNumbers.write || !party.can.edit) return null;
  return (
    <p className="hl-muted">{t('crm.id_number.why', { permission: t(permissionLabel('crm.id_numbers')) })}</p>
  );
}

function IdNumberForm(props: {
  party: PartyDetail;
  contact: ContactRow;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useText();
  const { party, contact } = props;
  const [number, setNumber] = useState('');
  const [consent, setConsent] = useState(false);
  const save = useWrite((input: PutIdNumber, key) => putIdNumber(party, contact, input, key), {
    failure: 'inline',
    onDone: props.onSaved,
  });
  return (
    <FormDrawer
      title={`${t(contact.idNumberMasked === null ? 'crm.id_number.add' : 'crm.id_number.change')} · ${contact.name}`}
      pending={save.isPending}
      onClose={props.onClose}
      onSubmit={() => save.mutate({ number, consent })}
    >
      <p>{t('crm.id_number.purpose', { purpose: party.idNumbers?.purpose ?? '' })}</p>
      <Field id="id-number" label={t('crm.id_number')} required extra={t('crm.id_number.hint')}>
        <Input
          id="id-number"
          value={number}
          maxLength={40}
          autoComplete="off"
          onChange={(event) => setNumber(event.target.value)}
        />
      </Field>
      <div className="hl-stack">
        <Checkbox checked={consent} onChange={(event) => setConsent(event.target.checked)}>
          {t('crm.id_number.consent')}
        </Checkbox>
        <ErrorNotice error={save.isError ? save.error : null} />
      </div>
    </FormDrawer>
  );
}
