import { Button, Drawer, Select, Skeleton, Space } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import {
  campaignsKey,
  fetchCampaigns,
  fetchResults,
  type MarketingResult,
  type SmsCampaignRow,
} from '../../features/sms/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

const results: Readonly<Record<MarketingResult, Tone>> = {
  waiting: 'wait',
  sent: 'good',
  no_consent: 'off',
  stopped: 'off',
  not_reached: 'bad',
  unknown: 'wait',
};
const names: readonly MarketingResult[] = [
  ...(['waiting', 'sent', 'no_consent', 'stopped', 'not_reached', 'unknown'] as const),
];

/** What was sent, to how many; and, in a drawer, what became of each. */
export function Campaigns() {
  const t = useText();
  const { moment } = useZone();
  const [open, setOpen] = useState<SmsCampaignRow | null>(null);
  const list = useQuery({
    queryKey: campaignsKey,
    queryFn: ({ signal }) => fetchCampaigns(signal),
    refetchInterval: 5_000,
  });
  return (
    <Panel title={t('smsservice.campaigns')}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Skeleton active title={false} />
      ) : list.data.items.length === 0 ? (
        <EmptyState title={t('smsservice.none_sent')} />
      ) : (
        <ul className="hl-sms-versions">
          {list.data.items.map((one) => (
            <li key={one.id}>
              <Space wrap>
                <strong>{t('sms.by', { name: one.createdBy, at: moment(one.createdAt) })}</strong>
                {names
                  .filter((name) => one.counts[name] > 0)
                  .map((name) => (
                    <Status key={name} tone={results[name]}>
                      {t(`smsservice.result.${name}`)} {one.counts[name]}
                    </Status>
                  ))}
              </Space>
              <p>{one.content}</p>
              <Button onClick={() => setOpen(one)}>{t('smsservice.see_results')}</Button>
            </li>
          ))}
        </ul>
      )}
      <Drawer open={open !== null} title={t('smsservice.results')} size="large" onClose={() => setOpen(null)}>
        {open === null ? null : <Results key={open.id} id={open.id} />}
      </Drawer>
    </Panel>
  );
}

function Results(props: { id: string }) {
  const t = useText();
  const { moment } = useZone();
  const [result, setResult] = useState<MarketingResult | null>(null);
  const list = useQuery({
    queryKey: [...campaignsKey, props.id, result],
    queryFn: ({ signal }) => fetchResults(props.id, result, signal),
  });
  return (
    <>
      <Select
        allowClear
        className="hl-sms-people"
        aria-label={t('smsservice.result')}
        placeholder={t('smsservice.result_all')}
        value={result}
        onChange={(value: MarketingResult | undefined) => setResult(value ?? null)}
        options={names.map((value) => ({ value, label: t(`smsservice.result.${value}`) }))}
      />
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <ul className="hl-sms-versions">
          {(list.data?.items ?? []).map((one) => (
            <li key={one.id}>
              <Space wrap>
                <strong>{one.name}</strong>
                <Status tone={results[one.result]}>{t(`smsservice.result.${one.result}`)}</Status>
                <span className="hl-muted">{moment(one.updatedAt)}</span>
              </Space>
              {one.reason === null ? null : <p className="hl-muted">{one.reason}</p>}
            </li>
          ))}
        </ul>
      )}
      {list.data?.nextCursor === null || list.data === undefined ? null : (
        <p className="hl-muted">{t('smsservice.more_results')}</p>
      )}
    </>
  );
}
