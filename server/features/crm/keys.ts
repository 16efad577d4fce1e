/**
 * What a name is judged by: 「杭州 沐泉(示例)」 and 「杭州沐泉（示例）」 are one. Full and half width are
 * folded (NFKC), letters lowered, blanks and the usual separators dropped.
 */
export function nameKeyOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·•.,。、_'"“”‘’-]+/gu, '')
    .slice(0, 80);
}

/**
 * One spelling of a phone number: 0571-8888 6666 → 057188886666, +86 138… and 0086 138… → 138….
 * An extension (转 801, ext. 801) belongs to the same switchboard and stays out.
 * Null: not a phone number. 5 digits (95588) are the fewest, 20 the most.
 */
export function phoneKeyOf(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(/(?:转|ext\.?|x|#).*$/i, '')
    .replace(/[\s().\-‐–—]/g, '')
    .replace(/^00/, '+')
    .replace(/^\+86/, '');
  return /^\+?\d{5,20}$/.test(plain) ? plain : null;
}

/** A mobile of the mainland, or a number from abroad with its +. Null: neither. */
export function mobileKeyOf(text: string): string | null {
  const key = phoneKeyOf(text);
  return key !== null && /^(?:1[3-9]\d{9}|\+\d{6,20})$/.test(key) ? key : null;
}

export function maskEmail(email: string): string {
  return email.replace(/^(.).*(@.*)$/, '$1***$2');
}
