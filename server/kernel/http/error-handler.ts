import { OptimisticLockError } from '@mikro-orm/core';
import type { Context, Middleware } from 'koa';

import type { ErrorEnvelope } from '../../contract/common.ts';
import { AppError } from '../errors/app-error.ts';
import { errorText } from '../errors/error-text.ts';
import { negotiateLocale } from '../i18n/translate.ts';
import type { Logger } from '../log/logger.ts';

/** Writes the one error envelope. The language is the session's once it is known. */
export function writeError(ctx: Context, error: AppError | undefined, requestId: string): void {
  const locale =
    ctx.state['locale'] === 'en'
      ? 'en'
      : ctx.state['locale'] === 'zh-CN'
        ? 'zh-CN'
        : negotiateLocale(ctx.get('accept-language'));
  const code = error?.code ?? 'internal';
  const data = error?.data ?? {};
  const body: ErrorEnvelope = {
    error: {
      code,
      message: errorText(locale, code, { ...data, requestId }),
      details: { ...data },
      requestId,
    },
  };
  ctx.status = error?.status ?? 500;
  ctx.body = body;
  if (error?.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(error.retryAfterSeconds));
}

/**
 * First in the chain: makes every refusal's response. Expected errors are told and not reported;
 * unknown ones say nothing to the caller and go to the log with their cause.
 */
export function createErrorHandler(log: Logger): Middleware {
  return async (ctx, next) => {
    const requestId = String(ctx.state['requestId']);
    try {
      await next();
    } catch (error) {
      if (error instanceof AppError) {
        if (error.status === 401 || error.status === 403) {
          log.info({ requestId, errorCode: error.code, path: ctx.path }, 'refused');
        }
        writeError(ctx, error, requestId);
        return;
      }
      if (error instanceof OptimisticLockError) {
        writeError(ctx, new AppError('conflict.version', { status: 409 }), requestId);
        return;
      }
      log.error({ requestId, path: ctx.path, error }, 'request failed');
      writeError(ctx, undefined, requestId);
    }
  };
}
