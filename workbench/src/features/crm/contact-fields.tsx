import { useText } from '../../shared/i18n/text-context.tsx';
import type { ContactInput } from './api.ts';
import { TextField } from './field.tsx';

export const blankContact: ContactInput = {
  ...{ name: '', mobile: '', email: '', position: '', hobby: '', note: '' },
};

/** The fields of a contact, in a form of its own or below a new customer's. */
export function ContactFields(props: {
  value: ContactInput;
  problems: Readonly<Record<string, string>>;
  onChange: (part: Partial<ContactInput>) => void;
}) {
  const t = useText();
  const { value, problems, onChange } = props;
  return (
    <>
      <TextField
        {...{ id: 'contact-name', label: t('crm.contact.name'), value: value.name, max: 40, required: true }}
        problem={problems['contact.name']}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        {...{ id: 'contact-mobile', label: t('crm.contact.mobile'), value: value.mobile, max: 30 }}
        {...{ required: true, mode: 'tel' }}
        problem={problems['contact.mobile']}
        onChange={(mobile) => onChange({ mobile })}
      />
      <TextField
        {...{ id: 'contact-email', label: t('crm.contact.email'), value: value.email, max: 120 }}
        {...{ required: true, mode: 'email' }}
        problem={problems['contact.email']}
        onChange={(email) => onChange({ email })}
      />
      <TextField
        {...{ id: 'contact-position', label: t('crm.contact.position'), value: value.position, max: 40 }}
        onChange={(position) => onChange({ position })}
      />
      <TextField
        {...{ id: 'contact-hobby', label: t('crm.contact.hobby'), value: value.hobby, max: 120 }}
        onChange={(hobby) => onChange({ hobby })}
      />
      <TextField
        {...{ id: 'contact-note', label: t('crm.field.note'), value: value.note, max: 500, long: true }}
        onChange={(note) => onChange({ note })}
      />
    </>
  );
}
