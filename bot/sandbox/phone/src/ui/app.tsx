import { useEffect } from 'react';

import { listConversations } from '../core/conversations.ts';
import type { Layer, PhoneState, Tab } from '../core/phone.ts';
import { AccountsTab } from './accounts-tab.tsx';
import { Happened } from './happened.tsx';
import { Announcer } from './announcer.tsx';
import { ChatPage } from './chat-page.tsx';
import { ChatsTab } from './chats-tab.tsx';
import { ConfirmSheet, PhoneSheet, SubscribeSheet } from './consent-sheets.tsx';
import { usePhone } from './context.tsx';
import { Icon, type IconName } from './icons.tsx';
import { MiniProgramPage } from './mini-program-page.tsx';
import { Panel } from './panel.tsx';
import { ProfilePage } from './profile-page.tsx';
import { PaySheet } from './pay-sheet.tsx';
import { ScanSheet, ScannedTextSheet } from './scan-sheet.tsx';
import { useMedia } from './use-media.ts';
import { useInert } from './screen.tsx';
import { SheetFrame } from './sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { WorkTab } from './work-tab.tsx';

/** The whole page: the phone in the middle, the panel beside it. */
export function App() {
  const { state, t } = usePhone();
  const { language, dark, largeText } = state.settings;
  useEffect(() => {
    const root = document.documentElement;
    root.lang = language;
    root.dataset['theme'] = dark ? 'dark' : 'light';
    root.dataset['text'] = largeText ? 'large' : 'normal';
    document.title = t.title;
  }, [language, dark, largeText, t.title]);
  const wide = useMedia('(min-width: 761px)');
  const roomForLog = useMedia('(min-width: 1181px)');
  return (
    <div className="page">
      {wide && (
        <aside className="panel" aria-label={t.panel.title}>
          <Panel withLog={!roomForLog} />
        </aside>
      )}
      <main className="stage">
        <Phone />
      </main>
      {roomForLog && (
        <aside className="panel panel-log" aria-label={t.panel.happened}>
          <div className="panel-body">
            <Happened />
          </div>
        </aside>
      )}
    </div>
  );
}

function Phone() {
  const { state, t, nav } = usePhone();
  const { layers, sheet } = state;
  const ref = useInert(sheet !== null);
  const tabs = useInert(layers.length > 0);
  return (
    <div className="phone" data-testid="phone" aria-label={t.phone} role="group">
      <div className={`phone-screen phone-screen-${tone(state)}`} ref={ref}>
        <StatusBar />
        {!state.online && (
          <p className="offline" role="alert">
            {t.panel.offline}
          </p>
        )}
        <div className="screens">
          <div className="tabs-screen" ref={tabs}>
            {state.tab === 'chats' && <ChatsTab />}
            {state.tab === 'contacts' && <AccountsTab />}
            {state.tab === 'work' && <WorkTab />}
            <TabBar />
          </div>
          {layers.map((layer, index) => (
            <LayerView key={layerKey(layer)} layer={layer} covered={index < layers.length - 1} />
          ))}
        </div>
      </div>
      {sheet?.kind === 'phone' && <PhoneSheet sheet={sheet} />}
      {sheet?.kind === 'subscribe' && <SubscribeSheet sheet={sheet} />}
      {sheet?.kind === 'scan' && <ScanSheet sheet={sheet} />}
      {sheet?.kind === 'scanned-text' && <ScannedTextSheet sheet={sheet} />}
      {sheet?.kind === 'pay' && <PaySheet sheet={sheet} />}
      {sheet?.kind === 'confirm' && <ConfirmSheet sheet={sheet} />}
      {sheet?.kind === 'panel' && (
        <SheetFrame label={t.panel.title} className="sheet-tall" onDismiss={nav.closeSheet}>
          <div className="sheet-head">
            <span />
            <button type="button" className="text-link" onClick={nav.closeSheet} data-testid="panel-close">
              {t.close}
            </button>
          </div>
          <div className="sheet-scroll">
            <Panel withLog />
          </div>
        </SheetFrame>
      )}
      <Announcer />
      <div className="toast-place" role="status" aria-live="polite">
        {state.toast !== null && (
          <p className="toast" data-testid="toast">
            {state.toast}
          </p>
        )}
      </div>
    </div>
  );
}

/** The status bar takes the colour of what lies under it. */
function tone({ layers, tab }: PhoneState): 'ground' | 'surface' | 'work' {
  const top = layers.at(-1)?.kind;
  if (top === 'profile' || top === 'mini-program') return 'surface';
  return top === undefined && tab === 'work' ? 'work' : 'ground';
}

function layerKey(layer: Layer): string {
  return layer.kind === 'mini-program' ? `mini:${layer.opening}` : `${layer.kind}:${layer.id}`;
}

function LayerView({ layer, covered }: { layer: Layer; covered: boolean }) {
  switch (layer.kind) {
    case 'chat':
      return <ChatPage id={layer.id} covered={covered} />;
    case 'profile':
      return <ProfilePage id={layer.id} covered={covered} />;
    case 'mini-program':
      return <MiniProgramPage layer={layer} covered={covered} />;
  }
}

function TabBar() {
  const { state, t, nav } = usePhone();
  const { world, settings, messages, readMarks } = state;
  const person = world?.people.find((candidate) => candidate.id === settings.personId);
  const unread =
    world === null
      ? 0
      : listConversations(world, person?.following ?? [], messages, readMarks).reduce(
          (sum, conversation) => sum + conversation.unread,
          0,
        );
  const tab = (name: Tab, label: string, icon: IconName, testId: string, count = 0) => (
    <button
      type="button"
      className={`tab tab-${name}`}
      data-testid={testId}
      aria-current={state.tab === name ? 'page' : undefined}
      onClick={() => {
        nav.showTab(name);
      }}
    >
      <span className="tab-icon">
        <Icon name={icon} />
        {count > 0 && (
          <span className="unread">
            <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
            <span className="visually-hidden">{t.chats.unread(count)}</span>
          </span>
        )}
      </span>
      {label}
    </button>
  );
  return (
    <nav className="tab-bar" aria-label={t.tabs.label}>
      {tab('chats', t.tabs.chats, 'chat', 'chats-tab', unread)}
      {tab('contacts', t.tabs.contacts, 'accounts', 'accounts-tab')}
      <button
        type="button"
        className="tab"
        data-testid="scan-tab"
        onClick={() => {
          nav.openSheet({ kind: 'scan', answer: null });
        }}
      >
        <span className="tab-icon">
          <Icon name="scan" />
        </span>
        {t.tabs.scan}
      </button>
      {tab('work', t.tabs.work, 'work', 'wecom-tab')}
    </nav>
  );
}
