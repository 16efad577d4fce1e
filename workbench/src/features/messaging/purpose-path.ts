/**
 * A purpose in an address: `account.bound` would look like a file, which the server does not answer
 * with this page when it is opened anew.
 */
export function purposePath(purpose: string): string {
  return purpose.replaceAll('.', '-');
}
