import { App, Button, Drawer, Form, Select } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import {
  changeParty,
  createParty,
  fetchClasses,
  fieldProblems,
  getParty,
  importanceSchema,
  partiesKey,
  stageSchema,
  twinOf,
  type ContactInput,
  type NewParty,
  type PartyDetail,
  type PartyInput,
  type PartyKind,
  type PartyPatch,
} from './api.ts';
import { blankContact, ContactFields } from './contact-fields.tsx';
import {
  changedFields,
  enteredIn,
  ExtendedInputs,
  fieldWords,
  useFormFields,
  type Entered,
} from './extended-fields.tsx';
import { Field, TextField } from './field.tsx';
import { ReportTwin } from './report-twin.tsx';
import { importanceWord, stageWord } from './words.ts';

const blank: PartyInput = {
  ...{ name: '', phone: '', classKey: '', importance: '', stage: '', source: '', address: '', note: '' },
};

const valuesOf = (party: PartyDetail, phone: string): PartyInput => ({
  ...{ name: party.name, phone, classKey: party.class.key, importance: party.importance },
  ...{ stage: party.stage ?? '', source: party.source, address: party.address, note: party.note },
});

interface Shared {
  readonly kind: PartyKind;
  readonly onClose: () => void;
  readonly onSaved: (party: PartyDetail) => void;
}

/** A new one, with its first contact; the owner is who enters it, or the pool. */
export function NewPartyForm(props: Shared) {
  const t = useText();
  const { kind } = props;
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [values, setValues] = useState<PartyInput>({ ...blank, stage: kind === 'customer' ? 'target' : '' });
  const [contact, setContact] = useState<ContactInput>(blankContact);
  const forms = useFormFields(kind);
  const [own, setOwn] = useState<Entered>({});
  const [contactOwn, setContactOwn] = useState<Entered>({});
  const [owner, setOwner] = useState('me');
  const save = useWrite((input: NewParty, key) => createParty(kind, input, key), {
    failure: 'inline',
    onDone: (made) => {
      void message.success(t('crm.created', { name: made.name }));
      void queries.invalidateQueries({ queryKey: partiesKey(kind) });
      props.onSaved(made);
    },
  });
  const problems = fieldProblems(save.error);
  const twin = twinOf(save.error);
  return (
    <FormDrawer
      title={t(kind === 'customer' ? 'crm.new_customer' : 'crm.new_partner')}
      pending={save.isPending}
      onClose={props.onClose}
      onSubmit={() =>
        save.mutate({
          ...{ ...values, ...changedFields({}, own), owner },
          contact: { ...contact, ...changedFields({}, contactOwn) },
        })
      }
    >
      <PartyFields
        {...{ kind, values, problems }}
        onChange={(part) => setValues((before) => ({ ...before, ...part }))}
      />
      <ExtendedInputs
        {...{ fields: forms.party, values: own, problems }}
        onChange={(part) => setOwn((before) => ({ ...before, ...part }))}
      />
      <Field id="party-owner" label={t('crm.owner')}>
        <Select
          id="party-owner"
          value={owner}
          onChange={setOwner}
          options={[
            { value: 'me', label: t('crm.owner.me') },
            { value: 'pool', label: t('crm.scope.pool') },
          ]}
        />
      </Field>
      <h3 className="hl-small-title">{t('crm.first_contact')}</h3>
      <ContactFields
        value={contact}
        problems={problems}
        onChange={(part) => setContact((before) => ({ ...before, ...part }))}
      />
      <ExtendedInputs
        {...{ fields: forms.contact, values: contactOwn, problems }}
        onChange={(part) => setContactOwn((before) => ({ ...before, ...part }))}
      />
      <ErrorNotice error={save.isError ? save.error : null}>
        {twin === null ? null : <ReportTwin kind={kind} id={twin} />}
      </ErrorNotice>
    </FormDrawer>
  );
}

/** Only what was changed is sent: what somebody else changed beside it stays his. */
function changed(base: PartyInput, values: PartyInput): Partial<PartyInput> {
  const sent: Record<string, string> = {};
  for (const [field, value] of Object.entries(values))
    if (value !== Object.entries(base).find(([name]) => name === field)?.[1]) sent[field] = value;
  return sent;
}

/** Changes one; what somebody else saved meanwhile is shown beside what was typed. */
export function EditPartyForm(props: Shared & { party: PartyDetail; phone: string }) {
  const t = useText();
  const { kind, party } = props;
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [version, setVersion] = useState(party.version);
  const [base, setBase] = useState<PartyInput>(valuesOf(party, props.phone));
  const [values, setValues] = useState<PartyInput>(base);
  const [fields, setFields] = useState(party.fields);
  const [baseOwn, setBaseOwn] = useState<Entered>(enteredIn(party.fields));
  const [own, setOwn] = useState<Entered>(baseOwn);
  const save = useVersionedSave<PartyDetail, PartyPatch>({
    version,
    save: (body, against, key) => changeParty(kind, party.id, against, body, key),
    reload: () => getParty(kind, party.id),
    onSaved: (saved) => {
      void message.success(t('common.saved'));
      void queries.invalidateQueries({ queryKey: partiesKey(kind) });
      props.onSaved(saved);
    },
    onTakeTheirs: (theirs) => {
      setVersion(theirs.version);
      // Their number is masked; what was not changed here is not sent, so it stays as they have it.
      setBase(valuesOf(theirs, props.phone));
      setValues(valuesOf(theirs, props.phone));
      setFields(theirs.fields);
      setBaseOwn(enteredIn(theirs.fields));
      setOwn(enteredIn(theirs.fields));
    },
  });
  const classes = useClasses(kind);
  const word = (field: keyof PartyInput, value: string): string => {
    if (field === 'classKey') return classes.find(({ key }) => key === value)?.name ?? value;
    const importance = importanceSchema.safeParse(value);
    if (field === 'importance' && importance.success) return t(importanceWord[importance.data]);
    const stage = stageSchema.safeParse(value);
    return field === 'stage' && stage.success ? t(stageWord[stage.data].key) : value;
  };
  const { conflict } = save;
  return (
    <FormDrawer
      title={t('crm.edit_title', { name: party.name })}
      pending={save.pending}
      onClose={props.onClose}
      onSubmit={() => void save.submit({ ...changed(base, values), ...changedFields(baseOwn, own) })}
    >
      {conflict === null ? null : (
        <ConflictNotice
          pending={save.pending}
          onOverwrite={() => void save.overwrite()}
          onTakeTheirs={save.takeTheirs}
          differences={[
            ...(['name', 'classKey', 'importance', 'stage', 'source', 'address', 'note'] as const).map(
              (field) => ({
                label: t(`crm.field.${field}`),
                mine: word(field, values[field]),
                theirs: word(field, valuesOf(conflict, '')[field]),
              }),
            ),
            ...conflict.fields.map(({ id, name, value }) => ({
              label: name,
              mine: fieldWords(own[id] ?? ''),
              theirs: value === null ? '' : fieldWords(value),
            })),
          ]}
        />
      )}
      <PartyFields
        {...{ kind, values, problems: fieldProblems(save.error) }}
        onChange={(part) => setValues((before) => ({ ...before, ...part }))}
      />
      <ExtendedInputs
        {...{ fields, values: own, problems: fieldProblems(save.error) }}
        onChange={(part) => setOwn((before) => ({ ...before, ...part }))}
      />
      <ErrorNotice error={save.error} />
    </FormDrawer>
  );
}

export function useClasses(kind: PartyKind) {
  const classes = useQuery({
    queryKey: [...partiesKey(kind), 'classes'],
    queryFn: ({ signal }) => fetchClasses(kind, signal),
    staleTime: 60_000,
  });
  return classes.data?.items ?? [];
}

export function FormDrawer(props: {
  title: string;
  pending: boolean;
  onClose: () => void;
  onSubmit: () => void;
  children: React.ReactNode;
}) {
  const t = useText();
  const phone = useIsPhone();
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={props.title}
      width={520}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '92%' } : {})}
      footer={
        <Button type="primary" loading={props.pending} onClick={props.onSubmit}>
          {t('common.save')}
        </Button>
      }
    >
      <Form layout="vertical">{props.children}</Form>
    </Drawer>
  );
}

function PartyFields(props: {
  kind: PartyKind;
  values: PartyInput;
  problems: Readonly<Record<string, string>>;
  onChange: (part: Partial<PartyInput>) => void;
}) {
  const t = useText();
  const { kind, values, problems, onChange } = props;
  const classes = useClasses(kind);
  const chosen = (value: string) => (value === '' ? null : value);
  return (
    <>
      <TextField
        {...{ id: 'party-name', label: t('crm.field.name'), value: values.name, max: 80, required: true }}
        problem={problems['name']}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        {...{ id: 'party-phone', label: t('crm.field.phone'), value: values.phone, max: 30 }}
        {...{ required: true, mode: 'tel' }}
        problem={problems['phone']}
        onChange={(phone) => onChange({ phone })}
      />
      <Field id="party-class" label={t('crm.field.classKey')} problem={problems['classKey']} required>
        <Select
          id="party-class"
          value={chosen(values.classKey)}
          placeholder={t('crm.choose')}
          options={classes.map(({ key, name }) => ({ value: key, label: name }))}
          onChange={(classKey) => onChange({ classKey: classKey ?? '' })}
        />
      </Field>
      <Field
        id="party-importance"
        label={t('crm.field.importance')}
        problem={problems['importance']}
        required
      >
        <Select
          id="party-importance"
          value={chosen(values.importance)}
          placeholder={t('crm.choose')}
          options={importanceSchema.options.map((value) => ({ value, label: t(importanceWord[value]) }))}
          onChange={(importance) => onChange({ importance: importance ?? '' })}
        />
      </Field>
      {kind === 'partner' ? null : (
        <Field id="party-stage" label={t('crm.field.stage')} problem={problems['stage']}>
          <Select
            id="party-stage"
            value={chosen(values.stage)}
            options={stageSchema.options.map((value) => ({ value, label: t(stageWord[value].key) }))}
            onChange={(stage) => onChange({ stage: stage ?? '' })}
          />
        </Field>
      )}
      <TextField
        {...{ id: 'party-source', label: t('crm.field.source'), value: values.source, max: 60 }}
        onChange={(source) => onChange({ source })}
      />
      <TextField
        {...{ id: 'party-address', label: t('crm.field.address'), value: values.address, max: 200 }}
        onChange={(address) => onChange({ address })}
      />
      <TextField
        {...{ id: 'party-note', label: t('crm.field.note'), value: values.note, max: 500, long: true }}
        onChange={(note) => onChange({ note })}
      />
    </>
  );
}
