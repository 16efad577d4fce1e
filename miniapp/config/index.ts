import path from 'node:path';

import { defineConfig } from '@tarojs/cli';

const isH5 = process.env.TARO_ENV === 'h5';

/** `1`: the H5 may talk to the sandbox's phone. Anything else compiles the bridge out. */
const sandbox = process.env.HL_SANDBOX === '1';

/**
 * Where a mini program finds the server; a mini program has no origin of its own. Without a
 * trailing slash. The H5 always asks the origin that served it.
 */
const apiBase = (process.env.HL_API_BASE ?? '').replace(/\/+$/, '');

export default defineConfig({
  projectName: 'hulian',
  date: '2026-11-24',
  designWidth: 375,
  deviceRatio: { 375: 2 },
  sourceRoot: 'src',
  outputRoot: isH5 ? 'dist/h5' : 'dist/weapp',
  framework: 'react',
  plugins: [path.resolve(__dirname, 'aria-plugin.ts')],
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  // Off unless asked for: an installation builds once, a developer again and again.
  cache: { enable: process.env.HL_BUILD_CACHE === '1' },
  defineConstants: {
    HL_SANDBOX: JSON.stringify(sandbox),
    HL_API_BASE: JSON.stringify(isH5 ? '' : apiBase),
  },
  // Sizes are px times the person's own text size (src/shared/tokens.scss), never a share of the
  // screen's width: a tablet shows more, not larger.
  mini: {
    postcss: { pxtransform: { enable: false }, cssModules: { enable: false } },
  },
  h5: {
    publicPath: '/app/',
    staticDirectory: 'static',
    router: { mode: 'browser', basename: '/app' },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: {
      pxtransform: { enable: false },
      autoprefixer: { enable: true },
      cssModules: { enable: false },
    },
  },
});
