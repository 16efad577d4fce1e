import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * Staff and departments as WeCom's directory has them (rows 107, 108, 120).
 * All of it: `directory.manage`, for a report names everybody. To link or to make an account also
 * `staff.manage`, and no right that one lacks.
 */

/** waiting and running: open. stopped: the brake held, nobody was ended. failed: WeCom could not be read to the end. */
export const directoryRunStateSchema = z.enum(['waiting', 'running', 'done', 'stopped', 'failed']);
export type DirectoryRunState = z.infer<typeof directoryRunStateSchema>;

/** too_many, empty: the brake. refused, unreachable, unusable, internal: why it failed, or waits. */
export const directoryRunReasonSchema = z.enum([
  'too_many',
  'empty',
  'refused',
  'unreachable',
  'unusable',
  'internal',
]);
export type DirectoryRunReason = z.infer<typeof directoryRunReasonSchema>;

/** linked: staff before the directory named them. left: the account was ended, or WeCom lacks the department. */
export const directoryOutcomeSchema = z.enum([
  'added',
  'updated',
  'linked',
  'returned',
  'left',
  'skipped',
  'failed',
]);
export type DirectoryOutcome = z.infer<typeof directoryOutcomeSchema>;

/** Why something was done otherwise than expected, or not at all. */
export const directoryReasonSchema = z.enum([
  'not_activated',
  'disabled_in_wecom',
  'absent_in_wecom',
  'account_known',
  'phone_known',
  'department_unseen',
  'account_invalid',
  'too_deep',
  'too_many_departments',
  'refused',
]);
export type DirectoryReason = z.infer<typeof directoryReasonSchema>;

/** account: staff with a password bear the userid's name; phone: staff with another account have the member's number. */
export const directoryConflictKindSchema = z.enum(['account', 'phone']);
export type DirectoryConflictKind = z.infer<typeof directoryConflictKindSchema>;

const countSchema = z.number().int();

export const directoryRunSchema = z.strictObject({
  id: idSchema,
  startedBy: z.enum(['schedule', 'staff']),
  /** Empty: by the daily schedule. */
  startedByName: z.string(),
  state: directoryRunStateSchema,
  reason: directoryRunReasonSchema.nullable(),
  /** In the caller's language: what happened, and what to do about it. */
  message: z.string().nullable(),
  remedy: z.string().nullable(),
  platformCode: z.string().nullable(),
  /** Departments whose people were read, of how many; for a bar. */
  progress: z.strictObject({ done: countSchema, of: countSchema }),
  departments: countSchema,
  listed: countSchema,
  added: countSchema,
  updated: countSchema,
  linked: countSchema,
  returned: countSchema,
  left: countSchema,
  skipped: countSchema,
  failed: countSchema,
  heldPeople: countSchema,
  heldDepartments: countSchema,
  /** Stopped by the brake, and nothing newer: staff may say that they are really gone. */
  canConfirm: z.boolean(),
  createdAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
});
export type DirectoryRunRow = z.infer<typeof directoryRunSchema>;
/** GET /directory-runs; POST /directory-runs → the open one */
export const directoryRunPageSchema = pageOf(directoryRunSchema);

/**
 * POST /directory-runs/:id/confirm → a new run, which may end so many; one more stops it again.
 * The numbers as they were shown, so that nobody says yes to what he did not see.
 * 409 directory.not_stopped | directory.other_number | directory.newer
 */
export const confirmDirectoryRunSchema = z.strictObject({
  heldPeople: z.number().int().min(0),
  heldDepartments: z.number().int().min(0),
});

/** GET, PATCH /directory-settings */
export const directorySettingsSchema = z.strictObject({
  /** The connected WeCom application whose directory it is; null: none is connected. */
  application: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  follows: z.boolean(),
  version: z.number().int(),
});
export type DirectorySettingsRow = z.infer<typeof directorySettingsSchema>;
export const patchDirectorySettingsSchema = z.strictObject({ follows: z.boolean() });

export const directoryReportRowSchema = z.strictObject({
  id: idSchema,
  subject: z.enum(['person', 'department']),
  /** The userid, or WeCom's number of the department. */
  key: z.string(),
  name: z.string(),
  outcome: directoryOutcomeSchema,
  reason: directoryReasonSchema.nullable(),
  /** In the caller's language. */
  reasonText: z.string().nullable(),
  /** What changed, in the caller's language: «name: A → B». */
  changes: z.array(z.string()),
  at: timestampSchema,
});
export type DirectoryReportRow = z.infer<typeof directoryReportRowSchema>;
const reportFilters = {
  outcome: directoryOutcomeSchema.optional(),
  subject: z.enum(['person', 'department']).optional(),
  /** A part of the name or of the userid. */
  search: z.string().trim().min(1).max(60).optional(),
};
/** GET /directory-runs/:id/report ; POST /directory-runs/:id/export: all that fit as CSV, recorded with its reason */
export const directoryReportQuerySchema = pageQuerySchema.extend(reportFilters);
export const exportDirectoryReportSchema = z.strictObject({
  reason: z.string().trim().min(2).max(200),
  ...reportFilters,
});
export const directoryReportPageSchema = pageOf(directoryReportRowSchema);

export const directoryConflictSchema = z.strictObject({
  id: idSchema,
  userId: z.string(),
  name: z.string(),
  kind: directoryConflictKindSchema,
  staff: z.strictObject({ id: idSchema, name: z.string(), account: z.string(), department: z.string() }),
  /** Whether the caller may link: nobody hands rights on that he lacks. */
  acts: z.enum(['may', 'self', 'beyond']),
  createdAt: timestampSchema,
});
export type DirectoryConflictRow = z.infer<typeof directoryConflictSchema>;
/** GET /directory-conflicts ; POST /directory-conflicts/:id/link ; POST …/separate (of kind phone alone) */
export const directoryConflictPageSchema = pageOf(directoryConflictSchema);

export const staffRequestStateSchema = z.enum(['open', 'accepted', 'turned_down']);
export const staffRequestSchema = z.strictObject({
  id: idSchema,
  userId: z.string(),
  name: z.string(),
  note: z.string(),
  state: staffRequestStateSchema,
  answer: z.string(),
  decidedBy: z.string(),
  createdAt: timestampSchema,
  decidedAt: timestampSchema.nullable(),
});
export type StaffRequestRow = z.infer<typeof staffRequestSchema>;
/** GET /staff-requests?state= */
export const staffRequestQuerySchema = pageQuerySchema.extend({ state: staffRequestStateSchema.optional() });
export const staffRequestPageSchema = pageOf(staffRequestSchema);

/** POST /staff-requests/:id/accept: he becomes the account that is named, or gets a new one in a department. */
export const acceptStaffRequestSchema = z.union([
  z.strictObject({ staffId: idSchema }),
  z.strictObject({ departmentId: idSchema, name: z.string().trim().min(1).max(60) }),
]);
export type AcceptStaffRequest = z.infer<typeof acceptStaffRequestSchema>;
/** POST /staff-requests/:id/turn-down */
export const turnDownStaffRequestSchema = z.strictObject({ answer: z.string().trim().max(200).default('') });

/**
 * GET, POST /own-staff-request: of who came back from WeCom a moment ago and has no account; the
 * browser's cookie says who he is.
 * 401 staff_request.too_late | 409 staff_request.turned_down
 */
export const ownStaffRequestSchema = z.strictObject({
  name: z.string(),
  userId: z.string(),
  state: z.enum(['none', 'open', 'turned_down']),
  answer: z.string(),
});
export type OwnStaffRequest = z.infer<typeof ownStaffRequestSchema>;
export const newOwnStaffRequestSchema = z.strictObject({ note: z.string().trim().max(200).default('') });
