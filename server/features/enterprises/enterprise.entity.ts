import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** A tenant: an upstream, a downstream, the operator. Row class: installation (the tenant itself). */
export const Enterprise = defineEntity({
  name: 'Enterprise',
  tableName: 'enterprise',
  indexes: [{ properties: ['templateOf'] }],
  properties: {
    id: idColumn(),
    legalName: p.string().length(120),
    /** As downstream sees it: brand or short name; empty: the legal name. */
    displayName: p.string().length(60),
    slogan: p.string().length(120).default(''),
    kind: p.string().length(12).$type<'company' | 'template' | 'operator'>().default('company'),
    /** Of a template enterprise: its upstream. */
    templateOf: refColumn().nullable(),
    timeZone: p.string().length(60).default('Asia/Shanghai'),
    /** A demo tenant can reach the sandbox only (row 336). */
    demo: p.boolean().default(false),
    claimedAt: timeColumn().nullable(),
    /** Its admin has the «connect upstream enterprises» switch on (row 21). */
    connectUpstreams: p.boolean().default(false),
    /** Closed by the operator: its invitation codes connect nobody any more. */
    closedAt: timeColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type Enterprise = InferEntity<typeof Enterprise>;

/** How two tenants are joined. Row class: pair, read through either side's own view. */
export const Connection = defineEntity({
  name: 'Connection',
  tableName: 'connection',
  indexes: [
    { properties: ['upstreamId', 'state'] },
    { properties: ['downstreamId', 'state'] },
    { properties: ['state', 'closedAt', 'endsAt'] },
    { properties: ['ownEdition', 'ownEndsAt'] },
  ],
  properties: {
    id: idColumn(),
    upstreamId: refColumn(),
    downstreamId: refColumn(),
    /** consumers: no relation with an enterprise, but where the upstream's personal accounts are kept. */
    origin: p
      .string()
      .length(20)
      .$type<'admin' | 'salesperson' | 'invitation_code' | 'qr' | 'registration' | 'consumers'>(),
    state: p.string().length(12).$type<'pending' | 'active' | 'terminated'>(),
    edition: p.string().length(40).nullable(),
    /** The downstream bought the edition itself: its people use no place of the upstream. */
    ownEdition: p.boolean().default(false),
    /** Until when the downstream's own edition lasts; null: no end, or none. */
    ownEndsAt: timeColumn().nullable(),
    /** The edition of the upstream that the own one took the place of: given again after it. */
    upstreamEdition: p.string().length(40).nullable(),
    createdAt: timeColumn(),
    /** Of a request: until when it waits. */
    expiresAt: timeColumn().nullable(),
    terminatedAt: timeColumn().nullable(),
    /** Of a terminated one: until when it works. */
    endsAt: timeColumn().nullable(),
    endReason: p.string().length(12).$type<'terminated' | 'refused' | 'expired'>().nullable(),
    /** Its tail is over and its places were given back. */
    closedAt: timeColumn().nullable(),
    /** Its enterprise place was suspended with the end of a lot. */
    suspendedAt: timeColumn().nullable(),
    version: p.integer().version(),
  },
});
export type Connection = InferEntity<typeof Connection>;

/** An edition that a downstream had or has: who pays, from when to when (rows 10, 15). Row class: tenant. */
export const EditionGrant = defineEntity({
  name: 'EditionGrant',
  tableName: 'edition_grant',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['connectionId', 'endedAt'] }],
  properties: {
    id: idColumn(),
    /** The upstream. */
    enterpriseId: refColumn(),
    connectionId: refColumn(),
    edition: p.string().length(40),
    /** The downstream's own purchase: no place of the upstream. */
    own: p.boolean().default(false),
    /** The order that paid: of the place's lot, or the downstream's own. */
    orderName: p.string().length(80).nullable(),
    givenAt: timeColumn(),
    /** On termination: when its validity ends (row 16). */
    endsAt: timeColumn().nullable(),
    endedAt: timeColumn().nullable(),
  },
});
export type EditionGrant = InferEntity<typeof EditionGrant>;
