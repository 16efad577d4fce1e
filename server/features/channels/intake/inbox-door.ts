import { z } from 'zod';

import { limits } from '../../../../config/limits.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { InboxRow } from '../inbox.entity.ts';

const payloadSchema = z.object({ inboxId: z.string() });
const sweepSize = 500;

/** What others may ask of the stored callbacks. */
export const inboxDoor = {
  /** Who sent a callback: what a guide's ticket stands for. */
  async byId(em: EntityManager, inboxId: string) {
    const row = await em.findOne(InboxRow, { id: inboxId });
    return row === null
      ? null
      : { channelAccountId: row.channelAccountId, openid: row.sender, receivedAt: row.receivedAt };
  },

  /** Its job is tried again: it waits once more. */
  async revived(tx: EntityManager, jobPayload: unknown): Promise<void> {
    const { inboxId } = payloadSchema.parse(jobPayload);
    await tx.nativeUpdate(InboxRow, { id: inboxId, state: 'failed' }, { state: 'waiting' });
  },

  /** Deletes what is older than its keeping time, in small steps; answers how many rows went. */
  async sweep(em: EntityManager, now: Date): Promise<number> {
    const before = new Date(now.getTime() - limits.inboxKeepMs);
    let gone = 0;
    for (;;) {
      // Ids rise with time: the oldest are the first.
      const rows = await em.find(
        InboxRow,
        {},
        { orderBy: { id: 'asc' }, limit: sweepSize, fields: ['id', 'receivedAt', 'state'] },
      );
      const old = rows
        .filter((row) => row.receivedAt < before && row.state !== 'waiting')
        .map((row) => row.id);
      if (old.length === 0) return gone;
      gone += await em.nativeDelete(InboxRow, { id: { $in: old } });
      em.clear();
      if (old.length < sweepSize) return gone;
    }
  },
};
