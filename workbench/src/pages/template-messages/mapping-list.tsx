import { Button, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { listMappings, mappingsKey } from '../../features/messaging/api.ts';
import { purposePath } from '../../features/messaging/purpose-path.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';

export function MappingList() {
  const t = useText();
  const mappings = useQuery({ queryKey: mappingsKey, queryFn: ({ signal }) => listMappings(signal) });
  return (
    <Page title={t('templates.title')} lead={t('templates.lead')}>
      {mappings.isError ? (
        <Panel>
          <ErrorState error={mappings.error} onRetry={() => void mappings.refetch()} />
        </Panel>
      ) : mappings.data === undefined ? (
        <Panel>
          <Skeleton active />
        </Panel>
      ) : mappings.data.length === 0 ? (
        <Panel>
          <EmptyState title={t('templates.empty')} />
        </Panel>
      ) : (
        mappings.data.map((mapping) => (
          <Panel
            key={mapping.purpose}
            title={mapping.purposeLabel}
            extra={
              <Status tone={mapping.enabled ? 'good' : mapping.templateId === null ? 'off' : 'warn'}>
                {t(
                  mapping.enabled
                    ? 'templates.state.enabled'
                    : mapping.templateId === null
                      ? 'templates.state.not_set'
                      : 'templates.state.disabled',
                )}
              </Status>
            }
          >
            <div className="hl-row hl-between">
              <span className="hl-muted">
                {mapping.templateTitle === null
                  ? t('templates.none_chosen')
                  : t('templates.chosen', { title: mapping.templateTitle })}
              </span>
              <Link to={`/template-messages/${purposePath(mapping.purpose)}`}>
                <Button type={mapping.templateId === null ? 'primary' : 'default'}>
                  {t(mapping.templateId === null ? 'templates.choose' : 'templates.edit')}
                </Button>
              </Link>
            </div>
          </Panel>
        ))
      )}
    </Page>
  );
}
