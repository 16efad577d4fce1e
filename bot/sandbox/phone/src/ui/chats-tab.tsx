import { listConversations, preview, serviceNotices, type Conversation } from '../core/conversations.ts';
import { scenes } from '../core/scenes.ts';
import { relativeTime } from '../core/time.ts';
import { Avatar, SignAvatar } from './avatar.tsx';
import { usePhone } from './context.tsx';
import { Empty, NavBar } from './screen.tsx';

/** The chat list, with the mini programs above it as on WeChat's pulled-down page. */
export function ChatsTab() {
  const { state, t, nav } = usePhone();
  const { world, settings, messages, readMarks } = state;
  const person = world?.people.find((candidate) => candidate.id === settings.personId);
  const conversations =
    world === null ? [] : listConversations(world, person?.following ?? [], messages, readMarks);
  const miniPrograms = (world?.accounts ?? []).filter((account) => account.kind === 'mini-program');
  return (
    <div className="tab-page">
      <NavBar title={t.tabs.chats} />
      <div className="scroll">
        {miniPrograms.length > 0 && (
          <section className="mini-strip" aria-label={t.chats.miniPrograms}>
            <h3>{t.chats.miniPrograms}</h3>
            <div className="mini-strip-row">
              {miniPrograms.map((account) => (
                <button
                  key={account.id}
                  type="button"
                  data-testid="mini-program"
                  data-app={account.id}
                  onClick={() => {
                    nav.openMiniProgram(account.id, '', scenes.list);
                  }}
                >
                  <Avatar name={account.name} kind="mini-program" />
                  <span>{account.name}</span>
                </button>
              ))}
            </div>
          </section>
        )}
        {conversations.length === 0 && world !== null ? (
          <Empty
            title={t.chats.empty}
            hint={t.chats.emptyHint}
            action={
              <button
                type="button"
                className="button button-primary"
                onClick={() => {
                  nav.showTab('contacts');
                }}
              >
                {t.chats.toAccounts}
              </button>
            }
          />
        ) : (
          <ul className="rows">
            {conversations.map((conversation) => (
              <ChatRow key={conversation.id} conversation={conversation} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function ChatRow({ conversation }: { conversation: Conversation }) {
  const { state, t, nav, now } = usePhone();
  const { account, id, last, unread } = conversation;
  const name = account?.name ?? (id === serviceNotices ? t.chats.serviceNotices : t.chats.sms);
  return (
    <li>
      <button
        type="button"
        className="row"
        data-testid="chat-row"
        data-chat={id}
        onClick={() => {
          nav.openChat(id);
        }}
      >
        <span className="row-avatar">
          {account !== null ? (
            <Avatar name={name} />
          ) : id === serviceNotices ? (
            <SignAvatar icon="bell" tone="orange" />
          ) : (
            <SignAvatar icon="sms" tone="blue" />
          )}
          {unread > 0 && (
            <span className="unread" data-testid="unread">
              <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
              <span className="visually-hidden">{t.chats.unread(unread)}</span>
            </span>
          )}
        </span>
        <span className="row-main">
          <span className="row-name">{name}</span>
          <span className="row-text">
            {last === null
              ? t.chats.following
              : preview(last, { image: t.chat.image, miniProgram: t.chat.miniProgram })}
          </span>
        </span>
        {last !== null && (
          <time className="row-time" dateTime={new Date(last.at).toISOString()}>
            {relativeTime(last.at, now, state.settings.language, false)}
          </time>
        )}
      </button>
    </li>
  );
}
