export const smsSign = '岚汐净水';

export interface ReviewedTemplate {
  readonly text: string;
  readonly state: 'approved' | 'in_review' | 'refused';
  readonly reply: string;
}

const preset: readonly (readonly [string, string])[] = [
  // A notice, as the carriers' reviewers pass it: invitations by that word are refused.
  ['100002', '{1}您好，{2}已为您开通互联账号，请在微信小程序中用本机号码绑定。'],
  ['100001', '验证码{1}，{2}分钟内有效。请勿告诉他人。'],
];

export const paramsOf = (text: string): number => new Set(text.match(/\{\d+\}/g)).size;

/** What the SMS provider's reviewers have said of templates and signatures. */
export class SmsReviews {
  #templates = new Map<string, ReviewedTemplate>();
  #signatures = new Map<string, boolean>();
  /** Where replies are told of: entered at the provider once. */
  replyUrl: string | null = null;

  constructor() {
    this.clear();
  }

  template(id: string): ReviewedTemplate | undefined {
    return this.#templates.get(id);
  }

  hasSignature(name: string): boolean {
    return this.#signatures.get(name) === true;
  }

  /** All that were handed over, with whether they may be used. */
  signatures(): readonly { readonly name: string; readonly approved: boolean }[] {
    return [...this.#signatures].map(([name, approved]) => ({ name, approved }));
  }

  decideTemplate(id: string, template: ReviewedTemplate): void {
    this.#templates.set(id, template);
  }

  decideSignature(name: string, approved: boolean): void {
    this.#signatures.set(name, approved);
  }

  /** Only what an installation starts with. */
  clear(): void {
    this.#signatures = new Map([[smsSign, true]]);
    this.#templates = new Map(preset.map(([id, text]) => [id, { text, state: 'approved', reply: '' }]));
  }
}
