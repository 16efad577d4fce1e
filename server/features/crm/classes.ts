import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import { crmClassPresets } from '../../../config/crm.ts';
import type { Locale } from '../../contract/common.ts';
import type { CrmClass, PartyKind } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { Party, PartyClasses } from './crm.entity.ts';
import type { Actor, Records } from './ports.ts';

const presets = (kind: PartyKind, locale: Locale): CrmClass[] =>
  crmClassPresets[kind].map((preset) => ({
    key: preset.key,
    name: preset[locale],
    visitDays: preset.visitDays,
  }));

/** The class list of an enterprise: its own once saved, the preset before. */
export function createClasses(deps: { clock: Clock; records: Records }) {
  async function of(em: EntityManager, kind: PartyKind, locale: Locale) {
    const row = await em.findOne(PartyClasses, { kind }, { disableIdentityMap: true });
    return { items: row?.items ?? presets(kind, locale), version: row?.version ?? 0 };
  }

  return {
    of,

    /** @throws conflict.version | crm.class_in_use | crm.class_twice */
    async save(
      em: EntityManager,
      by: Actor,
      kind: PartyKind,
      version: number,
      items: readonly CrmClass[],
    ): Promise<void> {
      for (const [index, { key, name }] of items.entries()) {
        const twice = items.findIndex((other) => other.key === key || other.name === name) !== index;
        assertThat(!twice, 'crm.class_twice', 422, { name });
      }
      await inTransaction(em, async (tx) => {
        const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
        const row = await tx.findOne(PartyClasses, { kind }, options);
        assertThat((row?.version ?? 0) === version, 'conflict.version', 409);
        const before = row?.items ?? presets(kind, by.locale);
        for (const { key, name } of before) {
          if (items.some((item) => item.key === key)) continue;
          // Binned ones count: they may come back.
          const count = await tx.count(Party, { kind, classKey: key });
          assertThat(count === 0, 'crm.class_in_use', 409, { name, count });
        }
        const { enterpriseId } = by;
        if (row === null)
          await tx.insert(PartyClasses, { id: newId(), enterpriseId, kind, items: [...items], version: 1 });
        else {
          row.items = [...items];
          await tx.flush();
        }
        await deps.records.add(tx, {
          ...{ enterpriseId, actor: `staff:${by.personId}`, actorName: by.name },
          ...{ action: 'crm.classes_changed', target: `crm_classes:${kind}`, requestId: by.requestId },
          before: { classes: before.map(({ name }) => name) },
          after: { classes: items.map(({ name }) => name) },
          at: deps.clock.now(),
        });
      }).catch((cause: unknown) => {
        if (cause instanceof UniqueConstraintViolationException)
          throw new AppError('conflict.version', { status: 409, cause });
        throw cause;
      });
    },
  };
}
export type Classes = ReturnType<typeof createClasses>;
