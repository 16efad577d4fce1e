import { defineConfig } from 'vitest/config';

/** Pure logic only; the stories in a browser run in the root's project `browser`. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.browser.test.ts', '**/node_modules/**'],
  },
});
