import { randomInt } from 'node:crypto';

import { limits } from '../../../config/limits.ts';
import type { CancellationPreview } from '../../contract/personal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { formatEnd } from '../../kernel/i18n/format-time.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { maskText } from '../../kernel/log/logger.ts';
import type { LeavingPerson, PersonalPart } from '../../kernel/personal-data.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { endOfDayAfter, zoneOf } from '../../kernel/zoned-day.ts';
import { eraseJob } from './erase.ts';
import { packPerson } from './person.ts';
import { AccountCancellation } from './personal.entity.ts';
import type { Accounts, Enterprises, Events, Person, PersonalAccount, Proofs, Records } from './ports.ts';

/** Without 0, O, 1, I: it is read out on the phone. */
const signs = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const newPseudonym = () => `U-${Array.from({ length: 8 }, () => signs[randomInt(signs.length)]).join('')}`;

export interface CancellationDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly parts: readonly PersonalPart[];
  readonly accounts: Accounts;
  readonly proofs: Proofs;
  readonly enterprises: Enterprises;
  readonly records: Records;
  readonly events: Events;
  readonly smsOffered: boolean;
}

/** 注销账号: a person's own accounts, all or some, and everything that is kept of him with them (row 325). */
export function createCancellations(deps: CancellationDeps) {
  const { db, clock, accounts } = deps;
  const across = () => db.acrossTenants('door: leaving');

  /**
   * 24:00 of the 15th day from now, every day counted. The law gives 15 working days; which days are
   * worked is announced year by year, weekends among them, so this is never later, whatever is announced.
   */
  async function dueOf(em: EntityManager, { enterpriseId, locale }: Person, now: Date) {
    const zone = zoneOf(await deps.enterprises.within(em, enterpriseId));
    const at = endOfDayAfter(now, limits.erasureDays, zone);
    return { at, text: formatEnd(locale, at, zone) };
  }

  const nameOf = async (em: EntityManager, id: string) =>
    (await deps.enterprises.within(em, id))?.displayName ?? '';

  async function preview(person: Person, proofId: string | undefined): Promise<CancellationPreview> {
    const em = across();
    const { identityId, enterpriseId } = person;
    const proof = proofId === undefined ? null : await deps.proofs.read(em, identityId, proofId);
    const mine = await accounts.mine(em, identityId, proof?.phone ?? null);
    const ids = mine.map(({ id }) => id);
    const shown = [];
    for (const account of mine) {
      const to = await accounts.mustHandOver(em, account.id, ids);
      shown.push({
        ...{ id: account.id, upstreamName: await nameOf(em, account.enterpriseId) },
        ...{ downstreamName: account.companyName, contactName: account.contactName },
        ...{ phoneMasked: maskText(account.phone), bound: account.bound },
        handOverTo: to === null ? null : [...to],
      });
    }
    const upstreams = new Set([...(await accounts.enterprisesOf(em, identityId)), enterpriseId]);
    const upstreamNames = [];
    for (const id of upstreams) upstreamNames.push(await nameOf(em, id));
    const due = await dueOf(em, person, clock.now());
    return {
      accounts: shown,
      upstreamNames,
      phoneNeeded: mine.some(({ bound }) => bound),
      smsOffered: deps.smsOffered,
      ...{ dueAt: due.at.toISOString(), dueText: due.text },
    };
  }

  /** @throws cancellation.last_admin, with whom he can hand over to */
  async function refuseLastAdmin(tx: EntityManager, chosen: readonly PersonalAccount[]): Promise<void> {
    const ids = chosen.map(({ id }) => id);
    const companies = [...new Set(chosen.map(({ companyId }) => companyId))].sort();
    for (const companyId of companies) await accounts.lockCompany(tx, companyId);
    for (const { id, companyName } of chosen) {
      const to = await accounts.mustHandOver(tx, id, ids);
      if (to === null) continue;
      const colleagues = to
        .slice(0, 3)
        .map(({ name }) => name)
        .join('、');
      throw new AppError('cancellation.last_admin', {
        status: 409,
        data: { company: companyName, colleagues, accountId: id },
      });
    }
  }

  async function choose(
    tx: EntityManager,
    identityId: string,
    input: { accountIds: readonly string[] | null; proofId?: string | undefined },
  ): Promise<{ chosen: PersonalAccount[]; kept: PersonalAccount[] }> {
    const { accountIds, proofId } = input;
    const proof = proofId === undefined ? null : await deps.proofs.read(tx, identityId, proofId);
    const mine = await accounts.mine(tx, identityId, proof?.phone ?? null);
    const chosen = accountIds === null ? mine : mine.filter(({ id }) => accountIds.includes(id));
    if (accountIds !== null && chosen.length < new Set(accountIds).size)
      throw new AppError('binding.account_unknown', { status: 404 });
    if (chosen.some(({ bound }) => bound) && proof === null)
      throw new AppError('cancellation.phone_needed', { status: 409 });
    const other = chosen.find(({ phone }) => phone !== proof?.phone);
    if (other !== undefined) {
      throw new AppError('cancellation.other_phone', {
        status: 409,
        data: { company: other.companyName, phoneMasked: maskText(other.phone) },
      });
    }
    return { chosen, kept: mine.filter((one) => one.bound && !chosen.includes(one)) };
  }

  /** What he names when he asks later; with the brand where there are several. */
  async function referenceOf(em: EntityManager, people: readonly LeavingPerson[]): Promise<string> {
    const [first, ...others] = people;
    if (first === undefined || others.length === 0) return first?.pseudonym ?? '';
    const named = [];
    for (const { enterpriseId, pseudonym } of people)
      named.push(`${pseudonym}（${await nameOf(em, enterpriseId)}）`);
    return named.join('、');
  }

  /** One enterprise's part of it, in the transaction in which he leaves. */
  async function leaveOne(
    tx: EntityManager,
    person: LeavingPerson,
    chosen: readonly PersonalAccount[],
    meta: { requestId: string; cause: string; dueAt: Date },
  ): Promise<void> {
    const { enterpriseId, identityId, pseudonym, at, whole } = person;
    const here = chosen.filter((account) => account.enterpriseId === enterpriseId);
    const actor = `identity:${identityId}`;
    const by = { actor, actorName: pseudonym, cause: meta.cause, requestId: meta.requestId };
    for (const account of here) {
      await accounts.close(tx, account, by);
      const data = { accountId: account.id, interconnectEnterpriseId: account.companyId };
      await deps.events.publish(tx, { enterpriseId, type: 'account.cancelled', data, at });
    }
    // After the bindings, whose end writes beside his openids once more.
    for (const part of deps.parts) await part.leave?.(tx, person);
    const id = newId();
    const companies = [...new Set(here.map(({ companyName }) => companyName))];
    await tx.insert(AccountCancellation, {
      ...{ id, enterpriseId, pseudonym, companies, whole, state: 'erasing', parts: {} },
      ...{ sealedPerson: deps.keyring.seal(packPerson(person)), requestedAt: at, dueAt: meta.dueAt },
      ...{ answersId: here[0]?.salespersonId ?? null, version: 1 },
    });
    await deps.records.add(tx, {
      ...{ enterpriseId, actor, actorName: pseudonym, action: 'account.cancelled' },
      ...{ target: `cancellation:${id}`, before: {}, after: { company: companies.join('、'), whole } },
      ...{ requestId: meta.requestId, at },
    });
    await enqueue(
      tx,
      eraseJob,
      { cancellationId: id, round: 1 },
      { now: at, cause: meta.requestId, enterpriseId, uniqueKey: `erase:${id}:1`, orderKey: `erase:${id}` },
    );
  }

  /**
   * Ends the chosen accounts, or all of them and the WeChat person with them. Bindings and sessions end
   * with this transaction, places are free once; names and messages follow in `personal.erase`.
   * @throws cancellation.phone_needed · cancellation.other_phone · cancellation.last_admin · phone.proof_invalid
   * @returns gone: nothing of him is left, and no session
   */
  async function cancel(
    person: Person,
    input: { accountIds: readonly string[] | null; proofId?: string | undefined },
  ): Promise<{ reference: string; dueAt: Date; dueText: string; gone: boolean }> {
    const { identityId, requestId } = person;
    return inTransaction(across(), async (tx) => {
      await accounts.lock(tx, identityId);
      const { chosen, kept } = await choose(tx, identityId, input);
      await refuseLastAdmin(tx, chosen);
      const gone = kept.length === 0;
      const at = clock.now();
      const everywhere = gone ? [...(await accounts.enterprisesOf(tx, identityId)), person.enterpriseId] : [];
      const enterprises = new Set([...chosen.map(({ enterpriseId }) => enterpriseId), ...everywhere]);
      const people: LeavingPerson[] = [];
      for (const enterpriseId of [...enterprises].sort()) {
        const whole = gone || !kept.some((account) => account.enterpriseId === enterpriseId);
        const found = await accounts.personAt(tx, identityId, enterpriseId, chosen);
        // His other account at this enterprise goes on by the same openids and the same number.
        const rest = whole ? {} : { openids: [], requestIds: [], phones: [] };
        // One of its own at each enterprise: none learns from it that another knew him.
        people.push({ ...found, ...rest, pseudonym: newPseudonym(), at, whole });
      }
      const due = await dueOf(tx, person, at);
      const cause = newId();
      for (const one of people) {
        const own = one.enterpriseId === person.enterpriseId;
        const meta = { requestId: own ? requestId : newId(), cause, dueAt: due.at };
        await leaveOne(tx, one, chosen, meta);
      }
      if (input.proofId !== undefined) await deps.proofs.spend(tx, input.proofId);
      if (gone) await accounts.forget(tx, identityId, [...new Set(people.flatMap(({ phones }) => phones))]);
      return { reference: await referenceOf(tx, people), dueAt: due.at, dueText: due.text, gone };
    });
  }

  return {
    preview,
    cancel,
    handOver: (person: Person, input: { accountId: string; userId: string }) =>
      inTransaction(across(), async (tx) => {
        assertThat(input.accountId !== input.userId, 'not_found', 404);
        await accounts.handOver(tx, person.identityId, input, person.requestId);
      }),
  };
}
export type Cancellations = ReturnType<typeof createCancellations>;
