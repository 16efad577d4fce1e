import { toApiError } from '../../shared/api-error.ts';
import { setLanguage } from '../../shared/i18n.ts';
import { launchStore } from '../../shared/launch.ts';
import { platform } from '../../shared/platform';
import { onUnauthorized } from '../../shared/request.ts';
import { acceptMe, acceptSession, forgetSession, sessionStore } from '../../shared/session.ts';
import { keepTokensInMemoryOnly, storedToken } from '../../shared/token-storage.ts';
import { fetchMe } from './api.ts';
import { hasReturnCode, obtainSession } from './obtain-session';

/** Learns once how the app was opened; a failure (server not reached) is asked again. */
async function learnLaunch(): Promise<void> {
  if (launchStore.get().known) return;
  const launch = await platform.launch();
  if (launch.host === 'frame') keepTokensInMemoryOnly();
  launchStore.set({ ...launch, known: true });
  setLanguage(launch.language);
}

/** Whether the token kept from last time still opens the door. */
async function resumeStored(): Promise<boolean> {
  const token = storedToken();
  if (token === null || hasReturnCode()) return false;
  sessionStore.patch({ token });
  try {
    acceptMe(await fetchMe(false));
    return true;
  } catch (error) {
    if (toApiError(error).status !== 401) throw error;
    sessionStore.patch({ token: null });
    return false;
  }
}

async function signIn(): Promise<void> {
  const result = await obtainSession();
  if (result.kind === 'session') acceptSession(result.session);
  if (result.kind === 'needs_wechat') forgetSession('needs_wechat');
}

async function start(): Promise<void> {
  sessionStore.patch({ status: 'starting', error: null });
  try {
    await learnLaunch();
    if (!(await resumeStored())) await signIn();
  } catch (error) {
    sessionStore.patch({ status: 'failed', error: toApiError(error) });
  }
}

let running: Promise<void> | null = null;

/** Signs in; callers at the same time share one try. The outcome is in the session store. */
export function startSession(): Promise<void> {
  running ??= start().finally(() => {
    running = null;
  });
  return running;
}

/** The server no longer knows the token: signs in anew, once for all calls that found out. */
async function renew(): Promise<boolean> {
  if (sessionStore.get().status === 'signed_out') return false;
  const old = sessionStore.get().token;
  if (running === null) forgetSession('starting');
  await startSession();
  const { token } = sessionStore.get();
  return token !== null && token !== old;
}
onUnauthorized(renew);

/** Reads `me` again; failures leave what is shown. */
export async function refreshMe(): Promise<void> {
  if (sessionStore.get().status !== 'ready') return;
  try {
    acceptMe(await fetchMe(true));
  } catch (error) {
    if (toApiError(error).status === 401) sessionStore.patch({ status: 'failed', error: toApiError(error) });
  }
}
