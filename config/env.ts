import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { createEditions, type Edition } from './editions.ts';
import { smsHoursAllowed, smsHoursPreset, type SmsHours } from './sms.ts';

/**
 * What the operator decides by environment variables. `.env.example` documents each; a test
 * compares the two. Secrets may also come from a file: NAME_FILE=/run/secrets/name.
 */
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const services = ['web', 'worker', 'scheduler'] as const;
export type Service = (typeof services)[number];

/** Which variables may be given as NAME_FILE, and are never printed. */
export const secretVariables = [
  'DATABASE_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'SMS_SECRET_KEY',
  'REGISTRY_TOKEN',
] as const;

export const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: port.default(3000),
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: flag.default(false),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mysql:\/\/.+)$/, 'must be sqlite:<path> or mysql://…')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+$/, 'must be redis://… or rediss://…')
    .optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,60}$/, 'has letters, digits and _ . : - only')
    .default('hulian:'),
  SECRET_KEY: z.string().min(32, 'needs at least 32 characters').optional(),
  SECRET_KEY_PREVIOUS: z.string().min(32, 'needs at least 32 characters').optional(),
  SERVICES: z
    .string()
    .default(services.join(','))
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(services)).min(1)),
  SANDBOX: flag.optional(),
  SANDBOX_PORT: port.default(3100),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  OUTGOING_PROXY: z.url({ protocol: /^https?$/ }).optional(),
  SMS_BASE_URL: z.url().optional(),
  SMS_SECRET_ID: z.string().optional(),
  SMS_SECRET_KEY: z.string().optional(),
  SMS_APP_ID: z.string().optional(),
  SMS_SIGN_NAME: z.string().optional(),
  SMS_CODE_TEMPLATE_ID: z.string().optional(),
  SMS_NOTICE_TEMPLATE_ID: z.string().optional(),
  SMS_INVITATION_TEMPLATE_ID: z.string().optional(),
  SMS_MARKETING_HOURS: z
    .string()
    .regex(/^\d{1,2}-\d{1,2}$/, 'is two hours, such as 8-21')
    .default(`${smsHoursPreset.from}-${smsHoursPreset.to}`)
    .transform((text): SmsHours => {
      const [from = 0, to = 0] = text.split('-').map(Number);
      return { from, to };
    })
    .refine(
      ({ from, to }) => from >= smsHoursAllowed.from && from < to && to <= smsHoursAllowed.to,
      `must lie within ${smsHoursAllowed.from} and ${smsHoursAllowed.to}: carriers take no marketing at night`,
    ),
  REGISTRY_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  REGISTRY_TOKEN: z.string().optional(),
  OPERATOR_NAME: z.string().max(60).default('互联 Hulian'),
  ALLOW_PRIVATE_PLATFORM_URLS: flag.default(false),
  WEBHOOK_ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()])))
    .pipe(
      z.array(
        z.string().regex(/^[A-Za-z0-9_.:-]+(\/\d{1,3})?$/, 'is a list of hosts, addresses and networks'),
      ),
    ),
  EDITIONS: z.string().optional(),
  DEMO: flag.default(true),
});

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** No slash at the end. What people and platforms reach us by. */
  readonly publicUrl: string;
  readonly trustProxy: boolean;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Undefined: work, news and rate limits stay in the process. */
  readonly redisUrl: string | undefined;
  /** In front of everything that lies in Redis. */
  readonly redisPrefix: string;
  /** Undefined with the sandbox on: then made into data/secret.key at the first start. */
  readonly secretKey: string | undefined;
  readonly previousSecretKey: string | undefined;
  readonly services: readonly Service[];
  readonly sandbox: { readonly on: boolean; readonly port: number };
  readonly logLevel: string;
  readonly outgoingProxy: string | undefined;
  /** Who runs the installation: the 受托人 of the privacy texts. */
  readonly operatorName: string;
  /** Platform relays may stand at private addresses. */
  readonly allowPrivatePlatformUrls: boolean;
  /** Private hosts and networks that events may go to. */
  readonly webhookAllowedHosts: readonly string[];
  /** Channel editions: the presets and what the operator added. */
  readonly editions: readonly Edition[];
  /** The demo brand is seeded at the first start (with the sandbox only). */
  readonly demo: boolean;
  /** Undefined: no business registry, and customers cannot be named by one (row 95). */
  readonly registry: { readonly baseUrl: string; readonly token: string } | undefined;
  /** Undefined: SMS is off, and what would have used it says so. */
  readonly sms:
    | {
        readonly baseUrl: string;
        readonly secretId: string;
        readonly secretKey: string;
        readonly appId: string;
        readonly signName: string;
        readonly codeTemplateId: string;
        /** Null: notices do not go by SMS. */
        readonly noticeTemplateId: string | null;
        /** Null: nobody is invited by SMS. */
        readonly invitationTemplateId: string | null;
        /** When marketing may leave, by the clock in China. */
        readonly marketingHours: SmsHours;
      }
    | undefined;
}

/** All that is wrong with the environment, a line each, so that it is mended in one go. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n- ${problems.join('\n- ')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Turns the environment into typed configuration. Pure but for *_FILE reading.
 * @throws ConfigError naming every problem at once
 */
export function createConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const problems: string[] = [];
  const input: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value !== '') input[name] = value;
  }
  for (const name of secretVariables) {
    const path = input[`${name}_FILE`];
    if (path === undefined) continue;
    if (input[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set: keep one`);
    try {
      input[name] = readFile(path).trim();
    } catch {
      problems.push(`${name}_FILE cannot be read: ${path}`);
    }
  }
  const parsed = envSchema.safeParse(input);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(problems);
  }
  const vars = parsed.data;
  const production = vars.NODE_ENV === 'production';
  const sandboxOn = vars.SANDBOX ?? !production;
  if (production && vars.SANDBOX === true) problems.push('SANDBOX: cannot be on in production');
  if (production && vars.SECRET_KEY === undefined) {
    problems.push('SECRET_KEY: is needed in production (make one: openssl rand -base64 48)');
  }
  if (!sandboxOn && !production && vars.SECRET_KEY === undefined) {
    problems.push('SECRET_KEY: is needed when the sandbox is off');
  }
  if (vars.REDIS_URL !== undefined && vars.DATABASE_URL?.startsWith('mysql:') !== true) {
    problems.push('REDIS_URL: joins many processes, and those need MySQL: set DATABASE_URL=mysql://…');
  }
  if (production && vars.PUBLIC_URL === undefined) {
    problems.push('PUBLIC_URL: is needed in production, for example https://hl.example.cn');
  }
  if (production && vars.PUBLIC_URL?.startsWith('http://') === true) {
    problems.push('PUBLIC_URL: must be https in production');
  }
  const smsParts = [
    vars.SMS_SECRET_ID,
    vars.SMS_SECRET_KEY,
    vars.SMS_APP_ID,
    vars.SMS_SIGN_NAME,
    vars.SMS_CODE_TEMPLATE_ID,
  ];
  const smsGiven = smsParts.filter((part) => part !== undefined).length;
  if (smsGiven > 0 && smsGiven < smsParts.length) {
    problems.push(
      'SMS_SECRET_ID, SMS_SECRET_KEY, SMS_APP_ID, SMS_SIGN_NAME, SMS_CODE_TEMPLATE_ID: set all of them or none',
    );
  }
  const editions = readEditions(vars.EDITIONS, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const smsBase =
    vars.SMS_BASE_URL ??
    (sandboxOn ? `http://127.0.0.1:${vars.SANDBOX_PORT}/sms` : 'https://sms.tencentcloudapi.com');
  return {
    production,
    host: vars.HOST,
    port: vars.PORT,
    publicUrl: (vars.PUBLIC_URL ?? `http://localhost:${vars.PORT}`).replace(/\/+$/, ''),
    trustProxy: vars.TRUST_PROXY,
    dataDir: vars.DATA_DIR,
    databaseUrl: vars.DATABASE_URL ?? `sqlite:${vars.DATA_DIR}/hulian.db`,
    redisUrl: vars.REDIS_URL,
    redisPrefix: vars.REDIS_PREFIX,
    secretKey: vars.SECRET_KEY,
    previousSecretKey: vars.SECRET_KEY_PREVIOUS,
    services: vars.SERVICES,
    sandbox: { on: sandboxOn, port: vars.SANDBOX_PORT },
    logLevel: vars.LOG_LEVEL,
    outgoingProxy: vars.OUTGOING_PROXY,
    operatorName: vars.OPERATOR_NAME,
    allowPrivatePlatformUrls: vars.ALLOW_PRIVATE_PLATFORM_URLS,
    webhookAllowedHosts: vars.WEBHOOK_ALLOWED_HOSTS,
    demo: vars.DEMO && sandboxOn,
    editions,
    registry: readRegistry(vars, sandboxOn),
    sms:
      vars.SMS_SECRET_ID !== undefined &&
      vars.SMS_SECRET_KEY !== undefined &&
      vars.SMS_APP_ID !== undefined &&
      vars.SMS_SIGN_NAME !== undefined &&
      vars.SMS_CODE_TEMPLATE_ID !== undefined
        ? {
            baseUrl: smsBase,
            secretId: vars.SMS_SECRET_ID,
            secretKey: vars.SMS_SECRET_KEY,
            appId: vars.SMS_APP_ID,
            signName: vars.SMS_SIGN_NAME,
            codeTemplateId: vars.SMS_CODE_TEMPLATE_ID,
            noticeTemplateId: vars.SMS_NOTICE_TEMPLATE_ID ?? null,
            invitationTemplateId: vars.SMS_INVITATION_TEMPLATE_ID ?? null,
            marketingHours: vars.SMS_MARKETING_HOURS,
          }
        : sandboxOn
          ? {
              baseUrl: smsBase,
              secretId: 'sandbox',
              secretKey: 'sandbox',
              appId: '1400000000',
              signName: '岚汐净水',
              codeTemplateId: '100001',
              noticeTemplateId: null,
              invitationTemplateId: '100002',
              marketingHours: vars.SMS_MARKETING_HOURS,
            }
          : undefined,
  };
}

/** Tianyancha's open API, or what stands in its place; the sandbox plays it where no token is given. */
function readRegistry(vars: z.output<typeof envSchema>, sandboxOn: boolean): Config['registry'] {
  const sandbox = `http://127.0.0.1:${vars.SANDBOX_PORT}/open.api.tianyancha.com`;
  const fallback = sandboxOn ? sandbox : 'https://open.api.tianyancha.com';
  if (vars.REGISTRY_TOKEN === undefined && !sandboxOn) return undefined;
  return { baseUrl: vars.REGISTRY_BASE_URL ?? fallback, token: vars.REGISTRY_TOKEN ?? 'sandbox' };
}

function readEditions(text: string | undefined, problems: string[]): readonly Edition[] {
  try {
    return createEditions(text === undefined ? [] : JSON.parse(text));
  } catch (error) {
    problems.push(`EDITIONS: ${error instanceof Error ? error.message : 'cannot be read'}`);
    return createEditions();
  }
}

/** Reads the process environment once, or prints every problem and ends the process. */
export function loadConfig(): Config {
  try {
    return createConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\nSee .env.example.\n`);
    process.exit(78);
  }
}
