/**
 * Idempotency keys of one button or form. While the outcome of a write is unknown (the answer got
 * lost), the same content keeps its key, so that pressing again cannot do it twice; after an answer
 * the next press is a new act.
 */
export interface WriteKeys {
  keyFor(content: string): string;
  answered(): void;
}

export function createWriteKeys(makeKey: () => string = randomKey): WriteKeys {
  let open: { content: string; key: string } | null = null;
  return {
    keyFor(content) {
      if (open === null || open.content !== content) open = { content, key: makeKey() };
      return open.key;
    },
    answered() {
      open = null;
    },
  };
}

/** 128 random bits as hex; `crypto.randomUUID` is missing where the page is not a secure context. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
