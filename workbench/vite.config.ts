import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The console is served by the server under /workbench/. Targets are the oldest web views that
 * WeCom still opens on phones; newer syntax is compiled down for them.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/workbench/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['es2020', 'chrome87', 'safari14'],
    // The shell's chunk holds the router, the query cache and the parts of antd that every page has.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // The library and its setup are one file: whoever makes a schema gets both, in this order.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-setup/ }] },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:3000' } },
});
