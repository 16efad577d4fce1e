import { LockMode } from '@mikro-orm/core';

import type { BindingRequestRow } from '../../contract/accounts.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { BindingRequest, Identity, InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { Binder, Binding } from './binding.ts';
import type { BoundMarks } from './bound-marks.ts';
import type { Consents } from './consents.ts';
import type { BindingNotices, Records, StaffCards } from './doors.ts';
import { blockedBy, maskPhone, type Memberships } from './memberships.ts';
import type { PhoneProofs } from './phone-proofs.ts';

export interface BindingRequestDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly proofs: PhoneProofs;
  readonly consents: Consents;
  readonly binding: Binding;
  readonly memberships: Memberships;
  readonly marks: BoundMarks;
  readonly notices: BindingNotices;
  readonly staff: StaffCards;
  readonly records: Records;
}

const mostCandidates = 10;

/** «Find my salesperson»: WeChat's phone is not the one that the salesperson typed (row 327). */
export function createBindingRequests(deps: BindingRequestDeps) {
  const { db, clock } = deps;

  /** Accounts that could be meant: same name, or of a company with that name, not bound yet. */
  async function candidatesOf(
    em: EntityManager,
    request: { enterpriseId: string; name: string; company: string },
  ) {
    const { enterpriseId, name, company } = request;
    const companies =
      company === ''
        ? []
        : await em.find(InterconnectEnterprise, { enterpriseId, name: { $like: containsPattern(company) } });
    const users = await em.find(
      InterconnectUser,
      {
        enterpriseId,
        identityId: null,
        accountState: { $in: ['not_invited', 'invited', 'active'] },
        $or: [{ name }, { interconnectEnterpriseId: { $in: companies.map(({ id }) => id) } }],
      },
      { orderBy: { id: 'asc' }, limit: mostCandidates },
    );
    // The same name first: that is nearly always the one.
    return users.sort((left, right) => Number(right.name === name) - Number(left.name === name));
  }

  async function present(em: EntityManager, request: BindingRequest): Promise<BindingRequestRow> {
    const candidates = request.state === 'pending' ? await candidatesOf(em, request) : [];
    const companies = await em.find(InterconnectEnterprise, {
      id: { $in: candidates.map((user) => user.interconnectEnterpriseId) },
    });
    const companyName = new Map(companies.map((row) => [row.id, row.name]));
    return {
      id: request.id,
      state: request.state,
      name: request.name,
      company: request.company,
      phoneMasked: maskPhone(request.phone),
      createdAt: request.createdAt.toISOString(),
      resolvedAt: request.resolvedAt?.toISOString() ?? null,
      candidates: candidates.map((user) => ({
        interconnectUserId: user.id,
        name: user.name,
        downstreamName: companyName.get(user.interconnectEnterpriseId) ?? '',
        phoneMasked: maskPhone(user.phone),
      })),
    };
  }

  async function ask(
    binder: Binder,
    input: { proofId: string; name: string; company: string },
  ): Promise<void> {
    await inTransaction(db.acrossTenants('door: phone'), async (tx) => {
      const { enterpriseId, identityId } = binder;
      // Two requests of one person pass one after the other, so that one of them waits for an answer.
      await tx.findOneOrFail(Identity, { id: identityId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      await deps.consents.demand(tx, enterpriseId, identityId);
      const proof = await deps.proofs.read(tx, identityId, input.proofId);
      const pending = await tx.count(BindingRequest, { enterpriseId, identityId, state: 'pending' });
      if (pending > 0) throw new AppError('binding.request_pending', { status: 409 });
      const now = clock.now();
      const { name, company } = input;
      const id = newId();
      await tx.insert(BindingRequest, {
        id,
        enterpriseId,
        identityId,
        phone: proof.phone,
        name,
        company,
        state: 'pending',
        createdAt: now,
      });
      await deps.proofs.spend(tx, input.proofId);
      const salespersons = await salespersonsOf(tx, { enterpriseId, name, company });
      const staffIds =
        salespersons.length > 0
          ? salespersons
          : (await deps.staff.withPermission(tx, 'accounts.manage', enterpriseId)).map(
              ({ id: staffId }) => staffId,
            );
      const phoneMasked = maskPhone(proof.phone);
      await deps.notices.helpWanted(tx, {
        enterpriseId,
        requestId: id,
        name,
        company,
        phoneMasked,
        staffIds,
        at: now,
      });
    });
  }

  async function salespersonsOf(
    tx: EntityManager,
    about: { enterpriseId: string; name: string; company: string },
  ) {
    const ids = new Set<string>();
    for (const user of await candidatesOf(tx, about)) {
      const view = await deps.memberships.view(tx, user);
      const salesperson = view === null ? null : await deps.memberships.salespersonOf(tx, view);
      if (salesperson !== null) ids.add(salesperson.id);
    }
    return [...ids];
  }

  /** One tap: writes the proved phone into the account, and binds. */
  async function resolve(
    tenant: string,
    id: string,
    action: { action: 'use_phone'; interconnectUserId: string } | { action: 'dismiss' },
    by: { staffId: string; name: string; requestId: string },
  ): Promise<void> {
    await inTransaction(db.tenant(tenant), async (tx) => {
      const request = await tx.findOne(BindingRequest, { id });
      assertThat(request, 'not_found', 404);
      const now = clock.now();
      const closed = await tx.nativeUpdate(
        BindingRequest,
        { id, state: 'pending' },
        {
          state: action.action === 'dismiss' ? 'dismissed' : 'resolved',
          resolvedAt: now,
          resolvedBy: by.staffId,
        },
      );
      if (closed === 0) throw new AppError('binding.request_closed', { status: 409 });
      const record = (target: string, before: Record<string, unknown>, after: Record<string, unknown>) =>
        deps.records.add(tx, {
          enterpriseId: tenant,
          actor: `staff:${by.staffId}`,
          actorName: by.name,
          action: action.action === 'dismiss' ? 'binding_request.dismissed' : 'account.phone_changed',
          target,
          before,
          after,
          requestId: by.requestId,
          at: now,
        });
      if (action.action === 'dismiss') {
        await record(`binding_request:${id}`, { state: 'pending' }, { state: 'dismissed' });
        return;
      }
      const user = await tx.findOne(InterconnectUser, { id: action.interconnectUserId });
      const view = user === null ? null : await deps.memberships.view(tx, user);
      assertThat(user, 'binding.account_unknown', 404);
      assertThat(view, 'binding.account_unknown', 404);
      const blocked = blockedBy(view, now);
      if (blocked === 'disabled' || blocked === 'binned' || blocked === 'ended')
        throw new AppError('account.state', { status: 409 });
      const before = { phone: maskPhone(user.phone) };
      const holder = await tx.count(InterconnectUser, {
        interconnectEnterpriseId: user.interconnectEnterpriseId,
        phone: request.phone,
        id: { $ne: user.id },
      });
      if (holder > 0)
        throw new AppError('account.phone_taken', { status: 409, data: { company: view.company.name } });
      await tx.nativeUpdate(InterconnectUser, { id: user.id }, { phone: request.phone });
      // Read again rather than set: a changed row would be written once more, under the old version.
      await tx.refresh(user);
      await record(`interconnect_user:${user.id}`, before, { phone: maskPhone(request.phone) });
      await deps.binding.bindOne(tx, view, request.identityId, {
        actor: `staff:${by.staffId}`,
        actorName: by.name,
        cause: `request:${id}`,
        requestId: by.requestId,
      });
      await deps.marks.refresh(tx, request.identityId);
    });
  }

  return {
    ask,
    resolve,
    async list(
      em: EntityManager,
      query: { state?: BindingRequest['state'] | undefined; cursor?: string | undefined; limit: number },
    ) {
      const after = decodeCursor(query.cursor);
      const rows = await em.find(
        BindingRequest,
        {
          ...(query.state === undefined ? {} : { state: query.state }),
          ...(after === undefined ? {} : { id: { $lt: after } }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      const items = [];
      for (const row of page.rows) items.push(await present(em, row));
      return { items, nextCursor: page.nextCursor };
    },
    async one(em: EntityManager, id: string): Promise<BindingRequestRow> {
      const row = await em.findOne(BindingRequest, { id });
      assertThat(row, 'not_found', 404);
      return present(em, row);
    },
  };
}
export type BindingRequests = ReturnType<typeof createBindingRequests>;
