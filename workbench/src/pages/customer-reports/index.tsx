import { App, Button, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  decideReport,
  listReports,
  partiesKey,
  reportsKey,
  reportStateSchema,
  type Decision,
  type PartyReportRow,
} from '../../features/crm/api.ts';
import { reportWord, titleOf } from '../../features/crm/words.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** Who should own what: reported by who was second, decided by who manages customers. */
export function CustomerReportsPage() {
  const t = useText();
  const { moment } = useZone();
  const canManage = useCan()('crm.manage');
  const [deciding, setDeciding] = useState<{ row: PartyReportRow; outcome: Decision['outcome'] } | null>(
    null,
  );
  const columns: readonly Column<PartyReportRow>[] = [
    {
      key: 'party',
      title: t('crm.report.party'),
      card: 'title',
      render: (row) => (
        <>
          <strong>{row.partyName}</strong>
          <small className="hl-cell-note">{t(titleOf[row.kind])}</small>
        </>
      ),
    },
    {
      key: 'state',
      title: t('crm.report.state'),
      card: 'state',
      render: (row) => <Status tone={reportWord[row.state].tone}>{t(reportWord[row.state].key)}</Status>,
    },
    { key: 'owner', title: t('crm.owner'), render: (row) => row.owner?.name ?? t('crm.scope.pool') },
    { key: 'reporter', title: t('crm.report.reporter'), render: (row) => row.reporter.name },
    {
      key: 'reason',
      title: t('crm.report.reason_short'),
      render: (row) => (
        <>
          <span className="hl-cell-wrap">{row.reason}</span>
          {row.answer === '' ? null : (
            <small className="hl-cell-note">{`${row.decidedBy ?? ''}：${row.answer}`}</small>
          )}
        </>
      ),
    },
    { key: 'at', title: t('crm.report.at'), render: (row) => moment(row.createdAt) },
  ];
  return (
    <Page
      title={t('crm.reports')}
      lead={t(canManage ? 'crm.reports_lead_manage' : 'crm.reports_lead', {
        permission: t(permissionLabel('crm.manage')),
      })}
    >
      <DataTable
        name={t('crm.reports')}
        queryKey={reportsKey}
        fetchPage={({ cursor, filters, signal }) => listReports({ cursor, ...filters, limit: 50 }, signal)}
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('crm.report.state'),
            options: reportStateSchema.options.map((value) => ({ value, label: t(reportWord[value].key) })),
          },
        ]}
        exportRefusal={t('crm.export_not_here')}
        {...(canManage
          ? {
              actions: (row: PartyReportRow) =>
                row.state === 'open' ? (
                  <>
                    <Button size="small" onClick={() => setDeciding({ row, outcome: 'reown' })}>
                      {t('crm.report.reown')}
                    </Button>
                    <Button size="small" onClick={() => setDeciding({ row, outcome: 'reject' })}>
                      {t('crm.report.reject')}
                    </Button>
                  </>
                ) : null,
            }
          : {})}
        empty={{ title: t('crm.reports_empty'), hint: t('crm.reports_empty_hint') }}
      />
      {deciding === null ? null : <Decide {...deciding} onClose={() => setDeciding(null)} />}
    </Page>
  );
}

function Decide(props: { row: PartyReportRow; outcome: Decision['outcome']; onClose: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row, outcome } = props;
  const [answer, setAnswer] = useState('');
  const decide = useWrite((wish: Decision, key) => decideReport(row.id, wish, key), {
    failure: 'inline',
    onDone: () => {
      void message.success(t('crm.report.decided'));
      for (const queryKey of [reportsKey, partiesKey(row.kind)]) void queries.invalidateQueries({ queryKey });
      props.onClose();
    },
  });
  const verb = t(outcome === 'reown' ? 'crm.report.reown' : 'crm.report.reject');
  return (
    <Modal
      open
      title={`${verb} · ${row.partyName}`}
      okText={verb}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: answer.trim().length < 2 }}
      confirmLoading={decide.isPending}
      onOk={() => decide.mutate({ outcome, answer: answer.trim() })}
      onCancel={props.onClose}
    >
      <div className="hl-stack">
        <p>
          {t(outcome === 'reown' ? 'crm.report.reown_consequence' : 'crm.report.reject_consequence', {
            name: row.reporter.name,
          })}
        </p>
        <Input.TextArea
          aria-label={t('crm.report.answer')}
          placeholder={t('crm.report.answer')}
          maxLength={300}
          autoSize={{ minRows: 2, maxRows: 4 }}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
        <ErrorNotice error={decide.isError ? decide.error : null} />
      </div>
    </Modal>
  );
}
