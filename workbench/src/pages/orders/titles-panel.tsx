import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton, Space } from 'antd';
import { useState } from 'react';

import {
  fetchTitles,
  fitsSpecial,
  removeTitle,
  titlesKey,
  type InvoiceTitleRow,
} from '../../features/orders/invoices-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { TitleForm } from './title-form.tsx';

/** Titles (抬头) of the enterprise: add, change, remove. */
export function TitlesPanel() {
  const t = useText();
  const confirm = useConfirm();
  const cache = useQueryClient();
  const [editing, setEditing] = useState<InvoiceTitleRow | 'new' | null>(null);
  const titles = useQuery({ queryKey: titlesKey, queryFn: ({ signal }) => fetchTitles(signal) });
  const remove = useWrite((id: string, key) => removeTitle(id, key), {
    onDone: () => void cache.invalidateQueries({ queryKey: titlesKey }),
  });
  return (
    <Panel
      title={t('titles.title')}
      extra={<Button onClick={() => setEditing('new')}>{t('titles.add')}</Button>}
    >
      {titles.isError ? (
        <ErrorState error={titles.error} onRetry={() => void titles.refetch()} />
      ) : titles.data === undefined ? (
        <Skeleton active />
      ) : titles.data.items.length === 0 ? (
        <p className="hl-muted">{t('titles.empty')}</p>
      ) : (
        titles.data.items.map((row) => (
          <div key={row.id} className="hl-order-line">
            <span>
              <strong>{row.name}</strong> <span className="hl-muted">{row.taxId}</span>{' '}
              {fitsSpecial(row) ? null : <Status tone="off">{t('titles.special_missing')}</Status>}
            </span>
            <Space>
              <Button onClick={() => setEditing(row)}>{t('titles.edit')}</Button>
              <Button
                danger
                onClick={() => {
                  confirm({
                    title: `${t('titles.remove')} · ${row.name}`,
                    consequence: t('titles.remove_hint'),
                    verb: t('titles.remove'),
                    danger: true,
                    work: () => remove.mutateAsync(row.id),
                  });
                }}
              >
                {t('titles.remove')}
              </Button>
            </Space>
          </div>
        ))
      )}
      {editing === null ? null : <TitleForm editing={editing} onClose={() => setEditing(null)} />}
    </Panel>
  );
}
