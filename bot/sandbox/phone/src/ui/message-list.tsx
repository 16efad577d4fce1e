import { useEffect, useLayoutEffect, useRef } from 'react';

import { readContent } from '../core/content.ts';
import type { Message } from '../core/schema.ts';
import { relativeTime, separatorGapMs } from '../core/time.ts';
import { Avatar } from './avatar.tsx';
import { ChoicesBubble, MiniProgramCard, NewsCard, TemplateMessage } from './cards.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { RichText } from './rich-text.tsx';
import { WorkCardView } from './work-card.tsx';

/** One message as the chat shows it: a bubble, a card across the chat, or a grey line. */
function MessageView({ message, from, me }: { message: Message; from: string; me: string }) {
  const { t } = usePhone();
  const content = readContent(message);
  const mine = message.direction === 'out';
  const attributes = {
    'data-testid': message.via === 'wecom' ? 'wecom-message' : 'message',
    'data-seq': message.seq,
    'data-via': message.via,
    'data-kind': content.kind,
    'data-direction': message.direction,
  };
  if (content.kind === 'notice') {
    return (
      <div className="system-line" {...attributes}>
        {content.text}
      </div>
    );
  }
  if (content.kind === 'template') {
    const subscribe = message.via !== 'template';
    return (
      <div className="message-wide" {...attributes}>
        <TemplateMessage card={content.card} from={subscribe ? from : null} subscribe={subscribe} />
      </div>
    );
  }
  if (content.kind === 'news') {
    return (
      <div className="message-wide" {...attributes}>
        <NewsCard articles={content.articles} />
      </div>
    );
  }
  return (
    <div className={`message ${mine ? 'message-out' : 'message-in'}`} {...attributes}>
      <Avatar name={mine ? me : from} kind={mine ? 'person' : 'account'} />
      <span className="visually-hidden">{mine ? t.chat.me : from}</span>
      {content.kind === 'text' && (
        <div className="bubble">
          <RichText text={content.text} account={message.account} />
        </div>
      )}
      {content.kind === 'choices' && (
        <div className="bubble">
          <ChoicesBubble content={content} account={message.account} />
        </div>
      )}
      {content.kind === 'mini-program' && (
        <MiniProgramCard title={content.title} picture={content.picture} target={content.target} />
      )}
      {content.kind === 'work-card' && <WorkCardView card={content.card} seq={message.seq} />}
      {content.kind === 'image' && <Picture url={content.url} />}
      {content.kind === 'other' && (
        <div className="bubble">
          {content.type === 'location' && <Icon name="pin" className="icon-inline" />}
          {content.text === '' ? t.chat.other(otherName(content.type, t)) : content.text}
        </div>
      )}
    </div>
  );
}

function otherName(type: string, t: ReturnType<typeof usePhone>['t']): string {
  if (type === 'voice') return t.chat.voice;
  if (type === 'location') return t.chat.location;
  return type;
}

function Picture({ url }: { url: string | null }) {
  const { t } = usePhone();
  return url === null ? (
    <div className="bubble picture-missing">
      <Icon name="image" />
      {t.chat.image}
    </div>
  ) : (
    <img className="picture" src={url} alt={t.chat.image} />
  );
}

/**
 * The messages of a conversation, the newest at the bottom and in view, with the time where a
 * pause lies between them. `Announcer` reads new ones out, whichever page is open.
 */
export function MessageList({
  messages,
  nameOf,
  me,
}: {
  messages: readonly Message[];
  nameOf: (message: Message) => string;
  me: string;
}) {
  const { t, state, now } = usePhone();
  const list = useRef<HTMLDivElement>(null);
  const seen = useRef(0);
  const lastSeq = messages.at(-1)?.seq ?? 0;

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    element.scrollTo({ top: element.scrollHeight, behavior: seen.current === 0 ? 'auto' : 'smooth' });
    seen.current = lastSeq;
  }, [lastSeq]);

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    // A menu that opens or a window that shrinks must not hide the last message.
    const observer = new ResizeObserver(() => {
      element.scrollTo({ top: element.scrollHeight });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  return (
    <div className="messages" ref={list} role="log" aria-live="off" aria-label={t.chat.messages} tabIndex={0}>
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const pause = before === undefined || message.at - before.at > separatorGapMs;
        return (
          <div key={message.seq} className="message-row">
            {pause && (
              <div className="time-line">{relativeTime(message.at, now, state.settings.language, true)}</div>
            )}
            <MessageView message={message} from={nameOf(message)} me={me} />
          </div>
        );
      })}
    </div>
  );
}
