import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  codesKey,
  listCodes,
  revokeCode,
  type CreatedInvitationCode,
  type InvitationCodeRow,
} from '../../features/connections/api.ts';
import { CodeShown } from '../../features/connections/code-shown.tsx';
import { codeWord } from '../../features/connections/connection-words.ts';
import { CreateCode } from '../../features/connections/create-code.tsx';
import { useCan, useStaff } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** Codes by which others become our downstream, out of our quota. */
export function InvitationCodesPage() {
  const t = useText();
  const { lastDay } = useZone();
  const canManage = useCan()('connections.manage');
  const brand = useStaff().enterprise.displayName;
  const [made, setMade] = useState<CreatedInvitationCode | null>(null);
  const forWhom = (row: InvitationCodeRow) =>
    [row.prefill.companyName, row.prefill.contactName, row.prefill.phoneMasked]
      .filter((part) => part !== '')
      .join(' · ') || t('codes.anybody');

  const columns: readonly Column<InvitationCodeRow>[] = [
    {
      key: 'code',
      title: t('codes.column.code'),
      card: 'title',
      render: (row) => (
        <>
          <code>{row.hint}…</code>
          {row.note === '' ? null : <small className="hl-cell-note">{row.note}</small>}
        </>
      ),
      text: (row) => `${row.hint}… ${row.note}`.trim(),
    },
    {
      key: 'kind',
      title: t('codes.column.kind'),
      render: (row) => (
        <>
          {t(`codes.kind.${row.kind}`)}
          {row.review ? <small className="hl-cell-note">{t('codes.review')}</small> : null}
        </>
      ),
      text: (row) => t(`codes.kind.${row.kind}`),
    },
    { key: 'for', title: t('codes.column.for'), render: forWhom, text: forWhom },
    {
      key: 'edition',
      title: t('connections.column.edition'),
      render: (row) => row.edition?.label ?? '—',
      text: (row) => row.edition?.label ?? '',
    },
    {
      key: 'uses',
      title: t('codes.column.uses'),
      render: (row) => (
        <span className="hl-number">
          {t('codes.column.uses_value', { uses: row.uses, max: row.maxUses })}
        </span>
      ),
      text: (row) => `${row.uses}/${row.maxUses}`,
    },
    {
      key: 'state',
      title: t('codes.column.state'),
      card: 'state',
      render: (row) => <Status tone={codeWord[row.state].tone}>{t(codeWord[row.state].key)}</Status>,
      text: (row) => t(codeWord[row.state].key),
    },
    {
      key: 'expires',
      title: t('codes.column.expires'),
      render: (row) => lastDay(row.expiresAt),
      text: (row) => lastDay(row.expiresAt),
      compare: (left, right) => left.expiresAt.localeCompare(right.expiresAt),
    },
    {
      key: 'createdBy',
      title: t('codes.column.created_by'),
      card: 'hidden',
      render: (row) => row.createdBy || '—',
      text: (row) => row.createdBy,
    },
  ];

  return (
    <Page
      title={t('codes.title')}
      lead={t('codes.lead')}
      actions={canManage ? <CreateCode onCreated={setMade} /> : null}
    >
      <DataTable
        name={t('codes.title')}
        queryKey={codesKey}
        fetchPage={({ cursor, filters, signal }) =>
          listCodes({ cursor, kind: filters['kind'], state: filters['state'], limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'kind',
            label: t('codes.column.kind'),
            options: (['dedicated', 'general'] as const).map((value) => ({
              value,
              label: t(`codes.kind.${value}`),
            })),
          },
          {
            key: 'state',
            label: t('codes.column.state'),
            options: (['open', 'over'] as const).map((value) => ({
              value,
              label: t(`codes.filter.${value}`),
            })),
          },
        ]}
        {...(canManage
          ? {
              actions: (row: InvitationCodeRow) => (row.state === 'open' ? <Revoke code={row} /> : null),
            }
          : {})}
        empty={{ title: t('codes.empty'), hint: t('codes.empty_hint') }}
      />
      <CodeShown made={made} brand={brand} onClose={() => setMade(null)} />
    </Page>
  );
}

function Revoke({ code }: { code: InvitationCodeRow }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const revoke = useWrite((id: string, key) => revokeCode(id, key), {
    onDone: () => {
      void message.success(t('codes.revoke_done'));
      void queries.invalidateQueries({ queryKey: codesKey });
    },
  });
  return (
    <Button
      type="text"
      size="small"
      onClick={() =>
        ask({
          title: t('codes.revoke_title', { hint: code.hint }),
          consequence: t('codes.revoke_consequence'),
          verb: t('codes.revoke'),
          danger: true,
          work: () => revoke.mutateAsync(code.id),
        })
      }
    >
      {t('codes.revoke')}
    </Button>
  );
}
