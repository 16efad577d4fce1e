import type { ErrorCode } from '../../../config/locales/zh-CN/errors/index.ts';

export interface AppErrorOptions {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 502 | 503;
  /** Values of the text, and the `details` of the answer: nothing secret, nothing of other people. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
  readonly cause?: unknown;
  /** Seconds, sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

/**
 * A refusal that people are told. The code is a key of `config/locales/<locale>/errors`, so a code
 * without a text does not compile; the text says what happened and what to do next.
 */
export class AppError extends Error {
  readonly status: AppErrorOptions['status'];
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions,
  ) {
    super(code, { cause: options.cause });
    this.name = 'AppError';
    this.status = options.status;
    this.data = options.data ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Reads as a sentence and narrows: `assertThat(row, 'not_found', 404)`. */
export function assertThat(
  condition: unknown,
  code: ErrorCode,
  status: AppErrorOptions['status'],
  data: AppErrorOptions['data'] = {},
): asserts condition {
  if (condition === undefined || condition === null || condition === false) {
    throw new AppError(code, { status, data });
  }
}
