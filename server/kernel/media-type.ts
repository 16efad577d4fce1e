/** What a file is by its first bytes, whatever its name says; null: none that we take. */
export function sniffMediaType(bytes: Buffer): 'image/png' | 'image/jpeg' | 'application/pdf' | null {
  const starts = (hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  if (starts('89504e470d0a1a0a')) return 'image/png';
  if (starts('ffd8ff')) return 'image/jpeg';
  if (starts('255044462d')) return 'application/pdf';
  return null;
}
