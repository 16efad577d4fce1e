export { createAccounts } from './accounts.ts';
export type { AccountsDeps, AccountsParts } from './accounts.ts';
export { createAccountRoutes } from './account.routes.ts';
export { createMarketingConsentRoutes } from './marketing-consent.routes.ts';
export { createSignInPromptRoutes } from './sign-in-prompt.routes.ts';
export { createStaffAccountRoutes } from './staff.routes.ts';
export { pages } from './links.ts';
export { signInPromptPart } from './prompt-part.ts';
