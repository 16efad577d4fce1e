import { Button, Skeleton } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';

import { chatsKey, fetchHistory, type ChatMessageRow, type ChatRow } from '../../features/chats/api.ts';
import { companiesOf, kindKey, nameOf } from '../../features/chats/chat-words.ts';
import { carrierLabel } from '../../features/messaging/delivery-words.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';
import './chats.css';

/** What was said in a chat, the newest at the end; older ones are fetched from the top. */
export function ChatRecord(props: { which: 'chats' | 'chat-history' }) {
  const t = useText();
  const { id = '' } = useParams();
  const history = useInfiniteQuery({
    queryKey: [...chatsKey, 'record', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => fetchHistory(id, pageParam === '' ? undefined : pageParam, signal),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const chat = history.data?.pages[0]?.chat;
  const messages = (history.data?.pages.flatMap((page) => page.items) ?? []).toReversed();
  const list = props.which === 'chats' ? t('chats.title') : t('history.title');
  return (
    <Page
      title={chat === undefined ? t('chats.record') : (nameOf(chat) ?? t('chats.stranger'))}
      crumbs={[{ label: list, to: `/${props.which}` }]}
    >
      {history.isError ? (
        <Panel>
          <ErrorState error={history.error} onRetry={() => void history.refetch()} />
        </Panel>
      ) : chat === undefined ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 6 }} />
        </Panel>
      ) : (
        <>
          <Panel>
            <About chat={chat} />
          </Panel>
          <Panel title={t('chats.record')} className="hl-record">
            {history.hasNextPage ? (
              <Button block loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
                {t('chats.earlier')}
              </Button>
            ) : (
              <p className="hl-muted hl-record-start">{t('chats.start')}</p>
            )}
            {messages.length === 0 ? (
              <EmptyState title={t('chats.gone')} hint={t('chats.gone_hint')} />
            ) : (
              <ol className="hl-record-lines" aria-label={t('chats.record')}>
                {messages.map((message) => (
                  <Line key={message.id} message={message} />
                ))}
              </ol>
            )}
          </Panel>
        </>
      )}
    </Page>
  );
}

function About({ chat }: { chat: ChatRow }) {
  const t = useText();
  const { moment } = useZone();
  return (
    <Facts
      facts={[
        ...(chat.people.length === 0 ? [] : [{ label: t('chats.column.company'), value: companiesOf(chat) }]),
        { label: t('chats.column.openid'), value: <code>{chat.openidMasked}</code> },
        { label: t('chats.column.account'), value: `${chat.channelAccountName} · ${t(kindKey[chat.kind])}` },
        {
          label: t('chats.column.staff'),
          value:
            chat.staff.length === 0
              ? t('chats.nobody')
              : chat.staff.map(({ name, account }) => `${name}（${account}）`).join('、'),
        },
        { label: t('chats.column.last_at'), value: moment(chat.lastAt) },
      ]}
    />
  );
}

function Line({ message }: { message: ChatMessageRow }) {
  const t = useText();
  const { moment } = useZone();
  const { direction, kindLabel, text, carrier, at } = message;
  const time = <time dateTime={at}>{moment(at)}</time>;
  if (direction === 'event')
    return (
      <li className="hl-record-event">
        {kindLabel} · {time}
      </li>
    );
  return (
    <li className={`hl-record-${direction}`}>
      <small className="hl-muted">
        {t(direction === 'in' ? 'chats.from_person' : 'chats.from_us')}
        {carrier === null ? '' : ` · ${t(carrierLabel[carrier])}`} · {time}
      </small>
      <p>{text ?? <em>{t('chats.no_words', { kind: kindLabel })}</em>}</p>
    </li>
  );
}
