import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createBridge, type BridgeWindow } from './bridge.h5.ts';

const phone = 'http://127.0.0.1:3100';
const sentShape = z.object({ hulian: z.literal(1), id: z.string(), call: z.string(), args: z.object({}) });

interface Arriving {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
}

/** A framed window that notes what its parent is sent, and into which messages can be dropped. */
function framed() {
  const posted: { id: string; call: string; origin: string }[] = [];
  const listeners: ((event: Arriving) => void)[] = [];
  const parent = {
    postMessage(message: unknown, origin: string): void {
      const { id, call } = sentShape.parse(message);
      posted.push({ id, call, origin });
    },
  };
  const self: BridgeWindow = {
    parent,
    addEventListener: (_type, listener) => void listeners.push(listener),
  };
  const arrive = (data: object, origin: string, source: unknown = parent): void =>
    listeners.forEach((listener) => listener({ data, origin, source }));
  return { self, posted, arrive };
}

describe('the bridge to the phone', () => {
  it('speaks to the phone alone, and gives its answer to the call that asked', async () => {
    const { self, posted, arrive } = framed();
    const bridge = createBridge(phone, self);
    const login = bridge.call('login');
    const launch = bridge.call('launch');
    expect(posted.map(({ origin }) => origin)).toEqual([phone, phone]);
    const [first, second] = posted.map(({ id }) => id);
    arrive({ hulian: 1, id: second, ok: true, result: { dark: true } }, phone);
    arrive({ hulian: 1, id: first, ok: true, result: { code: 'c' } }, phone);
    await expect(login).resolves.toEqual({ code: 'c' });
    await expect(launch).resolves.toEqual({ dark: true });
  });

  it('does not hear another origin, nor another window of the right one', async () => {
    const { self, posted, arrive } = framed();
    const login = createBridge(phone, self).call('login', {}, 50);
    const id = posted.at(-1)?.id;
    arrive({ hulian: 1, id, ok: true, result: { code: 'forged' } }, 'http://evil.example');
    arrive({ hulian: 1, id, ok: true, result: { code: 'forged' } }, phone, self);
    await expect(login).rejects.toThrow('login:fail timeout');
  });

  it('carries a refusal in WeChat’s words', async () => {
    const { self, posted, arrive } = framed();
    const call = createBridge(phone, self).call('phone');
    const id = posted.at(-1)?.id;
    arrive({ hulian: 1, id, ok: false, errMsg: 'getPhoneNumber:fail user deny' }, phone);
    await expect(call).rejects.toThrow('getPhoneNumber:fail user deny');
  });
});
