export { records } from './records.ts';
export type { NewRecord, RecordCard } from './records.ts';
export { actionLabel } from './record-texts.ts';
export type { RecordAction } from './record-texts.ts';
export { createRecordRoutes } from './records.routes.ts';
export type { RecordNames } from './records.presenter.ts';
export { forgetInRecords } from './forget.ts';
export { createRecordsPart } from './personal-part.ts';
