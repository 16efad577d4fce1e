export { records } from './records.ts';
export type { NewRecord, RecordCard } from './records.ts';
