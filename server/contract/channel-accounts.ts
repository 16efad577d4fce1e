import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * Channel accounts (rows 273–276): who a member of staff is at WeCom. Whose one sees goes by one's
 * data rights: the own department, the departments below it, or oneself alone.
 */
export const channelAccountStateSchema = z.enum(['usable', 'disabled', 'left']);

export const staffChannelAccountSchema = z.strictObject({
  /** Of the member of staff, who has one at most. */
  id: idSchema,
  staffAccount: z.string(),
  name: z.string(),
  nickname: z.string(),
  department: z.strictObject({ id: idSchema, name: z.string() }),
  /** The connected WeCom application by which the channel knows him; null: none is connected. */
  channelName: z.string().nullable(),
  /** Userid. */
  channelId: z.string(),
  state: channelAccountStateSchema,
  createdAt: timestampSchema,
  /** Null: he never signed in. */
  lastSignInAt: timestampSchema.nullable(),
});
export type StaffChannelAccountRow = z.infer<typeof staffChannelAccountSchema>;
export const staffChannelAccountPageSchema = pageOf(staffChannelAccountSchema);

/** GET /staff-channel-accounts: the conditions combine. */
export const staffChannelAccountQuerySchema = pageQuerySchema.extend({
  /** A part of the staff account, the name, the nickname or the channel id. */
  search: z.string().trim().min(1).max(60).optional(),
});
export type StaffChannelAccountQuery = z.infer<typeof staffChannelAccountQuerySchema>;
