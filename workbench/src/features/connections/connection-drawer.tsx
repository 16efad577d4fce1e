import { Drawer, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import { connectionsKey, getConnection, type ConnectionDetail } from './api.ts';
import { ConnectionActions } from './connection-actions.tsx';
import { originWord, usageWord, wordOf } from './connection-words.ts';
import { GiveEdition } from './give-edition.tsx';
import { useEnd } from './use-end.ts';
import './connections.css';

/** One downstream enterprise: how it stands, its editions, and what can be done with it. */
export function ConnectionDrawer(props: { id: string | null; canManage: boolean; onClose: () => void }) {
  const phone = useIsPhone();
  const { id } = props;
  const one = useQuery({
    queryKey: [...connectionsKey, 'one', id],
    queryFn: ({ signal }) => getConnection(id ?? '', signal),
    enabled: id !== null,
  });
  const connection = id === null ? undefined : one.data;
  const canGive = connection?.phase === 'active' && !connection.ownEdition;
  return (
    <Drawer
      open={id !== null}
      onClose={props.onClose}
      title={connection?.name ?? ''}
      width={480}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
      footer={
        connection !== undefined && props.canManage && ['pending', 'active'].includes(connection.phase) ? (
          <div className="hl-row">
            {canGive ? <GiveEdition connection={connection} /> : null}
            <ConnectionActions connection={connection} />
          </div>
        ) : null
      }
    >
      {one.isError ? (
        <ErrorState error={one.error} onRetry={() => void one.refetch()} />
      ) : connection === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 6 }} />
      ) : (
        <Content connection={connection} canManage={props.canManage} />
      )}
    </Drawer>
  );
}

function Content({ connection, canManage }: { connection: ConnectionDetail; canManage: boolean }) {
  const t = useText();
  const { moment, day } = useZone();
  const end = useEnd();
  const word = wordOf(connection);
  const { request, endsAt, expiresAt, phase } = connection;
  const ending =
    endsAt === null
      ? []
      : [
          {
            label: t(phase === 'tail' ? 'connections.column.ends' : 'connections.column.ended'),
            value: end(endsAt),
          },
        ];
  return (
    <div className="hl-stack">
      <div className="hl-row">
        <Status tone={word.tone}>{t(word.key)}</Status>
      </div>
      {phase === 'tail' && endsAt !== null ? (
        <p className="hl-muted">{t('connections.tail_hint', { end: end(endsAt) })}</p>
      ) : null}
      <Facts
        facts={[
          { label: t('connections.column.legal_name'), value: connection.legalName },
          {
            label: t('connections.column.edition'),
            value:
              connection.edition === null
                ? t('connections.no_edition')
                : connection.ownEdition
                  ? `${connection.edition.label} · ${t('connections.own_edition')}`
                  : connection.edition.label,
          },
          {
            label: t('connections.column.users'),
            value: (
              <Link to={`/interconnect-users?search=${encodeURIComponent(connection.name)}`}>
                {t('connections.column.users_value', {
                  bound: connection.boundUsers,
                  all: connection.users,
                })}
              </Link>
            ),
          },
          { label: t('connections.column.salesperson'), value: connection.salespersonName ?? '—' },
          { label: t('connections.column.origin'), value: t(originWord[connection.origin]) },
          { label: t('connections.column.created'), value: moment(connection.createdAt) },
          ...ending,
          ...(phase === 'pending' && expiresAt !== null
            ? [{ label: t('connections.column.expires'), value: moment(expiresAt) }]
            : []),
          ...(request === null || request.phoneMasked === ''
            ? []
            : [
                { label: t('connections.request.contact'), value: request.contactName },
                { label: t('connections.request.phone'), value: request.phoneMasked },
                { label: t('connections.request.at'), value: moment(request.requestedAt) },
              ]),
        ]}
      />
      {connection.editionUses.length === 0 ? null : (
        <section>
          <h3>{t('connections.edition.history')}</h3>
          <ul className="hl-uses">
            {connection.editionUses.map((use) => (
              <li key={use.id}>
                <span>
                  {use.edition.label}
                  {use.payer === 'own' ? ` · ${t('uses.payer.own')}` : ''}
                </span>
                <span className="hl-muted">
                  {day(use.givenAt)}
                  {use.endsAt === null ? '' : ` – ${end(use.endsAt)}`}
                </span>
                <Status tone={usageWord[use.state].tone}>{t(usageWord[use.state].key)}</Status>
              </li>
            ))}
          </ul>
        </section>
      )}
      {canManage ? null : <p className="hl-muted">{t('connections.read_only')}</p>}
    </div>
  );
}
