import type { MessageKey } from '../../bot/crypto/envelope.ts';

export const channels = ['official-account', 'mini-program', 'wecom'] as const;
export type Channel = (typeof channels)[number];
export const modes = ['plain', 'compatible', 'safe'] as const;
export type Mode = (typeof modes)[number];

/** The account whose callbacks the server under test takes, as the platform's console knows it. */
export interface Target {
  readonly url: URL;
  /** Another process of the same service, where there is one. */
  readonly secondUrl: URL | undefined;
  readonly channel: Channel;
  readonly mode: Mode;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly key: MessageKey;
  /** appid or corpid: what stands at the end of every clear text. */
  readonly appId: string;
  /** What stands in ToUserName: `gh_…`, or the corpid. */
  readonly originalId: string;
  readonly agentId: number;
}

/** The query name of the signature that decides. */
export const signatureName = ({ mode }: Target): 'signature' | 'msg_signature' =>
  mode === 'plain' ? 'signature' : 'msg_signature';
