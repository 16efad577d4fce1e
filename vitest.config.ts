import { defineConfig } from 'vitest/config';

import { sharedForks } from './scripts/test-pool.ts';

const shared = {
  ...({ testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks' } as const),
  // What is waited for is late on a busy machine; a second, which is the default, is soon over.
  expect: { poll: { timeout: 10_000 } },
};
/** `TEST_PROCESSES=shared`: files one after the other in the same processes. In the list: those that must not. */
const together =
  process.env['TEST_PROCESSES'] === 'shared'
    ? ({ ...shared, pool: sharedForks(import.meta.dirname, []), isolate: false } as const)
    : shared;

/**
 * Three projects: everything on the embedded engine, what touches the database again on MySQL,
 * and the stories in a real browser and in the built mini program. `scripts/test.ts` decides which of them can run here.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...together,
          name: 'embedded',
          include: ['{config,bot,server,scripts}/**/*.test.ts'],
          exclude: [
            ...['**/*.browser.test.ts', '**/*.weapp.test.ts', '**/node_modules/**'],
            // Of many processes, which need MySQL.
            '**/*.redis.test.ts',
          ],
          env: { TEST_ENGINE: 'sqlite' },
        },
      },
      {
        test: {
          ...together,
          name: 'mysql',
          globalSetup: ['server/testing/mysql-pool-setup.ts'],
          include: ['server/**/*.test.ts'],
          exclude: [
            ...['**/*.browser.test.ts', '**/*.weapp.test.ts', '**/node_modules/**'],
            // Of the embedded engine alone.
            'server/kernel/data/sqlite-*.test.ts',
          ],
          env: { TEST_ENGINE: 'mysql' },
        },
      },
      {
        test: {
          ...together,
          name: 'browser',
          include: ['**/*.browser.test.ts', '**/*.weapp.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          env: { TEST_ENGINE: 'sqlite' },
        },
      },
    ],
  },
});
