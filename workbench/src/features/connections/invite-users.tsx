import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { usersKey, type InterconnectUserRow } from '../accounts/api.ts';
import { invitesKey, inviteUsers, type InviteResult } from './api.ts';
import './connections.css';

/** Only who has not bound yet is invited. */
export function canInvite(user: InterconnectUserRow): boolean {
  return user.accountState === 'invited' || user.accountState === 'not_invited';
}

const tones: Record<InviteResult['outcome'], Tone> = {
  queued: 'good',
  too_soon: 'wait',
  not_inactive: 'off',
  ended: 'off',
  not_found: 'bad',
};

/** Invites one, or all that were ticked; tells afterwards what came of each. */
export function InviteUsers(props: { userIds: readonly string[]; name?: string; onDone?: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const { moment } = useZone();
  const { userIds, name, onDone } = props;

  const invite = useWrite((ids: readonly string[], key) => inviteUsers(ids, key), {
    onDone: (results) => {
      for (const queryKey of [usersKey, invitesKey]) void queries.invalidateQueries({ queryKey });
      onDone?.();
      modal.info({
        title: t('invite.results'),
        okText: t('common.close'),
        content: (
          <ul className="hl-uses">
            {results.map((result) => (
              <li key={result.userId}>
                <span>{result.name}</span>
                <Status tone={tones[result.outcome]}>
                  {t(`invite.outcome.${result.outcome}`, {
                    at: result.nextAt === null ? '' : moment(result.nextAt),
                  })}
                </Status>
              </li>
            ))}
          </ul>
        ),
      });
    },
  });
  return (
    <Button
      type={name === undefined ? 'primary' : 'default'}
      onClick={() =>
        ask({
          title:
            name === undefined
              ? t('invite.title', { count: userIds.length })
              : t('invite.title_one', { name }),
          consequence: t('invite.consequence'),
          verb: t('invite.one'),
          work: () => invite.mutateAsync(userIds),
        })
      }
    >
      {name === undefined ? t('invite.selected', { count: userIds.length }) : t('invite.one')}
    </Button>
  );
}
