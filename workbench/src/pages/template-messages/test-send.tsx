import { Alert, Button, Select } from 'antd';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';

import { listUsers, usersKey } from '../../features/accounts/api.ts';
import { deliveriesKey, testTemplate, type MessagePurpose } from '../../features/messaging/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';

const pauseMs = 300;

/** Sends the saved mapping to one bound person; who it is must be chosen, nobody is preset. */
export function TestSend(props: { purpose: MessagePurpose; ready: boolean }) {
  const t = useText();
  const canSeeUsers = useCan()('accounts.read');
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);

  const users = useQuery({
    queryKey: [...usersKey, 'bound', search],
    queryFn: ({ signal }) => listUsers({ bindingState: 'bound', search, limit: 20 }, signal),
    placeholderData: keepPreviousData,
    enabled: canSeeUsers,
  });
  const send = useWrite((userId: string, key) => testTemplate(props.purpose, userId, key), {
    failure: 'inline',
    onDone: () => {
      void queries.invalidateQueries({ queryKey: deliveriesKey });
    },
  });

  return (
    <Panel title={t('templates.test')}>
      {!canSeeUsers ? (
        <p className="hl-muted">
          {t('common.no_access.hint', { permission: t(permissionLabel('accounts.read')) })}
        </p>
      ) : (
        <div className="hl-stack">
          <Select
            className="hl-wide"
            aria-label={t('templates.receiver')}
            showSearch
            filterOption={false}
            value={chosen}
            placeholder={t('templates.receiver')}
            loading={users.isFetching}
            notFoundContent={t('templates.nobody_bound')}
            onSearch={setTyped}
            options={(users.data?.items ?? []).map((user) => ({
              value: user.id,
              label: `${user.name} · ${user.downstreamName} · ${user.phoneMasked}`,
            }))}
            onChange={(id: string) => setChosen(id)}
          />
          <Button
            disabled={!props.ready || chosen === null}
            loading={send.isPending}
            onClick={() => {
              if (chosen !== null) send.mutate(chosen);
            }}
          >
            {t('templates.send_test')}
          </Button>
          {props.ready ? null : <span className="hl-muted">{t('templates.save_first')}</span>}
          <ErrorNotice error={users.error ?? send.error} />
          {send.data === undefined ? null : (
            <Alert
              type={send.data.state === 'failed' ? 'error' : 'success'}
              showIcon
              message={t('templates.test_sent', {
                name: send.data.recipientName,
                state: send.data.stateLabel,
              })}
              description={
                <>
                  {send.data.reason === null ? null : <div>{send.data.reason}</div>}
                  <Link to="/deliveries">{t('templates.to_deliveries')}</Link>
                </>
              }
            />
          )}
        </div>
      )}
    </Panel>
  );
}
