/** A node of a page's tree, as setData made it: `uid` is the element's id, `cl` its class. */
export interface WeappNode {
  readonly sid: string;
  readonly nn: string;
  readonly uid?: string;
  readonly cl?: string;
  readonly cn?: readonly WeappNode[];
  readonly [attribute: string]: unknown;
}

export interface WeappOptions {
  /** The built mini program, dist/weapp. */
  readonly dist: string;
  /** The server's origin, which takes the place of the one that was built in. */
  readonly apiBase: string;
  readonly appId: string;
  readonly scene?: number;
  /** `ask`: WeChat's privacy question is still open. */
  readonly privacy?: 'agreed' | 'ask';
  readonly appBase?: {
    readonly language?: string;
    readonly theme?: 'light' | 'dark';
    readonly fontSizeSetting?: number;
  };
  /** What is in the mini program's storage from last time. */
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly wx?: {
    /** A one-use sign-in code, as wx.login gives. */
    login?(): { code: string } | Promise<{ code: string }>;
    subscribe?(templateIds: readonly string[]): Record<string, 'accept' | 'reject'>;
  };
}

export interface WeappRunner {
  /** Opens the mini program at `pages/bind/index?t=…`. */
  launch(url: string, more?: { scene?: number }): Promise<void>;
  readonly route: string;
  readonly depth: number;
  readonly title: string;
  readonly clipboard: string;
  readonly calls: { name: string; option: Record<string, unknown> }[];
  /** Rejections that nobody handled. */
  readonly errors: unknown[];
  readonly storage: Map<string, unknown>;
  /** All words of the page, one line each. */
  text(): string;
  has(id: string): boolean;
  node(id: string): WeappNode | null;
  idsLike(prefix: string): string[];
  tap(id: string): void;
  input(id: string, value: string): void;
  /** Any event, as `fire('phone-button', 'getphonenumber', { code })`. */
  fire(id: string, type: string, detail?: object): void;
  /** Until an element with the id is there, or the test says yes. */
  waitFor(what: string | (() => boolean), timeoutMs?: number): Promise<void>;
  close(): void;
}

export function createWeappRunner(options: WeappOptions): WeappRunner;
