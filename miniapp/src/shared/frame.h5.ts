import { appInfo } from './app-info.ts';
import { createBridge, type Bridge } from './bridge.h5.ts';

/** A phone that is there answers at once; a foreign page around us never does. */
const greetingLimitMs = 3_000;

export interface Frame {
  readonly bridge: Bridge;
  readonly launch: Record<string, unknown>;
}

/**
 * The sandbox's phone around this page, or null: not framed, no sandbox on the server, or the
 * page around us is not the phone. Always null in builds without HL_SANDBOX.
 */
async function greet(): Promise<Frame | null> {
  if (window.parent === window) return null;
  const { sandboxOrigin } = await appInfo();
  if (sandboxOrigin === null) return null;
  const bridge = createBridge(sandboxOrigin);
  try {
    return { bridge, launch: await bridge.call('launch', {}, greetingLimitMs) };
  } catch {
    return null;
  }
}

let found: Promise<Frame | null> | null = null;
export function sandboxFrame(): Promise<Frame | null> {
  if (!HL_SANDBOX) return Promise.resolve(null);
  if (found === null) {
    found = greet();
    // The server could not be asked: ask again at the next try.
    found.catch(() => {
      found = null;
    });
  }
  return found;
}
