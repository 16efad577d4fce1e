import { Button, Drawer, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useText } from '../../shared/i18n/text-context.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import { stateWord } from '../messaging/delivery-words.ts';
import { invitesKey, listInvites } from './api.ts';
import './connections.css';

const shown = 100;
const pollEveryMs = 4_000;

/** The invitations that were sent, each with its time and state (row 30). */
export function InvitationLog() {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const [open, setOpen] = useState(false);
  const log = useQuery({
    queryKey: invitesKey,
    queryFn: ({ signal }) => listInvites({ limit: shown }, signal),
    enabled: open,
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'queued') === true ? pollEveryMs : false,
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('invite.log')}</Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        title={t('invite.log')}
        width={460}
        placement={phone ? 'bottom' : 'right'}
        {...(phone ? { height: '86%' } : {})}
      >
        {log.isError ? (
          <ErrorState error={log.error} onRetry={() => void log.refetch()} />
        ) : log.data === undefined ? (
          <Skeleton active title={false} paragraph={{ rows: 6 }} />
        ) : log.data.items.length === 0 ? (
          <EmptyState title={t('invite.log_empty')} hint={t('invite.log_hint')} />
        ) : (
          <ul className="hl-uses">
            {log.data.items.map((item) => (
              <li key={item.id}>
                <span>
                  <strong>{item.recipientName}</strong>
                  <small className="hl-cell-note">{moment(item.createdAt)}</small>
                </span>
                <Status tone={stateWord[item.state].tone}>{item.stateLabel}</Status>
                {item.state === 'failed' ? (
                  <small className="hl-muted">{item.passedOver[0]?.reason ?? item.reason}</small>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Drawer>
    </>
  );
}
