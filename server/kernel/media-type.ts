export type MediaType = 'image/png' | 'image/jpeg' | 'application/pdf' | 'application/ofd';

/** What a file is by its first bytes, whatever its name says; null: none that we take. */
export function sniffMediaType(bytes: Buffer): MediaType | null {
  const starts = (hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  if (starts('89504e470d0a1a0a')) return 'image/png';
  if (starts('ffd8ff')) return 'image/jpeg';
  if (starts('255044462d')) return 'application/pdf';
  // A ZIP whose root document is OFD.xml (GB/T 33190-2016, 6.3).
  if (starts('504b0304') && bytes.includes('OFD.xml')) return 'application/ofd';
  return null;
}
