import type { Actions } from './actions.ts';
import type { Texts } from './i18n.ts';
import type { PhoneStore, Sheet, Tab } from './phone.ts';
import { safeHttpUrl } from './rich-text.ts';
import { scenes } from './scenes.ts';
import type { Account } from './schema.ts';

/** Moving about the phone: tabs, the pages over them, sheets, and what a link opens. */
export type Navigation = ReturnType<typeof createNavigation>;

export function createNavigation(store: PhoneStore, actions: Actions, texts: () => Texts) {
  let openings = 0;

  function accountOf(id: string): Account | undefined {
    return store.get().world?.accounts.find((account) => account.id === id);
  }

  function openMiniProgram(appId: string, path: string, scene: number): void {
    const account = accountOf(appId);
    if (account === undefined || (account.h5BaseUrl ?? '') === '') {
      actions.toast(account === undefined ? texts().mini.unknown : texts().mini.noAddress);
      return;
    }
    const layers = store.get().layers.filter((layer) => layer.kind !== 'mini-program');
    openings += 1;
    store.set({ layers: [...layers, { kind: 'mini-program', appId, path, scene, opening: openings }] });
  }

  /**
   * The mini program that a web address belongs to: one under its H5 base by its path, another one
   * on the same host (a printed short address) whole, as the host sends it on into the H5.
   */
  function miniProgramOf(url: string): { appId: string; path: string } | null {
    for (const account of store.get().world?.accounts ?? []) {
      const base = account.h5BaseUrl ?? '';
      if (account.kind !== 'mini-program' || base === '') continue;
      const prefix = `${base.replace(/\/+$/, '')}/`;
      if (url.startsWith(prefix)) return { appId: account.id, path: url.slice(prefix.length) };
      if (new URL(url).origin === new URL(base).origin) return { appId: account.id, path: url };
    }
    return null;
  }

  /** A chat stands directly on the tabs: opening one leaves whatever was open. */
  function openChat(id: string): void {
    store.set({ tab: 'chats', layers: [{ kind: 'chat', id }] });
  }

  /** Opens a web address: the mini program's own in its frame, any other in a new tab. */
  function openUrl(url: string, scene: number): void {
    const safe = safeHttpUrl(url);
    if (safe === null) {
      actions.toast(texts().errors.badLink);
      return;
    }
    const own = miniProgramOf(safe);
    if (own !== null) openMiniProgram(own.appId, own.path, scene);
    else window.open(safe, '_blank', 'noopener');
  }

  function showTab(tab: Tab): void {
    store.set({ tab, layers: [] });
  }

  function openProfile(id: string): void {
    store.set({ layers: [...store.get().layers, { kind: 'profile', id }] });
  }

  function back(): void {
    store.set({ layers: store.get().layers.slice(0, -1) });
  }

  function closeMiniProgram(): void {
    store.set({ layers: store.get().layers.filter((layer) => layer.kind !== 'mini-program') });
  }

  function openSheet(sheet: Sheet): void {
    store.set({ sheet });
  }

  function closeSheet(): void {
    store.set({ sheet: null });
  }

  /** Asks before something that cannot be undone by a tap. */
  function confirm(question: { title: string; text: string; yes: string }): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (yes: boolean) => {
        closeSheet();
        resolve(yes);
      };
      openSheet({ kind: 'confirm', ...question, answer });
    });
  }

  /**
   * Does what a code says: follows, opens a mini program or an address. What is neither a code of
   * the sandbox nor an address is shown as text, as WeChat does.
   */
  async function openScanned(text: string): Promise<void> {
    if (text.startsWith('weixin://wxpay/')) {
      openSheet({ kind: 'pay', asked: { codeUrl: text }, answer: null });
      return;
    }
    if (safeHttpUrl(text) === null) {
      openSheet({ kind: 'scanned-text', text });
      return;
    }
    closeSheet();
    const scanned = await actions.scan({ url: text });
    if (scanned === null) return;
    const { opens, deliveries } = scanned;
    if (opens === null) {
      const account = deliveries[0]?.account ?? null;
      if (account !== null) openChat(account);
      return;
    }
    if ('pay' in opens) {
      openSheet({ kind: 'pay', asked: { codeUrl: opens.pay.codeUrl }, answer: null });
      return;
    }
    if ('url' in opens) {
      openUrl(opens.url, scenes.plainLinkCode);
      return;
    }
    const { appId, path, query, scene } = opens.miniProgram;
    const tail = new URLSearchParams(query).toString();
    openMiniProgram(appId, tail === '' ? path : `${path}?${tail}`, scene);
  }

  return {
    accountOf,
    back,
    closeMiniProgram,
    closeSheet,
    confirm,
    openChat,
    openMiniProgram,
    openProfile,
    openScanned,
    openSheet,
    openUrl,
    showTab,
  };
}
