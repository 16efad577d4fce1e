export { createEnterpriseNames } from './enterprise-names.ts';
export { createEnterpriseRoutes } from './enterprises.routes.ts';
export { createConnecting } from './connecting.ts';
export type { Connecting, ConnectingDeps } from './connecting.ts';
export { endAllDue } from './connection-jobs.ts';
export type { Connections } from './connections.ts';
export type { ConnectionNotices } from './doors.ts';
export { createEnterprises } from './enterprises.ts';
export type { EnterpriseCard, Enterprises } from './enterprises.ts';
