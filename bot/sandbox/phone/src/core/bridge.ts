/**
 * The phone's end of the conversation with the mini program in its frame (docs/sandbox.md). It
 * trusts one window only, and only while that window shows the mini program's own origin; answers
 * go to that origin and no other.
 */
import * as z from 'zod';

/** What `launch` tells the mini program about how it was opened and about the phone. */
export interface LaunchInfo {
  readonly appId: string;
  /** Page without leading slash and without query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** WeChat's scene number: how the mini program was opened. */
  readonly scene: number;
  readonly language: 'zh-CN' | 'en';
  readonly dark: boolean;
  /** 1 is the normal text size. */
  readonly fontScale: number;
}

/** The abilities that the phone lends to the mini program; a rejected promise becomes `errMsg`. */
export interface BridgeHost {
  launch(): LaunchInfo;
  login(): Promise<{ code: string }>;
  phone(): Promise<{ code: string }>;
  scan(): Promise<{ result: string }>;
  subscribe(templateIds: readonly string[]): Promise<Record<string, 'accept' | 'reject'>>;
  /** wx.requestPayment: resolves when it was paid. */
  requestPayment(request: Readonly<Record<string, string>>): Promise<Record<string, never>>;
  openProfile(appId: string): void;
  close(): void;
  title(title: string): void;
}

/** A refusal in WeChat's own words, sent back as it is. */
export class BridgeRefusal extends Error {}

const id = z.union([z.string().max(64), z.number()]);
const callSchema = z.object({
  hulian: z.literal(1),
  id,
  call: z.string().max(40),
  args: z.unknown().optional(),
});
const subscribeArgs = z.object({ tmplIds: z.array(z.string().min(1).max(128)).min(1).max(3) });
const paymentArgs = z.object({
  appId: z.string().max(64),
  timeStamp: z.string().max(16),
  nonceStr: z.string().max(64),
  package: z.string().max(200),
  signType: z.literal('RSA'),
  paySign: z.string().max(2048),
});
const profileArgs = z.object({ appId: z.string().max(64) });
const titleArgs = z.object({ title: z.string().max(120) });

/** The parts of a `message` event that decide, so that a test can make one without a browser. */
export interface FrameMessage {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
}

/** The frame's window as far as the bridge uses it. */
export interface FrameWindow {
  postMessage(message: unknown, targetOrigin: string): void;
}

async function perform(host: BridgeHost, call: string, args: unknown): Promise<unknown> {
  switch (call) {
    case 'launch':
      return host.launch();
    case 'login':
      return host.login();
    case 'phone':
      return host.phone();
    case 'scan':
      return host.scan();
    case 'subscribe':
      return host.subscribe(subscribeArgs.parse(args).tmplIds);
    case 'requestPayment':
      return host.requestPayment(paymentArgs.parse(args));
    case 'openProfile':
      host.openProfile(profileArgs.parse(args).appId);
      return {};
    case 'close':
      host.close();
      return {};
    case 'title':
      host.title(titleArgs.parse(args).title);
      return {};
    default:
      throw new BridgeRefusal(`${call}:fail not supported`);
  }
}

function errorMessage(call: string, error: unknown): string {
  if (error instanceof BridgeRefusal) return error.message;
  if (error instanceof z.ZodError) return `${call}:fail parameter error`;
  return `${call}:fail system error`;
}

/**
 * Answers one message, or leaves it alone when it is not from the frame, not from the mini
 * program's origin, or not of the bridge's shape.
 * @param frame the frame's window as it is now
 * @param origin the origin of the mini program's `h5BaseUrl`
 * @returns whether the message was one of ours
 */
export async function answerFrame(
  message: FrameMessage,
  frame: FrameWindow | null,
  origin: string,
  host: BridgeHost,
): Promise<boolean> {
  if (frame === null || message.source !== frame || message.origin !== origin) return false;
  const parsed = callSchema.safeParse(message.data);
  if (!parsed.success) return false;
  const { call, args } = parsed.data;
  const head = { hulian: 1, id: parsed.data.id } as const;
  try {
    frame.postMessage({ ...head, ok: true, result: await perform(host, call, args) }, origin);
  } catch (error) {
    frame.postMessage({ ...head, ok: false, errMsg: errorMessage(call, error) }, origin);
  }
  return true;
}

/**
 * Where the frame goes for a path of a mini program: under its H5 base, or to a whole address of
 * the same host.
 * @returns null for an address on another host
 */
export function frameAddress(h5BaseUrl: string, path: string): string | null {
  const base = h5BaseUrl.replace(/\/+$/, '');
  if (!/^https?:\/\//i.test(path)) return `${base}/${path.replace(/^\/+/, '')}`;
  return new URL(path).origin === new URL(base).origin ? path : null;
}

/**
 * Cuts `pages/bind/index?t=abc` into page and query, as WeChat hands them to a mini program.
 * A repeated key keeps its last value.
 */
export function splitPath(full: string): { path: string; query: Record<string, string> } {
  const [before = '', ...rest] =
    full
      .replace(/^https?:\/\/[^/]*/i, '')
      .replace(/^\/+/, '')
      .split('#')[0]
      ?.split('?') ?? [];
  return { path: before, query: Object.fromEntries(new URLSearchParams(rest.join('?'))) };
}
