import * as z from 'zod';

import { act, ControlError, look } from './client.ts';
import { faultName, phoneFaults, type FaultName } from './faults.ts';
import type { Texts } from './i18n.ts';
import type { Live } from './live.ts';
import type { PayAsked, PhoneStore } from './phone.ts';
import {
  codeSchema,
  deliveriesSchema,
  payOrdersSchema,
  payPageSchema,
  scanSchema,
  type Delivery,
  type MenuLeaf,
} from './schema.ts';
import { loadReadMarks, saveReadMarks, saveSettings, setPersonaCookies, type Settings } from './settings.ts';

const anything = z.unknown();
const logLength = 30;
const toastMs = 2_400;

/** Everything the person at the phone can do to the sandbox. */
export type Actions = ReturnType<typeof createActions>;

/** @param texts the page's words in the language of the moment */
export function createActions(store: PhoneStore, live: Live, texts: () => Texts) {
  let logged = 0;
  let toastTimer: ReturnType<typeof setTimeout> | undefined;

  const personId = () => store.get().settings.personId;

  function toast(text: string): void {
    clearTimeout(toastTimer);
    store.set({ toast: text });
    toastTimer = setTimeout(() => {
      store.set({ toast: null });
    }, toastMs);
  }

  function explain(error: unknown): void {
    if (error instanceof ControlError && error.status !== 0) toast(error.message);
    else toast(texts().errors.unreachable);
  }

  /** Does a verb, notes the callbacks it caused and reads the new state. Null when it was refused. */
  async function perform<T extends { deliveries: Delivery[] }>(
    verb: string,
    body: object,
    schema: z.ZodType<T>,
  ): Promise<T | null> {
    store.set({ busy: true });
    try {
      const answer = await act(verb, body, schema);
      const now = Date.now() + store.get().clockOffsetMs;
      const entries = answer.deliveries.map((delivery) => ({
        id: (logged += 1),
        at: delivery.at ?? now,
        delivery,
      }));
      store.set({ log: [...entries.toReversed(), ...store.get().log].slice(0, logLength) });
      return answer;
    } catch (error) {
      explain(error);
      return null;
    } finally {
      store.set({ busy: false });
      await live.refresh();
    }
  }

  async function run(verb: string, body: object): Promise<boolean> {
    return (await perform(verb, body, deliveriesSchema)) !== null;
  }

  function changeSettings(change: Partial<Settings>): void {
    const before = store.get().settings;
    const settings = { ...before, ...change };
    saveSettings(settings);
    setPersonaCookies(settings.personId, settings.memberId);
    if (settings.personId !== before.personId) {
      // Another phone: what was asked on the first one is not asked here.
      const { sheet } = store.get();
      store.set({
        settings,
        messages: [],
        layers: [],
        sheet: sheet?.kind === 'panel' ? sheet : null,
        readMarks: loadReadMarks(settings.personId),
      });
    } else if (settings.memberId !== before.memberId) {
      store.set({ settings, workMessages: [] });
    } else {
      store.set({ settings });
    }
  }

  return {
    toast,
    explain,
    changeSettings,
    choosePerson(id: string): void {
      changeSettings({ personId: id });
      void live.refresh();
    },
    chooseMember(id: string): void {
      changeSettings({ memberId: id });
      void live.refresh();
    },
    follow: (account: string) => run('follow', { account, follower: personId() }),
    unfollow: (account: string) => run('unfollow', { account, follower: personId() }),
    sendText: (account: string, text: string) => run('send', { account, follower: personId(), text }),
    replySms: (text: string) => run('sms-reply', { follower: personId(), text }),
    sendLocation: (account: string) =>
      run('send', {
        account,
        follower: personId(),
        type: 'location',
        // Hangzhou's West Lake: a place that everyone can recognise on a map.
        fields: { Location_X: '30.2420', Location_Y: '120.1485', Scale: '16', Label: '杭州市西湖' },
      }),
    /** A link of a message menu: the platform sends its text together with what was chosen. */
    sendMenuChoice: (account: string, text: string, menuId: string) =>
      run('send', {
        account,
        follower: personId(),
        text,
        ...(menuId === '' ? {} : { fields: { bizmsgmenuid: menuId } }),
      }),
    sendToAgent(text: string): Promise<boolean> {
      const [corpId = '', userId = ''] = store.get().settings.memberId.split(':');
      return run('send', { account: corpId, follower: userId, text });
    },
    tapCard(messageSeq: number, key: string): Promise<boolean> {
      const [corpId = '', userId = ''] = store.get().settings.memberId.split(':');
      return run('card-tap', { corpId, userId, messageSeq, key });
    },
    tapMenu(account: string, leaf: MenuLeaf): Promise<boolean> {
      return run('menu', {
        account,
        follower: personId(),
        type: leaf.type ?? 'click',
        ...(typeof leaf.key === 'string' ? { key: leaf.key } : {}),
        ...(leaf.type === 'view' && typeof leaf.url === 'string' ? { url: leaf.url } : {}),
        ...(typeof leaf.pagepath === 'string' ? { pagepath: leaf.pagepath } : {}),
      });
    },
    /** Scans a code. Null when the sandbox refused; `opens` is null when it was a code to follow by. */
    scan: (code: { url: string } | { ticket: string }) =>
      perform('scan', { follower: personId(), ...code }, scanSchema),
    /** Comes to the pay page. @throws ControlError in the platform's words, where it may not be paid */
    openPayment: (asked: PayAsked) => act('pay-open', { person: personId(), ...asked }, payPageSchema),
    /** The notification is not waited for: WeChat shows the success at once. @throws ControlError */
    async pay(asked: PayAsked): Promise<void> {
      await act('pay', { person: personId(), wait: false, ...asked }, anything);
    },
    unpaidCodes: () => look('/control/pay-orders', payOrdersSchema),
    login: (appId: string) => act('mini-program/login', { appId, person: personId() }, codeSchema),
    phoneCode: (appId: string, phone: string) =>
      act('mini-program/phone', { appId, person: personId(), phone }, codeSchema),
    answerSubscribe: (appId: string, answers: Record<string, 'accept' | 'reject'>) =>
      run('mini-program/subscribe', { appId, person: personId(), answers }),
    async advanceClock(advanceMs: number): Promise<void> {
      if (await run('clock', { advanceMs })) toast(texts().panel.clockMoved);
    },
    async resetClock(): Promise<void> {
      if (await run('clock', { reset: true })) toast(texts().panel.clockMoved);
    },
    async setFault(name: FaultName, on: boolean): Promise<void> {
      // The sandbox takes all faults away at once, so those that stay are made again.
      const kept = (store.get().world?.faults ?? []).filter((fault) => faultName(fault) !== name);
      if (on && kept.length === (store.get().world?.faults ?? []).length) {
        await run('faults', phoneFaults[name]);
        return;
      }
      if (!(await run('faults', { clear: true }))) return;
      for (const { match, fault, left } of kept.toReversed()) {
        const times = left === null ? {} : { times: left };
        if (!(await run('faults', { match, fault: { ...fault, ...times } }))) return;
      }
    },
    async resetTokens(): Promise<void> {
      for (const account of store.get().world?.accounts ?? []) {
        if (!(await run('token-reset', { account: account.id }))) return;
      }
      toast(texts().panel.tokenDone);
    },
    async resetAll(): Promise<void> {
      store.set({ busy: true });
      try {
        await act('reset', {}, anything);
        saveReadMarks(personId(), {});
        store.set({ log: [], calls: [], layers: [], readMarks: {} });
        toast(texts().panel.resetDone);
      } catch (error) {
        explain(error);
      } finally {
        store.set({ busy: false });
        await live.refresh();
      }
    },
    markRead(conversation: string, seq: number): void {
      const { readMarks } = store.get();
      if ((readMarks[conversation] ?? 0) >= seq) return;
      const marks = { ...readMarks, [conversation]: seq };
      saveReadMarks(personId(), marks);
      store.set({ readMarks: marks });
    },
  };
}
