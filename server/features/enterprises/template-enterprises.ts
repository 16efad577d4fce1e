import { LockMode } from '@mikro-orm/core';

import { limits } from '../../../config/limits.ts';
import { templatePermissions } from '../../../config/permissions.ts';
import type { TemplateEnterpriseRow, TemplateEnterprises, TemplateEntry } from '../../contract/packages.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Ledger } from '../quota/index.ts';
import type { ActingStaff, Records } from './doors.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';
import type { Enterprises } from './enterprises.ts';
import { shownName } from './shown-name.ts';

export interface TemplateEnterpriseDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly ledger: Pick<Ledger, 'figures'>;
  readonly enterprises: Enterprises;
  readonly records: Records;
  readonly staff: {
    byId(
      em: EntityManager,
      id: string,
    ): Promise<{ name: string; account: string; phone: string | null } | null>;
    put(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        account: string;
        name: string;
        phone: string | null;
        enabled: boolean;
        permissions: readonly string[];
        standsFor?: string | null;
        now: Date;
      },
    ): Promise<string>;
  };
  readonly staffLinks: { make(tx: EntityManager, enterpriseId: string, staffId: string): Promise<string> };
}

/** Staff of a template are no members of a WeCom enterprise: their account is told apart from a userid. */
const suffix = '@template';
const accountIn = (account: string) => `${account.slice(0, 64 - suffix.length)}${suffix}`;

/**
 * Template enterprises of an upstream: tenants of their own, in which configuration packages are
 * made. They are in no relation, so they use no place of enterprises.
 */
export function createTemplateEnterprises(deps: TemplateEnterpriseDeps) {
  const { db, clock, enterprises, records } = deps;
  const present = (row: Enterprise): TemplateEnterpriseRow => ({
    id: row.id,
    name: shownName(row),
    legalName: row.legalName,
    createdAt: row.createdAt.toISOString(),
  });
  const ofUpstream = (em: EntityManager, upstreamId: string) =>
    em.find(Enterprise, { kind: 'template', templateOf: upstreamId }, { orderBy: { id: 'asc' } });

  /** A lot of any channel edition was credited once (row 71). */
  async function offered(upstreamId: string): Promise<boolean> {
    const figures = await deps.ledger.figures(db.tenant(upstreamId));
    return figures.some(({ kind }) => kind.startsWith('edition:'));
  }

  async function entry(
    tx: EntityManager,
    templateId: string,
    person: { account: string; name: string; phone: string | null; standsFor: string | null },
  ): Promise<TemplateEntry> {
    const now = clock.now();
    const staffId = await deps.staff.put(tx, {
      ...{ enterpriseId: templateId, ...person, enabled: true, permissions: templatePermissions, now },
    });
    const code = await deps.staffLinks.make(tx, templateId, staffId);
    return {
      name: person.name,
      url: `${deps.publicUrl}/workbench/enter?code=${code}`,
      expiresAt: new Date(now.getTime() + limits.staffLinkMs).toISOString(),
    };
  }

  async function acting(tx: EntityManager, by: ActingStaff) {
    const card = await deps.staff.byId(tx, by.staffId);
    assertThat(card, 'not_found', 404);
    return {
      account: accountIn(card.account),
      name: card.name,
      phone: card.phone,
      standsFor: by.staffId,
    };
  }

  const record = (
    tx: EntityManager,
    by: ActingStaff,
    action: 'template_enterprise.created' | 'template_enterprise.entered',
    id: string,
    after: Record<string, unknown>,
  ) =>
    records.add(tx, {
      enterpriseId: by.enterpriseId,
      actor: `staff:${by.staffId}`,
      actorName: by.name,
      ...{ action, target: `enterprise:${id}`, before: {}, after },
      requestId: by.requestId,
      at: clock.now(),
    });
  const across = () => db.acrossTenants('door: template enterprise');

  return {
    async list(em: EntityManager, upstreamId: string): Promise<TemplateEnterprises> {
      const rows = await ofUpstream(em, upstreamId);
      return {
        offered: await offered(upstreamId),
        limit: limits.templateEnterprises,
        items: rows.map(present),
      };
    },

    /** @throws template.not_offered · template.limit */
    async create(
      by: ActingStaff,
      input: {
        readonly name: string;
        readonly legalName: string;
        readonly contact: { readonly name: string; readonly phone: string } | null;
      },
    ): Promise<{ template: TemplateEnterpriseRow; entry: TemplateEntry }> {
      const upstreamId = by.enterpriseId;
      assertThat(await offered(upstreamId), 'template.not_offered', 409);
      return inTransaction(across(), async (tx) => {
        // Who creates at the same time waits here, and finds the limit reached.
        const upstream = await tx.findOne(
          Enterprise,
          { id: upstreamId },
          { lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        assertThat(upstream, 'not_found', 404);
        const most = limits.templateEnterprises;
        if ((await ofUpstream(tx, upstreamId)).length >= most)
          throw new AppError('template.limit', { status: 409, data: { most } });
        const now = clock.now();
        const { name, legalName, contact } = input;
        const id = await enterprises.create(tx, {
          ...{ kind: 'template', legalName, displayName: name, demo: upstream.demo, now },
        });
        const row = await tx.findOneOrFail(Enterprise, { id });
        row.templateOf = upstreamId;
        row.timeZone = upstream.timeZone;
        await tx.flush();
        const person =
          contact === null
            ? await acting(tx, by)
            : { ...contact, account: accountIn(`admin-${newId().slice(-8)}`), standsFor: null };
        await record(tx, by, 'template_enterprise.created', id, {
          ...{ name, legalName, contact: contact?.name ?? null },
        });
        return { template: present(row), entry: await entry(tx, id, person) };
      });
    },

    /** A way in for who asks, with a session of his own there. @throws not_found for another upstream's */
    enter(by: ActingStaff, id: string): Promise<TemplateEntry> {
      return inTransaction(across(), async (tx) => {
        const row = await tx.findOne(Enterprise, { id, kind: 'template', templateOf: by.enterpriseId });
        assertThat(row, 'not_found', 404);
        await record(tx, by, 'template_enterprise.entered', id, { name: shownName(row) });
        return entry(tx, id, await acting(tx, by));
      });
    },

    /** What packages need to know: whose template it is, and whose downstream they may be pushed to. */
    targets: {
      async upstreamOf(em: EntityManager, templateId: string): Promise<string | null> {
        const row = await em.findOne(Enterprise, { id: templateId, kind: 'template' });
        return row?.templateOf ?? null;
      },
      async page(
        em: EntityManager,
        upstreamId: string,
        query: { readonly after: string | undefined; readonly limit: number },
      ) {
        const rows = await em.find(
          Connection,
          {
            ...{ upstreamId, state: 'active', origin: { $ne: 'consumers' } },
            ...(query.after === undefined ? {} : { id: { $lt: query.after } }),
          },
          { orderBy: { id: 'desc' }, limit: query.limit + 1 },
        );
        return named(em, rows);
      },
      async byIds(em: EntityManager, upstreamId: string, connectionIds: readonly string[]) {
        return named(
          em,
          await em.find(Connection, {
            upstreamId,
            id: { $in: [...connectionIds] },
            origin: { $ne: 'consumers' },
          }),
        );
      },
    },
  };

  async function named(em: EntityManager, rows: readonly Connection[]) {
    const companies = await em.find(Enterprise, {
      id: { $in: rows.map(({ downstreamId }) => downstreamId) },
    });
    return rows.map((row) => {
      const company = companies.find(({ id }) => id === row.downstreamId);
      return {
        connectionId: row.id,
        downstreamId: row.downstreamId,
        name: company === undefined ? '' : shownName(company),
        live: row.state === 'active',
      };
    });
  }
}
export type TemplateEnterprisesService = ReturnType<typeof createTemplateEnterprises>;
