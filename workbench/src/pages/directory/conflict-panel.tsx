import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import {
  conflictsKey,
  decideConflict,
  directoryKey,
  listConflicts,
  type DirectoryConflictRow,
} from '../../features/organisation/directory-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

/** Members who may have an account already: a person says whether. */
export function ConflictPanel() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const ask = useConfirm();
  const decide = useWrite(decideConflict, {
    onDone: (_done, { how }) => {
      void message.success(t(how === 'link' ? 'directory.linked' : 'directory.separated'));
      void queries.invalidateQueries({ queryKey: directoryKey });
    },
  });
  const link = (row: DirectoryConflictRow) =>
    ask({
      title: t('directory.link_title', { name: row.staff.name, member: row.name }),
      consequence: t('directory.link_consequence', { userId: row.userId }),
      verb: t('directory.link'),
      work: () => decide.mutateAsync({ id: row.id, how: 'link' }),
    });
  const columns: readonly Column<DirectoryConflictRow>[] = [
    {
      key: 'member',
      title: t('directory.conflict.member'),
      card: 'title',
      render: (row) => (
        <>
          {row.name}
          <small className="hl-cell-note">{row.userId}</small>
        </>
      ),
      text: (row) => `${row.name} ${row.userId}`,
    },
    {
      key: 'staff',
      title: t('directory.conflict.staff'),
      render: (row) => (
        <>
          {row.staff.name}
          <small className="hl-cell-note">
            {row.staff.account} · {row.staff.department}
          </small>
        </>
      ),
      text: (row) => `${row.staff.name} ${row.staff.account}`,
    },
    {
      key: 'kind',
      title: t('directory.conflict.why'),
      render: (row) => t(`directory.conflict.${row.kind}`),
      text: (row) => t(`directory.conflict.${row.kind}`),
    },
  ];
  return (
    <Panel title={t('directory.conflicts')}>
      <p className="hl-muted hl-panel-text">{t('directory.conflicts_lead')}</p>
      <DataTable
        name={t('directory.conflicts')}
        queryKey={conflictsKey}
        fetchPage={({ cursor, signal }) => listConflicts({ cursor, limit: 50 }, signal)}
        columns={columns}
        actions={(row) =>
          row.acts === 'may' ? (
            <span className="hl-directory-acts">
              <Button type="text" size="small" onClick={() => link(row)}>
                {t('directory.link')}
              </Button>
              {row.kind === 'phone' ? (
                <Button
                  type="text"
                  size="small"
                  onClick={() => decide.mutate({ id: row.id, how: 'separate' })}
                >
                  {t('directory.separate')}
                </Button>
              ) : null}
            </span>
          ) : (
            <span className="hl-muted">{t(`staff.acts.${row.acts}`)}</span>
          )
        }
        empty={{ title: t('directory.conflicts_empty') }}
      />
    </Panel>
  );
}
