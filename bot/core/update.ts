import type { XmlFields } from '../channels/shared/xml.ts';

export type Channel = 'official-account' | 'wecom' | 'mini-program';

/** The connected account that a callback came for, as far as a bot needs it. */
export interface AccountRef {
  readonly id: string;
  readonly enterpriseId: string;
  readonly channel: Channel;
  readonly appId: string;
  /** False for a plaintext account: its callbacks are answered, and nothing else (their body is unsigned). */
  readonly mayAct: boolean;
}

interface UpdateBase {
  readonly channel: Channel;
  /** openid or WeCom userid of who sent it; 'sys' for WeCom's own. */
  readonly from: string;
  /** gh_… or corpid. */
  readonly to: string;
  readonly createdAt: Date;
  /** A string: it does not fit a JavaScript number. */
  readonly messageId: string | null;
  /** The platform's own fields, for what no typed part covers. */
  readonly fields: XmlFields;
}

export interface TextUpdate extends UpdateBase {
  readonly name: 'text';
  readonly text: string;
}
export interface MediaUpdate extends UpdateBase {
  readonly name: 'media';
  readonly type: string;
}
/** Follow; `scene` where a parametric QR code led to it (without the prefix `qrscene_`). */
export interface SubscribeUpdate extends UpdateBase {
  readonly name: 'event:subscribe';
  readonly scene: string | null;
}
export interface UnsubscribeUpdate extends UpdateBase {
  readonly name: 'event:unsubscribe';
}
/** A follower scanned a parametric QR code. */
export interface ScanUpdate extends UpdateBase {
  readonly name: 'event:scan';
  readonly scene: string;
}
export interface MenuUpdate extends UpdateBase {
  readonly name: 'event:menu';
  readonly action: 'click' | 'view' | 'view_miniprogram';
  readonly key: string;
}
/** TEMPLATESENDJOBFINISH: the receipt of a template message. */
export interface TemplateReceiptUpdate extends UpdateBase {
  readonly name: 'event:template_receipt';
  readonly sentMessageId: string;
  /** success · failed:user block · failed: system failed */
  readonly status: string;
}
/** user_info_modified, user_authorization_revoke, user_authorization_cancellation (row 326). */
export interface AuthorizationUpdate extends UpdateBase {
  readonly name: 'event:authorization';
  readonly change: 'user_info_modified' | 'user_authorization_revoke' | 'user_authorization_cancellation';
  readonly openid: string;
  /** Kinds of information taken back: 8 phone, 14 photos; empty where the event names none. */
  readonly revoked: readonly string[];
}
/** What a person answered to a subscribe-message question, by template id (platform.md A4). */
export interface SubscribeAnswersUpdate extends UpdateBase {
  readonly name: 'event:subscribe_answers';
  readonly answers: Readonly<Record<string, 'accept' | 'reject'>>;
}
/** change_contact of a member (platform.md C2): fields that the application may not see are absent. */
export interface MemberUpdate extends UpdateBase {
  readonly name: 'event:member';
  readonly change: 'create_user' | 'update_user' | 'delete_user';
  readonly userId: string;
  /** His userid from now on, where it was changed. */
  readonly newUserId: string | null;
  /** inactive: not activated yet. */
  readonly status: 'active' | 'disabled' | 'inactive' | 'left' | null;
}
/** change_contact of a department (platform.md C2): what it tells beside the id may be absent, so it is read anew. */
export interface DepartmentUpdate extends UpdateBase {
  readonly name: 'event:department';
  readonly change: 'create_party' | 'update_party' | 'delete_party';
  readonly departmentId: number;
}
/** change_contact of a tag: who came to it or left it; an application's visible range may be a tag (platform.md C2). */
export interface DirectoryTagUpdate extends UpdateBase {
  readonly name: 'event:directory_tag';
  readonly tagId: string;
  readonly userIds: readonly string[];
  readonly departmentIds: readonly number[];
}
/** Anything that no feature uses yet: stored and shown, with no effect. */
export interface OtherUpdate extends UpdateBase {
  readonly name: 'event:other';
  readonly event: string;
}

export type Update =
  | TextUpdate
  | MediaUpdate
  | SubscribeUpdate
  | UnsubscribeUpdate
  | ScanUpdate
  | MenuUpdate
  | TemplateReceiptUpdate
  | AuthorizationUpdate
  | SubscribeAnswersUpdate
  | MemberUpdate
  | DepartmentUpdate
  | DirectoryTagUpdate
  | OtherUpdate;

export type UpdateName = Update['name'];
export type UpdateOf<N extends UpdateName> = Extract<Update, { readonly name: N }>;
