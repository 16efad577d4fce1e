import { interconnectRoles } from '../../../config/interconnect-roles.ts';
import { registrationFields, registrationPreset } from '../../../config/registration.ts';
import type { PartValues } from '../../contract/packages.ts';
import {
  fieldUseSchema,
  nameMatchSchema,
  nameModeSchema,
  registrationValuesSchema,
  type RegistrationValues,
} from '../../contract/registration.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { checkRegistration, type RegistrationBook } from './settings.ts';

const key = 'registration';
const noRole = '';
const choice = (name: string, choices: readonly string[]) =>
  ({ key: name, kind: 'choice', choices }) as const;
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => String(from + n));
const uses = (account: 'enterprise' | 'personal') =>
  registrationFields.map((field) => choice(`${account}.${field}`, fieldUseSchema.options));
const roles = [noRole, ...Object.keys(interconnectRoles)];

/** As packages carry it: one value a field. */
function flatten({ methods, enterprise, personal }: RegistrationValues): Record<string, string | boolean> {
  return {
    ...{ self: methods.self, salesperson: methods.salesperson, 'enterprise.on': enterprise.on },
    ...Object.fromEntries(
      registrationFields.map((field) => [`enterprise.${field}`, enterprise.fields[field]]),
    ),
    ...{ 'enterprise.role': enterprise.role ?? noRole, 'enterprise.nameMode': enterprise.nameMode },
    ...{ 'enterprise.match': enterprise.match, 'enterprise.minLength': String(enterprise.minLength) },
    ...{ 'enterprise.most': String(enterprise.most), 'enterprise.review': enterprise.review },
    'personal.on': personal.on,
    ...Object.fromEntries(registrationFields.map((field) => [`personal.${field}`, personal.fields[field]])),
    ...{ 'personal.role': personal.role ?? noRole, 'personal.review': personal.review },
  };
}

function gather(values: PartValues, admin: boolean): RegistrationValues {
  const of = (account: 'enterprise' | 'personal') => ({
    ...{ on: values[`${account}.on`], review: values[`${account}.review`] },
    role: values[`${account}.role`] === noRole ? null : values[`${account}.role`],
    fields: Object.fromEntries(registrationFields.map((field) => [field, values[`${account}.${field}`]])),
  });
  const parsed = registrationValuesSchema.safeParse({
    methods: { admin, self: values['self'], salesperson: values['salesperson'] },
    enterprise: {
      ...{ ...of('enterprise'), nameMode: values['enterprise.nameMode'], match: values['enterprise.match'] },
      minLength: Number(values['enterprise.minLength']),
      most: Number(values['enterprise.most']),
    },
    personal: of('personal'),
  });
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.filter((part) => part !== 'fields').join('.') ?? '';
  throw new AppError('package.part_invalid', { status: 422, data: { part: key, field } });
}

/**
 * Self-registration as configuration packages carry it. Whether admins open accounts is no part of it:
 * a package must not close the one way in that needs no other setting.
 */
export function createRegistrationPart(deps: {
  book: Pick<RegistrationBook, 'of' | 'store'>;
  registryOffered: boolean;
}) {
  const { book, registryOffered } = deps;
  return {
    key,
    version: 1,
    preset: flatten(registrationPreset),
    fields: [
      ...([
        { key: 'self', kind: 'switch' },
        { key: 'salesperson', kind: 'switch' },
      ] as const),
      { key: 'enterprise.on', kind: 'switch' } as const,
      ...uses('enterprise'),
      choice('enterprise.role', roles),
      choice('enterprise.nameMode', nameModeSchema.options),
      choice('enterprise.match', nameMatchSchema.options),
      choice('enterprise.minLength', upTo(2, 20)),
      choice('enterprise.most', upTo(1, 10)),
      { key: 'enterprise.review', kind: 'switch' } as const,
      { key: 'personal.on', kind: 'switch' } as const,
      ...uses('personal'),
      choice('personal.role', roles),
      { key: 'personal.review', kind: 'switch' } as const,
    ],
    async read(em: EntityManager, enterpriseId: string): Promise<Record<string, string | boolean>> {
      return flatten(await book.of(em, enterpriseId));
    },
    checkValues(values: PartValues): void {
      checkRegistration(gather(values, true), registryOffered);
    },
    async check(): Promise<void> {
      // Every enterprise can have it.
    },
    async write(tx: EntityManager, enterpriseId: string, values: PartValues, now: Date): Promise<void> {
      const { admin } = (await book.of(tx, enterpriseId)).methods;
      await book.store(tx, enterpriseId, gather(values, admin), now);
    },
  };
}
