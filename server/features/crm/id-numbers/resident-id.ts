/** What is wrong with it: its form, the date of birth in it, or its check character. */
export type ResidentIdProblem = 'form' | 'birth' | 'check';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';
/** Nobody is known to have grown older. Ours. */
const oldestYears = 125;

/** Born on a day that there is, not after today and not too long ago. */
function isBirthDay(digits: string, now: Date): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const born = new Date(Date.UTC(year, month - 1, day));
  const isDay = born.getUTCMonth() === month - 1 && born.getUTCDate() === day;
  // In China a day begins eight hours before it does in UTC.
  const today = new Date(now.getTime() + 8 * 3_600_000);
  return isDay && born <= today && year >= today.getUTCFullYear() - oldestYears;
}

/**
 * The number of a resident identity card (居民身份证): six digits of a division, the date of birth,
 * three digits, and a check character by ISO 7064 MOD 11-2 over the 17 digits. Full width and a small
 * x are taken, blanks dropped. The 15 digits of the first cards are not valid any more (since 2013).
 * @see GB 11643-1999
 */
export function readResidentId(
  text: string,
  now: Date,
): { readonly number: string } | { readonly problem: ResidentIdProblem } {
  const number = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return { problem: 'form' };
  if (!isBirthDay(number.slice(6, 14), now)) return { problem: 'birth' };
  const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return checkCharacters[sum % 11] === number[17] ? { number } : { problem: 'check' };
}

/** The first and the last character: enough to tell two papers apart, too little for anything else. */
export const maskResidentId = (number: string): string =>
  `${number.slice(0, 1)}${'*'.repeat(16)}${number.slice(-1)}`;
/** Where it cannot be opened. */
export const hiddenResidentId = '*'.repeat(18);
