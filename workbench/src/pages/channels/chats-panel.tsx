import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { limits } from '../../../../config/limits.ts';
import { channelsKey, patchChannel, type ChannelAccountRow } from '../../features/channels/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

const days = Math.round(limits.chatKeepMs / 86_400_000);

/** Whether messages of people are kept as chats: off until somebody who may manage channels says so. */
export function ChatsPanel(props: { account: ChannelAccountRow; canManage: boolean }) {
  const t = useText();
  const { moment } = useZone();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const { account } = props;
  const on = account.chatsKeptSince !== null;
  const save = useWrite(
    (keepsChats: boolean, key) => patchChannel(account.id, { keepsChats }, account.version, key),
    {
      onDone: () => {
        void message.success(t('common.saved'));
        void queries.invalidateQueries({ queryKey: channelsKey });
      },
    },
  );
  const ask = () =>
    modal.confirm({
      title: t(on ? 'chats.keep.off_title' : 'chats.keep.on_title'),
      content: t(on ? 'chats.keep.off_consequence' : 'chats.keep.on_consequence', { days }),
      okText: t(on ? 'chats.keep.off' : 'chats.keep.on'),
      cancelText: t('common.cancel'),
      onOk: () => save.mutate(!on),
    });
  return (
    <Panel
      title={t('chats.keep.title')}
      extra={
        props.canManage ? (
          <Button danger={on} loading={save.isPending} onClick={ask}>
            {t(on ? 'chats.keep.off' : 'chats.keep.on')}
          </Button>
        ) : null
      }
    >
      <Status tone={on ? 'good' : 'off'}>
        {account.chatsKeptSince === null
          ? t('chats.keep.is_off')
          : t('chats.keep.is_on', { at: moment(account.chatsKeptSince) })}
      </Status>
      <p className="hl-muted">{t('chats.keep.what', { days })}</p>
    </Panel>
  );
}
