const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * 22 characters of base64url, for idempotency keys. They need to differ, not to be secret, and
 * weapp has no synchronous source of secure randomness, so Math.random serves.
 */
export function randomKey(): string {
  let key = '';
  for (let index = 0; index < 22; index += 1) key += alphabet.charAt(Math.floor(Math.random() * 64));
  return key;
}
