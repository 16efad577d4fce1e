import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';

import { listMappings, mappingsKey } from '../../features/messaging/api.ts';
import { purposePath } from '../../features/messaging/purpose-path.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { MappingEditor } from './mapping-editor.tsx';

export function MappingPage() {
  const t = useText();
  const { purpose = '' } = useParams();
  const mappings = useQuery({ queryKey: mappingsKey, queryFn: ({ signal }) => listMappings(signal) });
  const mapping = mappings.data?.find((one) => purposePath(one.purpose) === purpose);
  return (
    <Page
      title={mapping?.purposeLabel ?? t('templates.one')}
      crumbs={[{ label: t('templates.title'), to: '/template-messages' }]}
    >
      {mapping !== undefined ? (
        <MappingEditor key={mapping.purpose} mapping={mapping} />
      ) : (
        <Panel>
          {mappings.isError ? (
            <ErrorState error={mappings.error} onRetry={() => void mappings.refetch()} />
          ) : mappings.data === undefined ? (
            <Skeleton active />
          ) : (
            <EmptyState title={t('templates.missing')} />
          )}
        </Panel>
      )}
    </Page>
  );
}
