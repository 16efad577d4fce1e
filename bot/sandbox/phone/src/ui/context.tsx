import { createContext, useContext, type ReactNode } from 'react';

import type { Actions } from '../core/actions.ts';
import { textsOf, type Texts } from '../core/i18n.ts';
import type { Navigation } from '../core/navigation.ts';
import type { PhoneState, PhoneStore } from '../core/phone.ts';
import { useStore } from '../core/store.ts';

export interface PhoneTools {
  readonly store: PhoneStore;
  readonly actions: Actions;
  readonly nav: Navigation;
}

const ToolsContext = createContext<PhoneTools | null>(null);

export function PhoneProvider({ tools, children }: { tools: PhoneTools; children: ReactNode }) {
  return <ToolsContext.Provider value={tools}>{children}</ToolsContext.Provider>;
}

/** What every part of the page draws from and acts with. */
export function usePhone(): PhoneTools & { state: PhoneState; t: Texts; now: number } {
  const tools = useContext(ToolsContext);
  if (tools === null) throw new Error('This part of the page stands outside PhoneProvider');
  const state = useStore(tools.store);
  return {
    ...tools,
    state,
    t: textsOf(state.settings.language),
    now: Date.now() + state.clockOffsetMs,
  };
}
