import { Drawer, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import { fetchRecord, recordsKey, type RecordDetail, type RecordRow } from './api.ts';
import './record-drawer.css';

/** One record: who, when, on what, and each field before and after. */
export function RecordDrawer(props: { record: RecordRow | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const { record } = props;
  const detail = useQuery({
    queryKey: [...recordsKey, 'one', record?.id ?? ''],
    queryFn: ({ signal }) => fetchRecord(record?.id ?? '', signal),
    enabled: record !== null,
    // A record never changes.
    staleTime: Infinity,
  });
  return (
    <Drawer
      open={record !== null}
      onClose={props.onClose}
      title={record?.actionLabel ?? ''}
      width={520}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
    >
      {record === null ? null : (
        <div className="hl-stack">
          <Facts
            facts={[
              { label: t('records.at'), value: moment(record.at) },
              { label: t('records.actor'), value: record.actorName },
              { label: t('records.target'), value: targetText(record) },
              ...(detail.data === undefined
                ? []
                : [{ label: t('common.request_id'), value: <code>{detail.data.requestId}</code> }]),
            ]}
          />
          {detail.isError ? (
            <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />
          ) : detail.data === undefined ? (
            <Skeleton active title={false} paragraph={{ rows: 4 }} />
          ) : (
            <Changes changes={detail.data.changes} />
          )}
        </div>
      )}
    </Drawer>
  );
}

export function targetText(record: RecordRow): string {
  return record.targetName === null ? record.targetKind : `${record.targetKind} · ${record.targetName}`;
}

function Changes(props: { changes: RecordDetail['changes'] }) {
  const t = useText();
  if (props.changes.length === 0) return <p className="hl-muted">{t('records.no_changes')}</p>;
  const side = (value: string | null) => value ?? t('common.empty_value');
  return (
    <ul className="hl-diff">
      {props.changes.map((change) => (
        <li key={change.field}>
          <h3>{change.label}</h3>
          <div className="hl-diff-sides">
            <div className="hl-diff-before">
              <span>{t('records.before')}</span>
              <p className={change.before === null ? 'hl-diff-none' : ''}>{side(change.before)}</p>
            </div>
            <div className="hl-diff-after">
              <span>{t('records.after')}</span>
              <p className={change.after === null ? 'hl-diff-none' : ''}>{side(change.after)}</p>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
