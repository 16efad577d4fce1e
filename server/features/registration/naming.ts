import type { Register, RegistrationValues } from '../../contract/registration.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import type { Choices } from './choices.ts';
import type { Customers } from './ports.ts';

/** Customer name = contact name + mobile number (rows 89, 90). */
export const automaticName = (name: string, phone: string): string => `${name}${phone}`;

export interface Named {
  readonly customerName: string;
  readonly creditCode: string;
  /** The customer that it joins; null: a new one. */
  readonly customerId: string | null;
}

/**
 * Whose customer it becomes, by the mode that the upstream has set. Where the name is the person's own
 * words it joins nobody: only his proved phone does, so that typing a name neither tells that it is
 * known nor lets a stranger into a company.
 * @throws registration.name_locked · registration.name_chosen · registration.choice_invalid · registration.fields
 */
export async function nameOf(
  em: EntityManager,
  deps: { choices: Choices; customers: Customers },
  from: {
    input: Pick<Register, 'accountType' | 'proofId' | 'name' | 'customerName' | 'choice'>;
    settings: RegistrationValues;
    phone: string;
    enterpriseId: string;
  },
): Promise<Named> {
  const { input, settings, phone, enterpriseId } = from;
  const { name, customerName, choice, proofId } = input;
  if (input.accountType === 'personal') {
    assertThat(customerName === '' && choice === undefined, 'registration.name_locked', 422);
    return { customerName: '', creditCode: '', customerId: null };
  }
  const automatic = automaticName(name, phone);
  const { nameMode } = settings.enterprise;
  if (nameMode === 'editable' || nameMode === 'locked') {
    assertThat(choice === undefined, 'registration.choice_invalid', 422);
    const free = nameMode === 'editable' || customerName === '' || customerName === automatic;
    assertThat(free, 'registration.name_locked', 422);
    const customerId = await deps.customers.ofPhone(em, phone);
    return { customerName: customerName === '' ? automatic : customerName, creditCode: '', customerId };
  }
  assertThat(customerName === '', 'registration.name_chosen', 422);
  const kind = nameMode === 'existing' ? 'customer' : 'company';
  const chosen = deps.choices.read(choice, { enterpriseId, proofId, kind });
  const { name: shown, creditCode } = chosen;
  if (kind === 'customer') return { customerName: shown, creditCode: '', customerId: chosen.id };
  return { customerName: shown, creditCode, customerId: await deps.customers.named(em, shown) };
}
