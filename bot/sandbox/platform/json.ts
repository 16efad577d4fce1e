import { randomUUID } from 'node:crypto';

// No text from outside can know the mark, so that only our own integers lose their quotes.
const mark = randomUUID();
const marked = new RegExp(`"${mark}(\\d+)"`, 'g');

/** JSON in which a bigint is a bare number, beyond 2^53 too, as the platform writes its msgid. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `${mark}${item}` : item,
  );
  return text.replace(marked, '$1');
}
