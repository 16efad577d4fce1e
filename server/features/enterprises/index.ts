export { createEnterpriseNames } from './enterprise-names.ts';
export { createEnterpriseRoutes } from './enterprises.routes.ts';
export { createEnterprises } from './enterprises.ts';
export type { EnterpriseCard, Enterprises } from './enterprises.ts';
