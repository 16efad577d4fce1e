import { pino, type Logger } from 'pino';

export type { Logger };

const secretNames =
  /^(authorization|cookie|set-cookie|secret|token|access_token|session_key|sessionkey|encodingaeskey|aeskey|password|appsecret|corpsecret|code|ticket|js_code|secretkey)$/i;
const mobile = /(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g;
const querySecret = /([?&](?:access_token|secret|corpsecret|code|js_code|ticket|t|hl_code)=)[^&\s"']+/gi;

/** Phones keep their first three and last four digits; secrets in addresses become ***. */
export function maskText(text: string): string {
  return text.replace(mobile, '$1****$2').replace(querySecret, '$1***');
}

/** Walks what is to be logged and masks phones and secrets, by name and by shape. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > 6) return '[deep]';
  if (value instanceof Error) {
    return {
      type: value.name,
      message: maskText(value.message),
      stack: maskText(value.stack ?? ''),
      ...(value.cause === undefined ? {} : { cause: maskValue(value.cause, depth + 1) }),
    };
  }
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretNames.test(key) ? '***' : maskValue(item, depth + 1),
    ]),
  );
}

/**
 * The log: one JSON object a line (pretty on a terminal), in English, with secrets and phones
 * masked on the way out. A request's or update's id is bound by `log.child({ requestId })`.
 */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (object: Record<string, unknown>) => {
        const masked = maskValue(object);
        return typeof masked === 'object' && masked !== null ? { ...masked } : {};
      },
    },
    hooks: {
      logMethod(
        this: Logger,
        args: Parameters<Logger['info']>,
        method: (this: Logger, ...all: Parameters<Logger['info']>) => void,
      ) {
        const masked = args.map((arg: unknown) => (typeof arg === 'string' ? maskText(arg) : arg));
        Reflect.apply(method, this, masked);
      },
    },
  };
  if (destination !== undefined) return pino(options, destination);
  if (process.stdout.isTTY) {
    return pino({
      ...options,
      transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss' } },
    });
  }
  return pino(options);
}
