import {
  invoiceBounds,
  isTaxId,
  type InvoiceTitleRow,
  type InvoiceTitleValues,
} from '../../contract/invoices.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewRecord, records as recordBook } from '../records/index.ts';
import { InvoiceTitle } from './invoice.entity.ts';
import type { OrderActor } from './orders.ts';

/** Titles of an enterprise. A request keeps a copy, so that each may be changed and removed. */
export function createInvoiceTitles(deps: { clock: Clock; records: typeof recordBook }) {
  const { clock } = deps;

  /** Which title, not whose account: a record is read by more people than a title. */
  const shown = ({ name, taxId }: InvoiceTitleValues) => ({ name, taxId });
  const record = (
    tx: EntityManager,
    by: OrderActor,
    id: string,
    what: Pick<NewRecord, 'action' | 'before' | 'after'>,
  ) => deps.records.add(tx, { ...by, ...what, target: `invoice_title:${id}`, at: clock.now() });

  function check({ taxId }: InvoiceTitleValues): void {
    if (isTaxId(taxId)) return;
    throw new AppError('invoice.tax_id', { status: 422, data: { field: 'body.taxId' } });
  }
  async function find(em: EntityManager, id: string): Promise<InvoiceTitle> {
    const row = await em.findOne(InvoiceTitle, { id }, { disableIdentityMap: true });
    assertThat(row, 'not_found', 404);
    return row;
  }
  const present = (row: InvoiceTitle): InvoiceTitleRow => {
    const { id, name, taxId, address, telephone, bank, bankAccount, email, version } = row;
    return { id, name, taxId, address, telephone, bank, bankAccount, email, version };
  };

  return {
    async list(em: EntityManager): Promise<InvoiceTitleRow[]> {
      const rows = await em.find(InvoiceTitle, {}, { orderBy: { id: 'desc' }, disableIdentityMap: true });
      return rows.map(present);
    },

    /** @throws invoice.tax_id | invoice.titles_full */
    add(em: EntityManager, by: OrderActor, values: InvoiceTitleValues): Promise<InvoiceTitleRow> {
      check(values);
      return inTransaction(em, async (tx) => {
        const most = invoiceBounds.titles;
        assertThat((await tx.count(InvoiceTitle, {})) < most, 'invoice.titles_full', 409, { most });
        const now = clock.now();
        const row = {
          ...{ id: newId(), enterpriseId: by.enterpriseId, ...values },
          ...{ createdAt: now, updatedAt: now, version: 1 },
        };
        await tx.insert(InvoiceTitle, row);
        await record(tx, by, row.id, { action: 'invoice_title.added', before: {}, after: shown(values) });
        return present(row);
      });
    },

    /** @throws not_found | conflict.version | invoice.tax_id */
    change(
      em: EntityManager,
      by: OrderActor,
      id: string,
      version: number,
      values: InvoiceTitleValues,
    ): Promise<InvoiceTitleRow> {
      check(values);
      return inTransaction(em, async (tx) => {
        const before = await find(tx, id);
        const changes = { ...values, version: version + 1, updatedAt: clock.now() };
        const touched = await tx.nativeUpdate(InvoiceTitle, { id, version }, changes);
        assertThat(touched === 1, 'conflict.version', 409);
        const told = { before: shown(before), after: shown(values) };
        await record(tx, by, id, { action: 'invoice_title.changed', ...told });
        return present({ ...before, ...changes });
      });
    },

    /** @throws not_found */
    remove(em: EntityManager, by: OrderActor, id: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        const before = await find(tx, id);
        await tx.nativeDelete(InvoiceTitle, { id });
        await record(tx, by, id, { action: 'invoice_title.removed', before: shown(before), after: {} });
      });
    },
  };
}
export type InvoiceTitles = ReturnType<typeof createInvoiceTitles>;
