import { useEffect, useState } from 'react';

import { conversationOf, serviceNotices, smsInbox } from '../core/conversations.ts';
import { nameIn } from '../core/i18n.ts';
import type { Account } from '../core/schema.ts';
import { Composer } from './composer.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { MenuBar } from './menu-bar.tsx';
import { MessageList } from './message-list.tsx';
import { Empty, LayerPage, NavBar } from './screen.tsx';

/** One conversation: a service account's, the service notices or the SMS. */
export function ChatPage({ id, covered }: { id: string; covered: boolean }) {
  const { state, t, nav, actions } = usePhone();
  const { world, settings } = state;
  const account = nav.accountOf(id);
  const person = world?.people.find((candidate) => candidate.id === settings.personId);
  const messages = state.messages.filter((message) => conversationOf(message) === id);
  const lastSeq = messages.at(-1)?.seq ?? 0;

  useEffect(() => {
    if (!covered && lastSeq > 0) actions.markRead(id, lastSeq);
  }, [actions, covered, id, lastSeq]);

  const title =
    id === serviceNotices ? t.chats.serviceNotices : id === smsInbox ? t.chats.sms : (account?.name ?? '');
  return (
    <LayerPage label={title} covered={covered} className="chat">
      <NavBar
        title={title}
        back={nav.back}
        action={
          account !== undefined && (
            <button
              type="button"
              className="icon-button"
              aria-label={t.more}
              data-testid="chat-profile"
              onClick={() => {
                nav.openProfile(account.id);
              }}
            >
              <Icon name="more" />
            </button>
          )
        }
      />
      {messages.length === 0 ? (
        <div className="messages">
          <Empty title={t.chat.empty} />
        </div>
      ) : (
        <MessageList
          messages={messages}
          nameOf={(message) => nav.accountOf(message.account)?.name ?? message.accountName ?? title}
          me={person === undefined ? '' : nameIn(person, settings.language)}
        />
      )}
      {id === smsInbox && messages.length > 0 && (
        <Composer label={t.chat.smsReply} onSend={(text) => actions.replySms(text)} />
      )}
      {account !== undefined && (
        <ActionBar account={account} following={person?.following.includes(account.id) === true} />
      )}
    </LayerPage>
  );
}

/** The bottom of a service account's chat: its menu, the input line, or the way to follow it. */
function ActionBar({ account, following }: { account: Account; following: boolean }) {
  const { t, state, actions } = usePhone();
  const buttons = account.menu ?? [];
  const [typing, setTyping] = useState(false);

  if (!following) {
    return (
      <div className="follow-bar">
        <span>{t.chat.followFirst}</span>
        <button
          type="button"
          className="button button-primary"
          data-testid="follow-button"
          data-account={account.id}
          disabled={state.busy}
          onClick={() => void actions.follow(account.id)}
        >
          {t.chat.follow}
        </button>
      </div>
    );
  }
  const toggle = buttons.length > 0 && (
    <button
      type="button"
      className="icon-button menu-toggle"
      data-testid="menu-toggle"
      aria-label={typing ? t.chat.toMenu : t.chat.toKeyboard}
      onClick={() => {
        setTyping(!typing);
      }}
    >
      <Icon name={typing ? 'menu' : 'keyboard'} />
    </button>
  );
  if (buttons.length > 0 && !typing) return <MenuBar account={account} buttons={buttons} toggle={toggle} />;
  return (
    <Composer
      label={t.chat.input}
      before={toggle}
      onSend={(text) => actions.sendText(account.id, text)}
      extras={[{ label: t.chat.location, icon: 'pin', act: () => void actions.sendLocation(account.id) }]}
    />
  );
}
