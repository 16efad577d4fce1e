/** What a row keeps of a callback: its clear body, and the passive reply that was given. */
export interface InboxContent {
  readonly clear: string;
  /** Null: answered «success», or nothing. */
  readonly reply: string | null;
}

const none = '-';
const some = '+';

/** Both as one text, so that one sealing serves them: the length of the body, whether there is a reply, and the two. */
export function packContent({ clear, reply }: InboxContent): string {
  return `${clear.length}${reply === null ? none : some}${clear}${reply ?? ''}`;
}

/** @throws Error for a text that was not packed here */
export function unpackContent(text: string): InboxContent {
  const [head, length, sign] = /^(\d+)([-+])/.exec(text) ?? [];
  if (head === undefined) throw new Error('A stored callback cannot be read');
  const cut = head.length + Number(length);
  return { clear: text.slice(head.length, cut), reply: sign === some ? text.slice(cut) : null };
}
