import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';

/**
 * Compares a text with `server/testing/golden/<name>`, so that a change of it is seen in review.
 * UPDATE_GOLDEN=1 writes it anew.
 */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`./golden/${name}`, import.meta.url));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  const stored = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(text, `golden/${name} differs: if the change is meant, run with UPDATE_GOLDEN=1`).toBe(stored);
}
