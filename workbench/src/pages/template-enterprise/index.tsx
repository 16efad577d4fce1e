import { Button, Modal } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { enterTemplate, templatesQuery, type TemplateEntry } from '../../features/packages/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Splash } from '../../shared/ui/splash.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { CreateTemplate } from './create-template.tsx';
import '../packages/packages.css';

/** The upstream's template enterprise: created here, and entered with a session of its own. */
export function TemplateEnterprisePage() {
  const t = useText();
  const { day } = useZone();
  const templates = useQuery(templatesQuery);
  const [entry, setEntry] = useState<TemplateEntry | null>(null);
  const enter = useWrite((id: string, key) => enterTemplate(id, key), { onDone: setEntry });
  const { data } = templates;
  const free = data !== undefined && data.offered && data.items.length < data.limit;
  const create = free ? <CreateTemplate onCreated={setEntry} /> : null;
  return (
    <Page
      title={t('template.title')}
      lead={t('template.lead')}
      actions={data !== undefined && data.items.length > 0 ? create : null}
    >
      {templates.isError ? (
        <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
      ) : data === undefined ? (
        <Splash />
      ) : (
        <Panel>
          {data.items.length > 0 ? (
            <div className="hl-stack">
              {data.items.map((row) => (
                <div key={row.id} className="hl-package">
                  <div>
                    <strong>{row.name}</strong>
                    <p className="hl-muted">
                      {row.legalName} · {t('template.created_at', { at: day(row.createdAt) })}
                    </p>
                  </div>
                  <Button type="primary" loading={enter.isPending} onClick={() => enter.mutate(row.id)}>
                    {t('template.enter')}
                  </Button>
                </div>
              ))}
              <p className="hl-muted">
                {t('template.limit', { count: data.items.length, limit: data.limit })}
              </p>
            </div>
          ) : data.offered ? (
            <EmptyState
              title={t('template.empty')}
              hint={t('template.empty_hint', { limit: data.limit })}
              action={create}
            />
          ) : (
            <EmptyState title={t('template.not_offered')} hint={t('template.not_offered_hint')} />
          )}
        </Panel>
      )}
      <Modal
        open={entry !== null}
        title={t('template.entry_title')}
        maskClosable={false}
        onCancel={() => setEntry(null)}
        footer={
          <>
            <Button onClick={() => setEntry(null)}>{t('template.entry_done')}</Button>
            <Button type="primary" href={entry?.url ?? ''}>
              {t('template.entry_open')}
            </Button>
          </>
        }
      >
        <p>{t('template.entry_lead', { name: entry?.name ?? '' })}</p>
        <CopyField label={t('template.entry_link')} value={entry?.url ?? ''} />
      </Modal>
    </Page>
  );
}
