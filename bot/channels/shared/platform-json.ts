const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses a platform's answer without losing digits: bare integers of 16 digits and more (msgid is a
 * 64-bit number, platform.md A9) become strings, everything else is as JSON.parse has it.
 * @throws SyntaxError
 */
export function parsePlatformJson(text: string): unknown {
  const safe = /\d{16}/.test(text)
    ? text.replace(tokens, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token))
    : text;
  return JSON.parse(safe);
}

/** Hides what must not be read in a text that a platform or a library made. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '***');
  return clean;
}
