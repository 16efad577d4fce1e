export { createOperationsRoutes } from './operations.ts';
