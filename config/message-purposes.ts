/** What a variable of a message holds, and so how it is written out. */
export type VariableKind = 'text' | 'time' | 'day';

export type NoticeCarrier = 'template' | 'customer_service' | 'subscribe' | 'sms';

export interface MessagePurposeSpec {
  /** Which carriers may bring it, the first that can wins. */
  readonly carriers: readonly NoticeCarrier[];
  /**
   * What a template's fields, the chat's text and the notice page may say. Labels are
   * `variable.<name>` in `config/locales/<locale>/messaging.ts`; examples fill previews and checks.
   * Times are handed over as ISO 8601, days as YYYY-MM-DD.
   */
  readonly variables: readonly {
    readonly name: string;
    readonly kind: VariableKind;
    readonly example: string;
  }[];
  /** Positional values of its SMS template ({1}, {2} …), by variable. */
  readonly smsParams: readonly string[];
  /** Also to who is bound with a number that is not on file any more: it tells him that. */
  readonly toUnproved?: true;
}

/**
 * What messages are for. A later one is an entry here, its name in `messagePurposeSchema` of the
 * contract, and its texts `purpose.<name>`, `chat.<name>` in the locale files.
 */
export const messagePurposes = {
  'account.bound': {
    carriers: ['template', 'customer_service', 'subscribe', 'sms'],
    variables: [
      { name: 'contact', kind: 'text', example: '林晓雯' },
      { name: 'company', kind: 'text', example: '杭州沐泉' },
      { name: 'boundAt', kind: 'time', example: '2026-11-24T10:30:00.000Z' },
      { name: 'salesperson', kind: 'text', example: '张敏' },
      { name: 'brand', kind: 'text', example: '岚汐净水' },
    ],
    smsParams: ['contact', 'company'],
  },
  // Who is not bound can be reached by his phone number alone.
  'account.invited': {
    carriers: ['sms'],
    variables: [
      { name: 'contact', kind: 'text', example: '林晓雯' },
      { name: 'company', kind: 'text', example: '杭州沐泉' },
      { name: 'brand', kind: 'text', example: '岚汐净水' },
    ],
    smsParams: ['contact', 'brand'],
  },
  // Not by SMS: the number before is no longer his, and the new one is not proved.
  'account.phone_changed': {
    carriers: ['template', 'customer_service', 'subscribe'],
    variables: [
      { name: 'contact', kind: 'text', example: '林晓雯' },
      { name: 'company', kind: 'text', example: '杭州沐泉' },
      { name: 'newPhone', kind: 'text', example: '154****0084' },
      { name: 'brand', kind: 'text', example: '岚汐净水' },
    ],
    smsParams: [],
    toUnproved: true,
  },
  // Not by SMS: the reviewed text of its template says something else.
  'own_edition.ending': {
    carriers: ['template', 'customer_service', 'subscribe'],
    variables: [
      { name: 'contact', kind: 'text', example: '周建国' },
      { name: 'company', kind: 'text', example: '杭州沐泉' },
      { name: 'edition', kind: 'text', example: '经销商版' },
      { name: 'endDay', kind: 'day', example: '2027-11-24' },
      { name: 'daysLeft', kind: 'text', example: '30' },
      { name: 'brand', kind: 'text', example: '岚汐净水' },
    ],
    smsParams: [],
  },
} as const satisfies Record<string, MessagePurposeSpec>;
