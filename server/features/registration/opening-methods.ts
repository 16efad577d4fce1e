import { registrationPreset, type OpeningMethod } from '../../../config/registration.ts';
import type { OpeningMethods } from '../../contract/registration.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { RegistrationSettings } from './registration.entity.ts';

async function of(em: EntityManager, enterpriseId: string): Promise<OpeningMethods> {
  const row = await em.findOne(RegistrationSettings, { enterpriseId }, { disableIdentityMap: true });
  return row?.methods ?? registrationPreset.methods;
}

/**
 * Which ways lead to an interconnect account (row 79). Each path that opens one asks here first, in the
 * transaction that opens it.
 */
export const openingMethods = {
  of,
  /** @throws opening.admin_off · opening.salesperson_off */
  async demand(
    em: EntityManager,
    enterpriseId: string,
    method: Exclude<OpeningMethod, 'self'>,
  ): Promise<void> {
    if ((await of(em, enterpriseId))[method]) return;
    throw new AppError(method === 'admin' ? 'opening.admin_off' : 'opening.salesperson_off', { status: 409 });
  },
};
