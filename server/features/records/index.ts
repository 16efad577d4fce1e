export { records } from './records.ts';
export type { NewRecord } from './records.ts';
