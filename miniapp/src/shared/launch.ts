import type { Launch } from './platform-types.ts';
import { createStore, useStore } from './store.ts';

/** How the app was opened; `known` is false for the moments until the platform has told. */
export const launchStore = createStore<Launch & { readonly known: boolean }>({
  known: false,
  host: process.env.TARO_ENV === 'weapp' ? 'weapp' : 'browser',
  scene: null,
  language: 'zh-CN',
  dark: false,
  fontScale: 1,
});

export function useLaunch(): Launch & { readonly known: boolean } {
  return useStore(launchStore);
}
