import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks' } as const;

/**
 * Three projects: everything on the embedded engine, what touches the database again on MySQL,
 * and the stories in a real browser and in the built mini program. `scripts/test.ts` decides which of them can run here.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
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
          ...shared,
          name: 'mysql',
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
          ...shared,
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
