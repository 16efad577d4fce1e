/**
 * The mini program's end of the talk with the sandbox's phone (docs/sandbox.md, last section).
 * Only in builds with HL_SANDBOX; it hears one window, its parent, and only from `origin`.
 */
export interface Bridge {
  /** @throws Error with the phone's errMsg, or when it does not answer in `limitMs` */
  call(name: string, args?: object, limitMs?: number): Promise<Record<string, unknown>>;
}

/** People take their time in the phone's sheets; a phone that is not there answers never. */
const sheetLimitMs = 5 * 60_000;

interface Waiting {
  readonly done: (result: Record<string, unknown>) => void;
  readonly failed: (error: Error) => void;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** As much of a window as the bridge needs. */
export interface BridgeWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void };
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: unknown; readonly origin: string; readonly source: unknown }) => void,
  ): void;
}

/**
 * @param origin the only page that is trusted, from GET /app-info
 * @param self this page's window; given by tests
 */
export function createBridge(origin: string, self: BridgeWindow = window): Bridge {
  const waiting = new Map<string, Waiting>();
  let lastId = 0;
  const parent = self.parent;

  self.addEventListener('message', (event) => {
    if (event.source !== parent || event.origin !== origin || !isRecord(event.data)) return;
    const { hulian, id, ok, result, errMsg } = event.data;
    if (hulian !== 1 || typeof id !== 'string') return;
    const call = waiting.get(id);
    if (call === undefined) return;
    waiting.delete(id);
    if (ok === true) call.done(isRecord(result) ? result : {});
    else call.failed(new Error(typeof errMsg === 'string' ? errMsg : 'bridge:fail'));
  });

  return {
    call: (name, args = {}, limitMs = sheetLimitMs) =>
      new Promise((done, failed) => {
        lastId += 1;
        const id = `hl-${lastId}`;
        const timer = setTimeout(() => {
          waiting.delete(id);
          failed(new Error(`${name}:fail timeout`));
        }, limitMs);
        waiting.set(id, {
          done: (result) => {
            clearTimeout(timer);
            done(result);
          },
          failed: (error) => {
            clearTimeout(timer);
            failed(error);
          },
        });
        parent.postMessage({ hulian: 1, id, call: name, args }, origin);
      }),
  };
}
