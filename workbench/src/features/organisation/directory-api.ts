import {
  directoryConflictPageSchema,
  directoryReportPageSchema,
  directoryRunPageSchema,
  directoryRunSchema,
  directorySettingsSchema,
  ownStaffRequestSchema,
  staffRequestPageSchema,
  staffRequestSchema,
  type AcceptStaffRequest,
  type DirectoryConflictRow,
  type DirectoryReportRow,
  type DirectoryRunRow,
  type DirectorySettingsRow,
  type OwnStaffRequest,
  type StaffRequestRow,
} from '../../../../server/contract/directory.ts';
import { doneSchema } from '../../../../server/contract/common.ts';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { fetchFile, getJson, writeJson, type Query } from '../../shared/api/request.ts';
import type { Tone } from '../../shared/ui/status.tsx';

export type {
  AcceptStaffRequest,
  DirectoryConflictRow,
  DirectoryReportRow,
  DirectoryRunRow,
  DirectorySettingsRow,
  OwnStaffRequest,
  StaffRequestRow,
};

/** All of it: a run that ends may change each. */
export const directoryKey = ['directory'] as const;
export const runsKey = [...directoryKey, 'runs'] as const;
export const conflictsKey = [...directoryKey, 'conflicts'] as const;
export const staffRequestsKey = [...directoryKey, 'requests'] as const;

export const isOpen = ({ state }: DirectoryRunRow): boolean => state === 'waiting' || state === 'running';

const lookEveryMs = 2_000;
export const runsQuery = {
  queryKey: runsKey,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly DirectoryRunRow[]> =>
    (await getJson('/directory-runs', directoryRunPageSchema, { query: { limit: 10 }, signal })).items,
  refetchInterval: (query: { state: { data?: readonly DirectoryRunRow[] | undefined } }) =>
    query.state.data?.some(isOpen) === true ? lookEveryMs : (false as const),
};
export const settingsQuery = {
  queryKey: [...directoryKey, 'settings'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<DirectorySettingsRow> =>
    getJson('/directory-settings', directorySettingsSchema, { signal }),
};

export const startRun = (_input: null, idempotencyKey: string): Promise<DirectoryRunRow> =>
  writeJson('/directory-runs', directoryRunSchema, { method: 'POST', idempotencyKey });

export const confirmRun = (run: DirectoryRunRow, idempotencyKey: string): Promise<DirectoryRunRow> =>
  writeJson(`/directory-runs/${run.id}/confirm`, directoryRunSchema, {
    method: 'POST',
    body: { heldPeople: run.heldPeople, heldDepartments: run.heldDepartments },
    idempotencyKey,
  });

export const switchFollowing = (
  input: { follows: boolean; version: number },
  idempotencyKey: string,
): Promise<DirectorySettingsRow> =>
  writeJson('/directory-settings', directorySettingsSchema, {
    ...{ method: 'PATCH' as const, body: { follows: input.follows }, version: input.version, idempotencyKey },
  });

export const getRun = (id: string, signal: AbortSignal): Promise<DirectoryRunRow> =>
  getJson(`/directory-runs/${id}`, directoryRunSchema, { signal });

export const listReport = (runId: string, query: Query, signal: AbortSignal) =>
  getJson(`/directory-runs/${runId}/report`, directoryReportPageSchema, { query, signal });

export const exportReport = (runId: string, body: object): Promise<Blob> =>
  fetchFile(`/directory-runs/${runId}/export`, body);

export const listConflicts = (query: Query, signal: AbortSignal) =>
  getJson('/directory-conflicts', directoryConflictPageSchema, { query, signal });

export const decideConflict = (
  input: { id: string; how: 'link' | 'separate' },
  idempotencyKey: string,
): Promise<unknown> =>
  writeJson(`/directory-conflicts/${input.id}/${input.how}`, doneSchema, { method: 'POST', idempotencyKey });

export const listRequests = (query: Query, signal: AbortSignal) =>
  getJson('/staff-requests', staffRequestPageSchema, { query, signal });

export const acceptRequest = (
  input: { id: string; how: AcceptStaffRequest },
  idempotencyKey: string,
): Promise<StaffRequestRow> =>
  writeJson(`/staff-requests/${input.id}/accept`, staffRequestSchema, {
    ...{ method: 'POST' as const, body: input.how, idempotencyKey },
  });

export const turnRequestDown = (
  input: { id: string; answer: string },
  idempotencyKey: string,
): Promise<StaffRequestRow> =>
  writeJson(`/staff-requests/${input.id}/turn-down`, staffRequestSchema, {
    ...{ method: 'POST' as const, body: { answer: input.answer }, idempotencyKey },
  });

/** Of who came back from WeCom without an account. */
export const getOwnRequest = (signal: AbortSignal): Promise<OwnStaffRequest> =>
  getJson('/own-staff-request', ownStaffRequestSchema, { signal });

export const askForAccount = (input: { note: string }, idempotencyKey: string): Promise<OwnStaffRequest> =>
  writeJson('/own-staff-request', ownStaffRequestSchema, { method: 'POST', body: input, idempotencyKey });

export const runWord: Record<DirectoryRunRow['state'], { key: TextKey; tone: Tone }> = {
  waiting: { key: 'directory.state.waiting', tone: 'wait' },
  running: { key: 'directory.state.running', tone: 'wait' },
  done: { key: 'directory.state.done', tone: 'good' },
  stopped: { key: 'directory.state.stopped', tone: 'warn' },
  failed: { key: 'directory.state.failed', tone: 'bad' },
};

export const outcomeWord: Record<DirectoryReportRow['outcome'], { key: TextKey; tone: Tone }> = {
  added: { key: 'directory.outcome.added', tone: 'good' },
  updated: { key: 'directory.outcome.updated', tone: 'good' },
  linked: { key: 'directory.outcome.linked', tone: 'good' },
  returned: { key: 'directory.outcome.returned', tone: 'good' },
  left: { key: 'directory.outcome.left', tone: 'off' },
  skipped: { key: 'directory.outcome.skipped', tone: 'warn' },
  failed: { key: 'directory.outcome.failed', tone: 'bad' },
};
