import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import {
  actOnChannel,
  channelsKey,
  type ChannelAccountRow,
  type ChannelVerb,
} from '../../features/channels/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

/** Disconnect keeps everything and answers nothing; reconnect takes up where it was. */
export function ConnectionPanel(props: { account: ChannelAccountRow }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { account } = props;
  const act = useWrite((verb: ChannelVerb, key) => actOnChannel(account.id, verb, key), {
    onDone: (_, verb) => {
      void message.success(
        t(verb === 'disconnect' ? 'channels.disconnected_done' : 'channels.reconnected_done'),
      );
      void queries.invalidateQueries({ queryKey: channelsKey });
    },
  });
  if (account.state === 'disconnected') {
    return (
      <Panel title={t('channels.reconnect')}>
        <p className="hl-muted hl-panel-text">{t('channels.reconnect_hint')}</p>
        <Button type="primary" loading={act.isPending} onClick={() => act.mutate('reconnect')}>
          {t('channels.reconnect')}
        </Button>
      </Panel>
    );
  }
  return (
    <Panel title={t('channels.disconnect')}>
      <p className="hl-muted hl-panel-text">{t('channels.disconnect_hint')}</p>
      <Button
        danger
        loading={act.isPending}
        onClick={() =>
          ask({
            title: t('channels.disconnect_title', { name: account.name }),
            consequence: t('channels.disconnect_consequence'),
            verb: t('channels.disconnect'),
            danger: true,
            work: () => act.mutateAsync('disconnect'),
          })
        }
      >
        {t('channels.disconnect')}
      </Button>
    </Panel>
  );
}
