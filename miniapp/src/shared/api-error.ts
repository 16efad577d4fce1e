/**
 * Why a call to the server failed.
 * - `refused`: the server said no; `message` is its text, in the person's language.
 * - `unreachable`: no answer (offline, DNS, connection); `timeout`: none within the limit.
 * - `broken`: an answer that is not the API's, as a proxy's error page.
 */
export type ApiErrorKind = 'refused' | 'unreachable' | 'timeout' | 'broken';

export interface ApiErrorFields {
  readonly kind: ApiErrorKind;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** The server's stable code (`domain.reason`), or `client.<kind>`. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
}

export class ApiError extends Error implements ApiErrorFields {
  readonly kind: ApiErrorKind;
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;

  constructor(message: string, fields: Partial<ApiErrorFields> & { kind: ApiErrorKind }) {
    super(message);
    this.name = 'ApiError';
    this.kind = fields.kind;
    this.status = fields.status ?? 0;
    this.code = fields.code ?? `client.${fields.kind}`;
    this.details = fields.details ?? {};
    this.requestId = fields.requestId ?? null;
  }

  /** Whether the server may have done the thing although we got no answer we can read. */
  get outcomeUnknown(): boolean {
    return this.kind !== 'refused' || this.status >= 500;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the API's error body (`{ error: { code, message, details, requestId } }`), or nothing. */
export function readErrorBody(status: number, body: unknown): ApiError | null {
  if (!isRecord(body) || !isRecord(body.error)) return null;
  const { code, message, details, requestId } = body.error;
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return new ApiError(message, {
    kind: 'refused',
    status,
    code,
    details: isRecord(details) ? details : {},
    requestId: typeof requestId === 'string' ? requestId : null,
  });
}

/** Any thrown value as an ApiError, so that a page has one thing to show. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(error instanceof Error ? error.message : String(error), { kind: 'broken' });
}
