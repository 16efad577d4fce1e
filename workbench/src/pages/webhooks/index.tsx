import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';

import {
  endpointsKey,
  listEndpoints,
  type WebhookEndpointRow,
  type WebhookSecret,
} from '../../features/webhooks/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Splash } from '../../shared/ui/splash.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { EndpointCard } from './endpoint-card.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** Addresses that hear of events, and what was sent to each. */
export function WebhooksPage() {
  const t = useText();
  const list = useQuery({ queryKey: endpointsKey, queryFn: ({ signal }) => listEndpoints(signal) });
  const [editing, setEditing] = useState<WebhookEndpointRow | 'new' | null>(null);
  const [secret, setSecret] = useState<WebhookSecret | null>(null);
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      {t('webhooks.add')}
    </Button>
  );
  const endpoints = list.data?.items ?? [];

  return (
    <Page title={t('webhooks.title')} lead={t('webhooks.lead')} actions={endpoints.length > 0 ? add : null}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Splash />
      ) : (
        <>
          <Panel title={t('webhooks.endpoints')}>
            {endpoints.length === 0 ? (
              <EmptyState title={t('webhooks.empty')} hint={t('webhooks.empty_hint')} action={add} />
            ) : (
              <ul className="hl-webhooks">
                {endpoints.map((row) => (
                  <EndpointCard
                    key={row.id}
                    row={row}
                    labels={list.data.eventTypes}
                    onEdit={() => setEditing(row)}
                    onSecret={setSecret}
                  />
                ))}
              </ul>
            )}
          </Panel>
          <DeliveryTable endpoints={endpoints} />
          <EndpointForm
            editing={editing}
            eventTypes={list.data.eventTypes}
            onClose={() => setEditing(null)}
            onSecret={setSecret}
          />
        </>
      )}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}
