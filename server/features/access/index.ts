export { createAccessRoutes } from './access.routes.ts';
export { createSessions, packState, safeRedirect, unpackState } from './sessions.ts';
export type { IssuedSession, Memberships, Sessions } from './sessions.ts';
export { createStaffSignIn } from './staff-sign-in.ts';
export type { WecomDoor } from './staff-sign-in.ts';
export { createStaffDirectory } from './staff-directory.ts';
export type { StaffDirectory } from './staff-directory.ts';
export { createStaffLinks } from './staff-links.ts';
export type { StaffLinks } from './staff-links.ts';
