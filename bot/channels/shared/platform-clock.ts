/** Time as the clients need it: injected, so that tests and the sandbox can move it. */
export interface PlatformClock {
  now(): Date;
}

/** Waits in real time; replaced in tests. */
export type Sleep = (ms: number) => Promise<void>;

export const realSleep: Sleep = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
