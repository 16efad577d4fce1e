import './core/zod-config.ts';

import { createRoot } from 'react-dom/client';

import { createActions } from './core/actions.ts';
import { readDeepLink } from './core/deep-link.ts';
import { textsOf } from './core/i18n.ts';
import { createLive } from './core/live.ts';
import { createNavigation } from './core/navigation.ts';
import { createPhoneStore } from './core/phone.ts';
import { scenes } from './core/scenes.ts';
import { loadReadMarks, loadSettings } from './core/settings.ts';
import { App } from './ui/app.tsx';
import { PhoneProvider } from './ui/context.tsx';

// The mini program and the cookies know this page by the name localhost: by another one it is deaf.
if (location.hostname === '127.0.0.1') {
  const address = new URL(location.href);
  address.hostname = 'localhost';
  location.replace(address);
}

const link = readDeepLink(location.search);
const saved = loadSettings();
const settings = {
  ...saved,
  language: link.language ?? saved.language,
  dark: link.dark ?? saved.dark,
  personId: link.person ?? saved.personId,
};
const store = createPhoneStore(settings, loadReadMarks(settings.personId));
const texts = () => textsOf(store.get().settings.language);

/** The demo begins as these two: the clerk who waits for binding, and the salesperson who opened her account. */
const firstMember = 'zhangmin';
let arrived = false;

/** Chooses who holds the phone when the saved choice does not exist here, then follows the deep link once. */
function onWorld(): void {
  const { world, settings: now } = store.get();
  if (world === null) return;
  const person = world.people.find((one) => one.id === now.personId) ?? world.people[0];
  const idOf = (one: { corpId: string; userId: string }) => `${one.corpId}:${one.userId}`;
  const wanted = arrived ? null : link.member;
  const active = world.members.filter((one) => one.active);
  const member =
    world.members.find((one) => one.userId === wanted || idOf(one) === wanted) ??
    world.members.find((one) => idOf(one) === now.memberId) ??
    active.find((one) => one.userId === firstMember) ??
    active[0];
  const change = { personId: person?.id ?? '', memberId: member === undefined ? '' : idOf(member) };
  if (!arrived || change.personId !== now.personId || change.memberId !== now.memberId) {
    actions.changeSettings(change);
  }
  if (arrived) return;
  arrived = true;
  if (link.tab !== null) nav.showTab(link.tab);
  if (link.chat !== null) nav.openChat(link.chat);
  const miniProgram = world.accounts.find(
    (account) => account.kind === 'mini-program' && (link.appId === null || account.id === link.appId),
  );
  if (link.open !== null && miniProgram !== undefined) {
    nav.openMiniProgram(miniProgram.id, link.open, scenes.urlLink);
  }
}

const live = createLive(store, onWorld);
const actions = createActions(store, live, texts);
const nav = createNavigation(store, actions, texts);
void live.refresh();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <PhoneProvider tools={{ store, actions, nav }}>
    <App />
  </PhoneProvider>,
);
