import { parseArgs } from 'node:util';

import { z } from 'zod';

import { readMessageKey } from '../../bot/crypto/envelope.ts';
import { channels, modes, type Target } from './target.ts';
import { langs, type Lang } from './words.ts';

export interface Settings {
  readonly target: Target;
  readonly lang: Lang;
  readonly json: string | undefined;
  readonly only: readonly string[];
  readonly answerWord: string | undefined;
  readonly mirrorPrefix: string | undefined;
  readonly effectsUrl: URL | undefined;
  readonly effectsSettleMs: number;
  /** `host:port` that the target can reach, or undefined. */
  readonly canary: { readonly host: string; readonly port: number; readonly publicUrl?: string } | undefined;
  readonly patient: boolean;
  readonly fuzz: number;
  readonly seed: number;
}

export const usage = `npm run conformance -- --url <callback URL> --token <Token> --aes <EncodingAESKey> --app-id <appid or corpid> [options]

  --channel official-account | mini-program | wecom     default official-account
  --mode plain | compatible | safe                      default safe; WeCom is always safe
  --original-id gh_…          what stands in ToUserName; default gh_0123456789ab, or the corpid
  --agent-id 1000002          WeCom's application
  --token, --aes              also by CONFORMANCE_TOKEN, CONFORMANCE_AES (kept out of the process list)

What the server lends, so that more can be judged (without it those cases are skipped):
  --answer-word 绑定           a text that it answers with a passive reply (--echo-text is the same)
  --mirror-prefix 说           texts that begin so are answered by what stands behind
  --effects-url http://…      answers { "callbacks": <number of callbacks taken as new> }
  --effects-settle 300        milliseconds until what was answered is counted
  --second-url http://…       another process of the same service
  --canary 10.0.0.5:8099      an address of this machine that the server could reach (R6);
                              by itself where the server is on the loopback

  --only R1,R3.07             groups or cases
  --patient                   also the case that waits five minutes
  --fuzz 300 --seed 1         how many blobs R9 sends, and which
  --lang zh-CN | en           of the report; default from LANG
  --json FILE                 the report for programs
  --list                      all cases, and nothing sent
`;

const number = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const schema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }),
    'second-url': z.url({ protocol: /^https?$/ }).optional(),
    token: z.string().min(1),
    aes: z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, '43 letters and digits')
      .optional(),
    'app-id': z.string().max(100).default(''),
    channel: z.enum(channels).default('official-account'),
    mode: z.enum(modes).default('safe'),
    'original-id': z.string().min(1).max(100).optional(),
    'agent-id': number(1, 2 ** 31).default(1_000_002),
    'answer-word': z.string().min(1).optional(),
    'echo-text': z.string().min(1).optional(),
    'mirror-prefix': z.string().min(1).optional(),
    'effects-url': z.url({ protocol: /^https?$/ }).optional(),
    'effects-settle': number(0, 10_000).default(300),
    canary: z
      .string()
      .regex(/^[\w.-]+:\d{1,5}$/, 'host:port')
      .optional(),
    only: z
      .string()
      .regex(/^R[1-9](\.\d+)?(,R[1-9](\.\d+)?)*$/, 'R1,R3.07')
      .optional(),
    patient: z.boolean().default(false),
    fuzz: number(3, 10_000_000).default(300),
    seed: number(0, 2 ** 31).default(1),
    lang: z.enum(langs).optional(),
    json: z.string().min(1).optional(),
  })
  .superRefine(({ mode, aes, channel }, context) => {
    if (channel === 'wecom' && mode !== 'safe')
      context.addIssue({ code: 'custom', path: ['mode'], message: 'WeCom is always safe' });
    if (mode !== 'plain' && aes === undefined)
      context.addIssue({ code: 'custom', path: ['aes'], message: `needed in ${mode} mode` });
  });

/** What was asked for cannot be understood; every problem in one message. */
export class UsageError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'UsageError';
  }
}

export type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly lang: Lang }
  | { readonly kind: 'run'; readonly settings: Settings };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const known = {
  ...{ url: text, 'second-url': text, token: text, aes: text, 'app-id': text, channel: text, mode: text },
  ...{ 'original-id': text, 'agent-id': text, 'answer-word': text, 'echo-text': text, 'mirror-prefix': text },
  ...{ 'effects-url': text, 'effects-settle': text, canary: text, only: text, fuzz: text, seed: text },
  ...{ lang: text, json: text, patient: flag, list: flag, help: flag },
} as const;

/** @throws UsageError */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Asked {
  const { help, list, ...given } = parse(args);
  if (help === true) return { kind: 'help' };
  const parsedLang = z.enum(langs).optional().safeParse(given.lang);
  const lang =
    (parsedLang.success ? parsedLang.data : undefined) ??
    (env['LANG']?.startsWith('zh') === true ? 'zh-CN' : 'en');
  if (list === true) return { kind: 'list', lang };
  const parsed = schema.safeParse({
    ...given,
    token: given.token ?? env['CONFORMANCE_TOKEN'],
    aes: given.aes ?? env['CONFORMANCE_AES'],
  });
  if (!parsed.success) {
    throw new UsageError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`));
  }
  return { kind: 'run', settings: settingsOf(parsed.data, lang) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true }).values;
  } catch (error) {
    throw new UsageError([error instanceof Error ? error.message : 'The options cannot be read']);
  }
}

function settingsOf(data: z.output<typeof schema>, lang: Lang): Settings {
  const { channel, mode, token } = data;
  const url = new URL(data.url);
  // A plaintext account has no key; what is sealed for it all the same is sealed with some.
  const encodingAesKey = data.aes ?? '0'.repeat(43);
  const appId = data['app-id'];
  const defaultId = channel === 'wecom' && appId !== '' ? appId : 'gh_0123456789ab';
  const effectsUrl = data['effects-url'];
  const secondUrl = data['second-url'];
  return {
    target: {
      ...{ url, channel, mode, token, appId, encodingAesKey: data.aes ?? '' },
      secondUrl: secondUrl === undefined ? undefined : new URL(secondUrl),
      key: readMessageKey(encodingAesKey),
      originalId: data['original-id'] ?? defaultId,
      agentId: data['agent-id'],
    },
    lang,
    json: data.json,
    only: data.only?.split(',') ?? [],
    answerWord: data['answer-word'] ?? data['echo-text'],
    mirrorPrefix: data['mirror-prefix'],
    effectsUrl: effectsUrl === undefined ? undefined : new URL(effectsUrl),
    effectsSettleMs: data['effects-settle'],
    canary: canaryOf(data.canary, url),
    patient: data.patient,
    fuzz: data.fuzz,
    seed: data.seed,
  };
}

function canaryOf(given: string | undefined, url: URL): Settings['canary'] {
  if (given !== undefined) {
    const [host = '', port = ''] = given.split(':');
    return { host: '0.0.0.0', port: Number(port), publicUrl: `http://${host}:${port}` };
  }
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
    ? { host: '127.0.0.1', port: 0 }
    : undefined;
}

/** `R3` names all of its cases, `R3.07` one. */
export const isWanted =
  (only: readonly string[]) =>
  (id: string): boolean =>
    only.length === 0 ||
    only.includes(id) ||
    only.some((name) => !name.includes('.') && id.startsWith(`${name}.`));
