import type { RegistrationSettings, RegistrationValues } from '../../features/registration/api.ts';
import type { Difference } from '../../shared/ui/conflict-notice.tsx';
import type { TextKey } from '../../locales/zh-CN/index.ts';

/** As the form holds them: «no role» is a choice of its own. */
export interface FormValues {
  methods: RegistrationValues['methods'];
  enterprise: Omit<RegistrationValues['enterprise'], 'role'> & { role: string };
  personal: Omit<RegistrationValues['personal'], 'role'> & { role: string };
}

export const noRole = 'none';

export function toForm({ methods, enterprise, personal }: RegistrationValues): FormValues {
  return {
    methods,
    enterprise: { ...enterprise, role: enterprise.role ?? noRole },
    personal: { ...personal, role: personal.role ?? noRole },
  };
}

const roleOf = (role: string): string | null => (role === noRole ? null : role);

export function fromForm({ methods, enterprise, personal }: FormValues): RegistrationValues {
  return {
    methods,
    enterprise: { ...enterprise, role: roleOf(enterprise.role) },
    personal: { ...personal, role: roleOf(personal.role) },
  };
}

/** Fields that the form does not show keep what they had. */
export function withTyped(settings: RegistrationValues, typed: Partial<FormValues> | undefined): FormValues {
  const before = toForm(settings);
  return {
    methods: { ...before.methods, ...typed?.methods },
    enterprise: {
      ...before.enterprise,
      ...typed?.enterprise,
      fields: { ...before.enterprise.fields, ...typed?.enterprise?.fields },
    },
    personal: {
      ...before.personal,
      ...typed?.personal,
      fields: { ...before.personal.fields, ...typed?.personal?.fields },
    },
  };
}

type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** What the two versions of a conflict differ in, in words. */
export function differencesOf(mine: FormValues, saved: RegistrationSettings, t: Translate): Difference[] {
  const theirs = toForm(saved);
  const onOff = (on: boolean) => t(on ? 'common.on' : 'common.off');
  const role = (key: string) =>
    key === noRole ? t('registration.role_none') : (saved.roles.find((one) => one.key === key)?.label ?? key);
  const fields = (values: FormValues['enterprise']['fields']) =>
    (['email', 'position', 'address', 'note'] as const)
      .map((key) => `${t(`registration.field.${key}`)} ${t(`registration.use.${values[key]}`)}`)
      .join(' · ');
  const rows: [string, (values: FormValues) => string][] = [
    [t('registration.admin'), (values) => onOff(values.methods.admin)],
    [t('registration.salesperson'), (values) => onOff(values.methods.salesperson)],
    [t('registration.self'), (values) => onOff(values.methods.self)],
  ];
  for (const type of ['enterprise', 'personal'] as const) {
    const heading = t(`registration.${type}`);
    rows.push(
      [`${heading} · ${t('registration.on')}`, (values) => onOff(values[type].on)],
      [`${heading} · ${t('registration.fields')}`, (values) => fields(values[type].fields)],
      [`${heading} · ${t('registration.role')}`, (values) => role(values[type].role)],
      [`${heading} · ${t('registration.review')}`, (values) => onOff(values[type].review)],
    );
  }
  rows.push(
    [t('registration.name_mode'), ({ enterprise }) => t(`registration.mode.${enterprise.nameMode}`)],
    [t('registration.match'), ({ enterprise }) => t(`registration.match.${enterprise.match}`)],
    [t('registration.min_length'), ({ enterprise }) => String(enterprise.minLength)],
    [t('registration.most'), ({ enterprise }) => String(enterprise.most)],
  );
  return rows.map(([label, of]) => ({ label, mine: of(mine), theirs: of(theirs) }));
}
