/*
 * Self-registration: what a form may ask for, how a customer is named, and how little outsiders may
 * look up. Labels are `field.<key>` and the like in the locale files.
 */

/** Beside name and phone, which an account cannot be without: the name is typed, the phone proved. */
export const registrationFields = ['email', 'position', 'address', 'note'] as const;
export type RegistrationField = (typeof registrationFields)[number];

export type FieldUse = 'off' | 'optional' | 'required';
/** How the customer is named (rows 88–96). */
export type NameMode = 'editable' | 'locked' | 'existing' | 'registry';
/** How a typed name finds an existing customer: exact is the strictest. */
export type NameMatch = 'exact' | 'prefix' | 'contains';
export type OpeningMethod = 'admin' | 'salesperson' | 'self';

type FieldUses = Readonly<Record<RegistrationField, FieldUse>>;
const noFields: FieldUses = { email: 'off', position: 'off', address: 'off', note: 'off' };

interface RegistrationPreset {
  readonly methods: Record<OpeningMethod, boolean>;
  readonly enterprise: {
    readonly on: boolean;
    readonly fields: FieldUses;
    /** Key of `config/interconnect-roles.ts`; null: the account opens nothing until staff give it a role. */
    readonly role: string | null;
    readonly nameMode: NameMode;
    readonly match: NameMatch;
    readonly minLength: number;
    readonly most: number;
    readonly review: boolean;
  };
  readonly personal: {
    readonly on: boolean;
    readonly fields: FieldUses;
    readonly role: string | null;
    readonly review: boolean;
  };
}

/** As an enterprise has it before it has saved anything: nobody registers (row 78). */
export const registrationPreset: RegistrationPreset = {
  methods: { admin: true, salesperson: true, self: false },
  enterprise: {
    on: true,
    fields: noFields,
    role: null,
    nameMode: 'editable',
    match: 'exact',
    minLength: 4,
    most: 3,
    review: false,
  },
  personal: { on: false, fields: noFields, role: null, review: false },
};
