import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { fetchCounts, partiesKey, type PartyKind } from './api.ts';
import { stageWord } from './words.ts';
import './crm.css';

/** How many of each stage and class, and whose, among what this person may see. */
export function CountsPanel({ kind }: { kind: PartyKind }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const counts = useQuery({
    queryKey: [...partiesKey(kind), 'counts'],
    queryFn: ({ signal }) => fetchCounts(kind, signal),
  });
  if (counts.data === undefined) return null;
  const { total, pool, byStage, byClass, byOwner } = counts.data;
  if (total === 0) return null;
  return (
    <Panel
      title={t('crm.counts', { total, pool })}
      extra={
        byOwner.length === 0 ? null : (
          <Button size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
            {t(open ? 'crm.counts_less' : 'crm.counts_more')}
          </Button>
        )
      }
    >
      <div className="hl-stack">
        {byStage.length === 0 ? null : (
          <p className="hl-crm-counts" data-testid="by-stage">
            {byStage.map(({ stage, count }) => (
              <span key={stage}>
                {t(stageWord[stage].key)} <strong>{count}</strong>
              </span>
            ))}
          </p>
        )}
        <p className="hl-crm-counts" data-testid="by-class">
          {byClass.map(({ key, label, count }) => (
            <span key={key}>
              {label} <strong>{count}</strong>
            </span>
          ))}
        </p>
        {open ? (
          <table className="hl-crm-owners">
            <thead>
              <tr>
                <th>{t('crm.owner')}</th>
                {byStage.map(({ stage }) => (
                  <th key={stage}>{t(stageWord[stage].key)}</th>
                ))}
                <th>{t('crm.counts_all')}</th>
              </tr>
            </thead>
            <tbody>
              {byOwner.map(({ owner, count, stages }) => (
                <tr key={owner.id}>
                  <td>{owner.state === 'left' ? t('crm.owner.left', { name: owner.name }) : owner.name}</td>
                  {stages.map(({ stage, count: n }) => (
                    <td key={stage}>{n}</td>
                  ))}
                  <td>{count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
    </Panel>
  );
}
