import { defineConfig } from 'vitest/config';

const shared = {
  // Files without an ending are the platform's own; unit tests take the H5 side.
  resolve: { extensions: ['.h5.tsx', '.h5.ts', '.tsx', '.ts', '.mjs', '.js', '.json'] },
  define: { HL_SANDBOX: 'true', HL_API_BASE: '""' },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        resolve: {
          ...shared.resolve,
          alias: {
            '@tarojs/taro': new URL('./test/taro-stub.ts', import.meta.url).pathname,
          },
        },
        test: { name: 'unit', environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          name: 'built',
          include: ['sim/**/*.test.ts', 'test/**/*.test.ts'],
          globalSetup: ['test/build-if-older.ts'],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
