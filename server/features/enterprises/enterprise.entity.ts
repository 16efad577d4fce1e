import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** A tenant: an upstream, a downstream, the operator. Row class: installation (the tenant itself). */
export const Enterprise = defineEntity({
  name: 'Enterprise',
  tableName: 'enterprise',
  properties: {
    id: idColumn(),
    legalName: p.string().length(120),
    /** As downstream sees it: brand or short name; empty: the legal name. */
    displayName: p.string().length(60),
    slogan: p.string().length(120).default(''),
    kind: p.string().length(12).$type<'company' | 'template' | 'operator'>().default('company'),
    timeZone: p.string().length(60).default('Asia/Shanghai'),
    /** A demo tenant can reach the sandbox only (row 336). */
    demo: p.boolean().default(false),
    claimedAt: timeColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type Enterprise = InferEntity<typeof Enterprise>;

/** How two tenants are joined. Row class: pair, read through either side's own view. */
export const Connection = defineEntity({
  name: 'Connection',
  tableName: 'connection',
  indexes: [{ properties: ['upstreamId', 'state'] }, { properties: ['downstreamId', 'state'] }],
  properties: {
    id: idColumn(),
    upstreamId: refColumn(),
    downstreamId: refColumn(),
    origin: p
      .string()
      .length(20)
      .$type<'admin' | 'salesperson' | 'invitation_code' | 'qr' | 'registration'>(),
    state: p.string().length(12).$type<'pending' | 'active' | 'terminated'>(),
    edition: p.string().length(40).nullable(),
    /** The downstream bought the edition itself: its people use no place of the upstream. */
    ownEdition: p.boolean().default(false),
    createdAt: timeColumn(),
    terminatedAt: timeColumn().nullable(),
    endsAt: timeColumn().nullable(),
    version: p.integer().version(),
  },
});
export type Connection = InferEntity<typeof Connection>;
