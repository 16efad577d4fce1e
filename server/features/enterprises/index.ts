export { createEnterprises } from './enterprises.ts';
export type { EnterpriseCard, Enterprises } from './enterprises.ts';
