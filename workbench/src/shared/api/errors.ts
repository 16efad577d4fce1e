/** The server answered and said no; `message` is already in the reader's language. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string;

  constructor(answer: {
    status: number;
    code: string;
    message: string;
    details: Readonly<Record<string, unknown>>;
    requestId: string;
  }) {
    super(answer.message);
    this.name = 'ApiError';
    this.status = answer.status;
    this.code = answer.code;
    this.details = answer.details;
    this.requestId = answer.requestId;
  }
}

/** The server was never reached, or its answer did not arrive: whether it acted is not known. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The server was not reached', { cause });
    this.name = 'UnreachableError';
  }
}

/** The answer is not what this build of the page understands: most often the page is out of date. */
export class UnreadableAnswerError extends Error {
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.name = 'UnreadableAnswerError';
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** Somebody saved another version since this page read it. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'conflict.version';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Not there, or not ours; an id that is none (cut off in a chat) is answered 422. */
export function isMissing(error: unknown): boolean {
  return isNotFound(error) || (error instanceof ApiError && error.status === 422);
}
