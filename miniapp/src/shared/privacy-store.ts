import { createStore } from './store.ts';

export interface PrivacyQuestion {
  /** Answers WeChat's question; `agree` only after the native button with `buttonId` was tapped. */
  answer(agreed: boolean): void;
}

/** WeChat's open privacy question, shown as a sheet by whatever page is on top. */
export const privacyStore = createStore<{ readonly question: PrivacyQuestion | null }>({ question: null });

/** The id of the native button; the base library checks that this very button was tapped. */
export const privacyButtonId = 'privacy-agree';
