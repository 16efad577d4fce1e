import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { entities, entitiesByRowClass } from '../../entities.ts';
import { Staff } from '../../features/access/access.entity.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { newId } from '../ids.ts';
import { ForeignTenantError } from './tenant-entity-manager.ts';
import { inTransaction } from './transaction.ts';

const serverFolder = fileURLToPath(new URL('../..', import.meta.url));
const now = new Date('2026-11-24T10:00:00.000Z');

describe('row classes', () => {
  const { tenant, pair, installation } = entitiesByRowClass;

  it('holds every entity in exactly one class', () => {
    const listed: readonly string[] = [...tenant, ...pair, ...installation];
    expect(new Set(listed).size).toBe(listed.length);
    const defined = sources()
      .filter(({ path }) => path.endsWith('.entity.ts'))
      .flatMap(({ text }) =>
        [...text.matchAll(/defineEntity\(\{\s*name: '(\w+)'/g)].map((match) => match[1]),
      );
    expect([...listed].sort(), 'an entity file names one that entities.ts does not').toEqual(defined.sort());
  });

  it('gives tenant rows their enterprise, and the others none that a filter would need', () => {
    const hasOwner = (name: string) => {
      const entity = entities.find(({ meta }) => meta.className === name);
      return entity !== undefined && 'enterpriseId' in entity.meta.properties;
    };
    for (const name of tenant) expect([name, hasOwner(name)]).toEqual([name, true]);
    // These name an enterprise and are reached by a secret or by their feature's door alone.
    expect([...pair, ...installation].filter(hasOwner).sort()).toEqual([
      'Job',
      'Session',
      'SessionExchange',
      'SmsChallenge',
      'StaffLink',
    ]);
  });
});

describe('a tenant’s scope', () => {
  let test: TestDatabase;
  const [own, other] = [newId(), newId()];
  const rows = { own: newId(), other: newId() };
  const row = (id: string, enterpriseId: string) => ({
    id,
    enterpriseId,
    account: id.slice(-12),
    name: id.slice(-4),
    state: 'enabled' as const,
    permissions: [],
    createdAt: now,
  });
  beforeAll(async () => {
    test = await openTestDatabase();
    await test.db.tenant(own).insert(Staff, { ...row(rows.own, own), version: 1, language: 'en' });
    await test.db.tenant(other).insert(Staff, { ...row(rows.other, other), version: 1, language: 'en' });
  });
  afterAll(() => test.drop());

  it('reads its own rows, and of others none, whatever is asked', async () => {
    const em = test.db.tenant(own);
    expect((await em.find(Staff, {})).map(({ id }) => id)).toEqual([rows.own]);
    expect(await em.count(Staff, {})).toBe(1);
    expect(await em.findOne(Staff, { id: rows.other })).toBeNull();
    expect(await em.findOne(Staff, rows.other)).toBeNull();
    expect(await em.find(Staff, { enterpriseId: other })).toEqual([]);
    expect(await em.find(Staff, { $or: [{ id: rows.other }, { enterpriseId: other }] })).toEqual([]);
  });

  it('changes and deletes nothing of others', async () => {
    const em = test.db.tenant(own);
    expect(await em.nativeUpdate(Staff, { id: rows.other }, { name: 'taken' })).toBe(0);
    expect(await em.nativeUpdate(Staff, { id: rows.own }, { name: 'mine' })).toBe(1);
    expect(await em.nativeDelete(Staff, { id: rows.other })).toBe(0);
    expect(await em.nativeDelete(Staff, { enterpriseId: other })).toBe(0);
    const found = await test.db.tenant(other).findOneOrFail(Staff, { id: rows.other });
    expect(found.name).not.toBe('taken');
  });

  it('makes no row for others, by insert or by flush, in a transaction or not', async () => {
    const foreign = () => row(newId(), other);
    await expect(
      test.db.tenant(own).insert(Staff, { ...foreign(), version: 1, language: 'en' }),
    ).rejects.toThrow(ForeignTenantError);
    await expect(
      inTransaction(test.db.tenant(own), async (tx) => {
        tx.create(Staff, foreign());
        await tx.flush();
      }),
    ).rejects.toThrow(ForeignTenantError);
    const moving = inTransaction(test.db.tenant(own), async (tx) => {
      const mine = await tx.findOneOrFail(Staff, { id: rows.own });
      mine.enterpriseId = other;
    });
    await expect(moving).rejects.toThrow(ForeignTenantError);
    await inTransaction(test.db.tenant(own), async (tx) => {
      tx.create(Staff, row(newId(), own));
      await tx.flush();
    });
    expect(await test.db.tenant(own).count(Staff, {})).toBe(2);
    expect(await test.db.tenant(other).count(Staff, {})).toBe(1);
  });

  it('does not hand a row of another enterprise over by a native update', async () => {
    const em = test.db.tenant(own);
    await expect(em.nativeUpdate(Staff, { id: rows.own }, { enterpriseId: other })).rejects.toThrow(
      ForeignTenantError,
    );
    expect(await test.db.tenant(other).count(Staff, {})).toBe(1);
  });

  it('is asked for: the installation’s scope fails for a tenant’s row', async () => {
    await expect(test.db.installation().find(Staff, {})).rejects.toThrow();
    await expect(test.db.installation().nativeUpdate(Staff, {}, { name: 'all' })).rejects.toThrow();
    const all = await test.db.acrossTenants('operator: seed').find(Staff, {});
    expect(all.length).toBe(3);
  });
});

describe('the ways across tenants', () => {
  it('are these, and no others', () => {
    const uses = new Map<string, Set<string>>();
    for (const { path, text } of sources()) {
      if (path.endsWith('.test.ts') || path.includes('testing')) continue;
      for (const match of text.matchAll(/acrossTenants\(\s*'([^']+)'/g)) {
        const reason = match[1] ?? '';
        uses.set(reason, (uses.get(reason) ?? new Set()).add(path.replace(/\.ts$/, '')));
      }
    }
    const told = [...uses].map(([reason, paths]) => `${reason}: ${[...paths].sort().join(' ')}`).sort();
    expect(told).toMatchInlineSnapshot(`
      [
        "door: binding ticket: features/accounts/binding",
        "door: callback key: features/channels/callback-accounts features/channels/intake/inbox-store.mysql features/messaging/auto-reply/rule-cache features/messaging/guide-cache",
        "door: identity: features/accounts/account.routes features/accounts/marketing-consent.routes features/accounts/me features/accounts/sign-in features/channels/account-directory features/enterprises/invitations.routes",
        "door: invitation: features/enterprises/invitations",
        "door: leaving: features/personal/cancellations",
        "door: package giver: features/packages/packages",
        "door: package targets: features/packages/pushes",
        "door: personal export: features/personal/exports",
        "door: phone: features/accounts/account.routes features/accounts/binding features/accounts/binding-requests features/accounts/marketing-consents",
        "door: session: features/access/sessions",
        "door: staff link: features/access/staff-links features/channels/account-directory",
        "door: staff password: features/access/password-sign-in",
        "door: template enterprise: features/enterprises/template-enterprises",
        "operator: key rotation: features/channels/reseal.jobs",
        "operator: orders: features/orders/invoices features/orders/slips",
        "operator: seed: demo/history demo/operator demo/reset demo/seed",
        "operator: sms: features/messaging/sms-reviews",
        "work: inbox and jobs: features/channels/intake/late-replies features/channels/intake/service-window features/channels/last-callbacks kernel/jobs/scheduler kernel/jobs/worker",
        "work: orders: features/orders/bill-checks features/orders/own-orders features/orders/payments features/orders/refunds",
        "work: personal data: features/personal/erase features/personal/exports",
        "work: sweep: wiring/restored wiring/sweeps",
        "work: webhooks: features/webhooks/pump",
      ]
    `);
  });
});

function sources(): { path: string; text: string }[] {
  return readdirSync(serverFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(serverFolder, path), 'utf8') }));
}
