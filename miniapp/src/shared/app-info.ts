import type { AppInfo } from './contract.ts';
import { api } from './request.ts';

let known: AppInfo | null = null;

/**
 * What the server says before sign-in; asked once a launch.
 * @throws ApiError
 */
export async function appInfo(): Promise<AppInfo> {
  known ??= await api<AppInfo>({ method: 'GET', path: '/app-info', auth: 'none' });
  return known;
}
