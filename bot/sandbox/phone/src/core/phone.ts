import { createStore, type Store } from './store.ts';
import type { ApiCall, Delivery, Message, SandboxState } from './schema.ts';
import type { ReadMarks, Settings } from './settings.ts';

export type Tab = 'chats' | 'contacts' | 'work';

/** What lies over the tabs, the last one on top. */
export type Layer =
  | { readonly kind: 'chat'; readonly id: string }
  | { readonly kind: 'profile'; readonly id: string }
  | {
      readonly kind: 'mini-program';
      readonly appId: string;
      readonly path: string;
      readonly scene: number;
      /** Counts openings, so that opening the same page again starts it anew. */
      readonly opening: number;
    };
export type MiniProgramLayer = Extract<Layer, { kind: 'mini-program' }>;

/** What leads to WeChat's pay page: a scanned code, or what a page was handed to ask with. */
export type PayAsked = { readonly codeUrl: string } | { readonly request: Readonly<Record<string, string>> };

/** A question to the person that covers the phone until it is answered. */
export type Sheet =
  | { readonly kind: 'phone'; readonly appId: string; answer(phone: string | null): void }
  | {
      readonly kind: 'subscribe';
      readonly appId: string;
      readonly templateIds: readonly string[];
      answer(accepted: boolean | null): void;
    }
  | { readonly kind: 'scan'; answer: ((result: string | null) => void) | null }
  | {
      readonly kind: 'confirm';
      readonly title: string;
      readonly text: string;
      readonly yes: string;
      answer(yes: boolean): void;
    }
  | { readonly kind: 'scanned-text'; readonly text: string }
  | {
      readonly kind: 'pay';
      readonly asked: PayAsked;
      /** Null: nobody waits for what becomes of it. */
      answer: ((outcome: 'paid' | 'cancel' | 'fail') => void) | null;
    }
  | { readonly kind: 'panel' };

export interface LogEntry {
  readonly id: number;
  /** By the sandbox's clock. */
  readonly at: number;
  readonly delivery: Delivery;
}

export interface PhoneState {
  readonly settings: Settings;
  readonly world: SandboxState | null;
  /** False while the sandbox does not answer. */
  readonly online: boolean;
  /** Sandbox clock minus this computer's. */
  readonly clockOffsetMs: number;
  readonly messages: readonly Message[];
  readonly workMessages: readonly Message[];
  /** `personId memberId` of whom the two lists above are; empty before the first answer. */
  readonly messagesOwner: string;
  readonly readMarks: ReadMarks;
  readonly tab: Tab;
  readonly layers: readonly Layer[];
  readonly sheet: Sheet | null;
  readonly toast: string | null;
  readonly log: readonly LogEntry[];
  /** The application's last API calls, oldest first. */
  readonly calls: readonly ApiCall[];
  /** A verb is under way that the person waits for. */
  readonly busy: boolean;
}

export type PhoneStore = Store<PhoneState>;

export function createPhoneStore(settings: Settings, readMarks: ReadMarks): PhoneStore {
  return createStore<PhoneState>({
    settings,
    world: null,
    online: true,
    clockOffsetMs: 0,
    messages: [],
    workMessages: [],
    messagesOwner: '',
    readMarks,
    tab: 'chats',
    layers: [],
    sheet: null,
    toast: null,
    log: [],
    calls: [],
    busy: false,
  });
}
