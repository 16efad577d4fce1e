import { PlatformError, PlatformUnreachableError } from '../../../bot/channels/shared/platform-error.ts';
import type { ErrorCode } from '../../../config/locales/zh-CN/errors/index.ts';
import { AppError } from '../../kernel/errors/app-error.ts';

/**
 * Calls WeChat for a person who waits: what the platform refuses becomes `refused`, what could not
 * be reached says so. The platform's own words never reach the person.
 */
export async function callWechat<T>(refused: ErrorCode, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof PlatformUnreachableError) {
      throw new AppError('sign_in.platform_unreachable', { status: 503, cause });
    }
    if (cause instanceof PlatformError) {
      const later = cause.retry !== 'never';
      throw later
        ? new AppError('sign_in.platform_unreachable', { status: 503, cause })
        : new AppError(refused, { status: 422, cause });
    }
    throw cause;
  }
}
