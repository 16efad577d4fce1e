/**
 * The invitation code in what was typed, scanned or given to the page: 22 characters alone, or at
 * the end of the printed address (`https://…/i/<code>`), which the platform hands over encoded.
 */
export function readCode(text: string | undefined): string | null {
  const plain = decode(text ?? '').trim();
  const code = /(?:^|\/i\/|[?&]c=)([A-Za-z0-9_-]{22})$/.exec(plain)?.[1];
  return code ?? null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
