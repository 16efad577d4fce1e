import type { PartyKind } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import type { RecordAction } from '../records/index.ts';
import { PartyChange } from './crm.entity.ts';
import type { Actor, Records } from './ports.ts';

type Fields = Readonly<Record<string, unknown>>;
export type CrmAction = Extract<RecordAction, `crm.${string}`>;

/** What a person did: the operation record, and the steps that the record's own history shows. */
export function createNotes(deps: { clock: Clock; records: Records }) {
  return {
    record: (
      tx: EntityManager,
      by: Actor,
      action: CrmAction,
      of: { kind: PartyKind; id: string },
      before: Fields = {},
      after: Fields = {},
    ): Promise<void> =>
      deps.records.add(tx, {
        ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.personId}`, actorName: by.name, action },
        ...{ target: `${of.kind}:${of.id}`, before, after },
        ...{ requestId: by.requestId, at: deps.clock.now() },
      }),

    step: async (
      tx: EntityManager,
      by: Actor,
      partyId: string,
      what: 'stage' | 'class' | 'owner',
      from: string | null,
      to: string | null,
      at = deps.clock.now(),
    ): Promise<void> => {
      if (from === to) return;
      await tx.insert(PartyChange, {
        ...{ id: newId(), enterpriseId: by.enterpriseId, partyId, what, from, to },
        ...{ byId: by.personId, byName: by.name.slice(0, 60), at },
      });
    },
  };
}
export type Notes = ReturnType<typeof createNotes>;
