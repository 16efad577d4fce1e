import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Narrow enough that tables become cards and the navigation moves to the bottom. */
export function useIsPhone(): boolean {
  return useMedia('(max-width: 767px)');
}

/** Whoever told his device that movement is too much for him. */
export function usePrefersStill(): boolean {
  return useMedia('(prefers-reduced-motion: reduce)');
}

export function usePrefersDark(): boolean {
  return useMedia('(prefers-color-scheme: dark)');
}
