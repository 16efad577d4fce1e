import type { Next } from 'koa';

/** On to the next middleware; Koa's own type answers `any`. */
export async function pass(next: Next): Promise<void> {
  await next();
}
