/* Of times that may not be known. */

export function isAfter(known: Date | null | undefined, at: Date): boolean {
  return known !== null && known !== undefined && known > at;
}

export function laterOf(known: Date | null | undefined, at: Date): Date {
  return known === null || known === undefined || known < at ? at : known;
}
