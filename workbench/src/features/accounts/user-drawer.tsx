import { Drawer } from 'antd';

import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';
import { accountWord, bindingWord } from './account-words.ts';
import { canInvite, InviteUsers } from '../connections/invite-users.tsx';
import type { InterconnectUserRow } from './api.ts';
import { ChangePhone } from './change-phone.tsx';
import { UserActions } from './user-actions.tsx';

/** One account: everything the list has no room for. */
export function UserDrawer(props: {
  user: InterconnectUserRow | null;
  canManage: boolean;
  onClose: () => void;
  onChanged: (user: InterconnectUserRow) => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const { user } = props;
  const time = (iso: string | null) => (iso === null ? '—' : moment(iso));
  return (
    <Drawer
      open={user !== null}
      onClose={props.onClose}
      title={user?.name ?? ''}
      width={460}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
      footer={
        user !== null && props.canManage ? (
          <div className="hl-row">
            {user.accountState === 'binned' ? null : <ChangePhone user={user} onDone={props.onChanged} />}
            {canInvite(user) ? <InviteUsers userIds={[user.id]} name={user.name} /> : null}
            <UserActions user={user} onDone={props.onChanged} />
          </div>
        ) : null
      }
    >
      {user === null ? null : (
        <div className="hl-stack">
          <div className="hl-row">
            <Status tone={accountWord[user.accountState].tone}>
              {t(accountWord[user.accountState].key)}
            </Status>
            <Status tone={bindingWord[user.bindingState].tone}>
              {t(bindingWord[user.bindingState].key)}
            </Status>
          </div>
          <Facts
            facts={[
              { label: t('users.column.company'), value: user.downstreamName },
              { label: t('users.column.phone'), value: user.phoneMasked },
              {
                label: t('users.column.roles'),
                value: user.roles.map((role) => role.label).join(t('common.list_separator')) || '—',
              },
              { label: t('users.column.salesperson'), value: user.salespersonName ?? '—' },
              {
                label: t('users.column.following'),
                value: t(user.following ? 'users.following' : 'users.not_following'),
              },
              { label: t('users.column.invited_at'), value: time(user.invitedAt) },
              { label: t('users.column.bound_at'), value: time(user.boundAt) },
              { label: t('users.column.last_seen'), value: time(user.lastSeenAt) },
            ]}
          />
          {user.bindingState === 'waiting_quota' ? (
            <p className="hl-muted">{t('users.waiting_quota_hint')}</p>
          ) : null}
          {user.bindingState === 'suspended_phone' ? (
            <p className="hl-muted">{t('users.suspended_phone_hint')}</p>
          ) : null}
          {user.bindingState === 'none' && user.accountState === 'invited' ? (
            <p className="hl-muted">{t('users.invited_hint')}</p>
          ) : null}
          {props.canManage ? null : <p className="hl-muted">{t('users.read_only')}</p>}
        </div>
      )}
    </Drawer>
  );
}
