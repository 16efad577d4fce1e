import {
  staffChannelAccountPageSchema,
  type StaffChannelAccountRow,
} from '../../../../server/contract/channel-accounts.ts';
import { getJson, type Query } from '../../shared/api/request.ts';

export type { StaffChannelAccountRow };

export const channelAccountsKey = ['staff-channel-accounts'] as const;

export function listChannelAccounts(query: Query, signal: AbortSignal) {
  return getJson('/staff-channel-accounts', staffChannelAccountPageSchema, { query, signal });
}
