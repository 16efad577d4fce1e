import { Input } from 'antd';
import { useNavigate, useSearchParams } from 'react-router-dom';

import { chatKinds, chatsKey, listChats, type ChatRow } from '../../features/chats/api.ts';
import { companiesOf, kindKey, nameOf } from '../../features/chats/chat-words.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';
import './chats.css';

/** Chats in sight, or those that others look after; one opens with its record. */
export function ChatList(props: { which: 'chats' | 'chat-history' }) {
  const t = useText();
  const can = useCan();
  const { moment } = useZone();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const staff = params.get('staff') ?? '';
  const reads = can('chat_history.view');
  const words = props.which === 'chats' ? 'chats' : 'history';

  const columns: readonly Column<ChatRow>[] = [
    {
      key: 'person',
      title: t('chats.column.person'),
      card: 'title',
      render: (row) => (
        <>
          {nameOf(row) ?? t('chats.stranger')}
          <small className="hl-cell-note">
            {row.people.length === 0 ? row.openidMasked : companiesOf(row)}
          </small>
        </>
      ),
      text: (row) => nameOf(row) ?? t('chats.stranger'),
    },
    {
      key: 'openid',
      title: t('chats.column.openid'),
      render: (row) => <code>{row.openidMasked}</code>,
      text: (row) => row.openidMasked,
    },
    {
      key: 'account',
      title: t('chats.column.account'),
      render: (row) => (
        <>
          {row.channelAccountName}
          <small className="hl-cell-note">{t(kindKey[row.kind])}</small>
        </>
      ),
      text: (row) => row.channelAccountName,
    },
    {
      key: 'staff',
      title: t('chats.column.staff'),
      render: (row) =>
        row.staff.length === 0 ? (
          <span className="hl-muted">{t('chats.nobody')}</span>
        ) : (
          row.staff.map(({ id, name, account }) => (
            <span key={id} className="hl-chat-staff">
              {name}
              <small className="hl-cell-note">{account}</small>
            </span>
          ))
        ),
      text: (row) => row.staff.map(({ name, account }) => `${name} (${account})`).join('、'),
    },
    ...(reads
      ? [
          {
            key: 'excerpt',
            title: t('chats.column.last'),
            render: (row: ChatRow) => <span className="hl-chat-excerpt">{row.excerpt ?? ''}</span>,
            text: (row: ChatRow) => row.excerpt ?? '',
          },
        ]
      : []),
    {
      key: 'lastAt',
      title: t('chats.column.last_at'),
      card: 'state',
      render: (row) => <time dateTime={row.lastAt}>{moment(row.lastAt)}</time>,
      text: (row) => row.lastAt,
      compare: (left, right) => left.lastAt.localeCompare(right.lastAt),
    },
  ];

  return (
    <Page title={t(`${words}.title`)} lead={t(reads ? `${words}.lead` : 'chats.lead_without')}>
      <DataTable
        name={t(`${words}.title`)}
        queryKey={[...chatsKey, props.which, staff]}
        fetchPage={({ cursor, search, filters, signal }) =>
          listChats(
            props.which,
            { cursor, search, kind: filters['kind'], ...(staff === '' ? {} : { staff }), limit: 50 },
            signal,
          )
        }
        columns={columns}
        searchPlaceholder={t('chats.search')}
        filters={[
          {
            key: 'kind',
            label: t('chats.column.kind'),
            options: chatKinds.map((value) => ({ value, label: t(kindKey[value]) })),
          },
        ]}
        toolbar={
          <Input.Search
            className="hl-chat-staff-search"
            aria-label={t('chats.staff_search')}
            placeholder={t('chats.staff_search')}
            allowClear
            maxLength={60}
            defaultValue={staff}
            onSearch={(value) => {
              const next = new URLSearchParams(params);
              if (value.trim() === '') next.delete('staff');
              else next.set('staff', value.trim());
              setParams(next, { replace: true });
            }}
          />
        }
        {...(reads ? { onOpen: (row: ChatRow) => void navigate(`/${props.which}/${row.id}`) } : {})}
        empty={{ title: t(`${words}.empty`), hint: t(`${words}.empty_hint`) }}
      />
    </Page>
  );
}
