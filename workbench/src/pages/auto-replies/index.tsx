import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Tag } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  accountsQuery,
  autoRepliesKey,
  autoReplyKinds,
  listRules,
  removeRule,
  type AutoReplyRow,
} from '../../features/auto-replies/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { RuleForm } from './rule-form.tsx';
import { TrySentence } from './try-sentence.tsx';
import './auto-replies.css';

/** What is answered to which sentence (rows 292–303). */
export function AutoRepliesPage() {
  const t = useText();
  const accounts = useQuery(accountsQuery).data ?? [];
  const [editing, setEditing] = useState<AutoReplyRow | 'new' | null>(null);
  const where = ({ channelAccountIds: ids }: AutoReplyRow) =>
    ids.length === 0
      ? t('replies.all_accounts')
      : ids
          .map((id) => accounts.find((one) => one.id === id)?.name ?? t('replies.account_gone'))
          .join(t('common.list_separator'));
  const columns: readonly Column<AutoReplyRow>[] = [
    {
      key: 'words',
      title: t('replies.words'),
      card: 'title',
      render: (row) => (
        <>
          <span className="hl-reply-words">{row.words}</span>
          <small className="hl-cell-note">{t(`replies.pattern.${row.pattern}`)}</small>
        </>
      ),
      text: (row) => row.words,
    },
    {
      key: 'replies',
      title: t('replies.contents'),
      render: (row) => (
        <span className="hl-reply-first">
          <span>{row.replies[0]}</span>
          {row.replies.length > 1 ? <Tag>{t('replies.more', { count: row.replies.length })}</Tag> : null}
        </span>
      ),
      text: (row) => row.replies.join('\n'),
    },
    {
      key: 'kind',
      title: t('replies.kind'),
      render: (row) => t(`replies.kind.${row.kind}`),
      text: (row) => t(`replies.kind.${row.kind}`),
    },
    { key: 'accounts', title: t('replies.accounts'), render: where, text: where },
    {
      key: 'state',
      title: t('replies.enabled'),
      card: 'state',
      render: (row) => (
        <Status tone={row.enabled ? 'good' : 'off'}>{t(row.enabled ? 'common.on' : 'common.off')}</Status>
      ),
      text: (row) => t(row.enabled ? 'common.on' : 'common.off'),
    },
  ];
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      {t('replies.add')}
    </Button>
  );

  return (
    <Page title={t('replies.title')} lead={t('replies.lead')} actions={add}>
      <TrySentence />
      <DataTable
        name={t('replies.title')}
        queryKey={autoRepliesKey}
        fetchPage={({ search, filters, signal }) => listRules({ search, kind: filters['kind'] }, signal)}
        columns={columns}
        searchPlaceholder={t('replies.search')}
        filters={[
          {
            key: 'kind',
            label: t('replies.kind'),
            options: autoReplyKinds.map((value) => ({ value, label: t(`replies.kind.${value}`) })),
          },
        ]}
        actions={(row) => (
          <>
            <Button size="small" onClick={() => setEditing(row)}>
              {t('replies.edit')}
            </Button>
            <Remove row={row} />
          </>
        )}
        empty={{ title: t('replies.empty'), hint: t('replies.empty_hint'), action: add }}
      />
      {editing === null ? null : (
        <RuleForm
          key={editing === 'new' ? 'new' : editing.id}
          row={editing === 'new' ? null : editing}
          accounts={accounts}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

function Remove(props: { row: AutoReplyRow }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { id, words } = props.row;
  const remove = useWrite((one: string, key) => removeRule(one, key), {
    onDone: () => {
      void message.success(t('replies.removed'));
      void queries.invalidateQueries({ queryKey: autoRepliesKey });
    },
  });
  return (
    <Button
      size="small"
      danger
      onClick={() =>
        ask({
          title: t('replies.remove_title', { words: words.length > 30 ? `${words.slice(0, 30)}…` : words }),
          consequence: t('replies.remove_consequence'),
          verb: t('replies.remove'),
          danger: true,
          work: () => remove.mutateAsync(id),
        })
      }
    >
      {t('replies.remove')}
    </Button>
  );
}
