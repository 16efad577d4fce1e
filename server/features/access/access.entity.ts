import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** A person who works for an enterprise. Row class: tenant. */
export const Staff = defineEntity({
  name: 'Staff',
  tableName: 'staff',
  uniques: [{ properties: ['enterpriseId', 'account'] }, { properties: ['signInName'] }],
  indexes: [{ properties: ['enterpriseId', 'departmentId'] }, { properties: ['enterpriseId', 'phone'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** The WeCom userid, or what the account was named; lower case: the platform compares it so. */
    account: p.string().length(64),
    name: p.string().length(60),
    phone: p.string().length(20).nullable(),
    /** Null only where a version without departments has written the row: he counts as of the root. */
    departmentId: refColumn().nullable(),
    state: p.string().length(10).$type<'enabled' | 'disabled'>(),
    /** Given to himself; what his roles give comes to it (`rights.ts`). */
    permissions: jsonColumn<string[]>(),
    /** Of those, what his department gave him when he came, as long as nobody took it: names with commas between. Null: not known. */
    entryPermissions: longTextColumn().nullable(),
    /** Of staff of a template enterprise: who he is at the upstream, by whose rights he is here. */
    standsFor: refColumn().nullable(),
    nickname: p.string().length(60).default(''),
    note: p.string().length(200).default(''),
    /** By whose word he is here: WeCom's, or that of who made the account, about whom WeCom is not asked. */
    origin: p.string().length(10).$type<'wecom' | 'password'>().default('wecom'),
    /** The account again, where he signs in with a password; one person's in the installation. */
    signInName: p.string().length(64).nullable(),
    /** Argon2id, with its parameters. */
    passwordHash: p.string().length(200).nullable(),
    /** Who made the account, by name; empty: a command, or the enterprise's beginning. */
    createdBy: p.string().length(60).default(''),
    language: p.string().length(8).$type<'zh-CN' | 'en'>().default('zh-CN'),
    lastSeenAt: timeColumn().nullable(),
    /**
     * Since when WeCom says that he left, is disabled or may not see the application; null: he is here.
     * Apart from `state`, which people set by hand.
     */
    leftAt: timeColumn().nullable(),
    /** Of when what WeCom told last of him is: what is older changes nothing. */
    toldAt: timeColumn().nullable(),
    /** The beginning of the last comparison that was told he is gone; it ends what it may at its own end. */
    absentAt: timeColumn().nullable(),
    /** Of when WeCom's directory is what is written here of him: an older reading changes nothing. */
    directoryAt: timeColumn().nullable(),
    /** The beginning of the last run of the directory that named him. */
    listedAt: timeColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type Staff = InferEntity<typeof Staff>;

/** Enabled by hand, and here by what WeCom says. */
export const isHere = ({ state, leftAt }: Pick<Staff, 'state' | 'leftAt'>): boolean =>
  state === 'enabled' && (leftAt ?? null) === null;

/** A signed-in person: the token's hash, looked up at each request. Row class: installation. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'session',
  indexes: [
    { properties: ['personId', 'revokedAt'] },
    { properties: ['membershipId'] },
    { properties: ['expiresAt'] },
  ],
  properties: {
    id: idColumn(),
    tokenHash: p.string().length(43).unique(),
    audience: p.string().length(12).$type<'staff' | 'downstream' | 'visitor'>(),
    enterpriseId: refColumn(),
    /** staff: Staff.id; downstream and visitor: Identity.id. */
    personId: refColumn(),
    /** The InterconnectUser that is chosen; null for a visitor and for staff. */
    membershipId: refColumn().nullable(),
    /** The app by whose code the person came; the openid to send messages to. */
    appId: p.string().length(64),
    language: p.string().length(8).$type<'zh-CN' | 'en'>(),
    /** Staff by WeCom on a computer: it ends with the right to that (row 253). Null: any other, or of a version before. */
    door: p.string().length(10).$type<'computer'>().nullable(),
    createdAt: timeColumn(),
    lastSeenAt: timeColumn(),
    expiresAt: timeColumn(),
    revokedAt: timeColumn().nullable(),
  },
});
export type Session = InferEntity<typeof Session>;

/** A one-time way in for a staff member, printed by the operator's command. Row class: installation. */
export const StaffLink = defineEntity({
  name: 'StaffLink',
  tableName: 'staff_link',
  properties: {
    id: idColumn(),
    codeHash: p.string().length(43).unique(),
    enterpriseId: refColumn(),
    staffId: refColumn(),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    usedAt: timeColumn().nullable(),
  },
});
export type StaffLink = InferEntity<typeof StaffLink>;

/** A try to sign in with a password, until its window is over. Row class: installation. */
export const SignInTry = defineEntity({
  name: 'SignInTry',
  tableName: 'sign_in_try',
  indexes: [
    { properties: ['accountHash', 'triedAt'] },
    { properties: ['networkHash', 'triedAt'] },
    { properties: ['triedAt'] },
  ],
  properties: {
    id: idColumn(),
    accountHash: p.string().length(43),
    networkHash: p.string().length(43),
    triedAt: timeColumn(),
  },
});
export type SignInTry = InferEntity<typeof SignInTry>;

/** A person's picture. Row class: tenant. */
export const StaffAvatar = defineEntity({
  name: 'StaffAvatar',
  tableName: 'staff_avatar',
  indexes: [{ properties: ['enterpriseId'] }],
  properties: {
    /** The person's. */
    id: idColumn(),
    enterpriseId: refColumn(),
    mediaType: p.string().length(20),
    /** base64 */
    content: longTextColumn(),
    updatedAt: timeColumn(),
  },
});
export type StaffAvatar = InferEntity<typeof StaffAvatar>;
