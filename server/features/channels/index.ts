export { createAccountDirectory, type AccountDirectory, type DirectoryCard } from './account-directory.ts';
export { createAccountRoutes } from './account-routes.ts';
export {
  createChannelAccounts,
  type Actor,
  type ChannelAccountCard,
  type ChannelAccounts,
} from './accounts.ts';
export { createCallbackAccounts, type CallbackAccounts } from './callback-accounts.ts';
export { createClients, type ChannelClients } from './clients.ts';
export { createLastCallbacks, type LastCallbacks } from './last-callbacks.ts';
export { createResealJobs, resealJob, resealStepJob, sealedTables } from './reseal.jobs.ts';
export { createTokenStore, type ChannelTokens } from './token-store.ts';
export { createWechatDoor } from './wechat-door.ts';
export { createWecomDoor } from './wecom-door.ts';
export { assertReachable } from './base-url.ts';
