import { useCallback, useEffect, useState } from 'react';

/** Whole seconds left, counted from the clock, so that a page that slept is right when it wakes. */
export function useCountdown(): { readonly seconds: number; start(seconds: number): void } {
  const [endsAt, setEndsAt] = useState(0);
  const [seconds, setSeconds] = useState(0);
  const start = useCallback((length: number) => {
    setEndsAt(Date.now() + length * 1000);
    setSeconds(length);
  }, []);
  useEffect(() => {
    if (endsAt === 0) return undefined;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
      setSeconds(left);
      if (left === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [endsAt]);
  return { seconds, start };
}
