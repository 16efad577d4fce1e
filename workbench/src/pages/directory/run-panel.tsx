import { App, Button, Progress, Skeleton } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import {
  confirmRun,
  isOpen,
  outcomeWord,
  runWord,
  type DirectoryRunRow,
} from '../../features/organisation/directory-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';

const counted = ['added', 'updated', 'linked', 'returned', 'left', 'skipped', 'failed'] as const;

/** The last runs: how far one is, what came of the others, and what one that stopped asks. */
export function RunPanel(props: { runs: UseQueryResult<readonly DirectoryRunRow[]>; onChanged: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const { runs, onChanged } = props;
  const confirm = useWrite(confirmRun, {
    onDone: () => {
      void message.success(t('directory.started'));
      onChanged();
    },
  });
  const ask = useConfirm();
  const askToConfirm = (run: DirectoryRunRow) =>
    ask({
      title: t('directory.confirm'),
      consequence: t('directory.confirm_consequence', {
        people: run.heldPeople,
        departments: run.heldDepartments,
      }),
      verb: t('directory.confirm'),
      danger: true,
      work: () => confirm.mutateAsync(run),
    });
  return (
    <Panel title={t('directory.runs')}>
      {runs.isError ? (
        <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data === undefined ? (
        <Skeleton active />
      ) : runs.data.length === 0 ? (
        <p className="hl-muted">{t('directory.none')}</p>
      ) : (
        <ul className="hl-directory-runs" aria-label={t('directory.runs')}>
          {runs.data.map((run) => (
            <Run key={run.id} run={run} onConfirm={() => askToConfirm(run)} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Run(props: { run: DirectoryRunRow; onConfirm: () => void }) {
  const t = useText();
  const { moment } = useZone();
  const { run } = props;
  const word = runWord[run.state];
  const changes = counted.filter((outcome) => run[outcome] > 0);
  const { done, of } = run.progress;
  return (
    <li>
      <div className="hl-directory-run-head">
        <time dateTime={run.createdAt}>{moment(run.createdAt)}</time>
        <span className="hl-muted">
          {run.startedBy === 'staff'
            ? t('directory.by_staff', { name: run.startedByName })
            : t('directory.by_schedule')}
        </span>
        <Status tone={word.tone}>{t(word.key)}</Status>
      </div>
      {isOpen(run) ? (
        <Progress
          aria-label={t('directory.progress')}
          percent={of === 0 ? 0 : Math.floor((done / of) * 100)}
          status={run.state === 'waiting' && run.reason !== null ? 'exception' : 'active'}
        />
      ) : null}
      <p>
        {t('directory.figures', { listed: run.listed, departments: run.departments })}
        <span className="hl-directory-counts">
          {changes.map((outcome) => (
            <span key={outcome}>
              {t(outcomeWord[outcome].key)} {run[outcome]}
            </span>
          ))}
          {changes.length === 0 && run.state === 'done' ? <span>{t('directory.nothing')}</span> : null}
        </span>
      </p>
      {run.message === null ? null : (
        <p>
          {run.message} <span className="hl-muted">{run.remedy}</span>
        </p>
      )}
      <div className="hl-directory-run-acts">
        <Link to={`/directory/${run.id}`}>{t('directory.report')}</Link>
        {run.canConfirm ? (
          <Button size="small" danger onClick={props.onConfirm}>
            {t('directory.confirm')}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
