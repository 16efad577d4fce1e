import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type {
  RegisteredAccount,
  RegistrationState,
  RegistrationValues,
} from '../../contract/registration.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** How accounts are opened at an upstream, and what who registers himself is asked for. Row class: tenant. */
export const RegistrationSettings = defineEntity({
  name: 'RegistrationSettings',
  tableName: 'registration_settings',
  uniques: [{ properties: ['enterpriseId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    methods: jsonColumn<RegistrationValues['methods']>(),
    enterprise: jsonColumn<RegistrationValues['enterprise']>(),
    personal: jsonColumn<RegistrationValues['personal']>(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type RegistrationSettings = InferEntity<typeof RegistrationSettings>;

/** What a person typed beside his name. */
export type RegistrationAnswers = Partial<Record<'email' | 'position' | 'address' | 'note', string>>;

/**
 * Somebody registered, or waits for it. Done, it tells which customer and which account came of it:
 * the next one who joins that customer comes into the same company. Row class: tenant.
 */
export const Registration = defineEntity({
  name: 'Registration',
  tableName: 'registration',
  // One that waits, for each phone. Null is free.
  uniques: [{ properties: ['enterpriseId', 'openPhone'] }],
  indexes: [
    { properties: ['enterpriseId', 'state', 'id'] },
    { properties: ['identityId', 'state'] },
    { properties: ['enterpriseId', 'customerId', 'state'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    identityId: refColumn(),
    accountType: p.string().length(12).$type<RegisteredAccount>(),
    phone: p.string().length(20),
    openPhone: p.string().length(20).nullable(),
    name: p.string().length(60),
    /** '' of a personal account. */
    customerName: p.string().length(80),
    /** Unified social credit code, where the name is the registry's. */
    creditCode: p.string().length(32),
    answers: jsonColumn<RegistrationAnswers>(),
    state: p.string().length(16).$type<RegistrationState>(),
    /** Of one that is refused. */
    reason: p.string().length(200),
    createdAt: timeColumn(),
    decidedAt: timeColumn().nullable(),
    decidedByName: p.string().length(60),
    /** The customer that was chosen, or that came of it. */
    customerId: refColumn().nullable(),
    contactId: refColumn().nullable(),
    interconnectEnterpriseId: refColumn().nullable(),
    interconnectUserId: refColumn().nullable(),
  },
});
export type Registration = InferEntity<typeof Registration>;

/** Somebody who registers looked names up: what keeps the customer list from being read out (row 94). Row class: tenant. */
export const RegistrationLook = defineEntity({
  name: 'RegistrationLook',
  tableName: 'registration_look',
  indexes: [
    { properties: ['identityId', 'lookedAt'] },
    { properties: ['networkHash', 'lookedAt'] },
    { properties: ['lookedAt'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    identityId: refColumn(),
    networkHash: p.string().length(43),
    /** How many names it showed. */
    names: p.integer(),
    /** It was one too many, and showed none. */
    stopped: p.boolean(),
    lookedAt: timeColumn(),
  },
});
export type RegistrationLook = InferEntity<typeof RegistrationLook>;
