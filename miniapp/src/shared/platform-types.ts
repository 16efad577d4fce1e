import type { Locale } from './contract.ts';

/**
 * Where the app runs: a mini program; the sandbox's frame; a page in WeChat's browser; any other
 * browser (where WeChat's sign-in does not exist).
 */
export type Host = 'weapp' | 'frame' | 'wechat-web' | 'browser';

/** How the app was opened and how the phone is set. */
export interface Launch {
  readonly host: Host;
  /** WeChat's scene number, where there is one: 1007, 1008 and 1044 are shared cards. */
  readonly scene: number | null;
  readonly language: Locale;
  readonly dark: boolean;
  /** The person's text size; 1 is normal. */
  readonly fontScale: number;
}

/** What the phone button gave: a code for the server, or why not. */
export type PhoneCode =
  | { readonly code: string }
  /** denied: the person said no. unavailable: WeChat cannot give it now (no quota, no right). */
  | { readonly failed: 'denied' | 'unavailable' };

/** What wx.requestPayment takes, as the server answers it. */
export interface PaymentRequest {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

/** The abilities that differ between WeChat and a browser; one file for each. */
export interface Platform {
  /** Read once at launch. */
  launch(): Promise<Launch>;
  /** A one-use sign-in code (5 minutes) and the app it belongs to; null where there is none. */
  loginCode(): Promise<{ readonly appId: string; readonly code: string } | null>;
  /** 扫一扫: what the code holds; null where the person closed it, or this place has no camera of WeChat's. */
  scan(): Promise<string | null>;
  /** Asks for subscribe messages; call it inside a tap. Never throws: a no is an answer. */
  subscribe(templateIds: readonly string[]): Promise<void>;
  /**
   * WeChat's pay page with what the server signed; call it inside a tap. `paid` is the client's word
   * alone: only the server says whether an order is paid. `unavailable`: this place cannot pay.
   */
  requestPayment(request: PaymentRequest): Promise<'paid' | 'cancelled' | 'failed' | 'unavailable'>;
  /** Opens the service account's card. False: this place cannot, show the QR code. */
  openServiceAccount(account: { appId: string; userName: string | null }): Promise<boolean>;
  /** Tells the window around the page its title. */
  setTitle(title: string): void;
  /** Calls back when the phone changes between light and dark. */
  onThemeChange(listener: (dark: boolean) => void): void;
}
